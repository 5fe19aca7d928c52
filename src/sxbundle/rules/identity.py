"""Across a row: what a citizen ID says of its holder against what the row says (GB 11643-1999)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from sxbundle.codes import Code, Lists
from sxbundle.codes.lists import PACKAGED
from sxbundle.masking import CertificateNumber
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.rules.certificate import PermanentResidence
from sxbundle.rules.citizen_id import CitizenID
from sxbundle.source import assumed, manual, standard

_GB11643 = standard("GB 11643-1999")

SEX = ProblemKind(
    "id.sex",
    Severity.ERROR,
    (
        "性别与证件号码不一致：证件号码表示{sex}。",
        "The sex differs from the certificate number, which says 「{sex}」.",
    ),
    (
        "性别与身份证号码（顺序码单数为男）不一致。",
        "The sex differs from the one in the citizen ID (odd order number: male).",
    ),
    (
        "更正有误的一项；只有出生日期能确定号码属于谁时才给出“更正”。",
        "Correct whichever is wrong; a fix only where the birth date shows whose number it is.",
    ),
    _GB11643,
    passing='check_hire("就业登记", 证件号码="11010519491231002X", 性别="女性", 出生日期=None)',
    failing='check_hire("就业登记", 证件号码="11010519491231002X", 性别="男性", 出生日期=None)',
)
BIRTH = ProblemKind(
    "id.birth-date",
    Severity.ERROR,
    ("出生日期与证件号码不一致。", "The date of birth differs from the one in the certificate number."),
    ("出生日期与身份证号码中的不同。", "The birth date differs from the one in the citizen ID."),
    (
        "更正有误的一项；号码也可能是别人的。",
        "Correct whichever is wrong: the date, or the number, which may be somebody else's.",
    ),
    _GB11643,
    passing='check_hire("就业登记", 证件号码="11010519491231002X", 出生日期="19491231", 性别="女性")',
    failing='check_hire("就业登记", 证件号码="11010519491231002X", 出生日期="19491230", 性别="女性")',
)
FUTURE = ProblemKind(
    "birth.future",
    Severity.ERROR,
    ("出生日期晚于申报日期，请核对。", "The date of birth lies after the day of filing. Compare it."),
    (
        "出生日期（该列或身份证号码中的）晚于核对所用的日期。",
        "The birth date, in its column or in the citizen ID, lies after the day for which the rows are "
        "checked.",
    ),
    (
        "更正日期或号码；若按以后的日期申报，请核对 `on=`。",
        "Correct the date or the number; check `on=` when the rows are for a later day.",
    ),
    assumed("nobody files for who is not born"),
    passing='check_hire("就业登记", 出生日期="19491231", 性别="女性", 证件号码="11010519491231002X")',
    failing='check_hire(出生日期="20500101", 证件号码="110105205001010019")',
)
DUPLICATE = ProblemKind(
    "batch.duplicate-certificate",
    Severity.ERROR,
    ("证件号码重复。", "The certificate number stands on several rows."),
    ("同一个证件号码出现在多行。", "One certificate number stands on several rows."),
    ("每人只保留一行。", "Keep one row for each person."),
    assumed("the hall files a person once in a sheet"),
    passing="check_hire()",
    failing="check_hire(times=2)",
)
SAME_ACCOUNT = ProblemKind(
    "batch.duplicate-account",
    Severity.WARNING,
    ("同一银行账号用于多人，请核对。", "One bank account is given for several people. Compare it."),
    ("几个人填了同一个银行账号。", "One bank account is given for several people."),
    ("核对账号是谁的。", "Check whose account it is."),
    assumed("an account belongs to one person"),
    passing='check_row("retirement")',
    failing='check_row("retirement", times=2)',
)
ORDINAL = ProblemKind(
    "batch.ordinal",
    Severity.NOTICE,
    (
        "序号不是从 1 起连续编号，已按行的顺序重新编号。",
        "The ordinals did not run from 1 on; rows were renumbered in their order.",
    ),
    (
        "序号不连续，已按行的顺序重新编号。",
        "The ordinals do not run 1..n; rows are renumbered in their order.",
    ),
    ("不用处理。", "Nothing."),
    manual("图45"),
    passing='check_hire(序号="1")',
    failing='check_hire(序号="7")',
)


def sex_in(number: CertificateNumber) -> Code | None:
    """The sex in a citizen ID; None of other numbers."""
    return number.sex if isinstance(number, CitizenID) else None


def birth_in(number: CertificateNumber) -> date | None:
    """The birth date in a citizen ID or in the number of a permanent residence card; None of others."""
    return number.birth_date if isinstance(number, CitizenID | PermanentResidence) else None


def birth_year_in(number: CertificateNumber) -> int | None:
    """The year of that date."""
    born = birth_in(number)
    return None if born is None else born.year


def sex_agrees(
    in_number: Code,
    sex: Code,
    born: date | None = None,
    birth: date | None = None,
    lists: Lists = PACKAGED,
) -> Problem | None:
    """The sex column against the citizen ID; says nothing of 未说明.

    `born` is the birth date in the number, `birth` the one in its column: where they are the same, the
    number is this person's.
    """
    if sex.means not in {"1", "2"} or in_number.means == sex.means:
        return None
    right = (lists.get("sex").meaning(in_number.means) or in_number).name
    if born is not None and born == birth:
        return SEX.problem(fix=right, sex=right)
    return SEX.problem(suggestion=right, sex=right)


def birth_agrees(in_number: date, birth: date) -> Problem | None:
    """The birth-date column against the citizen ID, which may be somebody else's."""
    return None if in_number == birth else BIRTH.problem(suggestion=f"{in_number:%Y%m%d}")


def born(on: date, birth: date) -> Problem | None:
    """A birth date against the day for which the row is checked."""
    return FUTURE.problem() if birth > on else None


def compared(values: Sequence[Any]) -> Sequence[Any]:
    """The values as `twice` compares them: numbers of certificates by the person whom they name."""
    if any(issubclass(kind, CertificateNumber) for kind in set(map(type, values)) - {CitizenID}):
        return [getattr(value, "identity", value) for value in values]
    return values


@frozen
class Twice:
    """See `twice`; a value and no closure, so that bundles can go to other processes."""

    kind: ProblemKind

    def __call__(self, values: Sequence[Any]) -> Iterator[tuple[int, Problem]]:
        """Indexes of the values that stand elsewhere, too, with the problem."""
        values = compared(values)
        filled = [value for value in values if value is not None]
        if len(set(filled)) == len(filled):  # nearly always: nothing stands twice
            return
        holders: dict[str, list[int]] = {}
        for index, value in enumerate(values):
            if value is not None:
                holders.setdefault(str(value), []).append(index)
        for indexes in holders.values():
            for index in indexes if len(indexes) > 1 else ():
                # The others of 50,000 equal rows would be 2.5 billion numbers: the first eleven do.
                others = tuple(other for other in indexes[:11] if other != index)
                yield index, self.kind.problem(others=others)


def twice(kind: ProblemKind) -> Twice:
    """A check over a column: `kind` on every row whose value stands elsewhere, naming the others."""
    return Twice(kind)


def ordinals(values: Sequence[int | None]) -> Iterator[tuple[int, Problem]]:
    """序号 must run 1..n where it is filled; reported once, at the first that does not."""
    for index, value in enumerate(values):
        if value is not None and value != index + 1:
            yield index, evolve(ORDINAL.problem(), fix=str(index + 1))
            return


def renumbered(values: Sequence[int | None]) -> Sequence[int]:
    """1..n, for so many rows."""
    return list(range(1, len(values) + 1))


KINDS = (SEX, BIRTH, FUTURE, DUPLICATE, SAME_ACCOUNT, ORDINAL)
