"""Many documents from few: the samples with other names, persons and dates, for long runs and for measuring speed.

usage: python -m bench.variants FOLDER COUNT

The same count gives the same files. Names come from a pool small enough for organizations to recur between
documents, and no two files have the same content.
"""

import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
TEXTS = frozenset((".txt", ".md", ".html", ".json", ".csv"))

# The invented names that stand in the samples.
STEMS = "青屿 青嶼 宁川 澜溪 柏原 海潮 星桥 云帆 匠作 安衡 禾润 石桥 临港 锦绣 瀚川".split()
PERSONS = (
    "陆怀舟 陸懷舟 程若川 霍启明 孟知远 梁予安 韩松岩 沈既明 白景程 鲁时雨 佟向阳 仇立言 安如海 汤以宁 齐修文 温知行"
    " 卫南星 黎仲谋 单子谦 夏闻笛 欧阳牧 邵亦凡 时敬之 段北辰 顾云起"
).split()
FIRST, SECOND = "岚望霁澄栖陌砚临绯漱沐晴渚烟棠汀芷岑泊皓映溯黛菘", "峤湄岫坪汐垣渡麓笙洲棹堤屏川舸桥壑隅浦嶂阙溪野陂"
SURNAMES = "陈林周吴郑冯褚蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜"
GIVEN = "之以若知景承书言思远清明安行舟禾远宁川墨青岩松亦"
DATE = re.compile(r"20\d\d年\d{1,2}月\d{1,2}日")


def variants(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield `count` documents as (file name, text), no two of them alike."""
    samples = sorted(p for p in SAMPLES.rglob("*") if p.suffix in TEXTS)
    texts = [(path, path.read_text("utf-8")) for path in samples]
    pick, seen = random.Random(seed), set[str]()
    while len(seen) < count:
        path, text = texts[len(seen) % len(texts)]
        varied = vary(text, pick)
        if varied not in seen:
            yield f"{len(seen):06}-{path.name}", varied
            seen.add(varied)


def vary(text: str, pick: random.Random) -> str:
    """Return a text with other names, the same for the same, and other dates."""
    names = _drawn(STEMS, FIRST, SECOND, pick)
    names |= {old: new + pick.choice(GIVEN) for old, new in _drawn(PERSONS, SURNAMES, GIVEN, pick).items()}
    text = re.sub("|".join(names), lambda found: names[found[0]], text)
    return DATE.sub(lambda _: f"{pick.randint(2019, 2025)}年{pick.randint(1, 12)}月{pick.randint(1, 28)}日", text)


def _drawn(old: list[str], first: str, second: str, pick: random.Random) -> dict[str, str]:
    return dict(zip(old, pick.sample([a + b for a in first for b in second], len(old)), strict=True))


def write_variants(folder: Path, count: int, seed: int = 1) -> int:
    """Write `count` documents into `folder`, a thousand in each folder within; return their characters."""
    chars = 0
    for number, (name, text) in enumerate(variants(count, seed)):
        path = folder / f"{number // 1000:03}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        chars += len(text)
    return chars


if __name__ == "__main__":
    print(write_variants(Path(sys.argv[1]), int(sys.argv[2])))
