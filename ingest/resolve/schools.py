"""学校名录 The schools that a short name may mean: names and seats of Chinese universities and colleges.

Invariant: a starter list (`tables/schools.txt`), not a register; a school that is not on it loses nothing but
the warning that its short name has another bearer.
"""

from collections import defaultdict
from functools import lru_cache

from graph.names import fold
from ingest.resolve.align import short_fit, skips
from ingest.resolve.divisions import NOWHERE, Place, leading, meet
from ingest.resolve.words import table_lines

FIT = 0.75


@lru_cache(maxsize=1)
def seats() -> dict[str, Place]:
    """Return the schools listed, with the places where they lie."""
    found: dict[str, Place] = {}
    for line in table_lines("schools.txt"):
        city, *names = line.split()
        place = leading(f"{city}。")[0]
        found |= dict.fromkeys(names, place)
    return found


@lru_cache(maxsize=4096)
def bearers(short: str, home: Place = NOWHERE) -> tuple[str, ...]:
    """Return the schools listed that `short` may be a short form of, those that lie in `home`."""
    if not 2 <= len(short) <= 6:
        return ()
    names = [n for n in _by_first().get(short[0], ()) if short_fit(short, n) >= FIT]
    here = [n for n in names if not home or meet(seats()[n], home)]
    # 济职院 is 济南职业学院, not 济南护理职业学院: who passes over fewest words bears the short form.
    fewest = min((skips(short, n) for n in here), default=0)
    return tuple(n for n in here if skips(short, n) == fewest)


def lies_in(folded: str, home: Place) -> bool:
    """Tell whether a school (by its folded name) may lie in `home`; true for one that is not listed."""
    seat = _by_fold().get(folded, NOWHERE)
    return not home or not seat or bool(meet(seat, home))


@lru_cache(maxsize=1)
def _by_first() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in seats():
        # A short form begins with the name or, where the name begins with its place, with what follows.
        for first in {name[0], leading(name)[1][:1]} - {""}:
            found[first].append(name)
    return {first: tuple(names) for first, names in found.items()}


@lru_cache(maxsize=1)
def _by_fold() -> dict[str, Place]:
    return {fold(name): place for name, place in seats().items()}
