"""词表 The word lists that the mention stages go by, loaded once from `ingest/extract/lexicon`.

Invariant: a word list is data; adding a suffix, a title or a stop word touches no Python.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick
import yaml


@dataclass(frozen=True)
class WordList:
    """词典 Words with a value each, found in a text in one pass (Aho–Corasick)."""

    words: tuple[tuple[str, str], ...]

    @cached_property
    def _machine(self) -> Any:
        machine = ahocorasick.Automaton()
        for word, value in self.words:
            machine.add_word(word, (len(word), value))
        machine.make_automaton()
        return machine

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield every occurrence as (start, end, value), by end, overlapping ones included."""
        if self.words:
            for last, (length, value) in self._machine.iter(text):
                yield last + 1 - length, last + 1, value


@dataclass(frozen=True)
class Lexicon:
    """词表 All word lists of the mention stages."""

    suffixes: WordList
    weak: WordList
    not_names: frozenset[str]
    unit_words: tuple[str, ...]
    regions: WordList
    region_names: frozenset[str]
    surnames: frozenset[str]
    common_surnames: frozenset[str]
    double_surnames: frozenset[str]
    given: frozenset[str]
    stops: WordList
    protected: WordList
    titles: WordList
    generic_titles: frozenset[str]
    honorifics: tuple[str, ...]
    words: dict[str, str]
    """词性 Part of speech of common words (see words.txt.gz)."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the word lists of this installation."""
    suffixes, titles, stops = (_yaml(n) for n in ("suffixes", "titles", "stopwords"))
    regions, surnames, brands = _sections("regions"), _sections("surnames"), _sections("brands")
    typed = [
        (w, t)
        for t, words in suffixes.items()
        if isinstance(words, str)
        for w in words.split()
        if t not in ("not_names", "unit_words")
    ]
    typed += [(w, "brand enterprise") for w in brands["brands"]]
    weak = [(w, t) for t, words in suffixes["weak"].items() for w in words.split()]
    single = frozenset("".join(surnames["common"]))
    return Lexicon(
        suffixes=WordList(tuple(typed)),
        weak=WordList(tuple(weak)),
        not_names=frozenset(suffixes["not_names"].split()),
        unit_words=tuple(suffixes["unit_words"].split()),
        regions=WordList(tuple((w, k) for k in ("short", "full") for w in regions[k])),
        region_names=frozenset(regions["full"] + regions["short"]),
        surnames=single | frozenset("".join(surnames["other"])) | frozenset(" ".join(surnames["double"]).split()),
        common_surnames=single,
        double_surnames=frozenset(" ".join(surnames["double"]).split()),
        given=frozenset("".join(surnames["given"])),
        stops=WordList(tuple((w, k) for k in ("function", "verbs") for w in stops[k].split())),
        protected=WordList(tuple((w, "protected") for w in stops["protected"].split())),
        titles=WordList(tuple((w, "title") for w in titles["cores"].split())),
        generic_titles=frozenset(titles["generic"].split()),
        honorifics=tuple(titles["honorifics"].split()),
        words=_words(),
    )


def _yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_read(f"{name}.yaml"))
    return loaded


def _sections(name: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in _read(f"{name}.txt").splitlines():
        if line.startswith("["):
            words = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            words.append(line)
    return sections


def _words() -> dict[str, str]:
    packed = (files("ingest.extract") / "lexicon" / "words.txt.gz").read_bytes()
    words: dict[str, str] = {}
    kind = ""
    for line in gzip.decompress(packed).decode().splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif not line.startswith("#"):
            words.update(dict.fromkeys(line.split(" "), kind))
    return words


def _read(name: str) -> str:
    return (files("ingest.extract") / "lexicon" / name).read_text("utf-8")
