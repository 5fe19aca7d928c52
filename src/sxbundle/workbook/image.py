"""Pictures: decoded to the last pixel, because a truncated one looks whole until then."""

import re
import zlib
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.file_kind import FileKind
from sxbundle.workbook.limits import MIB, Limits
from sxbundle.workbook.problems import ANIMATED, TOO_MANY_PIXELS, broken, refuse

if TYPE_CHECKING:
    from PIL import Image

_SCAN, _END = b"\xff\xda", b"\xff\xd9"
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SEQUENTIAL = (0xC0, 0xC1)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE_BYTES = 160 * MIB
"""Of the coefficients of a JPEG of several scans, which a decoder keeps all at once, at any scale."""


def open_picture(file: BinaryIO, kind: FileKind) -> "Image.Image":
    """By the plugin itself: `Image.open` warns of sizes, and warnings are off for all threads or for none."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    if kind is FileKind.JPEG:
        _few_segments(file)
    return JpegImageFile(file) if kind is FileKind.JPEG else PngImageFile(file)


def check_picture(file: BinaryIO, kind: FileKind, limits: Limits) -> None:
    """Decodes a JPEG or PNG fully.

    A JPEG of one scan is decoded at an eighth of its size where the decoder can: every byte is still
    read, and a photo of 100 million pixels needs a few megabytes.

    Raises:
        FileRefused: `file.broken`, `file.too-many-pixels`, `file.animated`.
    """
    file.seek(0)
    try:
        image = open_picture(file, kind)
        width, height = image.size
        most = limits.pixels if kind is FileKind.JPEG else limits.pixels * 2 // 5
        if width * height > most:
            refuse(TOO_MANY_PIXELS, width=width, height=height)
        if kind is FileKind.PNG:
            if getattr(image, "is_animated", False):
                refuse(ANIMATED)
            _all_rows(file, image)
        else:
            _jpeg(file, image, limits)
    except (OSError, SyntaxError, ValueError, EOFError, LookupError, zlib.error) as error:
        if isinstance(error, ValueError) and hasattr(error, "problems"):
            raise
        raise broken(Bilingual("图片无法完整解码", "the picture cannot be decoded whole")) from error


_MOST_SEGMENTS, _MOST_FILL = 2_000, 64 * 1024
_COMPARED_WHOLE = 16_000_000
"""Pixels up to which a JPEG of several scans is decoded at its full size."""
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of an interlaced PNG: first column, first row, and the steps between them."""
_PAETH = 4
"""The last of the filters."""


def _all_rows(file: BinaryIO, image: "Image.Image") -> None:
    """Refuses a PNG whose data ends before its last row, or whose rows no decoder can undo.

    The rows are inflated and not kept: a picture of 40 million pixels needs a few megabytes.

    Source: ISO/IEC 15948 (PNG), 8, 9 and 10.
    """
    file.seek(0)
    content = file.read()  # at once: a chunk may claim more than any memory holds
    depth, colour, interlaced = content[24], content[25], content[28]
    bits = depth * _CHANNELS.get(colour, 4)
    passes = []
    for column, row, across, down in _PASSES if interlaced else ((0, 0, 1, 1),):
        width, height = -(-(image.width - column) // across), -(-(image.height - row) // down)
        if width > 0 and height > 0:
            passes.append((height, 1 + (width * bits + 7) // 8))
    left, skip = sum(rows * size for rows, size in passes), 0
    engine, place = zlib.decompressobj(), 8
    while (kind := content[place + 4 : place + 8]).isalnum() and kind != b"IEND":
        size = int.from_bytes(content[place : place + 4], "big")
        data = whole = content[place + 8 : place + 8 + size]
        is_cut = len(data) < size
        least = -MIB if is_cut else 0  # then the end of the rows must be there, too
        while kind == b"IDAT" and data and left > least and not engine.eof:
            part = engine.decompress(data, MIB)
            left, skip = left - len(part), _check_filters(part, passes, skip)
            data = engine.unconsumed_tail
        if is_cut and not (kind == b"IDAT" and engine.eof):
            raise OSError("a chunk is cut off")
        place += 8 + size + 4
        if (
            kind == b"IDAT"
            and not is_cut
            and zlib.crc32(kind + whole).to_bytes(4, "big") != content[place - 4 : place]
        ):
            raise OSError("a checksum is wrong")
    if left > 0:
        raise OSError("rows are missing")


def _check_filters(data: bytes, passes: list[tuple[int, int]], skip: int) -> int:
    """Refuses a filter that no decoder knows; each row begins with one.

    Args:
        data: the next bytes of the picture.
        passes: rows and bytes of one, for each pass; rows that were looked at are taken off.
        skip: bytes of `data` before its first filter.

    Returns:
        How many bytes after `data` the next filter is.
    """
    while passes and skip < len(data):
        rows, size = passes[0]
        filters = data[skip : skip + rows * size : size]
        if max(filters) > _PAETH:
            raise OSError("no such filter")
        skip += len(filters) * size
        passes[:1] = [(rows - len(filters), size)] if len(filters) < rows else []
    return skip - len(data)


def _few_segments(file: BinaryIO) -> None:
    """Refuses a JPEG with too much before its first scan: each piece costs the decoder."""
    content = file.read()
    file.seek(0)
    place, count = 2, 0
    while (match := _MARKER.search(content, place)) and match[0] != _SCAN:
        count += 1
        if count > _MOST_SEGMENTS or match.start() - place > _MOST_FILL:
            raise OSError("too many segments")
        place = match.end() + int.from_bytes(content[match.end() : match.end() + 2], "big")


def _jpeg(file: BinaryIO, opened: "Image.Image", limits: Limits) -> None:
    """Decodes a JPEG; refuses one whose data ends before its last row, which the decoder makes up.

    It does so where a marker follows the data. Of one scan the end mark is left out here: the decoder
    then waits for data that is missing, and what was put into the last row stays. Of several scans
    none may be missing, and none may end early: see `_is_cut`.

    Source: ITU-T T.81 (JPEG), B.2 and F.2.2.5.
    """
    from PIL.JpegImagePlugin import JpegImageFile

    file.seek(0)
    content = file.read()
    scans = content.count(_SCAN)
    # A progressive JPEG may pass over the whole picture again with every few bytes.
    if scans > limits.scans or scans * opened.width * opened.height > limits.pixels * 16:
        raise broken(Bilingual("JPEG 扫描次数过多", "too many JPEG scans"))
    one_scan, complete, ends = _scans(content)
    if not complete:
        raise OSError("scans are missing")
    if not one_scan:
        if _coefficients(opened) > _PROGRESSIVE_BYTES:
            refuse(TOO_MANY_PIXELS, width=opened.width, height=opened.height)
        if _is_cut(content, ends):
            raise OSError("a scan is cut off")
        return
    end = content.rfind(_END)
    data = content if end < 0 else content[:end] + bytes(8)
    with JpegImageFile(BytesIO(data)) as image:
        image.draft(None, (max(1, image.width // 8), max(1, image.height // 8)))
        image.load_prepare()
        places = [(column, image.height - 1) for column in range(min(image.width, 64))]
        bands = len(image.getbands())
        row = [(3, 250)[column % 2] for column, _ in places]
        for place, shade in zip(places, row, strict=True):
            image.im.putpixel(place, shade if bands == 1 else (shade,) * bands)
        try:
            image.load()
        except OSError:
            pixels_now = (image.im.getpixel(place) for place in places)
            left = [pixel[0] if isinstance(pixel, tuple) else pixel for pixel in pixels_now] == row
            if end < 0 or left:
                raise


def _is_cut(content: bytes, ends: list[int]) -> bool:
    """True when what stands behind the data of a scan is taken for data.

    A decoder skips over it where the scan is whole. Where it is not, the picture depends on it.
    """
    from PIL import ImageChops
    from PIL.JpegImagePlugin import JpegImageFile

    first, second = (
        JpegImageFile(BytesIO(filler.join(content[a:b] for a, b in pairwise((0, *ends, len(content))))))
        for filler in (bytes(64), b"\xaa\x55" * 32)
    )
    for image in (first, second):
        if image.width * image.height > _COMPARED_WHOLE:
            image.draft(None, (image.width // 2, image.height // 2))
    return ImageChops.difference(first, second).getbbox() is not None


def _scans(content: bytes) -> tuple[bool, bool, list[int]]:
    """Whether one sequential scan holds all components, and whether the scans bring every coefficient.

    The places are where the data of each scan ends.

    Source: ITU-T T.81 (JPEG), B.2.2, B.2.3 and G.1.1.
    """
    missing: dict[int, set[int]] = {}
    one_scan = is_sequential = in_scan = False
    ends: list[int] = []
    place = 2
    while match := _MARKER.search(content, place):
        if in_scan:
            ends.append(len(content[: match.start()].rstrip(b"\xff")))
        if match[0] == _END:
            break
        in_scan = match[0] == _SCAN
        marker, start = match[0][1], match.end() + 2
        place = match.end() + int.from_bytes(content[match.end() : start], "big")
        if marker in _FRAMES:
            is_sequential = marker in _SEQUENTIAL
            missing = {name: set(range(64)) for name in content[start + 6 : place : 3]}
        elif in_scan:
            names = content[start + 1 : place - 3 : 2]
            one_scan = is_sequential and len(names) == len(missing)
            first, last, bits = content[place - 3 : place]
            for name in names:
                if not bits & 15:  # otherwise a later scan brings the lowest bits
                    missing[name] -= set(range(first, last + 1))
    return one_scan, not any(missing.values()), ends


def _coefficients(image: "Image.Image") -> int:
    """Bytes: two for each sample of each component."""
    sampling = [(across, down) for _, across, down, _ in getattr(image, "layer", [])] or [(1, 1)]
    full_size = max(across for across, _ in sampling) * max(down for _, down in sampling)
    samples = sum(across * down for across, down in sampling) / max(full_size, 1)
    return int(2 * image.width * image.height * samples)
