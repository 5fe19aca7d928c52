"""What is told of a sheet as a whole, and of rows that others of it make wrong."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from attrs import evolve

from sxbundle.batch import problems
from sxbundle.problem import Problem
from sxbundle.schema import Plan

_NAMED = 10


def of_nobody(plan: Plan[Any], uncovered: Collection[str], people: int) -> Iterator[Problem]:
    """What is told of a whole sheet: that it has no rows, that nobody fills what an item is about."""
    if not people:
        yield problems.EMPTY.problem()
        return
    for item in plan.items:
        cover = plan.covers[item.key]
        if item.key in uncovered and cover is not None:
            yield problems.NOBODY.problem(item=item.title, section=plan.section(cover.section).title)


def naming_rows(problem: Problem, rows: Sequence[int]) -> Problem:
    """A problem of a rule over all rows, with the numbers of the other rows in place of their indexes."""
    others = tuple(rows[other] for other in problem.others)
    return evolve(problem, others=others, message=problem.message + _named(others))


def _named(rows: Sequence[int]) -> str:
    """Names the other rows, the first ten of them: one number can stand 50,000 times."""
    if not rows:
        return ""
    more = " 等行" if len(rows) > _NAMED else " 行"
    return "另见第 " + "、".join(map(str, rows[:_NAMED])) + more + "。"
