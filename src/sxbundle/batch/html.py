"""Tables for notebooks: capped, readable on a dark and on a light page."""

from collections.abc import Iterable, Sequence
from html import escape

MOST = 50
"""Rows that a table shows."""


def html_table(summary: str, headings: Sequence[str], rows: Iterable[Sequence[str]], count: int) -> str:
    """A table below a sentence; says how many rows are not shown. It sets no colours: the page does.

    Args:
        summary: the sentence.
        headings: of the columns.
        rows: as many texts each, masked already; the first of all.
        count: how many rows there are.
    """
    head = "".join(f"<th style='text-align:left'>{escape(one)}</th>" for one in headings)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(cell)}</td>" for cell in row) + "</tr>"
        for _, row in zip(range(MOST), rows, strict=False)
    )
    left = f"<p>……另有 {count - MOST} 行未列出</p>" if count > MOST else ""
    return f"<p>{escape(summary)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{left}"
