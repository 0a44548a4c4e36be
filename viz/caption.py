"""题注 How a name is broken into short lines under its node.

Invariant: pure; a caption holds the name's own characters in order, in at most `LINES` lines.
"""

import re
import unicodedata

WIDTH = 20
"""Columns of a line: a full-width character takes two."""
LINES = 3
_PIECES = re.compile(r"[（(][^（()）]{1,4}[）)]|[（(《「“]?(?:[A-Za-z0-9.&+-]{2,12}|.)")
"""A year, a Latin word, a few characters in brackets stay in one piece; an opening bracket with what it opens."""
_NEVER_FIRST = frozenset("）)》」』】]，。、；：！？…”’")


def columns(text: str) -> int:
    """Return the columns that `text` takes on screen: two for a full-width character, else one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def caption(name: str) -> str:
    """Return `name` in lines of about equal length; what does not fit gives way to “…”.

    >>> caption("江东职业技术学院机电工程学院党总支")
    '江东职业技术学院机\\n电工程学院党总支'
    """
    text = " ".join(name.split())
    count = -(-columns(text) // WIDTH)
    if count <= 1:
        return text
    even = -(-columns(text) // count)
    tries = [_fill(text, width) for width in range(even, WIDTH + 1)]
    lines = next((lines for lines in tries if len(lines) <= count), tries[-1])
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][:-1] + "…"]
    return "\n".join(lines)


def _fill(text: str, width: int) -> list[str]:
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and columns(lines[-1] + piece) > width and piece not in _NEVER_FIRST:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]
