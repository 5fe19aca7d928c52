"""Pages of a list, counted from 1."""

from collections.abc import Sequence
from typing import TypeVar

from sxbundle.argument_checks import expect
from sxbundle.errors import StepRefused, refusal
from sxbundle.problem import ProblemKind, Severity
from sxbundle.procedure.model import Page
from sxbundle.source import assumed

T = TypeVar("T")

_MOST = 500

BAD_PAGE = ProblemKind(
    "hall.page",
    Severity.ERROR,
    (
        "页码从 1 开始，每页 1 至 {most} 条，请修改后再查询。",
        "Pages count from 1, with 1 to {most} entries. Ask again.",
    ),
    ("页码或每页条数超出范围。", "The page or its size is out of range."),
    ("从第 1 页起，使用范围内的条数。", "Ask for a page from 1 on, with a size in range."),
    assumed("limits of the embedded hall"),
)


def check_page(page: int, size: int) -> None:
    """Refuses pages and sizes out of range.

    Raises:
        StepRefused: a page below 1, or a size beyond 1 to 500.
        TypeError: one that is no number.
    """
    expect("page", page, int)
    expect("size", size, int)
    if page < 1 or not 1 <= size <= _MOST or page > 2**40:
        raise refusal(StepRefused, BAD_PAGE, most=_MOST)


def page_of(items: Sequence[T], page: int, size: int) -> Page[T]:
    """One page of the items.

    >>> page = page_of("abcde", page=2, size=2)
    >>> page, page.items
    (<Page 2 of 5 next=3>, ('c', 'd'))

    Raises:
        StepRefused: see `check_page`.
    """
    check_page(page, size)
    chosen = tuple(items[(page - 1) * size : page * size])
    return Page(chosen, len(items), page + 1 if page * size < len(items) else None)


KINDS = (BAD_PAGE,)
