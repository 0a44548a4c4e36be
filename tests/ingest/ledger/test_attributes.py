"""Columns that say more of an organization: region, chain, majors, demands and supplies."""

from pathlib import Path

from ingest.ledger import read_ledger
from ingest.readers import read


def said(tmp_path: Path, text: str) -> set[tuple[str, str, str]]:
    path = tmp_path / "a.csv"
    path.write_text(text, "utf-8")
    reading = read_ledger(read(path))
    names = {r.id: r.name for r in reading.records}
    return {(c.type, names[c.head], names[c.tail]) for c in reading.claims}


def test_region_and_chain_of_a_register(tmp_path: Path) -> None:
    text = "单位编号,单位名称,所在地,所属产业链\nQ01,听雨软件有限公司,临澜市,数字经济产业链\nQ02,望舒机械厂,棠溪县,—\n"
    assert said(tmp_path, text) == {
        ("LOCATED_IN", "听雨软件有限公司", "临澜市"),
        ("LOCATED_IN", "望舒机械厂", "棠溪县"),
        ("IN_CHAIN", "听雨软件有限公司", "数字经济产业链"),
    }


def test_majors_that_a_school_offers(tmp_path: Path) -> None:
    text = "学校名称,开设专业\n临澜职业技术学院,软件技术、护理\n"
    assert said(tmp_path, text) == {
        ("OFFERS", "临澜职业技术学院", "软件技术"),
        ("OFFERS", "临澜职业技术学院", "护理"),
    }


def test_demand_and_supply_lists(tmp_path: Path) -> None:
    text = "临澜市校企供需清单\n企业名称,需求内容,可提供资源\n听雨软件有限公司,测试工程师20名,实习岗位\n"
    assert said(tmp_path, text) == {
        ("SEEKS", "听雨软件有限公司", "测试工程师20名"),
        ("PROVIDES", "听雨软件有限公司", "实习岗位"),
    }
