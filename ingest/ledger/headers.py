"""表头词汇 What a column's heading says of its content: synonyms as offices write them, Chinese and English.

Invariant: the first rule that matches decides; a heading that no rule knows means nothing by itself.
"""

import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

JOIN = " > "
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[)）】\]]")


@dataclass(frozen=True, slots=True)
class Sense:
    """表头含义 What a heading means (`means`, see `mapping.MEANINGS`), and for persons the title it gives."""

    means: str
    role: str = ""


_WORDS: dict[str, Any] = yaml.safe_load(files("ingest.ledger").joinpath("headings.yaml").read_text("utf-8"))


def _either(patterns: list[str]) -> str:
    return "|".join(patterns).replace("{person}", "|".join(_WORDS["person"]))


_RULES = tuple((rule["means"], re.compile(_either(rule["patterns"]))) for rule in _WORDS["rules"])
_NO_TITLE, _HOME, _PARTNER = (re.compile(_either(_WORDS[key])) for key in ("no_title", "home", "partner"))
_GROUP = re.compile(
    r"(方|单位|支部|企业|公司|组织|学校|院校|高校|党委|校内|我校|本校|party[a-d]|school|company|enterprise|partner)$"
)
_SIDE_MARK = re.compile(r"[（(](校|我|本校|企|对方|地|企/地|企地|企业|地方)方?[)）]")


def normal(header: str) -> str:
    """Return a heading without spaces, marks and bracketed units, in lower case.

    >>> normal(" 金 额（万元）*")
    '金额'
    """
    text = unicodedata.normalize("NFKC", header)
    text = _BRACKETS.sub("", text) or text
    return re.sub(r"[\s*＊:：_\-'“”\"]+", "", text).lower()


def sense_of(path: str) -> Sense | None:
    """Return what a heading means; `path` is the headings above one another, joined by “ > ”.

    >>> sense_of("我方 > 书记"), sense_of("签约时间")
    (Sense(means='person', role='书记'), Sense(means='signed_on', role=''))
    >>> sense_of("2024") is None
    True
    """
    parts = [normal(p) for p in path.split(JOIN) if normal(p)]
    for text in dict.fromkeys([*parts[-1:], "".join(parts[-2:]), "".join(parts)]):
        sense = _sense(text)
        if sense and sense.means == "name" and len(parts) > 1:
            continue
        if sense:
            return sense
    return _sense(parts[-1]) if parts else None


def _sense(text: str) -> Sense | None:
    for means, pattern in _RULES:
        found = pattern.fullmatch(text)
        if found:
            role = found.groupdict().get("role") or ""
            return Sense(means, "" if _NO_TITLE.search(role) else role)
    return None


def side_of(path: str) -> str:
    """Return whose side a heading speaks of: `home`, `partner`, or "" if it does not say.

    >>> [side_of(h) for h in ("甲方", "结对党支部 > 书记", "我方 > 党支部", "单位名称")]
    ['home', 'partner', 'home', '']
    """
    *groups, last = path.split(JOIN)
    # A group such as 校方 or 结对单位 speaks for all columns under it, 合作情况 for none.
    for part in [g for g in groups if _GROUP.search(normal(g))] + [last]:
        if side := _SIDE_MARK.search(part):
            return "home" if side[1] in ("校", "我", "本校") else "partner"
        home, partner = _HOME.search(normal(part)), _PARTNER.search(normal(part))
        if home and partner:
            return "home" if home.start() < partner.start() else "partner"
        if home or partner:
            return "home" if home else "partner"
    return ""
