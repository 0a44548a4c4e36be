"""措辞特征 How the text puts it where two entities meet: triggers, distance, company words, what stands between.

Invariant: a feature is a number, a word of a closed list, or two characters that stand outside every name.
"""

import re
from typing import TYPE_CHECKING

from ingest.extract.links.discourse import ATTENDING
from ingest.extract.links.words import (
    ALLIANCE,
    BASE,
    CLIQUE,
    COLLECTIVE,
    ENDED,
    LINKS,
    ORG,
    PACT,
    PERSON,
    PLAN,
    RESPECTIVE,
    VISIT_BEFORE,
    WITH,
)

if TYPE_CHECKING:
    from ingest.extract.links.evidence import Common, Evidence
    from ingest.extract.links.scene import Sentence

Features = dict[str, float]
_CUES = (
    "与",
    "同",
    "和",
    "跟",
    "、",
    "由",
    "为",
    "向",
    "给",
    "的",
    "在",
    "对",
    "把",
    "授",
    "牌",
    "捐",
    "，",
    "分别",
    "共同",
    "联合",
    "等",
    "代表",
    "牵头",
    "：",
    "是",
    "有",
    "走进",
    "到",
    "组织",
)
_AFTER = (
    "签",
    "共建",
    "揭",
    "授",
    "成立",
    "牵头",
    "见证",
    "主持",
    "出席",
    "等",
    "举行",
    "开展",
    "联合",
    "共同",
    "分别",
    "双方",
    "单位",
    "为",
    "的",
    "党",
    "代表",
    "，",
    "加入",
    "座谈",
    "捐",
    "指导",
    "在",
    "一行",
    "书记",
)


_MARKS = (
    ("attending", ATTENDING),
    ("respective", RESPECTIVE),
    ("clique", CLIQUE),
    ("collective", COLLECTIVE),
    ("pact", re.compile(PACT)),
)
FAR = 120
_CLASSES = {
    "sign": re.compile("签|换约|协议|落笔|合同|承诺书|备忘录"),
    "pair": re.compile("结对|结为|结成|结上|对子|联建|共建|牵手|对口"),
    "build": re.compile("[建办揭挂授颁设]|成立|打造|剪彩|启用|落成|亮灯|落户"),
    "name": re.compile("冠名|命名|取名|定名|称为|为名"),
    "lead": re.compile("牵头|发起|理事长|主任|会长|秘书处"),
    "member": re.compile("成员|会员|理事|加入|单位|吸纳"),
    "guest": re.compile("见证|出席|参加|主持|指导|批复|批准|支持|陪同|应邀|致辞"),
    "visit": re.compile("走访|参观|考察|来到|走进|调研|回访|赴"),
    "give": re.compile("[捐赠送颁授]"),
    "teach": re.compile("培训|讲座|宣讲|授课|实习|培养|顶岗|就业"),
    "plan": PLAN,
    "past": re.compile(r"\d年|去年|前年|曾|以来|此前|早在|当年|那年"),
    "ended": ENDED,
    "passive": re.compile("[被获由受]"),
    "listed": re.compile("：|包括|分别|如下|名单|依次|其中"),
}


def wording(evidence: "Evidence", link: str, place: "Common") -> Features:
    """Return the features of the wording at the place where two entities meet."""
    s, a, b = place.sentence, place.a, place.b
    here = [b.at] if place.apart > 0 else [a.at] if place.apart < 0 else [a.at, b.at]
    first, last = min(here), max(here)
    if s.index not in evidence.sentence_features:
        evidence.sentence_features[s.index] = _sentence(evidence, s)
    out = evidence.sentence_features[s.index] | _ends(evidence, place) | _triggers(evidence, link, s, (first, last))
    out |= {f"after:{c}": 1 for c in _AFTER if c in s.text[last + 1 : last + 13]}
    out |= _classes(evidence, s, first, last)
    out |= {f"before:{c}": 1 for c in _CUES if c in s.text[max(0, first - 5) : first]}
    out |= {f"right~{w}": 1 for w in _pairs(s.text[last + 1 : last + 15])}
    out |= {f"left~{w}": 1 for w in _pairs(s.text[max(0, first - 10) : first])}
    return out | _between(evidence, place, first, last) if place.apart == 0 else out


def _pairs(text: str) -> set[str]:
    # Every two characters in a row that are no names.
    pairs = (text[i : i + 2] for i in range(len(text) - 1))
    return {pair for pair in pairs if "\u4e00" <= pair[0] <= "\u9fff" and "\u4e00" <= pair[1] <= "\u9fff"}


def _sentence(evidence: "Evidence", s: "Sentence") -> Features:
    out: Features = {name: bool(pattern.search(s.text)) for name, pattern in _MARKS}
    kinds = {"bases": BASE, "alliances": ALLIANCE, "persons": PERSON}
    out |= {name: sum(n.kind == kind for n in s.nodes) for name, kind in kinds.items()}
    out |= {"at": s.index, "at_share": s.index / max(1, len(evidence.scene.sentences))}
    out |= {"length": len(s.text), "actors": len(s.actors)}
    for link in LINKS:
        spots = evidence.triggers(link, s)
        done = sum(ok for *_, ok in spots)
        out[f"trigger:{link}"], out[f"planned:{link}"] = done, len(spots) - done
    return out


def _classes(evidence: "Evidence", s: "Sentence", first: int, last: int) -> Features:
    # Which classes of words stand before, between and after the two, within their part of the sentence.
    start, end = s.clause(first)[0], s.clause(last)[1]
    out: Features = {}
    for name, at in evidence.classes(s, _CLASSES):
        window = "gap" if first < at < last else "left" if start <= at < first else "right" if last < at < end else ""
        if window:
            out[f"{window}:{name}"] = 1
    return out


def _ends(evidence: "Evidence", place: "Common") -> Features:
    s, a, b = place.sentence, place.a, place.b
    out: Features = {"apart": abs(place.apart), "order": float(a.at < b.at) if place.apart == 0 else 0.5}
    for end, node in (("a", a), ("b", b)):
        out[f"{end}:person"], out[f"{end}:weak"] = node.kind == PERSON, node.weak
        out[f"{end}:title"] = evidence.first_seen(node.key) <= 1
        out[f"{end}:row"] = (s.index, node.at) in evidence.row_of
    return out


def _triggers(evidence: "Evidence", link: str, s: "Sentence", ends: tuple[int, int]) -> Features:
    first, last = ends
    spots = evidence.triggers(link, s)
    done = [spot for spot in spots if spot[2]] or spots
    after = [spot[0] - last for spot in done if spot[0] > last]
    out: Features = {
        "trigger_after": min(after, default=FAR),
        "trigger_before": min((first - spot[1] for spot in done if spot[1] <= first), default=FAR),
        "trigger_between": sum(first < spot[0] < last for spot in done),
    }
    if after:
        between = s.text[last + 1 : last + min(after)]
        out["actors_to_trigger"] = sum(c in (ORG, PERSON) for c in between)
        out["stops_to_trigger"] = between.count("，") + 3 * between.count("；")
    return out


def _between(evidence: "Evidence", place: "Common", first: int, last: int) -> Features:
    s = place.sentence
    gap = s.text[first + 1 : last]
    out: Features = {
        "gap": len(gap),
        "gap_actors": sum(c in (ORG, PERSON) for c in gap),
        "gap_stops": gap.count("，"),
        "same_row": evidence.row_of.get((s.index, place.a.at), -1) == evidence.row_of.get((s.index, place.b.at), -2),
        "with_before_b": bool(WITH.search(s.text[max(0, last - 6) : last])),
        "visit_before_b": bool(VISIT_BEFORE.search(s.text[max(0, last - 8) : last])),
    }
    out |= {f"gap_end:{c}": 1 for c in _CUES if c in gap[-6:]}
    out |= {f"gap~{w}": 1 for w in _pairs(gap[:14]) | _pairs(gap[-14:])}
    return out | {f"gap_start:{c}": 1 for c in _CUES if c in gap[:6]}
