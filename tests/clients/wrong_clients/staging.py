"""Wrong about imports: rows, what is wrong with them, whom they leave out."""

from collections.abc import Callable, Iterator
from typing import Any

import attrs
from attrs import evolve

from sxbundle.errors import (
    StepRefused,
)
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.ledger import RowError, State
from sxbundle.procedure.model import Staged
from tests.clients.wrong_client import (
    Mutation,
    Wrong,
    WrongClient,
    answering,
    asking,
    everywhere,
    swallowing,
)


def staging() -> Iterator[Mutation]:
    for most in (200, 500, 1000):
        yield Mutation(f"staging cut at {most} rows", {"stage": _cut_rows(most)})
    yield Mutation("addresses truncated to 20 characters", {"stage": _cells(lambda text: text[:20])})
    yield Mutation("cells truncated to 32 characters", {"stage": _cells(lambda text: text[:32])})
    yield Mutation("cells in upper case", {"stage": _cells(str.upper)})
    yield Mutation(
        "replace is ignored",
        {"stage": lambda client, right, filing, batch, replace=False: right(filing, batch)},
    )
    yield Mutation(
        "staging always replaces",
        {"stage": lambda client, right, filing, batch, replace=False: right(filing, batch, True)},
    )
    yield Mutation("rows with warnings are left out", {"stage": _only_clean})
    yield Mutation(
        "error rows of an earlier staging kept in the ledger", {"stage": _keep_errors, "ledger": _add_errors}
    )
    yield Mutation("error rows of an earlier staging told again", {"stage": _tell_again})
    yield Mutation(
        "the same batch is not sent again, whatever happened meanwhile", {"stage": _once_by_digest}
    )
    yield Mutation(
        "error rows beyond ten are dropped",
        {
            "stage": answering(lambda answer: evolve(answer, errors=answer.errors[:10])),
            "ledger": answering(lambda answer: evolve(answer, errors=answer.errors[:10])),
        },
    )
    yield Mutation("one problem a row", {"stage": answering(_one_problem), "ledger": answering(_one_problem)})
    yield Mutation("rows of errors are counted from 0", {"stage": _shift, "ledger": _shift})
    yield Mutation("rows of entries are counted anew", {"ledger": answering(_renumbered)})
    yield Mutation(
        "entries sorted by number",
        {
            "ledger": answering(
                lambda ledger: evolve(
                    ledger, entries=tuple(sorted(ledger.entries, key=lambda entry: entry.person))
                )
            )
        },
    )
    yield Mutation(
        "one entry a person",
        {
            "ledger": answering(
                lambda ledger: evolve(
                    ledger, entries=tuple({entry.person: entry for entry in ledger.entries}.values())
                )
            )
        },
    )
    yield Mutation(
        "a ledger of 100 entries",
        {"ledger": answering(lambda ledger: evolve(ledger, entries=ledger.entries[:100]))},
    )
    yield Mutation(
        "a ledger of 500 entries",
        {"ledger": answering(lambda ledger: evolve(ledger, entries=ledger.entries[:500]))},
    )
    yield Mutation("kept names everybody who is pending", {"stage": _kept_all})
    yield Mutation(
        "a refused import is taken for an empty one", {"stage": swallowing(StepRefused, Staged(0))}
    )
    yield Mutation(
        "problems lose where they are",
        {
            "stage": answering(
                lambda answer: everywhere(answer, Problem, lambda problem: evolve(problem, column=None))
            ),
            "ledger": answering(
                lambda answer: everywhere(answer, Problem, lambda problem: evolve(problem, column=None))
            ),
        },
    )
    yield Mutation("the hall's errors come as warnings", {"stage": _softened, "ledger": _softened})


def _batch_of(batch: Any, change: Callable[[Any, int], Any], rows: range) -> Any:
    table = batch.table
    cells = {key: [change(column[at], at) for at in rows] for key, column in table.cells.items()}
    lists = {
        name: [column[at] for at in rows]
        for name, column in ((field.name, getattr(table, field.name)) for field in attrs.fields(type(table)))
        if name != "cells" and isinstance(column, list | tuple | range) and len(column) == len(table)
    }
    other = evolve(batch, table=evolve(table, cells=cells, **lists))
    other.__dict__["digest"] = batch.digest
    return other


def _cut_rows(most: int) -> Wrong:
    return asking(
        lambda filing, batch, replace=False: (
            filing,
            _batch_of(batch, lambda cell, at: cell, range(min(most, len(batch)))),
            replace,
        )
    )


def _cells(change: Callable[[str], str]) -> Wrong:
    def of_cell(cell: Any, _: int) -> Any:
        return change(cell) if isinstance(cell, str) else cell

    return asking(
        lambda filing, batch, replace=False: (filing, _batch_of(batch, of_cell, range(len(batch))), replace)
    )


def _only_clean(client: WrongClient, right: Any, filing: Any, batch: Any, replace: bool = False) -> Any:
    wrong = {problem.row for problem in batch.report.problems if problem.severity is not Severity.ERROR}
    rows = [at for at, row in enumerate(batch.table.rows) if row not in wrong]
    return right(filing, _batch_of(batch, lambda cell, at: cell, rows), replace)  # type: ignore[arg-type]


def _keep_errors(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    client.memory[filing] = client.memory.get(filing, ()) + answer.errors
    return answer


def _add_errors(client: WrongClient, right: Any, filing: Any) -> Any:
    ledger = right(filing)
    by_row = {error.row: error for error in (*client.memory.get(filing, ()), *ledger.errors)}
    return evolve(ledger, errors=tuple(by_row[row] for row in sorted(by_row)))


def _tell_again(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    by_row = client.memory.setdefault(filing, {})
    by_row.update({error.row: error for error in answer.errors})
    return evolve(answer, errors=tuple(by_row[row] for row in sorted(by_row)))


def _once_by_digest(client: WrongClient, right: Any, filing: Any, batch: Any, replace: bool = False) -> Any:
    at = filing, batch.digest, replace
    if at not in client.memory:
        client.memory[at] = right(filing, batch, replace)
    return client.memory[at]


def _one_problem(answer: Any) -> Any:
    return everywhere(answer, RowError, lambda error: evolve(error, problems=error.problems[:1]))


def _shift(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
    return everywhere(right(*args, **named), RowError, lambda error: evolve(error, row=error.row - 1))


def _renumbered(ledger: Any) -> Any:
    at = {
        person: row for row, person in enumerate(dict.fromkeys(entry.person for entry in ledger.entries), 1)
    }
    return evolve(ledger, entries=tuple(evolve(entry, row=at[entry.person]) for entry in ledger.entries))


def _kept_all(client: WrongClient, right: Any, filing: Any, *args: Any, **named: Any) -> Any:
    answer = right(filing, *args, **named)
    pending = [entry.person for entry in client.right.ledger(filing).entries if entry.state is State.PENDING]
    return evolve(answer, kept=tuple(dict.fromkeys(pending)) if answer.kept else ())


def _softened(client: WrongClient, right: Any, *args: Any, **named: Any) -> Any:
    return everywhere(
        right(*args, **named), Problem, lambda problem: evolve(problem, severity=Severity.WARNING)
    )
