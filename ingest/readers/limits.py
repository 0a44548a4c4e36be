"""读取上限 How large an input may be before it is refused; one place for all readers.

Invariant: nothing is read without a bound, so that no file can fill memory or disk.
"""

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """读取上限 Bounds on one file; the defaults hold every document an office keeps.

    Units: `file_bytes` bytes of the file; `text_chars` characters of text; `pages` pages of a PDF;
    `members` files in an archive; `unpacked_bytes` bytes of all of them; `ratio` unpacked to packed size;
    `depth` archives inside archives.
    """

    file_bytes: int = 64 * MIB
    text_chars: int = 10_000_000
    pages: int = 2_000
    members: int = 1_000
    unpacked_bytes: int = 512 * MIB
    ratio: int = 200
    depth: int = 2


LIMITS = Limits()
