"""存疑 What a person should look at: weak links, and an act that the text dates in two ways.

Invariant: a flag says why in words and quotes the place; it never changes a finding.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from graph.model import Flag
from ingest.extract.draft import Finding
from ingest.extract.links.acts import Act
from ingest.extract.links.scene import Scene

DOUBTFUL = 0.4
_SAID = {"SIGNED": "签署", "PAIRED_WITH": "结对", "CO_BUILT": "共建", "MEMBER_OF": "加入", "COOPERATES_WITH": "合作"}


def doubts(scene: Scene, acts: Sequence[Act], findings: Sequence[Finding]) -> tuple[Flag, ...]:
    """Return the flags that the links of a document call for."""
    return (*_weak(scene, findings), *_twice_dated(scene, acts))


def _weak(scene: Scene, findings: Sequence[Finding]) -> Iterator[Flag]:
    seen = set()
    for f in findings:
        if f.confidence < DOUBTFUL and (f.type, f.spans) not in seen:
            seen.add((f.type, f.spans))
            yield _flag(
                scene, f"“{_SAID[f.type]}”联系把握不大（{f.confidence:.2f}），请核对：{_ends(scene, f)}", f.spans[0]
            )


def _ends(scene: Scene, found: Finding) -> str:
    return "、".join(scene.name(k) for k in (found.head, found.tail) if k in scene.referents)


def _twice_dated(scene: Scene, acts: Sequence[Act]) -> Iterator[Flag]:
    dated: dict[tuple[str, tuple[str, ...]], dict[str, Act]] = defaultdict(dict)
    for act in acts:
        if act.date and act.link in ("SIGNED", "PAIRED_WITH"):
            dated[act.link, tuple(sorted(act.heads))].setdefault(act.date, act)
    for (link, heads), found in dated.items():
        days = sorted(found)
        if len(days) > 1 and not days[1].startswith(days[0]):
            names = "、".join(scene.name(h) for h in heads)
            yield _flag(scene, f"同一“{_SAID[link]}”有两个日期（{'、'.join(days)}）：{names}", found[days[-1]].spans[0])


def _flag(scene: Scene, reason: str, span: tuple[int, int]) -> Flag:
    draft = scene.draft
    return Flag(draft.document.source.id, reason, draft.clean.evidence(*span))
