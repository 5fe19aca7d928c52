"""Problems of a sheet as a whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field

from sxbundle.batch import problems
from sxbundle.bilingual import Bilingual, named_rows
from sxbundle.problem import Problem
from sxbundle.schema import Plan

_NAMED = 10


@define
class FilledRows:
    """How many rows fill a section, and the first of them."""

    count: int = 0
    first: list[int] = field(factory=list)

    def add(self, count: int, first: Sequence[int]) -> None:
        """Counts more rows; `first` are the first of those."""
        self.count += count
        self.first += first[: _NAMED - len(self.first)]


def whole_sheet_problems(
    plan: Plan[Any], uncovered: Collection[str], idle: Mapping[str, FilledRows], people: int
) -> Iterator[Problem]:
    """No rows at all, items that nobody fills, sections that are filled for items that are not ticked.

    Args:
        plan: what was ticked.
        uncovered: keys of the ticked items of which no row fills anything.
        idle: key of a section that no ticked item reads to the rows that fill it.
        people: how many rows there are.
    """
    if not people:
        yield problems.EMPTY.problem()
        return
    for item in plan.items:
        cover = plan.covers[item.key]
        if item.key in uncovered and cover is not None:
            yield problems.ITEM_UNUSED.problem(item=item.title, section=plan.section(cover.section).title)
    for key, rows in idle.items():
        if rows.count:
            title = plan.section(key).title
            named = named_rows(rows.first, more=rows.count > len(rows.first))
            problem = problems.NOT_TICKED.problem(section=title, count=rows.count, rows=named)
            yield problem.at(None, caption=title)


def naming_rows(problem: Problem, rows: Sequence[int]) -> Problem:
    """A problem of a rule over all rows, with the numbers of the other rows in place of their indexes."""
    others = tuple(rows[other] for other in problem.others)
    if not others:
        return evolve(problem, others=others)
    sentence = Bilingual(
        "{problem}另见第 {rows}。",
        "{problem} See also {rows}.",
        problem=problem.sentence,
        rows=named_rows(others),
    )
    return evolve(problem, others=others, sentence=sentence)
