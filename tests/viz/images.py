"""What a screenshot shows, told without a picture library: PNG is zlib-packed rows."""

import struct
import zlib


def ink(png: bytes) -> float:
    """Return the share of bytes in an 8-bit PNG's filtered rows that are not zero: 0 for a blank page."""
    data, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    rows = zlib.decompress(data)
    return 1 - rows.count(0) / len(rows)
