"""How the filing of the hall differs from the batch."""

from collections.abc import Iterable

from sxbundle.bilingual import Bilingual
from sxbundle.filing.batch_people import BatchPerson, named, named_people
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.procedure.ledger import Ledger, State
from sxbundle.source import assumed, manual

MISSING = ProblemKind(
    "filing.missing",
    Severity.ERROR,
    (
        "网厅的申报中没有报盘里的 {count} 人：{people}。请再次导入，或查询是否另有程序使用同一申报编号。",
        "The hall's filing lacks {count} people of the batch: {people}. Stage again, or look for "
        "another program that uses the same reference.",
    ),
    (
        "导入之后，网厅的申报中仍没有报盘里的某些人。",
        "People of the batch are not in the hall's filing after it was staged.",
    ),
    (
        "再次调用 `advance`；查找是否另有程序使用同一申报编号。",
        "Call `advance` again; look for another program that uses the same reference.",
    ),
    assumed("the driver compares the hall's filing with its own batch"),
)


FOREIGN = ProblemKind(
    "filing.foreign",
    Severity.WARNING,
    (
        "网厅的申报中另有 {count} 人不在本次报盘上，未由本次提交：{people}。如需提交请列入报盘或用 "
        "people= 指明，不需办理请撤回。",
        "{count} more people of the hall's filing are not on this batch and were not submitted: "
        "{people}. Put them on the sheet, name them in people=, or withdraw them.",
    ),
    (
        "网厅申报中有以前导入、这次不在报盘上的待办人员。",
        "People who were staged before are pending, and are not on this batch.",
    ),
    (
        "列入报盘，或用 `people=` 指明，或撤回。",
        "Put them on the sheet, name them in `people=`, or withdraw them.",
    ),
    manual("3.2.2.4"),
)


_MOST_NAMED = 3


def differences(ledger: Ledger, people: Iterable[BatchPerson]) -> tuple[Problem, ...]:
    """How the hall's filing differs from the batch that is filed."""
    people = tuple(people)
    on_batch = {person.person for person in people}
    refused = {error.row for error in ledger.errors}
    held = {entry.person for entry in ledger.entries if entry.state is not State.WITHDRAWN}
    missing = [
        person for person in people if person.good and person.person not in held and person.row not in refused
    ]
    foreign = {
        entry.person: entry
        for entry in ledger.entries
        if entry.person not in on_batch and entry.state in (State.PENDING, State.RETURNED)
    }
    problems = []
    if missing and ledger.entries:
        problems.append(
            _difference(
                MISSING,
                [named(batch_person.name, batch_person.person, batch_person.row) for batch_person in missing],
            )
        )
    if foreign:
        problems.append(_difference(FOREIGN, [named(entry.name, entry.person) for entry in foreign.values()]))
    return tuple(problems)


def _difference(kind: ProblemKind, names: list[Bilingual]) -> Problem:
    return kind.problem(count=len(names), people=named_people(names, _MOST_NAMED, len(names)))


KINDS = (MISSING, FOREIGN)
