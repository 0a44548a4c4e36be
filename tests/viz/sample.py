"""A small real store of invented organizations, for the tests of pictures."""

from graph.model import Claim, Evidence, Reading, Record, Source, State, attributes
from graph.stores.memory import MemoryStore

TYPES = {
    "江东职业技术学院": "school",
    "江东职业技术学院机电工程学院": "school_unit",
    "江东职业技术学院机电工程学院党总支": "party_org",
    "江东职业技术学院党委": "party_org",
    "临湖中等专业学校": "school",
    "临湖中等专业学校党委": "party_org",
    "望川师范大学": "school",
    "望川师范大学马克思主义学院党委": "party_org",
    "云泽汽车集团有限公司": "enterprise",
    "云泽汽车集团有限公司党委": "party_org",
    "星衡精密机械（临湖）有限公司": "enterprise",
    "星衡精密机械（临湖）有限公司党支部": "party_org",
    "青屿智能科技有限公司": "enterprise",
    "禾安生物医药股份有限公司": "enterprise",
    "临湖市教育局": "government",
    "临湖高新区管委会": "government",
    "临湖市机器人行业协会": "association",
    "江东智能制造研究院": "research",
    "石塘村": "other_org",
    "石塘村党支部": "party_org",
    "江东省智能制造产教融合共同体": "alliance",
    "临湖市校企党建联盟": "alliance",
    "云泽新能源汽车产业学院": "base",
    "星衡精密加工实训基地": "base",
    "石塘村党员教育实践基地": "base",
    "党建结对共建协议（2024）": "agreement",
    "校企战略合作协议": "agreement",
    "订单班联合培养协议": "agreement",
    "周以宁": "person",
    "沈若川": "person",
}

DOCUMENTS = [
    (
        "机电工程学院党总支与云泽汽车党委签署结对共建协议",
        "2024-03-18",
        [
            "3月15日，江东职业技术学院机电工程学院党总支与云泽汽车集团有限公司党委在临湖举行结对共建签约仪式，双方签署《党建结对共建协议》。",
            "学院党总支书记周以宁表示，双方将以党建为引领，推动人才培养与产业需求对接。",
            "仪式结束后，双方为云泽新能源汽车产业学院揭牌，该产业学院由江东职业技术学院与云泽汽车集团有限公司共同建设。",
        ],
        [
            (0, "SIGNED", "江东职业技术学院机电工程学院党总支", "党建结对共建协议（2024）", "2024-03-15", 0.95),
            (0, "SIGNED", "云泽汽车集团有限公司党委", "党建结对共建协议（2024）", "2024-03-15", 0.95),
            (0, "PAIRED_WITH", "江东职业技术学院机电工程学院党总支", "云泽汽车集团有限公司党委", "2024-03-15", 0.95),
            (1, "HAS_ROLE", "周以宁", "江东职业技术学院机电工程学院党总支", None, 0.9),
            (2, "CO_BUILT", "江东职业技术学院", "云泽新能源汽车产业学院", "2024-03-15", 0.9),
            (2, "CO_BUILT", "云泽汽车集团有限公司", "云泽新能源汽车产业学院", "2024-03-15", 0.9),
        ],
    ),
    (
        "江东职业技术学院年度校企合作报告",
        "2024-12-30",
        [
            "江东职业技术学院下设机电工程学院，机电工程学院设党总支，学校党委统筹全校党建工作。",
            "2024年，学校与云泽汽车集团有限公司、星衡精密机械（临湖）有限公司签署校企战略合作协议。",
            "机电工程学院党总支与云泽汽车集团有限公司党委结对共建，全年开展主题党日活动六次。",
            "学校与江东智能制造研究院联合开展技术攻关，并派出科技特派员服务石塘村。",
            "学校牵头成立江东省智能制造产教融合共同体，云泽汽车集团有限公司、望川师范大学、青屿智能科技有限公司为成员单位。",
        ],
        [
            (0, "PART_OF", "江东职业技术学院机电工程学院", "江东职业技术学院", None, 0.95),
            (0, "PART_OF", "江东职业技术学院机电工程学院党总支", "江东职业技术学院机电工程学院", None, 0.9),
            (0, "PART_OF", "江东职业技术学院党委", "江东职业技术学院", None, 0.95),
            (1, "SIGNED", "江东职业技术学院", "校企战略合作协议", "2024", 0.9),
            (1, "SIGNED", "云泽汽车集团有限公司", "校企战略合作协议", "2024", 0.9),
            (1, "SIGNED", "星衡精密机械（临湖）有限公司", "校企战略合作协议", "2024", 0.85),
            (2, "PAIRED_WITH", "江东职业技术学院机电工程学院党总支", "云泽汽车集团有限公司党委", "2024", 0.9),
            (3, "COOPERATES_WITH", "江东职业技术学院", "江东智能制造研究院", "2024", 0.8),
            (3, "COOPERATES_WITH", "江东职业技术学院", "石塘村", "2024", 0.75),
            (4, "MEMBER_OF", "江东职业技术学院", "江东省智能制造产教融合共同体", "2024", 0.95),
            (4, "MEMBER_OF", "云泽汽车集团有限公司", "江东省智能制造产教融合共同体", "2024", 0.9),
            (4, "MEMBER_OF", "望川师范大学", "江东省智能制造产教融合共同体", "2024", 0.9),
            (4, "MEMBER_OF", "青屿智能科技有限公司", "江东省智能制造产教融合共同体", "2024", 0.9),
        ],
    ),
    (
        "临湖市校企党建联盟成立",
        "2023-06-30",
        [
            "6月28日，临湖市教育局、临湖高新区管委会联合临湖中等专业学校党委等单位成立临湖市校企党建联盟。",
            "星衡精密机械（临湖）有限公司党支部、江东职业技术学院党委、临湖市机器人行业协会加入联盟。",
            "临湖中等专业学校党委与星衡精密机械（临湖）有限公司党支部结对，沈若川代表企业党支部发言。",
            "星衡精密加工实训基地同日启用，由临湖中等专业学校与星衡精密机械（临湖）有限公司共建。",
        ],
        [
            (0, "MEMBER_OF", "临湖市教育局", "临湖市校企党建联盟", "2023-06-28", 0.9),
            (0, "MEMBER_OF", "临湖高新区管委会", "临湖市校企党建联盟", "2023-06-28", 0.9),
            (0, "MEMBER_OF", "临湖中等专业学校党委", "临湖市校企党建联盟", "2023-06-28", 0.9),
            (1, "MEMBER_OF", "星衡精密机械（临湖）有限公司党支部", "临湖市校企党建联盟", "2023-06-28", 0.85),
            (1, "MEMBER_OF", "江东职业技术学院党委", "临湖市校企党建联盟", "2023-06-28", 0.85),
            (1, "MEMBER_OF", "临湖市机器人行业协会", "临湖市校企党建联盟", "2023-06-28", 0.85),
            (2, "PAIRED_WITH", "临湖中等专业学校党委", "星衡精密机械（临湖）有限公司党支部", "2023-06-28", 0.9),
            (2, "HAS_ROLE", "沈若川", "星衡精密机械（临湖）有限公司党支部", None, 0.6),
            (3, "CO_BUILT", "临湖中等专业学校", "星衡精密加工实训基地", "2023-06-28", 0.9),
            (3, "CO_BUILT", "星衡精密机械（临湖）有限公司", "星衡精密加工实训基地", "2023-06-28", 0.9),
            (2, "PART_OF", "星衡精密机械（临湖）有限公司党支部", "星衡精密机械（临湖）有限公司", None, 0.9),
            (3, "PART_OF", "临湖中等专业学校党委", "临湖中等专业学校", None, 0.95),
        ],
    ),
    (
        "马克思主义学院党委赴石塘村开展结对活动",
        "2022-10-12",
        [
            "望川师范大学马克思主义学院党委与石塘村党支部结对共建，石塘村党员教育实践基地正式挂牌。",
            "结对为期一年，至2023年9月结束。",
            "禾安生物医药股份有限公司与望川师范大学签署订单班联合培养协议。",
        ],
        [
            (0, "PAIRED_WITH", "望川师范大学马克思主义学院党委", "石塘村党支部", "2022-10-10", 0.9),
            (0, "CO_BUILT", "石塘村党支部", "石塘村党员教育实践基地", "2022-10-10", 0.85),
            (0, "CO_BUILT", "望川师范大学马克思主义学院党委", "石塘村党员教育实践基地", "2022-10-10", 0.85),
            (0, "PART_OF", "望川师范大学马克思主义学院党委", "望川师范大学", None, 0.9),
            (0, "PART_OF", "石塘村党支部", "石塘村", None, 0.95),
            (2, "SIGNED", "望川师范大学", "订单班联合培养协议", "2022-10", 0.9),
            (2, "SIGNED", "禾安生物医药股份有限公司", "订单班联合培养协议", "2022-10", 0.9),
        ],
    ),
]
ENDED = ("望川师范大学马克思主义学院党委", "石塘村党支部")


def reading(
    title: str, published: str, sentences: list[str], rows: list[tuple], types: dict[str, str] = TYPES
) -> Reading:
    """Make a reading; each row is (sentence, link type, head, tail, date, confidence)."""
    text = title + "\n" + "\n".join(sentences)
    source = Source(Source.id_of(text.encode()), f"{title}.txt", title, text, "txt", published)
    names = dict.fromkeys(name for row in rows for name in (row[2], row[3]))
    records = {n: Record.of(source.id, types[n], n) for n in names}
    claims = tuple(_claim(source, records, sentences, row) for row in rows)
    return Reading(source, tuple(records.values()), claims)


def _claim(source: Source, records: dict[str, Record], sentences: list[str], row: tuple) -> Claim:
    at, type_, head, tail, date, confidence = row
    start = source.text.index(sentences[at])
    evidence = Evidence(sentences[at], start, start + len(sentences[at]))
    ended = type_ == "PAIRED_WITH" and (head, tail) == ENDED
    ends = sorted((records[head].id, records[tail].id)) if type_ in ("PAIRED_WITH", "COOPERATES_WITH") else None
    head_id, tail_id = ends or (records[head].id, records[tail].id)
    return Claim.of(
        source.id,
        type_,
        head_id,
        tail_id,
        evidence=(evidence,),
        method="rule:sample",
        confidence=confidence,
        date=date,
        until="2023-09" if ended else None,
        state=State.ENDED if ended else State.HELD,
        attributes=attributes(title="书记" if type_ == "HAS_ROLE" else None),
    )


def sample_store() -> MemoryStore:
    """Return a store with four documents, records of one name joined as one entity."""
    store = MemoryStore()
    for document in DOCUMENTS:
        store.add(reading(*document))
    store.judge(_same_names(store))
    return store


def _same_names(store: MemoryStore) -> list:
    from graph.judgement import Judgement, Verdict

    joined = []
    for name in TYPES:
        first, *rest = store.records([name]) or [None]
        at = "2025-01-01T00:00:00Z"
        joined += [Judgement(first.id, r.id, Verdict.SAME, "rule:sample", at) for r in rest]
    return joined


HOSTILE = (
    '</script><img src=x onerror="window.pwned=1">',
    "<b onmouseover='window.pwned=2'>&amp;公司</b>",
    "{{ 7*7 }}{% raw %}'\"`${window.pwned=3}` 集团",
)


def hostile_store() -> MemoryStore:
    a, b, c = HOSTILE
    sentence = f"{a}与{b}结对，{c}加入。"
    rows = [(0, "PAIRED_WITH", a, b, "2024-01-02", 0.9), (0, "COOPERATES_WITH", b, c, None, 0.8)]
    store = MemoryStore()
    store.add(reading(f"标题{a}", "2024-01-03", [sentence], rows, dict.fromkeys(HOSTILE, "enterprise")))
    return store
