"""Pictures and PDFs as materials."""

import base64
import io
import re
import struct
import warnings
import zlib
from collections.abc import Callable

import attrs
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from sxbundle.errors import FileRefused
from sxbundle.workbook import DEFAULT, FileKind, check_file, check_material, inspect


def picture(kind: str, size: tuple[int, int] = (400, 300), **how: object) -> bytes:
    stream = io.BytesIO()
    image = Image.effect_noise(size, 60).convert("RGB")
    image.save(stream, kind, **how)
    return stream.getvalue()


def document(change: Callable[[PdfWriter], None] = lambda _: None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        content = DecodedStreamObject()
        content.set_data(b"0 0 m 9 9 l S")
        page[NameObject("/Contents")] = writer._add_object(content)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def code(content: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        check_material(content)
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("JPEG"), FileKind.JPEG),
        (picture("JPEG", progressive=True), FileKind.JPEG),
        (picture("PNG"), FileKind.PNG),
        (document(), FileKind.PDF),
        (document(pages=20), FileKind.PDF),
    ],
    ids=["jpeg", "progressive", "png", "pdf", "pdf of 20 pages"],
)
def test_taken(content: bytes, kind: FileKind) -> None:
    assert check_material(content) is kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_pictures(kind: str, share: float) -> None:
    content = picture(kind)
    assert code(content[: int(len(content) * share)]) == "file.broken"


def png(rows: bytes, size: tuple[int, int], interlaced: bool = False, after: bytes = b"") -> bytes:
    """A PNG of three bytes a pixel with these rows, each with its filter before it."""
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, interlaced)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"tEXt", after), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
        if data or name == b"IEND"
    )


@pytest.mark.parametrize("bad", [0, 3, 6])
def test_rows_of_a_png_that_no_decoder_can_undo(bad: int) -> None:
    """A filter above 4 (ISO/IEC 15948, 9.2), in any row; the data itself is whole."""
    rows = [bytes([index % 5]) + bytes(15) for index in range(7)]
    assert check_material(png(b"".join(rows), (5, 7))) is FileKind.PNG
    rows[bad] = b"\5" + bytes(15)
    assert code(png(b"".join(rows), (5, 7))) == "file.broken"


def test_passes_of_an_interlaced_png() -> None:
    """Seven small pictures (8.2), those without a pixel left out: of 3 × 2, four passes."""
    rows = [b"\4" + bytes(3), b"\1" + bytes(3), b"\2" + bytes(3), b"\3" + bytes(9)]
    assert check_material(png(b"".join(rows), (3, 2), interlaced=True)) is FileKind.PNG
    assert code(png(b"".join(rows[:3]), (3, 2), interlaced=True)) == "file.broken"
    assert code(png(b"".join([*rows[:3], b"\7" + bytes(9)]), (3, 2), interlaced=True)) == "file.broken"


def test_cut_off_after_the_rows() -> None:
    content = png(bytes(16) * 7, (5, 7), after=b"Comment\0sent by a phone")
    assert check_material(content) is FileKind.PNG
    assert code(content[:-20]) == "file.broken"
    assert code(content[: content.index(b"tEXt") - 10]) == "file.broken"


def test_pillow_warns_nobody() -> None:
    """Warnings that are errors, as an application may have them: the limit is ours, not Pillow's."""
    stream = io.BytesIO()
    Image.new("L", (9_500, 9_500)).save(stream, "JPEG")  # more than Pillow's 89,478,485 pixels
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert check_material(stream.getvalue()) is FileKind.JPEG


def test_other_pictures_and_files() -> None:
    for kind in ("GIF", "BMP", "TIFF", "WEBP"):
        assert code(picture(kind)) == "file.wrong-type"
    assert code(b"PK\x05\x06" + b"\0" * 18) == "file.wrong-type"
    assert code("姓名,号\n".encode()) == "file.wrong-type"
    assert code(b"\xff\xd8\xff" + b"\0" * 100) == "file.broken"


def test_only_the_types_asked_for() -> None:
    with pytest.raises(FileRefused) as caught:
        check_material(picture("PNG"), {FileKind.JPEG})
    assert caught.value.problem.message.startswith("这是PNG 图片，这里需要JPG 图片。")


def test_animated() -> None:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:])
    assert code(stream.getvalue()) == "file.animated"


def test_a_picture_of_very_many_pixels() -> None:
    """Told before it is decoded; 1 MiB of a single colour would fill gigabytes."""
    content = picture("PNG", (10, 10))
    huge = content[:16] + (60_000).to_bytes(4, "big") * 2 + content[24:]
    assert code(huge) in {"file.too-many-pixels", "file.broken"}
    stream = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(stream, "PNG")
    assert code(stream.getvalue()) == "file.too-many-pixels"


@pytest.mark.parametrize("kept", [1, 3, 6, 9])
def test_a_progressive_jpeg_whose_later_scans_are_missing(kept: int) -> None:
    """The decoder fills in what an end mark cut off, and all looks whole."""
    content = picture("JPEG", (800, 600), progressive=True)
    scans = [match.start() for match in re.finditer(b"\xff\xda", content)]
    assert code(content[: scans[kept]] + b"\xff\xd9") == "file.broken"
    assert code(content[: scans[kept] - 200] + b"\xff\xd9") == "file.broken"


@pytest.mark.parametrize("quality", [30, 95])
@pytest.mark.parametrize("cut", [1, 2, 40, 900])
def test_a_progressive_jpeg_that_ends_inside_its_last_scan(quality: int, cut: int) -> None:
    content = picture("JPEG", (300, 200), progressive=True, quality=quality)
    assert check_material(content) is FileKind.JPEG
    assert code(content[: -2 - cut].rstrip(b"\xff") + b"\xff\xd9") == "file.broken"


def test_fill_bytes_before_a_marker_are_no_data() -> None:
    content = picture("JPEG", (300, 200), progressive=True)
    assert check_material(content[:-2] + b"\xff" * 9 + b"\xff\xd9") is FileKind.JPEG


def test_a_jpeg_of_very_many_scans() -> None:
    content = picture("JPEG", progressive=True)
    place = content.index(b"\xff\xda")
    assert (
        code(content[:place] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x00\x00" * 200 + content[place:])
        == "file.broken"
    )


def test_too_large() -> None:
    with pytest.raises(FileRefused) as caught:
        check_material(picture("PNG"), most_bytes=1000)
    assert caught.value.code == "file.too-large"


def test_encrypted_documents() -> None:
    assert code(document(lambda writer: writer.encrypt("1", algorithm="RC4-128"))) == "file.encrypted"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_what_only_an_owner_locked_is_open_to_everybody(algorithm: str) -> None:
    locked = document(lambda writer: writer.encrypt("", "owner", algorithm=algorithm))
    assert check_material(locked) is FileKind.PDF


def test_a_document_of_blank_pages_is_told() -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    stream = io.BytesIO()
    writer.write(stream)
    assert [notice.code for notice in inspect(stream.getvalue()).notices] == ["file.blank"]
    assert inspect(document()).notices == ()


def test_a_blank_page_among_others_is_the_back_of_a_sheet() -> None:
    assert inspect(document(lambda writer: writer.add_blank_page(595, 842))).notices == ()


def _script(writer: PdfWriter) -> None:
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("x"), script])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})


def _attachment(writer: PdfWriter) -> None:
    writer.add_attachment("x.exe", b"MZ")


def _open_action(kind: str) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        action = DictionaryObject(
            {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("x")}
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return change


def _form(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp/>")
    form = DictionaryObject(
        {NameObject("/XFA"): writer._add_object(stream), NameObject("/Fields"): ArrayObject()}
    )
    writer.root_object[NameObject("/AcroForm")] = form


@pytest.mark.parametrize(
    "change",
    [
        _script,
        _attachment,
        _open_action("/Launch"),
        _open_action("/JavaScript"),
        _open_action("/GoToR"),
        _form,
    ],
    ids=["script", "attachment", "launch", "open script", "other file", "xfa"],
)
def test_active_documents(change: Callable[[PdfWriter], None]) -> None:
    assert code(document(change)) == "file.active-content"


def test_names_in_disguise() -> None:
    """`/J#61vaScript` is the same name to every viewer."""
    content = document(_open_action("/Jzz1vaScript"))
    assert check_material(content) is FileKind.PDF
    assert code(content.replace(b"/Jzz1vaScript", b"/J#61vaScript")) == "file.active-content"


def test_an_open_action_that_only_goes_to_a_page() -> None:
    def change(writer: PdfWriter) -> None:
        page = writer.pages[0].indirect_reference
        assert page is not None
        writer.root_object[NameObject("/OpenAction")] = ArrayObject([page, NameObject("/Fit")])

    assert check_material(document(change)) is FileKind.PDF


def test_broken_documents() -> None:
    content = document(pages=3)
    assert code(content[: len(content) // 2]) == "file.broken"
    assert code(b"%PDF-1.7\n") == "file.broken"
    assert code(content.replace(b"/Pages", b"/Pagez")) == "file.broken"
    assert code(document(pages=0)) == "file.broken"


def test_a_progressive_jpeg_of_many_pixels() -> None:
    """Its decoder keeps all coefficients, 300 MB for what a baseline JPEG needs a few for."""
    content = picture("JPEG", (64, 64), progressive=True)
    place = content.index(b"\xff\xc2") + 5
    size = (9_900).to_bytes(2, "big") * 2
    assert code(content[:place] + size + content[place + 4 :]) == "file.too-many-pixels"
    assert check_material(picture("JPEG", (3_000, 2_000), progressive=True)) is FileKind.JPEG


def test_many_pages() -> None:
    limits = attrs.evolve(DEFAULT, pages=5)
    (problem,) = check_file(document(pages=6), limits=limits)
    assert problem.code == "file.too-many-pages"


@pytest.mark.slow
def test_a_stream_that_inflates_without_end() -> None:
    def change(writer: PdfWriter) -> None:
        stream = DecodedStreamObject()
        stream.set_data(b"\0" * (300 << 20))
        writer._add_object(stream.flate_encode())

    content = document(change)
    assert PdfReader(io.BytesIO(content)).pages
    assert code(content) == "file.bomb"


@pytest.mark.slow
@pytest.mark.parametrize(
    "filters",
    [
        pytest.param((b"/FlateDecode", b"/FlateDecode"), marks=pytest.mark.long),
        pytest.param((b"/ASCII85Decode", b"/FlateDecode"), marks=pytest.mark.long),
        (b"/AHx", b"/Fl", b"/Fl"),
        (b"/FlateDecode", b"/ASCII85Decode", b"/FlateDecode"),
    ],
)
def test_filters_behind_each_other(filters: tuple[bytes, ...]) -> None:
    def packed(data: bytes) -> bytes:
        for name in reversed(filters):
            if name.startswith(b"/Fl"):
                data = zlib.compress(data, 9)
            elif name == b"/AHx":
                data = data.hex().encode() + b">"
            else:
                data = base64.a85encode(data) + b"~>"
        return data

    def holding(data: bytes) -> bytes:
        stream = b"<</Length %d/Filter[%s]>>stream\n" % (len(packed(data)), b" ".join(filters))
        objects = {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            4: stream + packed(data) + b"\nendstream",
        }
        out, places = bytearray(b"%PDF-1.5\n"), []
        for number, content in objects.items():
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        start = len(out)
        out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
        return bytes(out) + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start

    assert check_material(holding(b"BT ET")) is FileKind.PDF
    assert code(holding(b"\0" * (300 << 20))) == "file.bomb"


@pytest.mark.parametrize("share", [0.2, 0.7, 0.95])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize(
    "how", [{}, {"subsampling": 2, "quality": 40}, {"optimize": True}, {"restart_marker_rows": 1}]
)
def test_a_jpeg_whose_data_ends_before_its_end_mark(share: float, mode: str, how: dict[str, int]) -> None:
    stream = io.BytesIO()
    Image.effect_noise((333, 245), 60).convert(mode).save(stream, "JPEG", **how)
    content = stream.getvalue()
    assert check_material(content) is FileKind.JPEG
    assert check_material(content + b"what cameras put behind it") is FileKind.JPEG
    start = content.rfind(b"\xff\xda") + 14
    cut = content[: start + int((len(content) - start) * share)] + b"\xff\xd9"
    (problem,) = check_file(cut)
    assert problem.code == "file.broken"


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("size", [(1, 1), (8, 8), (17, 9), (640, 480)])
@pytest.mark.parametrize("shade", [0, 3, 250, 255])
def test_a_jpeg_of_one_shade_is_whole(mode: str, size: tuple[int, int], shade: int) -> None:
    stream = io.BytesIO()
    Image.new(mode, size, shade if mode == "L" else (shade,) * 3).save(stream, "JPEG")
    assert check_material(stream.getvalue()) is FileKind.JPEG
