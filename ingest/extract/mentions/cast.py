"""角色表 The entities of a document while they are being told apart.

Invariant: an entity is made once and only gains aliases, places and mentions; `freeze` gives its referent.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.extract.draft import Referent
from ingest.extract.mentions.lexicon import lexicon

Wanted = Callable[["Actor"], bool]


@dataclass(eq=False)
class Actor:
    """角色 One entity of the document in the making; `places` are the starts of its mentions, in text order, `first`
    where its own name stands first, `weight` how often that is written,
    `listed` whether it was named last in an enumeration."""

    key: str
    type: str
    name: str
    aliases: list[str] = field(default_factory=list)
    parent: "Actor | None" = None
    relative: bool = False
    places: list[int] = field(default_factory=list)
    first: int = 1 << 60
    weight: int = 0
    listed: bool = False

    def also(self, alias: str) -> None:
        """Note another form of the name."""
        if alias and alias != self.name and alias not in self.aliases:
            self.aliases.append(alias)

    def freeze(self) -> Referent:
        """Return the referent that this actor has become."""
        parent = self.parent.key if self.parent else ""
        return Referent(self.key, self.type, self.name, tuple(self.aliases), parent, self.relative)


class Cast:
    """角色表 All actors found so far, and who was spoken of last."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.actors: list[Actor] = []
        self._by_name: dict[str, Actor] = {}

    def add(self, type_: str, name: str, parent: Actor | None = None, relative: bool = False) -> Actor:
        """Return the actor of this full name, made now if need be."""
        actor = self._by_name.get(name)
        if actor is None:
            actor = Actor(f"{type_}:{name}", type_, name, parent=parent, relative=relative)
            self._by_name[name] = actor
            self.actors.append(actor)
        return actor

    def alias(self, alias: str, actor: Actor) -> None:
        """Let `alias` name this actor from now on."""
        self._by_name.setdefault(alias, actor)

    def named(self, name: str) -> Actor | None:
        """Return the actor whose full name or agreed alias this is."""
        return self._by_name.get(name)

    def nearest(self, at: int, wanted: Wanted) -> Actor | None:
        """Return the fitting actor that a word at `at` means.

        The last one named in the same sentence; else in the same paragraph, outside an enumeration (whose members
        are rarely spoken of again); else one that the text names more than once; else the last one; else the first
        one still to come. Of nested names, the longest.
        """
        fitting = [a for a in self.actors if wanted(a)]
        before = [a for a in fitting if a.places and a.places[-1] <= at]
        sentence = max(self.text.rfind(c, 0, at) for c in "。！？\n")
        paragraph = self.text.rfind("\n", 0, at)
        for group in (
            [a for a in before if a.places[-1] > sentence],
            [a for a in before if a.places[-1] > paragraph and not a.listed],
            [a for a in before if a.weight > 1],
            before,
        ):
            if group:
                return max(group, key=lambda a: (a.places[-1], len(a.name)))
        return min((a for a in fitting if a.first < 1 << 60 or a.places), key=lambda a: a.first, default=None)


_COMPANY = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$|集团$")
_FORMS = re.compile(r"[（）()]|集团|股份|有限|责任|公司|控股")


def shortens(short: str, full: str, type_: str) -> bool:
    """Return whether `short` is a shorter form of the name `full` of one organization.

    >>> shortens("乔锋有限公司", "东莞乔锋有限公司", "enterprise"), shortens("湖南大学", "湖南工业大学", "school")
    (True, False)
    """
    if len(short) >= len(full) or len(short) < 2:
        return False
    if full.endswith(short):
        return True
    if full.startswith(short):
        return type_ == "enterprise" and not _FORMS.sub("", full[len(short) :])
    if type_ in ("school", "base", "party_org"):
        return False
    if type_ == "enterprise" and not _COMPANY.search(short):
        return _COMPANY.search(full) is not None and short[:2] in full and _is_subsequence(short, full)
    return _same_kind(short, full) and _is_subsequence(short, full) and short[:2] in full


def _same_kind(short: str, full: str) -> bool:
    if _COMPANY.search(short) and _COMPANY.search(full):
        return full.endswith("分公司") == short.endswith("分公司")
    pairs = (("委", "委员会"), ("办", "办公室"), ("职教中心", "职业教育中心"))
    return short[-2:] == full[-2:] or any(short.endswith(a) and full.endswith(b) for a, b in pairs)


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)


def brand_of(company: str) -> str:
    """Return the first two characters of a company's name after its region: what it is commonly called by.

    >>> brand_of("江苏某某科技有限公司"), brand_of("海川集团")
    ('某某', '海川')
    """
    region = max((n for n in range(2, min(9, len(company) - 1)) if company[:n] in lexicon().region_names), default=0)
    return company[region : region + 2]
