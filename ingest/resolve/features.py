"""特征 What speaks for and against two records being one entity, as named numbers.

Invariant: pure and symmetric; `reasons.py` has words for every name that can come out. The first feature,
`family:ground`, says how the names relate and what they stand on; the others qualify it.
"""

from ingest.resolve import known as knowledge
from ingest.resolve.align import likeness
from ingest.resolve.compare import GOOD_SHORT, Pair
from ingest.resolve.known import Known
from ingest.resolve.parse import Subject, parse

LOOSE = frozenset(("slip", "weak", "other", "part", "extended"))
"""泛泛之名 Families in which the names as wholes do not agree."""


INSIDE = frozenset(("party_org", "school_unit", "base", "other_org"))
"""内设机构 Bodies that a larger one has several of, told apart by one word (教师第一党支部, 机电学院教师第一党支部)."""

BROAD = {"rare": "damaged", "broken": "damaged", "renamed": "known", "alias": "known"}
"""大类 Families that are taken together, beside each for itself."""

GROUNDS = dict.fromkeys(("document", "parent", "seat", "near"), "backed") | {
    "blank": "open",
    "level": "conflict",
    "named": "none",
}
"""旁证 Grounds that are taken together."""


def compare(a: Subject, b: Subject, context: str | None = None, known: Known | None = None) -> dict[str, float]:
    """Return the features of two records that are not zero."""
    pair = Pair(parse(a), parse(b), known or knowledge.shipped(), context or "")
    kind = family(pair)
    stands = ground(pair, kind)
    broad, backing = BROAD.get(kind, kind), GROUNDS.get(stands, stands)
    if kind == "common" and stands in ("seat", "near"):
        # Two firms of one city may well have names that sound alike: the city is no evidence.
        stands = backing = "none"
    found: dict[str, float] = {f"name:{broad}": 1, f"{broad}:{backing}": 1, f"ground:{stands}": stands in GROUNDS}
    found |= {f"name:{kind}": 1}
    found |= against(pair, kind)
    if stands != "blank":
        found |= quality(pair, kind, stands)
    return {name: round(float(value), 4) for name, value in found.items() if value}


def family(pair: Pair) -> str:
    """Return the one word for how two names relate."""
    elsewhere, firms = pair.alias == "elsewhere", pair.a.subject.type == "enterprise"
    checks = (
        ("renamed", pair.renaming is not None and not pair.renaming.merged),
        ("merged", pair.renaming is not None),
        ("alias", pair.alias == "listed"),
        ("shared", pair.alias == "shared" or (elsewhere and firms and pair.short >= GOOD_SHORT)),
        ("elsewhere", elsewhere),
        ("equal", bool(pair.equal)),
        ("core", pair.cores_equal),
        (pair.damaged, bool(pair.damaged)),
        ("part", pair.part),
        ("extended", pair.extended),
        ("short", pair.short >= GOOD_SHORT),
        ("slip", pair.slipped),
        ("weak", pair.short > 0),
    )
    return next((word for word, holds in checks if holds), "other")


def ground(pair: Pair, kind: str) -> str:
    """Return what the relation stands on: conflict, level, open, document, parent, seat, near, or none."""
    a, b = pair.a, pair.b
    placed = pair.parents in ("embedded", "same") and not any(p.parent and p.parent.relative for p in (a, b))
    checks = (
        ("blank", pair.blank and (pair.nameless or not pair.conflict) and kind in LOOSE | {"short"}),
        ("conflict", pair.conflict),
        ("level", pair.levels_differ),
        ("open", pair.place_open or (kind == "equal" and pair.nondescript)),
        ("none", kind in ("alias", "renamed") and not pair.same_document),
        ("open", (a.loose or b.loose) and not placed and not pair.same_document),
        ("open", pair.parents == "one" and a.subject.type in INSIDE and not pair.same_document),
        ("open", kind == "short" and pair.parents == "embedded" and (a.relative or b.relative)),
        ("document", pair.same_document),
        ("parent", pair.parents in ("same", "embedded")),
        ("named", kind in ("short", "core", "weak", "slip") and not pair.ends[0].home and pair.seats != "open"),
        ("seat", pair.seats == "equal"),
        ("near", pair.seats == "agree"),
    )
    return next((word for word, holds in checks if holds), "none")


def against(pair: Pair, kind: str) -> dict[str, float]:
    """Return the conflicts between two records, each by its name."""
    a, b = pair.a, pair.b
    loose = kind in LOOSE or kind == "short"
    return {
        "type:differs": a.subject.type != b.subject.type,
        "grade:differs": bool(a.grade and b.grade) and a.grade != b.grade,
        "official:both": pair.both_official,
        "number:differs": pair.numbers_differ,
        "role:differs": pair.roles_differ,
        "group:differs": pair.group_and_member,
        "group:one": a.group != b.group and not pair.group_and_member,
        "form:differs": pair.forms_clash,
        "places:conflict": pair.places == "conflict",
        "seats:conflict": pair.seats == "conflict" and pair.places != "conflict",
        "parents:conflict": pair.parents == "conflict",
        "parents:one": pair.parents == "one",
        "inner:differs": pair.astray
        and kind not in ("equal", "renamed", "alias")
        and not (pair.same_document and kind in ("short", "core")),
        "rank:differs": loose and bool(a.rank and b.rank) and a.rank != b.rank and not pair.upgrade,
        "upgrade": loose and pair.upgrade,
        "number:missing": loose and bool(a.numbers) != bool(b.numbers),
        "role:missing": loose and bool(a.role) != bool(b.role),
        "brand:differs": loose and pair.brands_differ,
        "context:against": pair.told_apart,
    }


def quality(pair: Pair, kind: str, stands: str) -> dict[str, float]:
    """Return how good the relation is of its kind."""
    short, long = pair.ends
    brief = kind in ("short", "shared")
    firm = kind in ("short", "core") and short.subject.type == "enterprise"
    return {
        "short:fit": (pair.short - GOOD_SHORT) * 4 if kind == "short" else 0,
        "short:sole": pair.alias == "sole",
        "short:tiny": (brief and len(short.plain) <= 3 and not pair.brand_long)
        or (kind == "core" and len(short.plain) <= 2),
        "brand:common": firm and pair.brand_common,
        "brand:long": kind == "short" and firm and pair.brand_long,
        "firm:national": firm and pair.national,
        "short:trade": kind == "short" and pair.other_trade and not pair.same_document,
        "core:limited": kind == "core"
        and stands == "none"
        and pair.places == "one"
        and "股份" not in long.form
        and not long.group,
        "short:whole": kind == "short" and short.whole and long.whole and short.subject.type != "party_org",
        "inside:more": kind in ("short", "extended") and pair.skipped > 0 and short.subject.type in INSIDE,
        "short:skips": pair.skipped if kind == "short" else 0,
        "listed": kind in ("core", "short") and "股份" in long.form,
        "placed:one": kind in ("core", "short", "part") and pair.places == "one",
        "likeness": likeness(short.stem, long.stem) if kind in LOOSE else 0,
        "swapped": pair.swaps if kind in LOOSE else 0,
        "both:whole": kind in LOOSE and short.whole and long.whole,
        "context:for": pair.told_one and kind not in LOOSE,
    }
