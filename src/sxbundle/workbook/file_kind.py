"""What a file is, by its first bytes: names are never believed."""

import re
from enum import StrEnum

from sxbundle.bilingual import Bilingual


class FileKind(StrEnum):
    """The types the guard tells apart."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLS = "xls"
    CSV = "csv"
    ODS = "ods"
    XLSB = "xlsb"
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    ZIP = "zip"
    HTML = "html"
    XML = "xml"
    JSON = "json"
    SYLK = "sylk"
    DOCUMENT = "document"
    """A word processor's or a presentation's file."""
    PICTURE = "picture"
    """A picture of a type that nobody takes: GIF, BMP, TIFF, WebP, HEIC."""
    UNKNOWN = "unknown"

    @property
    def words(self) -> Bilingual:
        """What filers call it."""
        return _LABELS[self]

    @property
    def label(self) -> str:
        """What filers call it, in the language of the context."""
        return str(self.words)


_LABELS = {
    FileKind.XLSX: Bilingual("Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"),
    FileKind.XLSM: Bilingual("带宏的 Excel 工作簿（.xlsm）", "an Excel workbook with macros (.xlsm)"),
    FileKind.XLS: Bilingual("旧版 Excel 工作簿（.xls）", "an old Excel workbook (.xls)"),
    FileKind.CSV: Bilingual("文本表格（.csv）", "a text table (.csv)"),
    FileKind.ODS: Bilingual("OpenDocument 表格（.ods）", "an OpenDocument spreadsheet (.ods)"),
    FileKind.XLSB: Bilingual("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"),
    FileKind.PDF: Bilingual("PDF 文件", "a PDF"),
    FileKind.JPEG: Bilingual("JPG 图片", "a JPG picture"),
    FileKind.PNG: Bilingual("PNG 图片", "a PNG picture"),
    FileKind.ZIP: Bilingual("压缩包", "an archive"),
    FileKind.HTML: Bilingual("网页（HTML）", "a web page (HTML)"),
    FileKind.XML: Bilingual("XML 文件", "an XML file"),
    FileKind.JSON: Bilingual("JSON 数据", "JSON"),
    FileKind.SYLK: Bilingual("SYLK 文件（.slk）", "a SYLK file (.slk)"),
    FileKind.DOCUMENT: Bilingual("文字文档或演示文稿", "a text document or presentation"),
    FileKind.PICTURE: Bilingual("不支持的图片格式", "a picture of another format"),
    FileKind.UNKNOWN: Bilingual("无法识别的文件", "an unknown file"),
}

ANYTHING = frozenset(FileKind)
WORKBOOKS = frozenset({FileKind.XLSX, FileKind.XLSM, FileKind.XLS, FileKind.CSV})
"""What the sheet reader reads."""
MATERIALS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.PDF})
"""What the hall takes as a material."""

_MAGIC = (
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF8", FileKind.PICTURE),
    (b"BM", FileKind.PICTURE),
    (b"II*\x00", FileKind.PICTURE),
    (b"MM\x00*", FileKind.PICTURE),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"Rar!", FileKind.UNKNOWN),
    (b"7z\xbc\xaf", FileKind.UNKNOWN),
    (b"\x1f\x8b\x08", FileKind.UNKNOWN),
    (b"MZ", FileKind.UNKNOWN),
    (b"\x7fELF", FileKind.UNKNOWN),
)
_JSON = re.compile(rb'(\[\s*)?\{\s*"|\[\s*["\[]')
_SYLK = (b"id;pwxl", b"id;pscalc", b"id;pcalcooo")
"""Excel, LibreOffice, OpenOffice; a table in text may begin with a column ID, too."""
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The head of an OLE compound file: .xls, .doc, or an encrypted .xlsx."""
_BINARY_MARKS = {b"MZ", b"BM"}
"""Marks so short that text may begin with them."""


def recognise(head: bytes) -> FileKind | None:
    """The kind that the first 1024 bytes show; None when only the whole text can tell.

    An OLE compound file is `XLS` here; its directory tells more.
    """
    if head.startswith(COMPOUND):
        return FileKind.XLS
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (magic in _BINARY_MARKS and b"\0" not in head):
            return kind
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return FileKind.PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.PICTURE
    if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif", b"avi"):
        return FileKind.PICTURE
    return _markup(head)


def _markup(head: bytes) -> FileKind | None:
    """What text is no table, also in UTF-16; None for other text."""
    flat = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if _JSON.match(flat):
        return FileKind.JSON
    if flat.startswith(_SYLK):
        return FileKind.SYLK
    if not flat.startswith(b"<"):
        return FileKind.HTML if b"mime-version:" in flat[:300] else None
    if any(mark in flat for mark in (b"<html", b"<!doctype html", b"<table", b"<body", b"<meta", b"<script")):
        return FileKind.HTML
    return FileKind.XML if flat.startswith((b"<?xml", b"<!")) or b"xmlns" in flat else None
