"""网页 A web page: its main text as spans of the raw page, with title and date of publication.

Invariant: the source's text is the decoded page, tags and all; every body span is free of tags. The main
text is the subtree that holds most of the prose (text outside links), without navigation, lists of
neighbouring headlines and footers; tables inside it are kept.
"""

import html
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import UnreadableDocument
from graph.model import Source
from ingest.document import Document
from ingest.readers.encoding import decode
from ingest.readers.published import iso_date, published_of

# Every alternative stops at the next "<" or always matches, so that hostile pages cost linear time.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|noscript|template|svg|iframe|select|textarea|button|title)\b(?P<inside>.*?)(?:</(?P=raw)\s*>|\Z)"
    r"""|<(?P<close>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<rest>(?:[^<>"']|"[^"<]*"|'[^'<]*')*|[^<>]*)>"""
    r"|<[!?][^<>]*>",
    re.S | re.I,
)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del em font i img ins kbd mark q s small span strike strong sub sup "
    "tt u wbr o:p".split()
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ASIDE = frozenset("nav aside footer form".split())
_ASIDE_NAMED = re.compile(
    r"(?<![a-z])(?:nav|navbar|menu|foot|footer|copyright|share|bshare|bdshare|related|relate|recommend|breadcrumb|crumbs?|position|"
    r"location|sidebar|side|comment|prev|next|pager?|page-?nav|hot|rank|friend-?links?|toolbar|search|login|banner)(?![a-z])",
    re.I,
)
_DATE_META = re.compile(r"pub_?date|publish|published_time|date\.issued|issued|dc\.date|releasetime|createdate", re.I)
_DEPTH = 500
# A child takes its parent's place as long as it holds this share of the parent's prose.
_SHARE = 0.75
_FEW_BLOCKS = 2
# Shorter blocks are captions, dates and menus rather than prose.
_PROSE_CHARS = 20


@dataclass(slots=True)
class _Block:
    """One stretch of text between block tags: its raw runs, the nodes it lies in, its text in links."""

    path: tuple[int, ...]
    heading: bool
    aside: bool
    runs: list[tuple[int, int]] = field(default_factory=list)
    chars: int = 0
    linked: int = 0


@dataclass(slots=True)
class _Page:
    """What one pass over the tags finds."""

    blocks: list[_Block] = field(default_factory=list)
    title: str = ""
    published: str | None = None


def read_html(path: Path, content: bytes) -> Document:
    """Read a web page; raises `UnreadableDocument` when it cannot be decoded or holds no text."""
    text = decode(content, str(path))
    page = _scan(text)
    body = _main(page.blocks)
    if not body:
        raise UnreadableDocument(
            str(path), "网页里没有正文 / no text in the page", "请保存渲染后的页面 / save it as rendered"
        )
    plain = "\n".join(text[start:end].strip() for start, end in body)
    source = Source(
        id=Source.id_of(content),
        uri=path.resolve().as_uri(),
        title=_title(text, page) or path.stem,
        text=text,
        format="html",
        published=page.published or published_of(_visible(text, page.blocks), _address(text)),
    )
    return Document(source, body=body) if plain else Document(source)


def _scan(text: str) -> _Page:
    scan, at = _Scan(text), 0
    for token in _TOKEN.finditer(text):
        scan.take(at, token.start())
        scan.pass_tag(token)
        at = token.end()
    scan.take(at, len(text))
    return scan.page


class _Scan:
    """One pass over a page: the block being filled, and whether it is inside a link."""

    def __init__(self, text: str) -> None:
        self.page = _Page()
        self._text = text
        self._stack = _Stack()
        self._block: _Block | None = None
        self._links = 0

    def take(self, start: int, end: int) -> None:
        """Add the text between two tags to the open block."""
        run = self._text[start:end]
        chars = len(run.strip())
        if not chars:
            return
        if self._block is None:
            self._block = self._stack.block()
            self.page.blocks.append(self._block)
        lead = len(run) - len(run.lstrip())
        self._block.runs.append((start + lead, start + lead + chars))
        self._block.chars += chars
        self._block.linked += chars if self._links else 0

    def pass_tag(self, token: re.Match[str]) -> None:
        """Take note of a tag; a block tag ends the open block."""
        tag, closing = (token["tag"] or "").lower(), bool(token["close"])
        if token["raw"]:
            _note_title(self.page, token)
        elif tag in ("meta", "time"):
            _note_date(self.page, tag, token["rest"])
        if tag == "a":
            self._links = max(0, self._links + (-1 if closing else 1))
        if tag and tag not in _INLINE:
            self._stack.move(tag, closing, token["rest"])
            self._block = None
            self._links = 0 if tag in ("div", "li", "p", "ul") else self._links


class _Stack:
    """The open elements: node number, tag, whether it is page furniture; tolerant of unclosed tags."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str, bool]] = []
        self._made = 0

    def move(self, tag: str, closing: bool, rest: str) -> None:
        if tag in _VOID:
            return
        if closing:
            self._close(tag)
        elif len(self._open) < _DEPTH:
            if tag in ("p", "li", "td", "th", "tr", "dd", "dt"):
                self._close(tag, only_top=True)
            self._made += 1
            self._open.append((self._made, tag, self._aside(tag, rest)))

    def block(self) -> _Block:
        tags = [tag for _, tag, _ in self._open]
        heading = any(tag in ("h1", "h2") for tag in tags)
        return _Block(tuple(n for n, _, _ in self._open), heading, any(aside for _, _, aside in self._open))

    def _close(self, tag: str, only_top: bool = False) -> None:
        for i in range(len(self._open) - 1, -1, -1):
            if self._open[i][1] == tag:
                del self._open[i:]
                return
            if only_top:
                return

    @staticmethod
    def _aside(tag: str, rest: str) -> bool:
        if tag in ("html", "body"):
            return False
        named = " ".join(v for k, v in _attributes(rest).items() if k in ("class", "id", "role"))
        return tag in _ASIDE or bool(named and _ASIDE_NAMED.search(named.replace("_", "-")))


def _attributes(rest: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(rest)}


def _note_title(page: _Page, token: re.Match[str]) -> None:
    if token["raw"].lower() == "title" and not page.title:
        page.title = " ".join(html.unescape(token["inside"].partition(">")[2]).split())


def _note_date(page: _Page, tag: str, rest: str) -> None:
    fields = _attributes(rest)
    named = fields.get("name", "") + " " + fields.get("property", "") + " " + fields.get("itemprop", "")
    value = (
        fields.get("datetime", "") if tag == "time" else fields.get("content", "") if _DATE_META.search(named) else ""
    )
    page.published = page.published or (iso_date(value) if value else None)


def _title(text: str, page: _Page) -> str:
    # The first heading is the headline; <title> often adds the name of the site.
    first = next((b for b in page.blocks if b.heading and not b.aside), None)
    headline = "".join(html.unescape(text[s:e]) for s, e in first.runs).strip() if first else ""
    return " ".join((headline or re.split(r"\s*[-_|—]{1,2}\s*(?=[^-_|—]*$)", page.title)[0]).split())


def _visible(text: str, blocks: list[_Block]) -> str:
    return "\n".join(html.unescape("".join(text[s:e] for s, e in b.runs)) for b in blocks if not b.aside)


def _address(text: str) -> str:
    found = re.search(r"""<link[^<>]{0,200}rel=["']canonical["'][^<>]{0,200}href=["']([^"'<>]+)""", text)
    return found[1] if found else ""


def _main(blocks: list[_Block]) -> tuple[tuple[int, int], ...]:
    node = _container(blocks)
    inside = [b for b in blocks if not node or node in b.path]
    kept = [b for b in inside if not (b.aside or b.linked > 0.5 * b.chars)]
    if not kept:
        kept = [b for b in blocks if b.linked <= 0.5 * b.chars] or blocks
    headline = next((b for b in blocks if b.heading and not b.aside), None)
    if headline and headline not in kept and headline.runs[0] < kept[0].runs[0]:
        kept.insert(0, headline)
    return tuple(run for b in kept for run in b.runs)


def _container(blocks: list[_Block]) -> int:
    """Return the deepest node of several blocks that holds most of the prose, 0 for the whole page."""
    weight: dict[int, float] = defaultdict(float)
    count: Counter[int] = Counter()
    children: dict[int, set[int]] = defaultdict(set)
    for b in blocks:
        free = 0 if b.aside else b.chars - b.linked
        for parent, child in zip((0, *b.path), b.path, strict=False):
            weight[child] += free if free >= _PROSE_CHARS else free / 4
            count[child] += 1
            children[parent].add(child)
    node, total = 0, sum(weight[c] for c in children[0])
    while children[node]:
        best = max(children[node], key=lambda c: (weight[c], -c))
        if count[best] < _FEW_BLOCKS or weight[best] < _SHARE * (weight[node] if node else total):
            break
        node = best
    return node
