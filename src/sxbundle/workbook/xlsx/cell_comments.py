"""Comments beside cells: a part for the texts, and a legacy VML drawing for their boxes.

Source: ECMA-376 part 1 §18.7 (comments), part 4 §19.4 (VML).
"""

import re
from collections.abc import Mapping

from attrs import define, field

from sxbundle.errors import FileRefused
from sxbundle.workbook.cell_reference import Area, area, cell, column_letters
from sxbundle.workbook.xlsx.package_editor import PackageEditor
from sxbundle.workbook.xlsx.row_xml import escaped, lines_of
from sxbundle.workbook.xlsx.worksheet_editor import SheetHead, number_of
from sxbundle.workbook.xlsx.xml_edit import appended, quoted, replaced, scan

MOST_COMMENTS = 1_000
"""In one sheet: one block of VML shape numbers, and still quick to open."""
LONGEST_COMMENT = 1_000
_AUTHOR = "sxbundle"
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_END, _SHAPE_END = b"</xml>", b"</v:shape>"
_EMPTY_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{right},12,{row},2,{far},0,{bottom},8</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_TAGS = re.compile("<[^>]*>")
_NUMBER = re.compile(rb"_x0000_s([0-9]{1,8})\b")
_ANCHOR = re.compile(rb"<x:Row>\s*([0-9]{1,8})\s*</x:Row>\s*<x:Column>\s*([0-9]{1,8})\s*</x:Column>")
_WIDTH, _COLUMNS = 30, 3
"""Characters in a line of the box, and the columns that it covers."""
_FROM_DRAWING = (
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "AlternateContent",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""What stands in a worksheet from the drawing on, in its order; controls stand in alternate content."""
Place = tuple[int, int]


@define
class CellComments:
    """Our comments of one sheet, which replace those of an earlier marking.

    A comment of somebody else stays, and keeps its cell. A sheet whose drawing cannot be extended stays
    as it is: the reasons stand in their column all the same.

    Attributes:
        editor: of the workbook.
        part: the worksheet's.
        texts: place to text; the first `MOST_COMMENTS` are set, each cut to `LONGEST_COMMENT` characters.
        namespace: of the workbook's elements.
        marks: how our texts begin; LibreOffice forgets a comment's author.
    """

    editor: PackageEditor
    part: str
    texts: Mapping[Place, str] = field(repr=False)
    namespace: str
    marks: tuple[str, ...]

    def set(self, data: bytes, head: SheetHead) -> tuple[int, bytes]:
        """Sets them; returns what the worksheet `data` refers to them by, and where that stands."""
        assert head.body is not None
        nothing = head.body.outer_end, b""
        relations = self.editor.package.relationships.get(self.part, ())
        comments_part = next((item.target for item in relations if item.kind == "comments"), None)
        if not self.texts and comments_part is None:
            return nothing
        try:
            place, drawing = _legacy_drawing(data, head.prefix, head.body.outer_end)
            targets = {item.identity: item.target for item in relations}
            vml_part = targets[drawing] if drawing else None
            comments = self._content(comments_part, f"<comments xmlns={quoted(self.namespace)}/>")
            comments, former, kept = _without_ours(comments, self.marks)
            wanted = _outside_merges(self.texts, _merges(data, head.prefix, head.body.outer_end))
            texts = [(at, text[:LONGEST_COMMENT]) for at, text in wanted.items() if at not in kept]
            texts = texts[:MOST_COMMENTS]
            if not texts and not former:
                return nothing
            comments = _with_comments(comments, texts)
            vml = _with_shapes(self._content(vml_part, _EMPTY_VML), former, texts)
        except (FileRefused, LookupError, ValueError):
            # Of these parts the guard only knows that they are XML.
            return nothing
        self._store(comments_part, "comments_sxbundle{}.xml", comments, "comments", _COMMENTS)
        identity = self._store(vml_part, "drawings/sxbundle{}.vml", vml, "vmlDrawing", _VML)
        if not identity:
            return nothing
        space = self.editor.type_prefix()
        return place, f'<{head.prefix}legacyDrawing xmlns:r="{space}" r:id="{identity}"/>'.encode()

    def _content(self, part: str | None, empty: str) -> bytes:
        if part is None:
            return empty.encode()
        return self.editor.read(self.editor.package.entry(part).name)

    def _store(self, part: str | None, pattern: str, content: bytes, kind: str, content_type: str) -> str:
        if part is None:
            return self.editor.add_part(self.part, pattern, content, kind, content_type)
        self.editor.changed[self.editor.package.entry(part).name] = content
        return ""


def _legacy_drawing(data: bytes, prefix: str, rows_end: int) -> tuple[int, str]:
    """Where `legacyDrawing` goes in a sheet, and the reference of the one that stands there."""
    root = f"<{prefix}worksheet>".encode()
    tags = scan(root + data[rows_end:], {*_FROM_DRAWING, "worksheet"})
    references = [
        value
        for tag in tags
        if tag.name == "legacyDrawing"
        for name, value in tag.attributes.items()
        if name.endswith(":id")
    ]
    end = min(tag.start or tag.inner_end for tag in tags)
    return rows_end + end - len(root), references[0] if references else ""


def _merges(data: bytes, prefix: str, rows_end: int) -> list[Area]:
    root = f"<{prefix}worksheet>".encode()
    tags = scan(root + data[rows_end:], {"mergeCell"})
    return [merge for tag in tags if (merge := area(tag.attributes.get("ref", "")))]


def _outside_merges(texts: Mapping[Place, str], merges: list[Area]) -> dict[Place, str]:
    """The texts, those inside a merged cell joined at its first cell: no other cell of it has a comment."""
    rows: dict[int, list[Place]] = {}
    for place in texts:
        rows.setdefault(place[0], []).append(place)
    moved: dict[Place, Place] = {}
    for top, left, bottom, right in merges:
        for row in range(top, bottom + 1) if bottom - top < len(rows) else rows:
            if top <= row <= bottom:
                moved |= {at: (top, left) for at in rows.get(row, ()) if left <= at[1] <= right}
    lines: dict[Place, dict[str, None]] = {}
    for place, text in texts.items():
        lines.setdefault(moved.get(place, place), {})[text] = None
    return {place: "\n".join(several) for place, several in lines.items()}


def _without_ours(data: bytes, marks: tuple[str, ...]) -> tuple[bytes, set[Place], set[Place]]:
    """The comments without ours, where these were, and where all others are."""
    tags = scan(data, {"author", "comment"})
    authors = [data[tag.inner_start : tag.inner_end].decode().strip() for tag in tags if tag.name == "author"]
    names: dict[int | None, str] = dict(enumerate(authors))
    places: dict[bool, set[Place]] = {True: set(), False: set()}
    edits = []
    for tag in tags:
        if tag.name == "comment" and (place := cell(tag.attributes.get("ref", ""))):
            author = names.get(number_of(tag.attributes, "authorId"))
            text = _TAGS.sub("", data[tag.inner_start : tag.inner_end].decode())
            ours = author == _AUTHOR or (not author and text.startswith(marks))
            places[ours].add(place)
            if ours:
                edits.append((tag.start, tag.outer_end, b""))
    return b"".join(replaced(data, edits)), places[True], places[False]


def _with_comments(data: bytes, texts: list[tuple[Place, str]]) -> bytes:
    for name in ("authors", "commentList"):
        if not scan(data, {name}):
            root = scan(data, {"comments"})[-1]
            data = appended(data, root, f"<{root.prefix}{name}/>")
    authors = scan(data, {"author"})
    names = [data[tag.inner_start : tag.inner_end] for tag in authors]
    if _AUTHOR.encode() not in names:
        parent = scan(data, {"authors"})[0]
        data = appended(data, parent, f"<{parent.prefix}author>{_AUTHOR}</{parent.prefix}author>")
        names.append(_AUTHOR.encode())
    author = names.index(_AUTHOR.encode())
    parent = scan(data, {"commentList"})[0]
    space = parent.prefix
    items = "".join(
        f'<{space}comment ref="{column_letters(column)}{row}" authorId="{author}"><{space}text>'
        f'<{space}t xml:space="preserve">{escaped(text)}</{space}t></{space}text></{space}comment>'
        for (row, column), text in texts
    )
    return appended(data, parent, items)


def _with_shapes(data: bytes, former: set[Place], texts: list[tuple[Place, str]]) -> bytes:
    """The drawing without the boxes of former comments and with those of `texts`.

    By bytes: programs write VML that is no well-formed XML.
    """
    pieces = data.split(_SHAPE_END)
    for at, piece in enumerate(pieces[:-1]):
        anchor = _ANCHOR.search(piece)
        start = piece.rfind(b"<v:shape ")
        if anchor and start >= 0 and (int(anchor[1]) + 1, int(anchor[2]) + 1) in former:
            pieces[at] = piece[:start]
        else:
            pieces[at] += _SHAPE_END
    data = b"".join(pieces)
    last = max(map(int, _NUMBER.findall(data)), default=1024)
    shapes = [] if b'"_x0000_t202"' in data else [_SHAPE_TYPE]
    for number, ((row, column), text) in enumerate(texts, last + 1):
        bottom = row + max(2, lines_of(text, _WIDTH))
        box = {"right": column, "far": column + _COLUMNS, "bottom": bottom}
        shapes.append(_SHAPE.format(number=number, row=row - 1, column=column - 1, **box))
    end = data.rindex(_END)
    return data[:end] + "".join(shapes).encode() + data[end:]
