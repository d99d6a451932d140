"""Packages (DOCX, XLSX, PPTX and OFD are ZIP files), unpacked strictly: everything in the file is accounted for.

Python's `zipfile` reads the directory; the entries are found and unpacked here, because it takes what an entry says of
its own size for granted and skips what lies between entries.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Final

from songjieyou.core.files.refusals import FileRefusedError, Refusal

MOST_PARTS: Final = 3_000
MOST_UNPACKED: Final = 100_000_000
HIGHEST_RATIO: Final = 300
RATIO_COUNTS_FROM: Final = 1_000_000
"""Bytes; a small part may compress as well as it likes."""
LONGEST_NAME: Final = 200

_END: Final = struct.Struct("<4s4H2LH")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _WITH_DESCRIPTOR, _UTF8 = 0x1, 0x8, 0x800
_DESCRIPTORS: Final = (12, 16, 20, 24)
"""Lengths of what may follow an entry: sum and sizes, with or without a signature, in 4 or 8 bytes."""
_SYMLINK: Final = 0o120000


def unpack(data: bytes) -> dict[str, bytes]:
    """Name -> content of every part. Raises FileRefusedError, and zipfile.BadZipFile and others for what is broken."""
    _directory_ends_the_file(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        infos = sorted(package.infolist(), key=lambda info: info.header_offset)
        if package.start_dir and (not infos or infos[0].header_offset):
            raise FileRefusedError(Refusal.TWO_IN_ONE)
        _judge(infos)
        ends = [info.header_offset for info in infos[1:]] + [package.start_dir]
        return {info.orig_filename: _content(data, info, end) for info, end in zip(infos, ends, strict=True)}


def _directory_ends_the_file(data: bytes) -> None:
    """The directory is the last thing in the file, and what it says of its own place is true."""
    start = len(data) - _END.size
    if start < 0 or not data.startswith(b"PK\x05\x06", start):
        raise FileRefusedError(Refusal.TWO_IN_ONE if b"PK\x05\x06" in data else Refusal.PACKAGE_BROKEN)
    _, disk, first_disk, here, total, size, offset, comment = _END.unpack_from(data, start)
    if disk or first_disk or here != total or comment:
        raise FileRefusedError(Refusal.PACKAGE_BROKEN)
    if total > MOST_PARTS:
        raise FileRefusedError(Refusal.PACKAGE_TOO_MANY_PARTS)
    if offset + size != start:
        raise FileRefusedError(Refusal.TWO_IN_ONE if offset + size < start else Refusal.PACKAGE_BROKEN)


def _judge(infos: list[zipfile.ZipInfo]) -> None:
    """What the directory alone says, before anything is unpacked."""
    names = [info.orig_filename.casefold() for info in infos]
    for reason, wrong in (
        (Refusal.PACKAGE_TOO_MANY_PARTS, len(infos) > MOST_PARTS),
        (Refusal.PACKAGE_ENCRYPTED, any(info.flag_bits & _ENCRYPTED for info in infos)),
        (Refusal.PACKAGE_BAD_NAMES, any(map(_bad_name, infos))),
        (Refusal.PACKAGE_SAME_NAMES, len(set(names)) < len(names)),
        (Refusal.PACKAGE_TOO_LARGE, sum(info.file_size for info in infos) > MOST_UNPACKED),
        (Refusal.PACKAGE_TOO_LARGE, any(map(_too_dense, infos))),
    ):
        if wrong:
            raise FileRefusedError(reason)


def _bad_name(info: zipfile.ZipInfo) -> bool:
    name = info.orig_filename
    steps = name.split("/")
    return (
        not name.isprintable()
        or len(name) > LONGEST_NAME
        or any(sign in name for sign in "\\:")
        or any(step in (".", "..") for step in steps)
        or "" in steps[:-1]
        or info.external_attr >> 16 & 0o170000 == _SYMLINK
    )


def _too_dense(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_COUNTS_FROM and info.file_size > HIGHEST_RATIO * info.compress_size


def _content(data: bytes, info: zipfile.ZipInfo, end: int) -> bytes:
    """The content of one entry, which must fill all the room up to `end`."""
    signature, _, flags, method, *_, name_length, extra_length = _LOCAL.unpack_from(data, info.header_offset)
    named = info.header_offset + _LOCAL.size
    start = named + name_length + extra_length
    stop = start + info.compress_size
    name = data[named : named + name_length].decode("utf-8" if flags & _UTF8 else "cp437")
    if signature != b"PK\x03\x04" or stop > end or name != info.orig_filename or method != info.compress_type:
        raise FileRefusedError(Refusal.PACKAGE_BROKEN)
    if flags & _ENCRYPTED:
        raise FileRefusedError(Refusal.PACKAGE_ENCRYPTED)
    if end - stop not in (_DESCRIPTORS if flags & _WITH_DESCRIPTOR else (0,)):
        raise FileRefusedError(Refusal.TWO_IN_ONE)
    content = _inflated(data[start:stop], info)
    if zlib.crc32(content) != info.CRC:
        raise FileRefusedError(Refusal.PACKAGE_BROKEN)
    return content


def _inflated(packed: bytes, info: zipfile.ZipInfo) -> bytes:
    """Never more than the entry says of itself: one that holds more is refused."""
    if info.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        content = stream.decompress(packed, info.file_size + 1)
        if len(content) > info.file_size:
            raise FileRefusedError(Refusal.PACKAGE_TOO_LARGE)
        if not stream.eof or stream.unused_data:
            raise FileRefusedError(Refusal.PACKAGE_BROKEN)
    else:
        raise FileRefusedError(Refusal.PACKAGE_BROKEN)
    if len(content) != info.file_size:
        raise FileRefusedError(Refusal.PACKAGE_BROKEN)
    return content
