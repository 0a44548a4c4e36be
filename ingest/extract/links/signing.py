"""签署 Agreements: who signed, of what kind, under what title.

Invariant: only acts stated as done; a ceremony counts, its preparation, its guests and its mention in passing do not.
"""

import re
from collections.abc import Iterator

from graph.model import State
from ingest.extract.links.acts import Act, status
from ingest.extract.links.dates import Dater
from ingest.extract.links.parties import Sides, groups
from ingest.extract.links.scene import Scene, Sentence
from ingest.extract.links.signers import signers
from ingest.extract.links.words import BASE, ORG, PACT, PACT_NAME, PERSON, SIGN, SIGN_NOT

_PASSING = re.compile(
    r"(?:见证|出席|参加|主持|应邀|借|把|将|以|此次|本次|这次|通过|为)(?:了|此次|本次|这次|的)?[^，。；]{0,8}$"
)
_CEREMONY = re.compile(
    r"^(?:仪式)?(?:上|前|后|之前|之后|以后|以来|现场|环节|结束|开始|只是|不单|时|当天|当日|之余|双方|会$)|^(?:也|就)?(?:即|便)结束"
)
_PLURAL = re.compile(r"^[^，。；]{0,6}了?一摞|^了?一摞")
_PLACES = r"(?:基地|学院|研究院|中心|实验室|工作站|平台)"
_BUILDING = re.compile(rf"{BASE}|共建[^，。]{{0,20}}{_PLACES}|基地|产业学院|研究院|工作站|实验室|实践中心")
_KINDS = (
    ("party_building", re.compile(r"党建|支部|党组织|党委|党总支|联建|红联|结对共建|廉洁共建|共建共创")),
    ("training", re.compile(r"订单|学徒|定向培养|委托培养|联合培养|冠名班|培养|互派|试点合作|实习协议")),
    ("base", _BUILDING),
    ("other", re.compile(r"捐赠|帮扶|捐资|赠与")),
    ("cooperation", re.compile(r"合作|战略|框架|签约")),
    ("project", re.compile(r"项目|课题")),
)


def signings(scene: Scene, dater: Dater) -> Iterator[Act]:
    """Yield the agreements that the text says were signed."""
    yield from _contracts(scene, dater)
    for sentence in scene.sentences:
        if any(word in sentence.text for word in _HINTS):
            yield from _in_sentence(scene, sentence, dater)


_HINTS = ("签", "协议", "落", "署名", "换", "盖章", "书", "合同", "各执", "墨迹", "手印", "备忘录", "名字")
_PARTY_LINE = re.compile(rf"^[（(]?([甲乙丙丁])方[）)]?(?:单位)?[：:](?={ORG})")


def _contracts(scene: Scene, dater: Dater) -> Iterator[Act]:
    # 甲方： and 乙方： on lines of their own.
    lines = [(s, s.actors[0]) for s in scene.sentences if s.actors and _PARTY_LINE.match(s.text)]
    if len(lines) < 2 or not re.search(PACT, scene.draft.text):
        return
    heads = tuple(dict.fromkeys(n.key for _, n in lines))
    if len(heads) > 1:
        spans = tuple((s.start, s.end) for s, _ in lines)
        sentence = lines[0][0]
        yield Act("SIGNED", heads, spans, "signing:named", 0.8, "", "cooperation", "", dater.date(sentence, 0))


def _in_sentence(scene: Scene, sentence: Sentence, dater: Dater) -> Iterator[Act]:
    for match in SIGN.finditer(sentence.text):
        if _passing(sentence, match):
            continue
        state = status(sentence, match.start(), match.end())
        if state is None or not (sides := signers(scene, sentence, match)):
            continue
        if state is not State.HELD and sides.rule not in ("row", "list", "pairs", "company"):
            continue
        kind, title = kind_of(scene, sentence, match, sides)
        prefer = "party_org" if kind == "party_building" else ""
        span = sentence.span(
            min(sides.start, match.start()) if sides.sentence is sentence else match.start(), _tail(sentence, match)
        )
        spans = (span,) if sides.sentence is sentence else (span, sides.sentence.span(sides.start, sides.end))
        date = dater.date(sentence, match.start())
        for heads in groups(scene, sides, prefer):
            yield Act(
                "SIGNED",
                heads,
                spans,
                f"signing:{sides.rule}",
                _SURE.get(sides.rule, 0.8),
                "",
                kind,
                title,
                date,
                state,
            )
            if kind == "party_building":
                yield Act(
                    "PAIRED_WITH",
                    heads,
                    spans,
                    f"signing:{sides.rule}",
                    _SURE.get(sides.rule, 0.8),
                    date=date,
                    state=state,
                )


_SURE = {
    "row": 0.92,
    "list": 0.88,
    "named": 0.9,
    "pairs": 0.93,
    "respective": 0.93,
    "after": 0.9,
    "company": 0.85,
    "antecedent": 0.75,
    "visit": 0.7,
    "facing": 0.6,
}


def _tail(sentence: Sentence, match: "re.Match[str]") -> int:
    rest = re.match(r"[^，。；！？]*", sentence.text[match.end() :])
    return match.end() + (rest.end() if rest else 0)


def _passing(sentence: Sentence, match: "re.Match[str]") -> bool:
    text = sentence.text
    around = text[max(0, match.start() - 6) : match.end() + 6]
    if SIGN_NOT.search(around) or _PLURAL.match(text[match.end() :]):
        return True
    if match.group() == "签约":
        here = text[: match.start()]
        if _PASSING.search(here[-14:]) or _CEREMONY.match(text[match.end() :]):
            return True
    return False


def kind_of(scene: Scene, sentence: Sentence, match: "re.Match[str]", sides: Sides) -> tuple[str, str]:
    """Return the kind of agreement signed at `match`, and its title (a name for it where it has none)."""
    start, end = sentence.clause(match.start(), "。；！？")
    names = [(m.start(), next(g for g in m.groups() if g)) for m in PACT_NAME.finditer(sentence.text, start, end)]
    name = min(names, key=lambda n: abs(n[0] - match.start()))[1] if names else ""
    at = sentence.text.find(f"《{name}》") + 1 if name else 0
    title = scene.draft.text[slice(*sentence.span(at, at + len(name)))] if at else ""
    if _party_work(scene, sentence, name, sides):
        return "party_building", title
    for place in (name, sentence.text[start:end]):
        for kind, words in _KINDS:
            if place and words.search(re.sub(f"[{ORG}{PERSON}]党(?:委|总支|支部)书记", "", place)):
                return kind, title
    return "other", title


def _party_work(scene: Scene, sentence: Sentence, name: str, sides: Sides) -> bool:
    # Branches sign agreements of party work; so do bodies whose party secretaries sign a 共建协议.
    nodes = [*sides.nodes, *(n for pair in sides.pairs for n in pair)]
    branches = [any(scene.type(k) == "party_org" for k in n.keys) for n in nodes]
    if branches and sum(branches) * 2 > len(branches):
        return True
    if not re.search("共建|联建|结对", name) or re.search("帮扶|基地|学院|中心", name):
        return False
    return any(branches) or "党" in sentence.text or bool(re.search("党建|支部", scene.draft.text[:200]))
