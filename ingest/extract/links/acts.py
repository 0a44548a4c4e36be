"""行为 Acts that a text states as done, and how they become findings and new entities.

Invariant: an act is dated and quoted by the sentence that states it; an agreement's key is unique in the document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graph.model import State, attributes
from ingest.extract.draft import Finding, Referent, Span
from ingest.extract.links.scene import Scene, Sentence
from ingest.extract.links.words import DENIED, DONE, ENDED, OPENING_PLAN, PLAN, SPEECH

_PURPOSE = re.compile(r"^[^，。；]{0,4}(?:为|为了|按照|根据|依照|围绕|针对|本着|遵照|随着|通过)")


@dataclass(frozen=True, slots=True)
class Act:
    """行为 One act: `link` between all `heads` (SIGNED, PAIRED_WITH, COOPERATES_WITH) or from them to `tail`.

    `kind` and `title` describe an agreement; `rule` names the rule that found it.
    """

    link: str
    heads: tuple[str, ...]
    spans: tuple[Span, ...]
    rule: str
    confidence: float = 0.8
    tail: str = ""
    kind: str = ""
    title: str = ""
    date: str | None = None
    state: State = State.HELD


def status(sentence: Sentence, at: int, end: int) -> State | None:
    """Tell how the text speaks of the act at [at, end): done, ended, denied, or None for plans and wishes."""
    text = sentence.text
    start, _ = sentence.clause(at, "。；！？!?;")
    before = text[start:at]
    if re.match(r"(?:之)?前(?!来|往|身|期)|以前", text[end:]) or OPENING_PLAN.search(text[start:at]):
        return None
    if _planned(before) or _spoken(text, start, at):
        return None
    here = re.split("[，：:,]", before)[-1]
    if DENIED.search(here[-14:]):
        return State.DENIED
    around = here + re.split("[，。；]", text[at:])[0]
    return State.ENDED if ENDED.search(around) else State.HELD


def _planned(before: str) -> bool:
    clauses = re.split("(?<=[，：:,])", before)
    planned = False
    for clause in clauses:
        if _PURPOSE.match(clause) and clause is not clauses[-1]:
            continue
        plans = list(PLAN.finditer(clause))
        done = list(DONE.finditer(clause))
        if done and (not plans or done[-1].start() > plans[-1].start()):
            planned = False
        if plans and (not done or done[-1].start() < plans[-1].start()):
            planned = True
    return planned


def _spoken(text: str, start: int, at: int) -> bool:
    opened = text.rfind("“", start, at)
    if opened >= 0 and text.find("”", opened) > at and text.find("”", opened) - opened > 25:
        return True
    said = list(SPEECH.finditer(text, start, at))
    return bool(said) and not DONE.search(text, said[-1].end(), at)


def pairs_of(heads: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield every two of `heads` in order."""
    for i, a in enumerate(heads):
        for b in heads[i + 1 :]:
            yield a, b


def settle(scene: Scene, acts: Iterable[Act]) -> tuple[list[Referent], list[Finding]]:
    """Return the agreements and the findings that acts make, each statement once with all its quotes."""
    listed = list(acts)
    agreements: list[Referent] = []
    findings: list[Finding] = []
    for n, act in enumerate(_merged(scene, [a for a in listed if a.link == "SIGNED"]), 1):
        key = f"agreement:{n}"
        agreements.append(Referent(key, "agreement", _title(scene, act), attributes=attributes(kind=act.kind)))
        findings += [_finding(act, head, key) for head in act.heads]
    linked = {frozenset(p) for a in listed if a.link in ("SIGNED", "PAIRED_WITH") for p in pairs_of(a.heads)}
    for act in listed:
        if act.tail:
            findings += [_finding(act, head, act.tail) for head in act.heads if head != act.tail]
        elif act.link != "SIGNED":
            weak = act.link == "COOPERATES_WITH"
            findings += [
                _finding(act, a, b) for a, b in pairs_of(act.heads) if not (weak and frozenset((a, b)) in linked)
            ]
    return agreements, _once(findings)


_WEAK = ("antecedent", "facing", "visit", "company")


def needed(scene: Scene, acts: list[Act]) -> list[Act]:
    """Return the acts without vaguer statements about bodies that are linked already."""
    kept: list[Act] = []
    for act in sorted(acts, key=lambda a: -a.confidence):
        if act.tail or len(act.heads) != 2:
            kept.append(act)
            continue
        rivals = [k for k in kept if k.link == act.link and not k.tail and _covers(scene, k, act)]
        if not rivals:
            kept.append(act)
    kept = [a for a in kept if a.tail or len(a.heads) != 2 or not _outdone(scene, a, kept)]
    return [a for a in acts if a in kept]


def _covers(scene: Scene, known: Act, act: Act) -> bool:
    if not act.rule.endswith(_WEAK) or set(act.heads) <= set(known.heads):
        return False
    roots = {scene.root(h) for h in known.heads}
    return all(scene.root(h) in roots for h in act.heads)


def _outdone(scene: Scene, act: Act, kept: list[Act]) -> bool:
    # Where the branches are named, their institutions are not the parties.
    for other in kept:
        if other.link != act.link or other is act or set(other.heads) == set(act.heads):
            continue
        if all(any(h in scene.lineage(o) for o in other.heads) for h in act.heads) and (
            not act.date or not other.date or act.date == other.date
        ):
            return not set(act.heads) <= set(other.heads)
    return False


def _merged(scene: Scene, signed: list[Act]) -> list[Act]:
    kept: list[Act] = []
    for act in sorted(signed, key=lambda a: -a.confidence):
        twin = next((i for i, k in enumerate(kept) if _same(k, act)), None)
        if twin is None:
            kept.append(act)
        else:
            kept[twin] = _joined(kept[twin], act)
    return sorted(kept, key=lambda a: a.spans)


def _same(a: Act, b: Act) -> bool:
    if not (set(b.heads) <= set(a.heads)):
        return False
    return a.state == b.state and (not a.date or not b.date or a.date == b.date)


def _joined(kept: Act, act: Act) -> Act:
    kind = kept.kind if kept.kind not in ("", "other", "cooperation") else act.kind or kept.kind
    spans = tuple(dict.fromkeys(kept.spans + act.spans)) if len(kept.spans) < 3 else kept.spans
    return replace(kept, date=kept.date or act.date, kind=kind, title=kept.title or act.title, spans=spans)


def _title(scene: Scene, act: Act) -> str:
    return (
        act.title or "与".join(scene.name(k) for k in act.heads[:3]) + ("等" if len(act.heads) > 3 else "") + "合作协议"
    )


def _finding(act: Act, head: str, tail: str) -> Finding:
    kind = attributes(kind=act.kind) if act.link == "SIGNED" else ()
    return Finding(
        act.link, head, tail, act.spans, act.rule, act.confidence, act.date, state=act.state, attributes=kind
    )


def _once(findings: list[Finding]) -> list[Finding]:
    # The same link with and without a date is one statement.
    best: dict[tuple[str, str, str, State], Finding] = {}
    symmetric = ("PAIRED_WITH", "COOPERATES_WITH")
    for f in findings:
        ends = min((f.head, f.tail), (f.tail, f.head)) if f.type in symmetric else (f.head, f.tail)
        key = (f.type, *ends, f.state)
        best[key] = _together(best[key], f) if key in best else f
    return list(best.values())


def _together(a: Finding, b: Finding) -> Finding:
    first, other = (a, b) if a.confidence >= b.confidence else (b, a)
    spans = tuple(dict.fromkeys(first.spans + other.spans))[:4]
    return replace(first, date=first.date or other.date, spans=spans)
