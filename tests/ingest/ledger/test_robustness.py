"""Whatever stands in a table: it is read without a crash, and what is read keeps the rules of the store."""

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Source
from graph.stores.check import check_reading
from ingest.document import Cell, Document, Table
from ingest.ledger import check_ledger, dump_mapping, read_ledger, suggest_mapping

HEADINGS = (
    "序号 甲方 乙方 丙方 二级学院 合作单位 单位编号 党支部 书记 基地名称 班级名称 联盟 姓名 职务 "
    "签订日期 有效期 状态 备注 金额 项目 走访日期 参加人员 是否签订 双方负责人 简称 产业链 需求"
).split()
WORDS = (
    "同上 〃 — / 无 √ ○ ？ 合计 小计 3 44866 2023.9 3月5日 长期 三年 2022-2025 已终止 拟建 2024年3月摘牌 "
    "签订协议 未签 是 否 Q01 13900001111 望舒机械厂 听雨软件有限公司 临澜职业学院 信息工程学院 第一党支部 "
    "临澜职业学院信息工程学院 听雨软件有限公司党支部 临澜市教育局 本校 听雨 苏简 院长 校长苏简、何以（副校长） "
    "中共临澜职业学院委员会 听雨实训基地 临澜数字产教联盟 注：听雨为听雨软件有限公司 一、校内 填报单位：教务处"
).split()
VALUES = [
    *WORDS,
    "",
    "甲\n乙、丙；",
    "（）",
    "“”",
    "临澜职业学院2024年校企合作台账",
]
cells = st.one_of(
    st.sampled_from(VALUES),
    st.sampled_from(VALUES),
    st.text("党委学院公司、，（）0123456789.年月日至-—√ ", max_size=12),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    width = draw(st.integers(1, 7))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=0, max_size=6))
    header = draw(st.lists(st.sampled_from(HEADINGS), min_size=width, max_size=width))
    rows.insert(draw(st.integers(0, min(3, len(rows)))), header)
    struck = draw(st.booleans())
    table = tuple(
        tuple(Cell(f"台账!{chr(65 + c)}{r}", value, struck and bool(value)) for c, value in enumerate(row))
        for r, row in enumerate(rows, 1)
    )
    source = Source(Source.id_of(repr(rows).encode()), "file:///a.xlsx", "a", "", "xlsx")
    return Document(source, (Table("台账", table),))


@settings(max_examples=300, deadline=None)
@given(documents())
def test_any_table_is_read_and_keeps_the_rules(document: Document) -> None:
    mapping = suggest_mapping(document)
    reading = read_ledger(document, mapping if mapping.tables else None)
    check_reading(reading)
    assert reading == read_ledger(document)
    assert all(p.problem and p.advice for p in check_ledger(document, mapping))
    assert dump_mapping(mapping)
