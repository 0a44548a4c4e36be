"""Reprints: does one act stay one act, do two acts stay two, and is a reprint known for one?

usage: python -m bench.reprints [--folder DIR] [--copies 6] [--seed 1] [--documents N] [--misses]

Each document with an agreement (the samples, and the annotated ones in DIR, `*.json` with `text` and `published`) is
read beside reprints of it: another headline, a byline and page furniture, abridged, some words changed, dates in
another form, names shortened, in traditional characters, or several of these; and its acts told in other words by a
source of its own (`retold`). Beside them stand documents that must not be joined to it: the same text of another year,
with another partner, and a renewal. All go into one SQLite store. Told are, of the acts read, how many stay one, and
of those that differ how many stay apart; of the reprints how many count as one source with their original, and how
many documents wrongly do. An act of a reprint of which the reader makes other parties than of the original's counts as
a miss here, whoever is to blame.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from opencc import OpenCC

from graph.model import Reading, Source
from graph.stores import Store, open_store
from ingest.document import Document
from ingest.loader import Loader
from ingest.readers import read_all
from ingest.reading import read_document

ROOT = Path(__file__).resolve().parent.parent
RETOLD = (
    "{2}年{3}月{4}日上午，{0}与{1}合作协议签约仪式举行，{0}与{1}正式签署合作协议。双方有关负责人到场见证。",
    "记者从有关方面获悉，{2}年{3}月{4}日，{0}和{1}签订合作协议，将在多个领域携手。",
)
RENEWED = "{2}年{3}月{4}日，{0}与{1}续签合作协议。双方自{5}年首次签约以来往来不断，此次续签合作期限为三年。"
WORDS = {"签署": "签订", "举行": "举办", "围绕": "就", "共同": "一道", "近日": "日前", "推动": "促进", "开展": "组织"}
PARTNERS = {
    "enterprise": "澄川锐科智能装备有限公司",
    "school": "澄川职业技术学院",
    "party_org": "澄川锐科公司第九党支部",
}
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=[年\-./])")


@dataclass(frozen=True)
class Text:
    """A document to read: its text, its day, and what became of the names in it."""

    text: str
    published: str | None
    orgs: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    def read(self, name: str) -> Reading:
        """Return what is read from it, as from a file of its own."""
        id_ = Source.id_of(f"{name}\0{self.text}".encode())
        source = Source(id_, f"file:///{name}.txt", name, self.text, "text", self.published)
        return read_document(Document(source))


Turn = Callable[[Text, random.Random], Text]


def _with(text: Text, new: str, published: str | None = None) -> Text:
    return Text(new, published or text.published, text.orgs)


def headline(text: Text, dice: random.Random) -> Text:
    """Another headline."""
    lines = text.text.split("\n")
    short = len(lines) > 1 and len(lines[0]) < 45 and "。" not in lines[0]
    title = dice.choice(
        ("携手谱新篇 合作启新程", "产教融合结硕果", "【基层动态】党建引领聚合力", "校地企同心 共绘新蓝图")
    )
    return _with(text, "\n".join([title, *lines[short:]]))


def furniture(text: Text, dice: random.Random) -> Text:
    """A byline, and what stands around the text on a page."""
    paper, day = dice.choice(("澄川日报", "今日澜溪", "校园在线")), text.published or "2023-05-06"
    head = f"首页 > 要闻 > 正文\n来源：{paper}  作者：本报通讯员  发布时间：{day}  浏览次数：{dice.randint(9, 999)}\n"
    return _with(
        text, f"{head}{text.text}\n（责任编辑：晓舟）\n上一篇：校园开放日预告\n下一篇：图书馆闭馆通知\n版权所有 {paper}"
    )


def abridged(text: Text, dice: random.Random) -> Text:
    """The first part of the text, to the end of a sentence."""
    cut = int(len(text.text) * dice.uniform(0.6, 0.85))
    end = text.text.find("。", cut)
    return _with(text, text.text[: end + 1] if end > 0 else text.text)


def reworded(text: Text, dice: random.Random) -> Text:
    """Some words changed for others of like meaning."""
    new = text.text
    for word, other in WORDS.items():
        new = new.replace(word, other, dice.randint(0, 3))
    return _with(text, new)


def redated(text: Text, dice: random.Random) -> Text:
    """Dates in another form."""
    form = dice.choice(("{}-{:02}-{:02}", "{}.{}.{}", "{}年{:02}月{:02}日"))
    return _with(text, _DATE.sub(lambda m: form.format(*(int(n) for n in m.groups())), text.text))


def shortened(text: Text, dice: random.Random) -> Text:
    """The name of one body by its short form throughout, as the document itself gives it."""
    short = [(n, a) for _, n, aliases in text.orgs for a in aliases if 4 <= len(a) < len(n) and n in text.text]
    if not short:
        return text
    name, alias = dice.choice(short)
    return _with(text, text.text.replace(name, alias))


def traditional(text: Text, dice: random.Random) -> Text:
    """In traditional characters."""
    return _with(text, OpenCC("s2t").convert(text.text))


TURNS: tuple[Turn, ...] = (headline, furniture, abridged, reworded, redated, shortened, traditional)


def several(text: Text, dice: random.Random) -> Text:
    """Several changes at once."""
    for turn in dice.sample(TURNS, 3):
        text = turn(text, dice)
    return text


def other_year(text: Text, dice: random.Random) -> Text:
    """The same text of another year."""
    by = dice.randint(1, 3)
    published = f"{int(text.published[:4]) + by}{text.published[4:]}" if text.published else None
    published = published.replace("02-29", "02-28") if published else None
    return _with(text, _YEAR.sub(lambda m: str(int(m[1]) + by), text.text), published)


def other_partner(text: Text, dice: random.Random) -> Text:
    """The same text with another partner."""
    signing = [(t, n, a) for t, n, a in text.orgs if t in PARTNERS and n in text.text]
    if not signing:
        return text
    type_, name, aliases = dice.choice(signing)
    new = text.text
    for known in sorted((name, *(a for a in aliases if len(a) > 1)), key=len, reverse=True):
        new = new.replace(known, PARTNERS[type_])
    return _with(text, new)


OTHERS: tuple[Turn, ...] = (other_year, other_partner)


def told_anew(first: Reading, dice: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield (way, text, day) of an act told in other words: the same one, and its renewal some years later."""
    records, parties = {r.id: r for r in first.records}, acts(first)
    dates = {c.tail: c.date for c in first.claims if c.type == "SIGNED"}
    for act, heads in parties.items():
        names, day = [records[h].name for h in sorted(heads)], dates[act] or ""
        whole = len(names) == 2 and len(day) == len("2024-10-24") and not any(records[h].relative for h in heads)
        if whole and list(parties.values()).count(heads) == 1:
            year, month, number = (int(n) for n in day.split("-"))
            yield "retold", dice.choice(RETOLD).format(*names, year, month, number), day
            later = year + dice.randint(2, 3)
            on = f"{later}{day[4:]}".replace("-02-29", "-02-28")
            yield "renewed", RENEWED.format(*names, later, month, number, year), on


OTHER_WAYS = frozenset((*(turn.__name__ for turn in OTHERS), "renewed"))


@dataclass
class Outcome:
    """What came of all documents, by the way in which they were changed."""

    acts: Counter[str] = field(default_factory=Counter)
    one: Counter[str] = field(default_factory=Counter)
    retold: Counter[str] = field(default_factory=Counter)
    anew: Counter[str] = field(default_factory=Counter)
    apart: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    misses: list[str] = field(default_factory=list)


def originals(folder: Path | None) -> Iterator[tuple[str, Text]]:
    """Yield the samples and the annotated documents of a folder, by name."""
    for path in sorted((ROOT / "samples" / "news").iterdir()):
        for found in read_all(path):
            if isinstance(found, Document):
                yield path.stem, Text("\n".join(_lines(found)), found.source.published)
    for path in sorted(folder.glob("*.json")) if folder else ():
        given = json.loads(path.read_text("utf-8"))
        yield path.stem, Text(given["text"], given["published"])


def _lines(document: Document) -> Iterator[str]:
    text = document.source.text
    yield from (text[a:b].strip() for a, b in document.body) if document.body else text.split("\n")


def acts(reading: Reading) -> dict[str, frozenset[str]]:
    """Return the agreements of a reading by record id, with the record ids of their parties."""
    parties: dict[str, set[str]] = defaultdict(set)
    for claim in reading.claims:
        if claim.type == "SIGNED":
            parties[claim.tail].add(claim.head)
    return {id_: frozenset(heads) for id_, heads in parties.items()}


def named(text: Text, reading: Reading) -> Text:
    """Return a text with the parties of its agreements, as the reader found them: type, name, short forms."""
    records = {r.id: r for r in reading.records}
    heads = {head for found in acts(reading).values() for head in found}
    orgs = (records[id_] for id_ in sorted(heads))
    return Text(text.text, text.published, tuple((r.type, r.name, r.aliases) for r in orgs if not r.relative))


def made(text: Text, name: str, copies: int, dice: random.Random) -> Iterator[tuple[str, str, Reading]]:
    """Yield (way, name, reading) for the reprints of a text and for those that are none."""
    ways = [*TURNS, *(several for _ in range(max(copies - len(TURNS), 0)))][: max(copies, 1)]
    for n, turn in enumerate((*ways, *OTHERS)):
        new = turn(text, dice)
        if new.text != text.text:
            yield turn.__name__, f"{name}-{n}-{turn.__name__}", _later(new, turn, dice).read(f"{name}-{n}")
    for n, (way, said, day) in enumerate(told_anew(text.read(name), dice)):
        yield way, f"{name}-{way}-{n}", Text(said, day).read(f"{name}-{way}-{n}")


def _later(text: Text, turn: Turn, dice: random.Random) -> Text:
    if not text.published or turn in OTHERS:
        return text
    day = date.fromisoformat(f"{text.published}-01-01"[:10]) + timedelta(days=dice.randint(0, 4))
    return _with(text, text.text, day.isoformat() if len(text.published) == len("2024-10-24") else None)


def run(texts: Sequence[tuple[str, Text]], copies: int, seed: int) -> tuple[Outcome, float, int]:
    """Read and store all documents; return the outcome, the seconds of storing, the number of documents."""
    dice, groups = random.Random(seed), []
    for name, text in texts:
        first = text.read(name)
        if acts(first):
            groups.append((first, list(made(named(text, first), name, copies, dice))))
    readings = [r for first, others in groups for r in (first, *(r for *_, r in others))]
    dice.shuffle(readings)
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/a.db") as store:
        began = time.perf_counter()
        loader = Loader(store, "bench")
        for reading in readings:
            loader.take(reading.source.title, reading)
        loader.flush()
        spent = time.perf_counter() - began
        outcome = Outcome()
        for first, others in groups:
            _judge(store, first, others, outcome)
        outcome.wrong += _wrong(store, groups)
    return outcome, spent, len(readings)


def _judge(store: Store, first: Reading, others: Sequence[tuple[str, str, Reading]], outcome: Outcome) -> None:
    own = set(store.canonical(acts(first)).values())
    for way, name, reading in others:
        found = set(store.canonical(acts(reading)).values())
        if way in OTHER_WAYS:
            _judge_other(store, (first, reading), way, name, outcome)
            continue
        told, one = (outcome.retold, outcome.anew) if way == "retold" else (outcome.acts, outcome.one)
        told[way] += len(found)
        one[way] += len(found & own)
        if found - own:
            outcome.misses.append(f"{name}: {len(found - own)} of {len(found)} apart")
        alone = len(set(store.canonical([first.source.id, reading.source.id]).values())) > 1
        if way == "retold":
            outcome.wrong += not alone
            continue
        outcome.copies[way] += 1
        outcome.known[way] += not alone


def _judge_other(store: Store, both: tuple[Reading, Reading], way: str, name: str, outcome: Outcome) -> None:
    # Only acts whose year or party the change reached are others.
    first, reading = both
    before, names = set(store.canonical(acts(first)).values()), {r.id: r.name for r in reading.records}
    years = {c.date[:4] for c in first.claims if c.type == "SIGNED" and c.date}
    dates = {c.tail: c.date or "" for c in reading.claims if c.type == "SIGNED"}
    for record, heads in acts(reading).items():
        if way != other_partner.__name__:
            other = bool(years) and dates[record] != "" and dates[record][:4] not in years
        else:
            other = any(new in names[head] for head in heads for new in PARTNERS.values())
        apart = store.canonical([record])[record] not in before
        outcome.others[way] += other
        outcome.apart[way] += other and apart
        if other and not apart:
            outcome.misses.append(f"{name}: {[names[h] for h in heads]} {dates[record]} joined")


def _wrong(store: Store, groups: Sequence[tuple[Reading, Sequence[tuple[str, str, Reading]]]]) -> int:
    # Sources of different originals that count as one.
    home: dict[str, set[int]] = defaultdict(set)
    for n, (first, others) in enumerate(groups):
        ids = [first.source.id, *(r.source.id for *_, r in others)]
        for origin in store.canonical(ids).values():
            home[origin].add(n)
    return sum(len(found) - 1 for found in home.values())


def share(part: Counter[str], whole: Counter[str], way: str | None = None) -> str:
    """Return a share in words, of one way or of all."""
    a, b = (c[way] if way else c.total() for c in (part, whole))
    return f"{a:>5} / {b:<5} {a / b:7.2%}" if b else f"{a:>5} / {b:<5}       –"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--copies", type=int, default=9)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    texts = list(originals(given.folder))[: given.documents]
    outcome, spent, count = run(texts, given.copies, given.seed)
    print(f"{len(texts)} documents, {count} read and stored, {spent:.1f} s to resolve and store")
    print(f"\n{'way':<15}{'acts that stay one':<28}known as a reprint")
    for way in sorted(outcome.copies):
        print(f"{way:<15}{share(outcome.one, outcome.acts, way):<28}{share(outcome.known, outcome.copies, way)}")
    print(f"{'all':<15}{share(outcome.one, outcome.acts):<28}{share(outcome.known, outcome.copies)}")
    print(f"\nthe same act told anew by another source: {share(outcome.anew, outcome.retold)}")
    print("\ndifferent acts that stay two")
    for way in sorted(outcome.others):
        print(f"{way:<15}{share(outcome.apart, outcome.others, way)}")
    print(f"{'all':<15}{share(outcome.apart, outcome.others)}")
    print(f"\ndifferent documents taken for reprints: {outcome.wrong}")
    for line in outcome.misses if given.misses else ():
        print(line)


if __name__ == "__main__":
    main()
