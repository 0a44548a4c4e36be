"""Three short documents with something to review, read by the real reader into a real store."""

from pathlib import Path

from graph.judgement import Judgement, Verdict
from graph.stores import Store

NEWS = """岚山职业技术学院与澄溪重工有限公司签约
2024年5月6日，岚山职业技术学院与澄溪重工有限公司举行校企合作签约仪式。双方签署校企合作协议，共建“澄溪重工产业学院”。
岚山职业技术学院院长沈立诚、澄溪重工有限公司总经理傅远帆出席仪式。
"""
PAIRING = """支部结对
2024年6月1日，岚山职业技术学院机电工程学院党支部与云笏数字科技有限公司党支部签订结对共建协议书。
"""
VISIT = """校企交流
2024年9月9日，岚山职业技术学院与云笏数字有限公司签署订单培养合作协议。
"""


def write(folder: Path) -> Path:
    """Write the documents into a folder and return it."""
    folder.mkdir(exist_ok=True)
    for name, text in (("a.txt", NEWS), ("b.txt", PAIRING), ("c.txt", VISIT)):
        (folder / name).write_text(text, "utf-8")
    return folder


def said(store: Store) -> set[tuple[object, ...]]:
    """Return the network in words: an edited document may leave an entity with another id."""
    network = store.view()
    names = {e.id: (e.name, e.aliases, e.sources) for e in network.entities}
    links = {(k.type, names[k.head], names[k.tail], k.first, k.until, k.confidence, k.claims) for k in network.links}
    return links | set(names.values())


def doubt(store: Store) -> tuple[str, str]:
    """Let a rule be unsure of two firms, as resolution by score is of names like these; return their records."""
    left, right = (store.search(n)[0].id for n in ("云笏数字科技有限公司", "云笏数字有限公司"))
    store.judge([Judgement(left, right, Verdict.UNSURE, "rule:test", "2024-10-01", "只差“科技”", 0.52)])
    return left, right
