"""名册 Whom a name in this ledger means: short names, units of the body, branches of their bodies.

Invariant: one name means one organization throughout a ledger; a guess is marked by its lower confidence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.names import fold
from ingest.ledger.organizations import (
    PARTY_PREFIX,
    is_college,
    is_sure,
    is_unit_name,
    split_bare_branch,
    split_branch,
    split_bureau,
    split_school,
    tidy,
    type_of,
)

_INNER = re.compile(
    r".{0,4}(项目部|总部|本部|分公司|车间|事业部|生产部|销售部|研发部|技术部|行政部|综合部|管理部|班组|分厂|门店)"
)
_OFFICE = re.compile(r"(?P<body>.{3,})?党委(?P<office>[^、，]{0,6}(?:部|办公室))$")
_GUESSED = 0.8
_SUBORDINATE = ("school_unit", "party_org")


@dataclass(frozen=True, slots=True)
class Organization:
    """机构 An organization as the ledger knows it: full name, type, other names in use, the body it belongs to."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    parent: "Organization | None" = None
    relative: bool = False
    confidence: float = 1.0

    def called(self, *names: str) -> "Organization":
        """Return this organization with more names by which it goes."""
        new = [n for n in names if n and fold(n) != fold(self.name) and n not in self.aliases]
        return replace(self, aliases=(*self.aliases, *dict.fromkeys(new))) if new else self


class Roster:
    """名册 Resolves the names of one ledger, given its short names and all the full names in it."""

    def __init__(self, names: Iterable[str], aliases: Iterable[tuple[str, str]] = ()) -> None:
        self._names = frozenset(names)
        self._full = sorted(self._names, key=lambda n: (len(n), n))
        self._bodies = [n for n in self._full if type_of(n) not in _SUBORDINATE]
        self._units = [n for n in self._full if type_of(n) == "school_unit"]
        self._known_as: dict[tuple[str, str, str], Organization | None] = {}
        self._alias = {fold(short): full for short, full in aliases}

    def resolve(self, text: str, within: Organization | None = None, hint: str = "") -> Organization | None:
        """Return the organization that a name means, seen from inside `within`; None if the text names none.

        `hint` is the type that the column promises where the name itself gives none.
        """
        key = (text, within.name if within else "", hint)
        if key not in self._known_as:
            self._known_as[key] = self._resolve(tidy(text), within, hint)
        return self._known_as[key]

    def _resolve(self, name: str, within: Organization | None, hint: str) -> Organization | None:
        if len(name) < 2 or not any("\u4e00" <= c <= "\u9fff" or c.isalpha() for c in name):
            return None
        if full := self._alias.get(fold(name)):
            found = self.resolve(full, within) if fold(full) != fold(name) else None
            return found.called(name) if found else None
        if type_of(name) == "party_org":
            return self._party(name, within)
        return self._nested(name) or self._inside(name, within, hint) or self._other(name, hint)

    def _nested(self, name: str) -> Organization | None:
        if office := split_bureau(name):
            return Organization(name, "government", parent=self._other(office[0], "government"))
        parts = split_school(name) if type_of(name) == "school_unit" else None
        if parts is None:
            return None
        school = self.resolve(parts[0])
        if school is None:
            return None
        unit = Organization(school.name + parts[1], "school_unit", parent=school)
        return unit.called(parts[1], name)

    def _inside(self, name: str, within: Organization | None, hint: str) -> Organization | None:
        return self._unit(name, within) if within and _is_unit_of(name, within, hint) else None

    def _unit(self, name: str, within: Organization) -> Organization:
        school = _school_of(within) or within
        whole = school.name + name
        units = (n for n in self._units if n.startswith(school.name))
        known = whole if whole in self._names else self._longer(whole, units)
        return Organization(known or whole, "school_unit", parent=school).called(name)

    def _party(self, name: str, within: Organization | None) -> Organization:
        if office := _OFFICE.match(name):
            return self._office(name, office, within)
        if parts := split_branch(name):
            if within and self._belongs(parts[0], within):
                return self._branch(name, within, parts if parts[0] in within.name else (parts[0], name))
            if body := self.resolve(parts[0], within, hint="school_unit"):
                return self._branch(name, body, parts)
        if bare := split_bare_branch(name):
            same = within if within and all(c in within.name for c in bare[0]) and not is_unit_name(bare[0]) else None
            if body := same or self._short(bare[0]):
                return self._branch(name, body, bare)
        if within and within.type not in ("party_org", "alliance"):
            return Organization(_continued(within.name, PARTY_PREFIX.sub("", name)), "party_org", parent=within).called(
                name
            )
        return Organization(name, "party_org", relative=True, confidence=_GUESSED)

    def _belongs(self, body: str, within: Organization) -> bool:
        """Tell whether a branch's body (项目部, 设计院, a piece of the name) stands inside `within`."""
        if _school_of(within) is not None:
            return within.name.endswith(body) and within.type != "school"
        inner = _is_inner(body) or (len(body) <= 6 and body not in self._names)
        return inner or within.name.endswith(body) or (len(body) >= 3 and body in within.name)

    def _office(self, name: str, found: re.Match[str], within: Organization | None) -> Organization:
        """Return an office of a party committee (党委组织部), which belongs to the committee."""
        body = self.resolve(found["body"], within) if found["body"] else within
        if body is None or body.type == "party_org":
            return Organization(name, "party_org", relative=not found["body"])
        committee = Organization(f"{body.name}党委", "party_org", parent=body)
        return Organization(f"{body.name}党委{found['office']}", "party_org", parent=committee).called(
            name, f"党委{found['office']}"
        )

    def _branch(self, name: str, body: Organization, parts: tuple[str, str]) -> Organization:
        if PARTY_PREFIX.match(name):
            # The formal name (中共…委员会) stands as it is; the usual one is an alias.
            usual = "党委" if parts[1] == "委员会" else parts[1].replace("支部委员会", "党支部")
            return Organization(name, "party_org", parent=body).called(body.name + usual)
        return Organization(_continued(body.name, parts[1]), "party_org", parent=body).called(name)

    def _other(self, name: str, hint: str) -> Organization | None:
        kind = type_of(name)
        if is_sure(name) and kind != "school_unit":
            known = self._known(name) if kind in ("government", "association") and name not in self._names else None
            return known or Organization(name, kind, relative=_is_relative(name, kind))
        if short := self._short(name):
            return short
        if kind or hint:
            return Organization(
                name, kind or hint, relative=kind == "school_unit", confidence=0.95 if kind else _GUESSED
            )
        return Organization(name, "other_org", confidence=_GUESSED)

    def _short(self, name: str) -> Organization | None:
        if full := self._alias.get(fold(name)):
            found = self.resolve(full)
            return found.called(name) if found else None
        if is_sure(name) and name in self._names:
            return Organization(name, type_of(name))
        found = self._known(name)
        return replace(found, confidence=_GUESSED + 0.1) if found else None

    def _known(self, name: str) -> Organization | None:
        """Return the one full name that a short one is a piece of, or is drawn together from."""
        longer = self._longer(name, self._bodies)
        return Organization(longer, type_of(longer), aliases=(name,)) if longer else None

    def _longer(self, name: str, candidates: Iterable[str]) -> str | None:
        candidates = list(candidates)
        inside = [n for n in candidates if len(name) >= 3 and name in n and n != name]
        if inside:
            return inside[0] if len(inside) == 1 else None
        drawn = [n for n in candidates if len(name) >= 4 and n != name and _is_drawn(name, n)]
        return drawn[0] if len(drawn) == 1 else None


def _is_unit_of(name: str, within: Organization, hint: str) -> bool:
    if _school_of(within) is None or not is_unit_name(name):
        return False
    return type_of(name) == "school_unit" or (
        hint == "school_unit" and (is_college(name) or type_of(name) in ("", "government", "other_org", "base"))
    )


def is_of_school(organization: Organization) -> bool:
    """Tell whether an organization is a school or stands inside one."""
    return _school_of(organization) is not None


def _school_of(organization: Organization) -> Organization | None:
    at: Organization | None = organization
    while at and at.type != "school":
        at = at.parent
    return at


def _is_drawn(short: str, full: str) -> bool:
    """Tell whether `short` is `full` with some of its characters left out, first and last kept."""
    if short[0] != full[0] or short[-1] != full[-1]:
        return False
    rest = iter(full)
    return all(c in rest for c in short)


def _continued(body: str, rest: str) -> str:
    """Return a body's name and what goes on from it: 竹溪村 and 村党总支 share the 村."""
    shared = next((n for n in range(min(4, len(rest) - 1), 0, -1) if body.endswith(rest[:n])), 0)
    return body + rest[shared:]


def _is_inner(name: str) -> bool:
    """Tell whether a name is that of a department that any company has (项目部, 总部, 第二车间)."""
    return bool(_INNER.fullmatch(name))


def _is_relative(name: str, kind: str) -> bool:
    return kind in ("government", "other_org") and len(name) <= 4
