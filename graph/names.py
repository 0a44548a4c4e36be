"""名称的归一 Folding of names, so that width, case, spaces and punctuation do not tell names apart."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")


def fold(name: str) -> str:
    """Return `name` without the differences that never matter.

    >>> fold("ＡＢ（苏州）有限公司") == fold("ab(苏州)有限公司")
    True
    """
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", name).lower())
