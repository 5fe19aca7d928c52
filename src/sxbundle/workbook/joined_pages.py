"""Several files of one material as one PDF whose pages stand in their order: front and back, a contract."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sxbundle.bilingual import Bilingual
from sxbundle.workbook.file_kind import MATERIALS, FileKind
from sxbundle.workbook.image import open_picture
from sxbundle.workbook.inspect import inspect
from sxbundle.workbook.limits import DEFAULT, Limits
from sxbundle.workbook.open_file import File, mebibytes, opened
from sxbundle.workbook.problems import EMPTY, TOO_LARGE, TOO_MANY_FILES, broken, refuse

if TYPE_CHECKING:
    from PIL import Image
    from pypdf import PdfWriter

MOST_FILES = 40
"""Of one material."""
_LONG_SIDE = 842
"""Points of an A4 page, to which a picture's longer side is scaled."""
_TURNS = {3: 180, 6: 90, 8: 270}
"""EXIF orientation to how far the page is turned clockwise; mirrored photos do not come from cameras."""
_ORIENTATION = 0x0112


def join_pages(files: Sequence[File], *, limits: Limits = DEFAULT) -> bytes:
    """The files as one PDF; a single one as it is. Equal files in equal order give equal bytes.

    A JPEG is taken over as it is, turned as its camera says; a PNG stands on white.

    Args:
        files: pictures and PDFs, each a path, the content, or a binary file object.
        limits: of each file.

    Raises:
        FileRefused: none, too many, or one that is no picture or PDF that opens.
    """
    if not files:
        refuse(EMPTY)
    if len(files) > MOST_FILES:
        refuse(TOO_MANY_FILES, most=MOST_FILES)
    contents: list[tuple[FileKind, bytes]] = []
    for file in files:
        with opened(file, limits) as stream:
            content = stream.read()
        contents.append((inspect(content, expect=MATERIALS, limits=limits).kind, content))
    if len(contents) == 1:
        return contents[0][1]
    joined = _joined(contents)
    if len(joined) > limits.file_bytes:
        refuse(TOO_LARGE, size=mebibytes(len(joined)), most=mebibytes(limits.file_bytes))
    return joined


def _joined(contents: Sequence[tuple[FileKind, bytes]]) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    writer = PdfWriter()
    for kind, content in contents:
        if kind is FileKind.PDF:
            try:
                writer.append(PdfReader(BytesIO(content)), import_outline=False)
            except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
                raise broken(Bilingual("PDF 的页面无法读出", "a page of the PDF cannot be read")) from error
        else:
            _add_picture(writer, kind, content)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _add_picture(writer: "PdfWriter", kind: FileKind, content: bytes) -> None:
    """A page of the picture's size, its longer side that of A4."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    with open_picture(BytesIO(content), kind) as picture:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION, 1), 0)
        stream = _jpeg(picture, content) if kind is FileKind.JPEG else _flat(picture)
        width, height = picture.size
    scale = _LONG_SIDE / max(width, height)
    page = writer.add_blank_page(width * scale, height * scale)
    drawing = DecodedStreamObject()
    drawing.set_data(f"q {width * scale:.4f} 0 0 {height * scale:.4f} 0 0 cm /P Do Q".encode())
    pictures = DictionaryObject({NameObject("/P"): writer._add_object(stream)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    page[NameObject("/Contents")] = writer._add_object(drawing)
    if turn:
        page.rotate(turn)


def _jpeg(picture: "Image.Image", content: bytes) -> Any:
    """The bytes of the file as they are: no second loss."""
    from pypdf.generic import ArrayObject, EncodedStreamObject, NameObject, NumberObject

    spaces = {"L": "/DeviceGray", "CMYK": "/DeviceCMYK"}
    stream = EncodedStreamObject()
    stream._data = content
    stream.update(_picture(picture, spaces.get(picture.mode, "/DeviceRGB")))
    stream[NameObject("/Filter")] = NameObject("/DCTDecode")
    if picture.mode == "CMYK" and "adobe" in picture.info:  # Adobe's programs invert the colours
        stream[NameObject("/Decode")] = ArrayObject(NumberObject(literal) for literal in (1, 0) * 4)
    return stream


def _flat(picture: "Image.Image") -> Any:
    """Its pixels on white, packed without loss."""
    from PIL import Image
    from pypdf.generic import DecodedStreamObject

    if picture.mode.startswith("I"):  # 16 bits a pixel
        picture = picture.convert("I").point(lambda value: value / 257).convert("L")
    elif picture.mode not in ("1", "L", "RGB"):
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", picture.size, "white")
        picture.paste(seen, mask=seen)
    elif picture.mode == "1":
        picture = picture.convert("L")
    stream = DecodedStreamObject()
    stream.set_data(picture.tobytes())
    stream.update(_picture(picture, "/DeviceGray" if picture.mode == "L" else "/DeviceRGB"))
    return stream.flate_encode()


def _picture(picture: "Image.Image", space: str) -> Any:
    from pypdf.generic import NameObject, NumberObject

    return {
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): NumberObject(picture.width),
        NameObject("/Height"): NumberObject(picture.height),
        NameObject("/BitsPerComponent"): NumberObject(8),
        NameObject("/ColorSpace"): NameObject(space),
    }
