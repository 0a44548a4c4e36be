"""ZIP An archive of documents and ledgers: each file in it is read as if it lay in a folder of that name.

Invariant: nothing is written to disk; the number of files, their sizes, the ratio of packing and the depth of
archives in archives are bounded before and while they are unpacked; a bad file inside costs only itself.
"""

import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from graph.errors import UnreadableDocument
from ingest.document import Document
from ingest.readers.limits import Limits

Result = Document | UnreadableDocument
ReadContent = Callable[[Path, bytes], Document]

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
# All that the standard library raises on damaged archives.
DAMAGE = (BadZipFile, zlib.error, LZMAError, NotImplementedError, EOFError, OSError, RuntimeError, ValueError)
_MIN_CHECKED = 1 << 20


def read_archive(path: Path, content: bytes, read: ReadContent, limits: Limits, depth: int = 1) -> Iterator[Result]:
    """Yield what each file of a ZIP archive gives: a document, or why it cannot be read.

    `read` reads one file from its path and content; a file's path is that of the archive and its name inside. Raises
    `UnreadableDocument` when the archive as a whole is damaged or beyond the bounds.
    """
    try:
        archive = ZipFile(BytesIO(content))
    except DAMAGE as error:
        raise UnreadableDocument(
            str(path), "损坏或不是 ZIP / damaged or not ZIP", "请重新打包 / pack it again"
        ) from error
    members = [m for m in archive.infolist() if _is_document(m)]
    _check(path, content, members, limits, depth)
    for member in members:
        inside = path / _name(member)
        try:
            unpacked = _unpack(archive, member, inside, limits)
            if inside.suffix.lower() == ".zip":
                yield from read_archive(inside, unpacked, read, limits, depth + 1)
            else:
                yield read(inside, unpacked)
        except UnreadableDocument as error:
            yield error


def _is_document(member: ZipInfo) -> bool:
    parts = PurePosixPath(_decoded(member).replace("\\", "/")).parts
    return not member.is_dir() and not any(p.startswith((".", "~$", "__MACOSX")) and p != ".." for p in parts)


def _check(path: Path, content: bytes, members: list[ZipInfo], limits: Limits, depth: int) -> None:
    size = sum(m.file_size for m in members)
    over = [
        (depth > limits.depth, f"压缩包套了 {depth} 层 / archives nested {depth} deep", limits.depth),
        (len(members) > limits.members, f"共 {len(members)} 个文件 / files", limits.members),
        (size > limits.unpacked_bytes, f"解开后 {size} 字节 / bytes unpacked", limits.unpacked_bytes),
        (size > max(_MIN_CHECKED, limits.ratio * len(content)), "压缩比异常 / suspicious packing ratio", limits.ratio),
    ]
    for exceeded, what, bound in over:
        if exceeded:
            raise UnreadableDocument(
                str(path), f"{what}，上限 {bound} / beyond the bound", "请解压后分批放入 / unpack it first"
            )


def _name(member: ZipInfo) -> Path:
    # A name that climbs out of the archive (../x, /x, C:x) is kept inside it: it only serves as a label.
    parts = PurePosixPath(_decoded(member).replace("\\", "/").replace(":", "_").replace("\0", "")).parts
    return Path(*([p for p in parts if p not in ("/", "..", ".", "//")] or ["_"]))


def _decoded(member: ZipInfo) -> str:
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    # Without the mark the name is in the packer's own encoding, here nearly always UTF-8 or GBK.
    raw = member.filename.encode("cp437", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _unpack(archive: ZipFile, member: ZipInfo, inside: Path, limits: Limits) -> bytes:
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableDocument(str(inside), "有密码 / protected by a password", "请解除密码 / remove it")
    try:
        with archive.open(member) as stream:
            content = stream.read(limits.file_bytes + 1)
    except DAMAGE as error:
        raise UnreadableDocument(
            str(inside), "压缩数据损坏 / damaged in the archive", "请重新打包 / pack again"
        ) from error
    if len(content) > limits.file_bytes:
        raise UnreadableDocument(str(inside), f"超过 {limits.file_bytes} 字节 / too large", "请拆分后重试 / split it")
    return content
