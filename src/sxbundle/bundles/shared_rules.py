"""Rules across a row or a batch that several bundles share, bound to their columns."""

from collections.abc import Callable

from sxbundle.rules import archive, bank, identity, retirement, separation, transfer, wage, working_life
from sxbundle.rules.citizen_id_problems import certain
from sxbundle.schema import BatchRule, CellFix, Clear, Facet, RowRule

NUMBER = "basic.certificate_number"
BIRTH = "basic.birth_date"
SEX_IN_NUMBER = Facet(identity.sex_in, NUMBER, (16, 17))
BIRTH_IN_NUMBER = Facet(identity.birth_in, NUMBER, (6, 14))
BORN = Facet(identity.birth_in, NUMBER, (6, 14), otherwise=BIRTH)
"""The birth date that a row tells, by its citizen ID first."""
BIRTH_YEAR = Facet(identity.birth_year_in, NUMBER, (6, 10))

ENDED = "contract_end.ended"
ORIGIN = "unemployment_transfer.from_division"

CONTRACT_END_RULES = (
    RowRule(
        working_life.began_of_age,
        (BIRTH_IN_NUMBER, "contract_end.start"),
        "contract_end.start",
        (working_life.STARTED_BEFORE_BIRTH, working_life.UNDER_16),
    ),
    RowRule(working_life.not_far_ahead, (ENDED,), ENDED, (working_life.FAR_AHEAD,), dated=True),
    RowRule(
        separation.original_term,
        ("contract_end.start", "contract_end.end"),
        "contract_end.end",
        (separation.START_AFTER_END,),
    ),
    RowRule(
        separation.ended_within,
        ("contract_end.start", "contract_end.ended", "contract_end.end"),
        "contract_end.ended",
        (separation.ENDED_BEFORE_START, separation.ENDED_AFTER_END),
        needs=2,
    ),
    RowRule(
        separation.years_agree,
        ("contract_end.years", "contract_end.start", "contract_end.ended"),
        "contract_end.years",
        (separation.YEARS,),
    ),
)


def account_rules(section: str) -> tuple[RowRule, ...]:
    """What an account's three columns must agree on."""
    number, of_bank, card = (f"{section}.{name}" for name in ("account", "bank", "uses_card"))
    return (
        RowRule(bank.account_given, (card, number), number, (bank.ACCOUNT_MISSING,), needs=1),
        RowRule(bank.account_against_bank, (number, of_bank), of_bank, (bank.BIN, bank.CREDIT)),
    )


def account_once(section: str) -> BatchRule:
    """One account for two people is doubtful."""
    return BatchRule(
        identity.twice(identity.SAME_ACCOUNT), f"{section}.account", (identity.SAME_ACCOUNT,), alike=True
    )


BORN_ALREADY = (RowRule(identity.born, (BIRTH_IN_NUMBER,), NUMBER, (identity.FUTURE,), dated=True),)
"""What every bundle asks of who stands in a row."""

PERSON_RULES = (
    *BORN_ALREADY,
    RowRule(identity.born, (BIRTH,), BIRTH, (identity.FUTURE,), dated=True),
    RowRule(
        identity.sex_agrees,
        (SEX_IN_NUMBER, "basic.sex"),
        "basic.sex",
        (identity.SEX,),
        listed=True,
        details=(BIRTH_IN_NUMBER, BIRTH),
    ),
    RowRule(identity.birth_agrees, (BIRTH_IN_NUMBER, BIRTH), BIRTH, (identity.BIRTH,)),
)

PERSON_FIXES = (CellFix(certain, NUMBER, (BIRTH, "basic.sex", "basic.household_division")),)

ARCHIVE_RULES = (
    RowRule(
        archive.graduate_has_school,
        ("archive.kind", "archive.school"),
        "archive.school",
        (archive.SCHOOL_MISSING,),
        needs=1,
    ),
    RowRule(
        archive.graduate_has_day,
        ("archive.kind", "archive.graduation_date"),
        "archive.graduation_date",
        (archive.GRADUATION_MISSING,),
        needs=1,
    ),
)


def of_age(start: str) -> RowRule:
    """Nobody enters the unit under 16, on the day that stands in the column `start`."""
    kinds = (working_life.STARTED_BEFORE_BIRTH, working_life.UNDER_16, working_life.MINOR)
    return RowRule(
        working_life.of_age, (BORN, start), start, kinds, clear=_clear(working_life.grown_up, start)
    )


def _clear(holds: Callable[[int, int], bool], day: str) -> Clear:
    """What the year of birth and that of the day in a column settle."""
    return Clear(holds, (BIRTH_YEAR, Facet(working_life.year, day, (0, 4))))


def enrolment_rules(section: str, *, start: str | None = None) -> tuple[RowRule, ...]:
    """Birth, first work, enrolment and registration in their order (GB/T 40217, 社会保险法 §58).

    Args:
        section: key of the section that enrols.
        start: the column that tells the first day in the unit better than the enrolment does.
    """
    work, enrolled, change, paid, expires, types = (
        f"{section}.{name}"
        for name in (
            *("first_work_date", "enrolled_date", "change_date", "wage"),
            *("certificate_expiry", "insurances"),
        )
    )
    return (
        RowRule(
            working_life.work_after_birth,
            (BORN, work),
            work,
            (working_life.WORK_BEFORE_BIRTH, working_life.UNDER_16),
            clear=_clear(working_life.of_working_age, work),
        ),
        RowRule(
            working_life.enrolled_after_work,
            (work, enrolled),
            enrolled,
            (working_life.ENROLLED_BEFORE_WORK, working_life.BEFORE_1986),
        ),
        RowRule(
            working_life.registered_in_time,
            (enrolled, change, *((start,) if start else ())),
            change,
            (working_life.LATE,),
            needs=2,
        ),
        RowRule(working_life.change_follows, (enrolled, change), change, (working_life.CHANGE_BEFORE,)),
        of_age(enrolled),
        RowRule(
            retirement.enrolled_before_retirement,
            (BIRTH_IN_NUMBER, SEX_IN_NUMBER, enrolled, types),
            enrolled,
            (retirement.PAST_RETIREMENT,),
            needs=3,
            clear=_clear(retirement.not_yet_due, enrolled),
        ),
        *not_far_ahead(work, enrolled, change),
        RowRule(working_life.still_valid, (expires,), expires, (working_life.EXPIRED,), dated=True),
        wage_rule(paid),
        RowRule(wage.wage_within_base, (paid,), paid, (wage.BEYOND_BASE,), dated=True),
    )


def wage_rule(column: str) -> RowRule:
    """A wage that somebody can earn in a month."""
    return RowRule(wage.wage_is_paid, (column,), column, (wage.ZERO, wage.HUGE))


def not_far_ahead(*columns: str) -> tuple[RowRule, ...]:
    """Days that are not months after the day of filing."""
    return tuple(
        RowRule(working_life.not_far_ahead, (column,), column, (working_life.FAR_AHEAD,), dated=True)
        for column in columns
    )


def transfer_rule(section: str) -> RowRule:
    """Who was insured in the pool continues, who was elsewhere is enrolled anew (3.2.4.3)."""
    reason = f"{section}.reason"
    return RowRule(
        transfer.transfer_fits,
        (ORIGIN, reason, f"{section}.insurances"),
        reason,
        transfer.KINDS,
        needs=2,
    )
