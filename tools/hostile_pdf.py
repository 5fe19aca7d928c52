"""Hostile and odd PDFs and pictures, as materials. Source: ISO 32000-1."""

import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from PIL import Image
from pypdf import PdfReader, PdfWriter

Group = Iterator[tuple[str, str, Callable[[], bytes]]]
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>"


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), extra) + data + b"\nendstream"


@dataclass
class Pdf:
    """A PDF of numbered objects; 1 is the catalogue, 4 the content of the one page."""

    objects: dict[int, bytes] = field(default_factory=dict)
    trailer: bytes = b""

    def build(self) -> bytes:
        objects = {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: _PAGE,
            4: stream(b"BT /F1 12 Tf (x) Tj ET 0 0 m 9 9 l S"),
            **self.objects,
        }
        out, places = bytearray(b"%PDF-1.5\n"), {}
        for number, content in sorted(objects.items()):
            places[number] = len(out)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        start, size = len(out), max(objects) + 1
        out += b"xref\n0 %d\n0000000000 65535 f \n" % size
        for number in range(1, size):
            out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
        out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, self.trailer, start)
        return bytes(out)


def packed(data: bytes, extra: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + extra)


def updated() -> bytes:
    """An incremental update whose table does not list object 0, as some signing programs write."""
    first = Pdf().build()
    start = len(first)
    body = b"4 0 obj\n" + stream(b"0 0 m 5 5 l S") + b"\nendobj\n"
    table = start + len(body)
    before = first.rindex(b"startxref") + 10
    previous = int(first[before : first.index(b"\n", before)])
    return (
        first
        + body
        + b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (start, previous, table)
    )


def locked(user: str, owner: str, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(Pdf().build())))
    writer.encrypt(user, owner, algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def entries(count: int) -> bytes:
    """A small file whose cross-reference stream has very many entries."""
    head = b"%PDF-1.5\n"
    body = packed(b"\0\0\0\0" * count, b"/Type/XRef/Size %d/W[1 2 1]/Root 1 0 R" % count)
    return head + b"1 0 obj\n" + body + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(head)


def png(width: int = 40, height: int = 40) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).save(out, "PNG")
    return out.getvalue()


def half_png() -> bytes:
    """A PNG whose data ends after half of its rows, with right checksums."""
    width, height = 64, 64
    rows = b"".join(b"\0" + bytes(width) for _ in range(height // 2))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def samples() -> Group:
    """Materials: `code` is what `check_material` says."""
    yield "plain.pdf", "", lambda: Pdf().build()
    yield "update-without-object-0.pdf", "", updated
    yield "owner-password-rc4.pdf", "", lambda: locked("", "owner", "RC4-128")
    yield "owner-password-aes.pdf", "", lambda: locked("", "owner", "AES-128")
    yield "owner-password-aes-256.pdf", "", lambda: locked("", "owner", "AES-256")
    yield "password.pdf", "file.encrypted", lambda: locked("1", "owner", "RC4-128")
    yield "password-aes.pdf", "file.encrypted", lambda: locked("1", "owner", "AES-256")
    yield (
        "blank-page.pdf",
        "",
        lambda: Pdf({3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"}).build(),
    )
    yield "empty-content.pdf", "", lambda: Pdf({4: stream(b" \n ")}).build()
    yield "long-content.pdf", "file.bomb", lambda: Pdf({4: packed(b"0 0 m 9 9 l S\n" * 8_600_000)}).build()
    yield "bomb.pdf", "file.bomb", lambda: Pdf({5: packed(b"\0" * (300 << 20))}).build()
    yield "entries.pdf", "file.too-many-parts", lambda: entries(2_000_000)
    yield "unknown-filter.pdf", "file.broken", lambda: Pdf({4: stream(b"x", b"/Filter/Nonsense")}).build()
    yield "script.pdf", "file.active-content", lambda: Pdf({5: b"<</S/JavaScript/JS(x)>>"}).build()
    yield "launch.pdf", "file.active-content", lambda: Pdf({5: b"<</S/Launch/F(x)>>"}).build()
    yield "attachment.pdf", "file.active-content", lambda: Pdf({5: b"<</EF<</F 4 0 R>>>>"}).build()
    yield "form.pdf", "file.active-content", lambda: Pdf({5: b"<</XFA 4 0 R>>"}).build()
    yield (
        "pages-in-a-circle.pdf",
        "file.broken",
        lambda: Pdf({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}).build(),
    )
    yield "no-page.pdf", "file.broken", lambda: Pdf({2: b"<</Type/Pages/Kids[]/Count 0>>"}).build()
    yield "page-of-no-size.pdf", "file.broken", lambda: Pdf({3: _PAGE.replace(b"595 842", b"0 0")}).build()
    yield "deep.pdf", "file.broken", lambda: Pdf({5: b"[" * 5_000 + b"]" * 5_000}).build()
    yield "cut.pdf", "file.broken", lambda: Pdf().build()[:-40]
    yield (
        "many-objects.pdf",
        "file.too-many-parts",
        lambda: Pdf(dict.fromkeys(range(5, 25_000), b"0")).build(),
    )
    yield "long-array.pdf", "file.broken", lambda: Pdf({5: b"[" + b"0 " * 3_000_000 + b"]"}).build()
    yield "plain.png", "", png
    yield "half.png", "file.broken", half_png
    yield "cut.png", "file.broken", lambda: png()[:-30]
    yield "not-a-picture.jpg", "file.broken", lambda: b"\xff\xd8\xff\xe0" + bytes(40)
    yield "text.pdf", "file.wrong-type", lambda: "姓名,号\n".encode()
