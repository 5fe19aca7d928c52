"""Several files as one PDF: their order, their looks, and what is refused."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from sxbundle.errors import FileRefused
from sxbundle.workbook import check_file
from sxbundle.workbook.joined_pages import MOST_FILES, join_pages


def picture(size, colour="red", kind="JPEG", mode="RGB", **options):
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return out.getvalue()


def blank(*sizes):
    writer = PdfWriter()
    for size in sizes:
        writer.add_blank_page(*size)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def sizes(pdf):
    assert check_file(pdf) == ()
    return [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)), page.rotation)
        for page in PdfReader(BytesIO(pdf)).pages
    ]


def test_pictures_and_pdfs_stand_in_their_order(tmp_path):
    path = tmp_path / "反面.png"
    path.write_bytes(picture((300, 600), kind="PNG"))
    text = blank((200, 300), (210, 300))
    joined = join_pages([picture((600, 300)), path, text])
    assert sizes(joined)[:2] == [(842, 421, 0), (421, 842, 0)]
    assert [size[:2] for size in sizes(joined)[2:]] == [(200, 300), (210, 300)]
    assert joined == join_pages([picture((600, 300)), path, text])
    assert joined != join_pages([path, picture((600, 300)), text])


def test_a_photo_is_taken_over_byte_by_byte_and_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = picture((40, 20), exif=exif)
    joined = join_pages([photo, picture((20, 40))])
    assert photo in joined
    assert [turn for *_, turn in sizes(joined)] == [90, 0]


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [
        ("RGB", "blue", (0, 0, 255)),
        ("RGBA", (0, 0, 255, 0), (255, 255, 255)),
        ("LA", (0, 0), (255, 255, 255)),
        ("L", 90, 90),
        ("1", 1, 255),
        ("P", 0, (0, 0, 0)),
        ("I;16", 65535, 255),
    ],
)
def test_what_stands_on_nothing_stands_on_white(mode, colour, seen):
    joined = join_pages([picture((8, 8), colour, "PNG", mode), picture((8, 8))])
    (image,) = PdfReader(BytesIO(joined)).pages[0].images
    assert image.image.getpixel((3, 3)) == seen


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "file.empty"),
        ([picture((4, 4)), b""], "file.empty"),
        ([picture((4, 4)), "姓名\n张三".encode()], "file.wrong-type"),
        ([picture((90, 90))[:-40], picture((4, 4))], "file.broken"),
        ([picture((4, 4))] * (MOST_FILES + 1), "file.too-many-files"),
    ],
)
def test_one_wrong_file_is_none(files, code):
    with pytest.raises(FileRefused) as caught:
        join_pages(files)
    assert caught.value.code == code


def test_one_file_is_itself():
    photo = picture((5, 5))
    assert join_pages([photo]) == photo
