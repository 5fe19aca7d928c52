"""The styles of a workbook, added to without touching those that are there."""

import re

from sxbundle.workbook.xlsx import xml_edit
from sxbundle.workbook.xlsx.xml_edit import Edit, Tag

ERROR_FILL, WARNING_FILL = "FFFFC7CD", "FFFFEB9B"
"""One step beside the colours of Excel's own styles, so that marks are known again."""

MINIMAL = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    b'<fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills>'
    b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    b"</styleSheet>"
)
"""For a workbook that has no styles."""

_PLAIN_FILL = re.compile(
    r'<fill><patternFill patternType="[A-Za-z0-9]+">'
    r'(<(fg|bg)Color( [a-z]+="[A-Za-z0-9.-]+")+/>)*</patternFill></fill>'
)
_FILL_ID = re.compile(rb"\sfillId\s*=\s*[\"'](\d{1,9})[\"']")
_LONGEST_FILL = 1024
_OURS = re.compile(f"fgColor[^>]{{0,200}}(?:{ERROR_FILL}|{WARNING_FILL})", re.IGNORECASE)
_LISTS = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}
_FIRST = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
"""The lists that a style sheet begins with, in their order."""


class Styles:
    """Styles by number; new ones are appended, equal ones once."""

    def __init__(self, data: bytes) -> None:
        data = _complete(data)
        tags = xml_edit.scan(data, {*_LISTS, *_LISTS.values()})
        lists = {tag.name: tag for tag in tags if tag.name in _LISTS}
        self._data = data
        self._lists: dict[str, Tag] = lists
        self._items: dict[str, list[bytes]] = {
            name: [
                data[tag.start : tag.outer_end]
                for tag in tags
                if tag.name == item and lists[name].inner_start <= tag.start < lists[name].inner_end
            ]
            for name, item in _LISTS.items()
        }
        self._old = {name: len(items) for name, items in self._items.items()}
        self._known: dict[tuple[str, bytes], int] = {}
        self._fills: dict[int, str] = {}

    @property
    def prefix(self) -> str:
        """Of the elements, with its colon."""
        return self._lists["cellXfs"].prefix

    def font(
        self, *, colour: str = "FF000000", bold: bool = False, size: int = 11, line: bool = False
    ) -> int:
        """Number of a font."""
        bits = ("<b/>" if bold else "") + ("<u/>" if line else "")
        face = f'<sz val="{size}"/><color rgb="{colour}"/><name val="宋体"/><charset val="134"/>'
        return self._add("fonts", f"<font>{bits}{face}</font>")

    def fill(self, colour: str) -> int:
        """Number of a solid background."""
        solid = (
            f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
        )
        return self._add("fills", f"<fill>{solid}</fill>")

    def border(self) -> int:
        """Number of a thin grey line on all sides."""
        sides = "".join(
            f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
            for side in ("left", "right", "top", "bottom")
        )
        return self._add("borders", f"<border>{sides}<diagonal/></border>")

    def style(
        self, font: int, fill: int = 0, *, border: int = 0, aside: str = "left", wrap: bool = False
    ) -> int:
        """Number of a style of text."""
        wrapped = ' wrapText="1"' if wrap else ""
        numbers = f'numFmtId="49" fontId="{font}" fillId="{fill}" borderId="{border}" xfId="0"'
        applied = "".join(
            f' apply{literal}="1"' for literal in ("NumberFormat", "Font", "Fill", "Border", "Alignment")
        )
        place = f'<alignment horizontal="{aside}" vertical="center"{wrapped}/>'
        return self._add("cellXfs", f"<xf {numbers}{applied}>{place}</xf>")

    def filled(self, style: int, fill: int) -> int:
        """Number of the style that is `style` with another background."""
        old = self._items["cellXfs"][style]
        end = xml_edit.tag_end(old, 0)
        return self._append(
            "cellXfs", xml_edit.with_attributes(old[:end], fillId=fill, applyFill=1) + old[end:]
        )

    def background(self, style: int) -> str:
        """The background of a style as XML; empty for none or one too unusual to be kept."""
        item = self._items["cellXfs"][style]
        written = _FILL_ID.search(item, 0, xml_edit.tag_end(item, 0))
        number = int(written[1]) if written else 0
        if number < 2 or number >= len(self._items["fills"]):
            return ""
        if number not in self._fills:
            self._fills[number] = self._plain_fill(self._items["fills"][number])
        return self._fills[number]

    def _plain_fill(self, item: bytes) -> str:
        if len(item) > _LONGEST_FILL:
            return ""
        text = item.decode().replace(f"<{self.prefix}", "<").replace(f"</{self.prefix}", "</")
        return text if _PLAIN_FILL.fullmatch(text) else ""

    def kept_fill(self, xml: str) -> int:
        """Number of a background that `background` gave; that of none for anything else."""
        return self._add("fills", xml) if _PLAIN_FILL.fullmatch(xml) else 0

    def marked(self) -> frozenset[int]:
        """Numbers of the styles that an earlier marking made, as any program has saved them since."""
        return frozenset(
            number for number in range(self._old["cellXfs"]) if _OURS.search(self.background(number))
        )

    def __len__(self) -> int:
        return len(self._items["cellXfs"])

    def content(self) -> bytes:
        """The part, new entries after the old ones."""
        edits = []
        for name, tag in self._lists.items():
            new = self._items[name][self._old[name] :]
            if new:
                head = self._data[tag.start : tag.inner_start]
                count = len(self._items[name])
                edits.append((tag.start, tag.inner_start, xml_edit.with_attributes(head, count=count)))
                edits.append((tag.inner_end, tag.inner_end, b"".join(new)))
        return b"".join(xml_edit.replaced(self._data, edits))

    def _add(self, name: str, xml: str) -> int:
        if self.prefix:
            xml = re.sub(r"<(/?)", rf"<\1{self.prefix}", xml)
        return self._append(name, xml.encode())

    def _append(self, name: str, item: bytes) -> int:
        key = name, item
        if key not in self._known:
            self._known[key] = len(self._items[name])
            self._items[name].append(item)
        return self._known[key]


def styles_of(data: bytes | None) -> Styles:
    """The styles of a workbook; a small set when it has none."""
    return Styles(data or MINIMAL)


def _complete(data: bytes) -> bytes:
    """The part with a default in each list that it lacks, as small writers leave them out."""
    tags = xml_edit.scan(data, {"styleSheet", *_FIRST})
    root = next((tag for tag in tags if tag.name == "styleSheet"), None)
    if root is None or root.empty:
        return MINIMAL
    present = {tag.name: tag for tag in tags if tag is not root}
    edits: list[Edit] = []
    at = root.inner_start
    for name in _FIRST:
        tag = present.get(name)
        if tag is not None and tag.inner_end > tag.inner_start:
            at = tag.outer_end
        elif name != "numFmts":
            start, end = (tag.start, tag.outer_end) if tag is not None else (at, at)
            edits.append((start, end, _default(name, root.prefix)))
            at = end
    return b"".join(xml_edit.replaced(data, edits))


def _default(name: str, prefix: str) -> bytes:
    match = re.search(rf"<{name}\b.*?</{name}>".encode(), MINIMAL)
    assert match is not None
    return re.sub(rb"<(/?)", rb"<\1" + prefix.encode(), match[0])
