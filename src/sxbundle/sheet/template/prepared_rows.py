"""Validations and conditional formats that reach down to the last row that is filled."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from sxbundle.sheet.template.validations import Ranged
from sxbundle.workbook.cell_reference import Area, area, column_letters
from sxbundle.workbook.xlsx.xml_edit import Edit, with_attributes


def stretched(data: bytes, ranges: Sequence[Ranged], first: int, prepared: int, last: int) -> list[Edit]:
    """What to change so that what holds for the prepared rows holds down to row `last`.

    Args:
        data: the worksheet part.
        ranges: its validations and conditional formats.
        first: the first prepared row.
        prepared: the last prepared row.
        last: the last row that is filled.
    """
    checks = [area for ranged in ranges if ranged.validation for area in ranged.areas]
    edits: list[Edit] = []
    for span in ranges:
        pieces = [_piece(text, span, checks, first, prepared, last) for text in span.reference.split()]
        new = " ".join(pieces)
        if pieces == span.reference.split():
            continue
        if span.extension:
            edits.append((span.start, span.end, escape(new).encode()))
        else:
            tag = with_attributes(data[span.start : span.end], sqref=new)
            edits.append((span.start, span.end, tag))
    return edits


def _piece(text: str, ranged: Ranged, checks: Sequence[Area], first: int, prepared: int, last: int) -> str:
    place = area(text)
    if place is None or place[2] >= last:
        return text
    top, left, bottom, right = place
    if not (top <= first <= bottom or top <= prepared <= bottom):
        return text
    # Two validations may not share a cell; the lower one goes on.
    if ranged.validation and any(
        other[0] > bottom and other[0] <= last and other[1] <= right and other[3] >= left for other in checks
    ):
        return text
    return f"{column_letters(left)}{top}:{column_letters(right)}{last}"
