"""Values as a notebook shows them: capped tables and lists, readable on a dark and on a light page.

They set no colours, so the page's own apply. A table names itself, its headings say what they head, and a
wide one can be scrolled by keyboard. Whoever calls hands masked texts in.
"""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import compress, islice

from sxbundle.bilingual import Bilingual, current_language

MOST = 50
"""Rows that a table or list shows."""
_TAGS = {"zh": "zh-CN", "en": "en"}
_LEFT = "style='text-align:left'"


def html_table(
    summary: object, headings: Sequence[object], rows: Iterable[Sequence[object]], count: int | None = None
) -> str:
    """A table named by a sentence; says how many rows are not shown, and leaves empty columns out.

    Args:
        summary: the sentence; like the headings a text or a `Bilingual`.
        headings: of the columns.
        rows: as many values each, masked already; the first of all.
        count: how many rows there are; counted when it is not given.
    """
    if count is None:
        rows = list(rows)
        count = len(rows)
    shown = [tuple(map(_text, row)) for row in islice(rows, MOST)]
    if not shown:
        return html_list(summary, ())
    filled = [any(column) for column in zip(*shown, strict=True)]
    head = "".join(f"<th scope='col' {_LEFT}>{_text(heading)}</th>" for heading in compress(headings, filled))
    body = "".join(
        f"<tr>{''.join(f'<td {_LEFT}>{cell}</td>' for cell in compress(row, filled))}</tr>" for row in shown
    )
    caption = f"<caption {_LEFT}>{_text(summary)}</caption>"
    # Chinese breaks at its punctuation only: a narrow column would stand on its head.
    inside = f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    table = f"<table style='word-break:keep-all'>{inside}</table>"
    region = f"role='region' aria-label='{_text(summary)}' tabindex='0' style='overflow-x:auto'"
    return f"<div lang='{_TAGS[current_language()]}' {region}>{table}</div>{_left_out(count)}"


def html_list(summary: object, sentences: Sequence[str], *, ordered: bool = False) -> str:
    """A sentence and a list below it; nothing below it when there are no sentences.

    Args:
        summary: the sentence above.
        sentences: masked already.
        ordered: numbers them.
    """
    tag = "ol" if ordered else "ul"
    items = "".join(f"<li {_LEFT}>{escape(sentence)}</li>" for sentence in sentences[:MOST])
    below = f"<{tag}>{items}</{tag}>{_left_out(len(sentences))}" if sentences else ""
    return f"<div lang='{_TAGS[current_language()]}'><p>{_text(summary)}</p>{below}</div>"


def _text(cell: object) -> str:
    return "" if cell is None else escape(str(cell))


def _left_out(count: int) -> str:
    left = Bilingual("……另有 {count} 行未列出", "… {count} more rows", count=count - MOST)
    return f"<p lang='{_TAGS[current_language()]}'>{left}</p>" if count > MOST else ""
