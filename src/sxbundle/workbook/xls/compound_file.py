"""OLE compound files (.xls, and encrypted .xlsx): the directory, and chains that end.

The readers follow a chain of sectors until it ends; one that runs in a circle fills the memory.
Source: MS-CFB.
"""

import struct
from typing import BinaryIO

from attrs import define, frozen

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.limits import Limits
from sxbundle.workbook.problems import broken

_END = 0xFFFFFFFE
_LAST_SECTOR = 0xFFFFFFFA
_MOST_MINI_SECTORS = 256
_MOST_DIRECTORY = 4096
_MINI_STREAM = 4096


@frozen
class CompoundStream:
    """One directory entry. `kind`: 1 storage, 2 stream, 5 root."""

    name: str
    kind: int
    start: int
    size: int


@define
class Compound:
    """The directory of a compound file whose chains all end within the file."""

    file: BinaryIO
    sector: int
    table: list[int]
    mini_table: list[int]
    mini: bytes
    streams: list[CompoundStream]

    def names(self) -> set[str]:
        """The names of all storages and streams, in lower case."""
        return {stream.name.casefold() for stream in self.streams if stream.kind}

    def find(self, *names: str) -> CompoundStream | None:
        """The first stream of one of these names, looked for as readers do: anywhere."""
        for name in names:
            for stream in self.streams:
                if stream.name == name:
                    return stream
        return None

    def content(self, stream: CompoundStream) -> bytes:
        """The bytes of a stream.

        Raises:
            FileRefused: `file.broken` when its chain leaves the file or the stream.
        """
        if stream.size < _MINI_STREAM:
            chain = _chain(self.mini_table, stream.start, (stream.size + 63) // 64)
            data = b"".join(self.mini[index * 64 : index * 64 + 64] for index in chain)
        else:
            chain = _chain(self.table, stream.start, -(-stream.size // self.sector))
            data = b"".join(_sector(self.file, self.sector, index) for index in chain)
        if len(data) < stream.size:
            raise broken(Bilingual("数据流不完整", "a stream is incomplete"))
        return data[: stream.size]


def open_compound(file: BinaryIO, limits: Limits) -> Compound:
    """Reads header, tables and directory.

    Raises:
        FileRefused: `file.broken`.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(512)
    if len(head) < 512:
        raise broken(Bilingual("文件头不完整", "the file header is incomplete"))
    shift, mini_shift = struct.unpack_from("<HH", head, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise broken(Bilingual("文件头不合法", "the file header is malformed"))
    sector = 1 << shift
    sectors = max(0, -(-size // sector) - 1)
    table_length, directory = struct.unpack_from("<2I", head, 44)
    mini_start, mini_length, chain_start, chain_length = struct.unpack_from("<4I", head, 60)
    if table_length > sectors or mini_length > min(sectors, _MOST_MINI_SECTORS) or chain_length > sectors:
        raise broken(Bilingual("文件头中的数目不合法", "a number in the file header is malformed"))
    places = list(struct.unpack_from("<109I", head, 76))
    _extend_places(file, sector, sectors, chain_start, places)
    table: list[int] = []
    for place in places:
        if place < _LAST_SECTOR:
            table += _numbers(_sector(file, sector, place))
        if len(table) > sectors + sector:
            break
    del table[sectors:]
    entries = b"".join(
        _sector(file, sector, index) for index in _chain(table, directory, None, _MOST_DIRECTORY)
    )
    streams = [_stream(entries[at : at + 128], sector) for at in range(0, len(entries) - 127, 128)]
    if not streams or streams[0].kind != 5:
        raise broken(Bilingual("缺少目录", "the directory is missing"))
    mini_table: list[int] = []
    mini = b""
    if mini_length:
        for index in _chain(table, mini_start, mini_length):
            mini_table += _numbers(_sector(file, sector, index))
        if streams[0].size > size:
            raise broken(Bilingual("目录中的长度不合法", "a length in the directory is malformed"))
        mini = b"".join(
            _sector(file, sector, index)
            for index in _chain(table, streams[0].start, -(-streams[0].size // sector))
        )
    for stream in streams:
        if stream.kind == 2 and stream.size > size:
            raise broken(Bilingual("目录中的长度不合法", "a length in the directory is malformed"))
    return Compound(file, sector, table, mini_table, mini, streams)


def _extend_places(file: BinaryIO, sector: int, sectors: int, start: int, places: list[int]) -> None:
    seen = 0
    while start < _LAST_SECTOR:
        numbers = _numbers(_sector(file, sector, start))
        places.extend(numbers[:-1])
        start = numbers[-1]
        seen += 1
        if seen > sectors // 100 + 1:
            raise broken(Bilingual("扇区链成环", "a chain of sectors is a ring"))


def _sector(file: BinaryIO, sector: int, index: int) -> bytes:
    file.seek((index + 1) * sector)
    data = file.read(sector)
    if not data:
        raise broken(Bilingual("扇区超出文件", "a sector lies beyond the file"))
    # The last sector of a file that some programs write is short.
    return data if len(data) == sector else data.ljust(sector, b"\0")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _chain(table: list[int], start: int, most: int | None, limit: int | None = None) -> list[int]:
    """The sectors of a chain, at most `most` of them; refuses one that leaves the table or circles."""
    chain: list[int] = []
    seen: set[int] = set()
    while start != _END and (most is None or len(chain) < most):
        if start >= len(table) or start in seen:
            raise broken(
                Bilingual("扇区链成环或超出文件", "a chain of sectors is a ring or lies beyond the file")
            )
        seen.add(start)
        chain.append(start)
        start = table[start]
        if limit is not None and len(chain) > limit:
            raise broken(Bilingual("目录过长", "the directory is too long"))
    return chain


def _stream(entry: bytes, sector: int) -> CompoundStream:
    name = entry[:64].decode("utf-16-le", "replace").partition("\0")[0]
    start = struct.unpack_from("<I", entry, 116)[0]
    size = struct.unpack_from("<I" if sector == 512 else "<Q", entry, 120)[0]
    return CompoundStream(name, entry[66], start, size)
