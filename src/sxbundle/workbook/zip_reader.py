"""A zip archive, read without believing it: sizes are counted, names and places are checked."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from attrs import Factory, define, evolve, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.limits import DEFAULT, MIB, Limits
from sxbundle.workbook.problems import BOMB, ENCRYPTED, PATH, TOO_MANY_PARTS, broken, refuse

_LOCAL = struct.Struct("<4s5H3I2H")
_TAIL = 65_535 + 22
_READ = 64 * 1024
CHUNK = 256 * 1024
"""The most bytes one step of inflating gives; what bounds the guard's memory."""
_STORED, _DEFLATED = 0, 8
_MOST_TAGS = 1_000_000
_IN_ZIP64 = 0xFFFF
"""A number that stands in the zip64 end record instead."""


@frozen
class ZipEntry:
    """One entry: where its packed bytes lie, and what the directory claims about it."""

    name: str
    start: int
    packed: int
    size: int
    crc: int
    method: int
    date: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0)


@define
class ZipArchive:
    """The entries of an archive whose directory holds; `chunks` inflates one, counting."""

    file: BinaryIO
    entries: dict[str, ZipEntry]
    limits: Limits
    inflated: int = 0
    _counted: dict[str, int] = Factory(dict)

    def chunks(self, entry: ZipEntry) -> Iterator[bytes]:
        """The content, in pieces of at most `CHUNK` bytes.

        Raises:
            FileRefused: `file.bomb` once a limit is passed, `file.broken` when the data is cut
                short or is not what the directory says.
        """
        count, crc = 0, 0
        limits = self.limits
        for piece in _inflate(self.file, entry):
            count += len(piece)
            # A part read a second time is not inflated content a second time.
            if count > self._counted.get(entry.name, 0):
                self.inflated += count - self._counted.get(entry.name, 0)
                self._counted[entry.name] = count
            crc = zlib.crc32(piece, crc)
            if count > limits.part_bytes or self.inflated > limits.total_bytes:
                refuse(
                    BOMB,
                    part=Bilingual(
                        "超过 {value} MB",
                        "more than {value} MB",
                        value=min(limits.part_bytes, limits.total_bytes) // MIB,
                    ),
                )
            if count > limits.ratio_from and count > limits.ratio * entry.packed:
                refuse(
                    BOMB,
                    part=Bilingual(
                        "压缩比超过 {ratio} 倍",
                        "a compression ratio of more than {ratio}",
                        ratio=limits.ratio,
                    ),
                )
            yield piece
        if count != entry.size or crc != entry.crc:
            raise broken(Bilingual("压缩内容校验不符", "compressed content fails its check"))

    def content(self, entry: ZipEntry, most: int) -> bytes:
        """The whole content of a part that has no reason to be larger than `most` bytes."""
        pieces: list[bytes] = []
        count = 0
        for piece in self.chunks(entry):
            count += len(piece)
            if count > most:
                refuse(BOMB, part=Bilingual("超过 {value} MB", "more than {value} MB", value=most // MIB))
            pieces.append(piece)
        content = b"".join(pieces)
        if content.count(b"<") > _MOST_TAGS:  # expat keeps every element that is open
            refuse(BOMB, part=Bilingual("标记过多", "too many tags"))
        return content


def open_archive(file: BinaryIO, limits: Limits) -> ZipArchive:
    """Reads the directory and checks names, places and flags of every entry.

    Raises:
        FileRefused: `file.broken`, `file.encrypted`, `file.path`, `file.too-many-parts`.
    """
    count = _check_tail(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            end = archive.start_dir
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        ValueError,
        struct.error,
        OverflowError,
        IndexError,
    ) as error:
        raise broken(
            Bilingual("压缩包目录无法读取", "the directory of the archive cannot be read")
        ) from error
    if count not in (len(infos), _IN_ZIP64):
        raise broken(Bilingual("压缩包目录与结尾不符", "directory and end of the archive differ"))
    if len(infos) > limits.parts:
        refuse(TOO_MANY_PARTS, what=Bilingual("文件", "files"), count=len(infos), most=limits.parts)
    entries, size = _entries(file, infos, end), file.seek(0, 2)
    total = min(limits.total_bytes, max(DEFAULT.total_bytes, size * 30))
    texts = min(limits.string_bytes, max(DEFAULT.string_bytes, size * 12))
    strings = min(limits.strings, max(DEFAULT.strings, size // 4))
    limits = evolve(limits, total_bytes=total, string_bytes=texts, strings=strings)
    return ZipArchive(file, entries, limits)


def _check_tail(file: BinaryIO, limits: Limits) -> int:
    """One end record, at the very end: readers must not find different directories.

    Returns how many entries it counts; -1 for an archive of several disks.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise broken(Bilingual("压缩包不完整，缺少结尾", "the archive lacks its end"))
    disk, count, directory, comment = struct.unpack_from("<H4xHI4xH", tail, place + 4)
    if place + 22 + comment != len(tail):
        raise broken(Bilingual("压缩包结尾有多余内容", "the archive has something behind its end"))
    # 2 MiB of directory is some 20,000 entries; zipfile would build an object for each first.
    if directory != 0xFFFFFFFF and directory > min(2 * MIB, limits.parts * 1024):
        refuse(TOO_MANY_PARTS, what=Bilingual("文件", "files"), count=directory // 64, most=limits.parts)
    file.seek(max(0, size - len(tail) + place - 20 - 56))
    if directory == 0xFFFFFFFF and size > 2 * MIB and _directory64(file.read(56)) > 2 * MIB:
        refuse(
            TOO_MANY_PARTS,
            what=Bilingual("文件", "files"),
            count=Bilingual("很多", "many"),
            most=limits.parts,
        )
    return count if disk in (0, _IN_ZIP64) else -1


def _directory64(record: bytes) -> int:
    """The directory's size in the zip64 end record, which stands before its locator; 0 for another record."""
    return int(struct.unpack_from("<Q", record, 40)[0]) if record.startswith(b"PK\x06\x06") else 0


def _entries(file: BinaryIO, infos: list[zipfile.ZipInfo], end: int) -> dict[str, ZipEntry]:
    entries: dict[str, ZipEntry] = {}
    seen: set[str] = set()
    free = 0
    if infos and min(info.header_offset for info in infos) != 0:
        raise broken(Bilingual("压缩包开头有多余内容", "the archive has something before its start"))
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.flag_bits & 0x41:
            refuse(ENCRYPTED)
        if info.compress_type not in (_STORED, _DEFLATED):
            raise broken(Bilingual("压缩方式不受支持", "the compression is not supported"))
        name = _checked(info.orig_filename)
        folded = name.casefold()
        if folded in seen:
            refuse(PATH)
        seen.add(folded)
        start = _data_start(file, info)
        # Overlapping entries are how a small archive becomes a large bomb, and how two readers
        # see two contents under one name.
        if info.header_offset < free or start + info.compress_size > end:
            raise broken(Bilingual("压缩包内的文件位置重叠", "files of the archive overlap"))
        free = start + info.compress_size
        if not name.endswith("/"):
            size, packed = info.file_size, info.compress_size
            entries[name] = ZipEntry(name, start, packed, size, info.CRC, info.compress_type, _date(info))
    return entries


def _date(info: zipfile.ZipInfo) -> tuple[int, int, int, int, int, int]:
    """When an entry was written, as far as an archive can say it."""
    year, month, day, hour, minute, second = info.date_time
    return max(year, 1980), min(max(month, 1), 12), min(max(day, 1), 31), hour % 24, minute % 60, second % 60


def _checked(name: str) -> str:
    """The name with `/` between its steps; some .NET programs write a backslash."""
    name = name.replace("\\", "/")
    parts = name.split("/")
    if (
        not name
        or name.startswith("/")
        or "\0" in name
        or ".." in parts
        or ":" in parts[0]
        or "" in parts[:-1]
        or "." in parts
    ):
        refuse(PATH)
    return name


def _data_start(file: BinaryIO, info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise broken(Bilingual("压缩包内的文件头缺失", "a file header of the archive is missing"))
    fields = _LOCAL.unpack(head)
    flags, name_length, extra_length = fields[2], fields[9], fields[10]
    name = file.read(name_length)
    if flags & 0x41:
        refuse(ENCRYPTED)
    if name != info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437", "replace"):
        raise broken(Bilingual("压缩包内的文件名前后不一致", "a name in the archive is written in two ways"))
    return info.header_offset + _LOCAL.size + int(name_length) + int(extra_length)


def _inflate(file: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    """Inflated pieces; the caller may stop at any of them, so nothing large is ever built."""
    left = entry.packed
    engine = zlib.decompressobj(-15) if entry.method == _DEFLATED else None
    position = entry.start
    while left:
        file.seek(position)
        packed = file.read(min(_READ, left))
        if not packed:
            raise broken(Bilingual("压缩内容不完整", "compressed content is incomplete"))
        left -= len(packed)
        position += len(packed)
        if engine is None:
            yield packed
            continue
        while packed:
            try:
                piece = engine.decompress(packed, CHUNK)
            except zlib.error as error:
                raise broken(
                    Bilingual("压缩内容无法解开", "compressed content cannot be unpacked")
                ) from error
            if piece:
                yield piece
            packed = engine.unconsumed_tail
            if engine.eof:
                break
        if engine.eof and (left or engine.unused_data):
            raise broken(
                Bilingual("压缩内容后有多余数据", "there is something behind the compressed content")
            )
    if engine is not None:
        while not engine.eof:
            piece = engine.decompress(b"", CHUNK)
            if not piece:
                raise broken(Bilingual("压缩内容不完整", "compressed content is incomplete"))
            yield piece
