"""字对 Names cut into pairs of neighbouring characters, so that full-text search finds any part of a name.

Chinese writes no spaces: a word index would find whole names only. Invariant: for folded texts,
`phrase(part)` matches `pairs(name)` exactly when `part` stands in `name`.
"""


def pairs(folded: str) -> str:
    """Return a folded name as its overlapping pairs, the last character alone at the end.

    The single character makes every character begin a token, which one-character queries rely on.

    >>> pairs("苏州大学")
    '苏州 州大 大学 学'
    """
    return " ".join(folded[i : i + 2] for i in range(len(folded)))


def phrase(folded: str) -> str:
    """Return the FTS5 query for names that contain a folded, non-empty text.

    >>> phrase("州大学")
    '"州大 大学"'
    >>> phrase("州")
    '"州" *'
    """
    if len(folded) == 1:
        return f'"{folded}" *'
    return f'"{" ".join(folded[i : i + 2] for i in range(len(folded) - 1))}"'
