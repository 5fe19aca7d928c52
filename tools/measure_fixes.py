"""How many fixes are offered for one fault in a right row, and whether any of them is wrong.

    python tools/measure_fixes.py 100000

Each fault is one slip of a hand or a program in one cell: a character changed, left out, doubled or put
in, two neighbours swapped, a letter for a digit, the 15 digits of the old number, a lost zero. A fix is
wrong when it is not what stood there before. Nothing wrong may be offered, so the exit code says it too.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import Factory, frozen

import sxbundle as sx
from sxbundle import rules
from sxbundle.rules import Rule
from sxbundle.rules.check_digit import credit_check, organisation_check
from sxbundle.selection import Selection
from sxbundle.testing import people

ON = date(2026, 11, 30)
SELECTIONS = (
    sx.HIRE.select("职工参保登记", "失业保险关系转入", "劳动用工备案", "就业登记", "高校毕业生报到", on=ON),
    sx.SEPARATION.select("缴费人员减少申报", "劳动用工备案", on=ON),
    sx.RETIREMENT.select("养老保险待遇发放账户维护", on=ON),
)
_LOOKALIKES = {"0": "OoО〇", "1": "lIi|", "2": "Z", "5": "S", "8": "B", "6": "b", "X": "xХ×*"}
_ALPHABET = "0123456789XABCDEFGHJKLMNPQRTUWY"
_CHINESE = "全非日制转入出增减新续统筹内外银行大学本科专无固定期限有是否男女一二三"
_BATCH = 500


@frozen
class Measured:
    """What came of the faults.

    Attributes:
        faults: how many were made.
        told: how many of them gave an error or a warning at their cell.
        fixes: how many fixes were offered, by problem code.
        suggestions: how many suggestions were offered.
        likely: how many of the suggestions were right.
        wrong: the fixes that are not what stood there: code, fault, fix, truth.
    """

    faults: int
    told: int
    fixes: Counter[str] = Factory(Counter)
    suggestions: int = 0
    likely: int = 0
    wrong: tuple[tuple[str, str, str, str], ...] = ()


def fault(chance: random.Random, text: str) -> str:
    """`text` with one slip."""
    at = chance.randrange(len(text))
    before, one, after = text[:at], text[at], text[at + 1 :]
    letters = "0123456789" if one.isdigit() else _CHINESE if ord(one) > 0x2E80 else _ALPHABET
    match chance.randrange(8):
        case 0 | 1:
            return before + chance.choice(letters) + after
        case 2 if after:
            return before + after[0] + one + after[1:]
        case 3 if len(text) > 1:
            return before + after
        case 4:
            return before + one + one + after
        case 5:
            return before + chance.choice(letters + " -.") + one + after
        case 6 if one in _LOOKALIKES:
            return before + chance.choice(_LOOKALIKES[one]) + after
        case 7 if len(text) == 18 and text[6:8] == "19":
            return text[:6] + text[8:17]
        case _:
            return text.replace("0", "O") if "0" in text and text.isalnum() else before + after


def codes_of_units(chance: random.Random) -> Iterator[tuple[Rule[Any], str]]:
    """Right social credit codes and organisation codes."""
    while True:
        body = "".join(chance.choice(_ALPHABET.replace("O", "")) for _ in range(8))
        organisation = body + organisation_check(body)
        credit = (
            f"9{chance.choice('123')}14{chance.randrange(1, 12):02}{chance.randrange(100):02}{organisation}"
        )
        yield rules.credit_code(), credit + credit_check(credit)
        yield rules.organisation_code(), f"{body}-{organisation[8]}"


def measure(faults: int, seed: int = 20261128) -> Measured:
    """Makes that many faults, a quarter in codes of units, and counts what is offered."""
    chance = random.Random(seed)
    made = told = suggestions = likely = 0
    fixes: Counter[str] = Counter()
    wrong: list[tuple[str, str, str, str]] = []

    def judge(problems: list[sx.Problem], spoilt: str, truth: str, rule: Rule[Any]) -> None:
        nonlocal told, suggestions, likely
        told += any(problem.severity is not sx.Severity.NOTICE for problem in problems)
        for problem in problems:
            suggestions += problem.suggestion is not None
            likely += problem.suggestion is not None and _same(rule, problem.suggestion, truth)
            if problem.fix is not None:
                fixes[problem.code] += 1
                if not _same(rule, problem.fix, truth):
                    wrong.append((problem.code, spoilt, problem.fix, truth))

    units = codes_of_units(chance)
    for _ in range(faults // 4):
        rule, truth = next(units)
        spoilt = fault(chance, truth)
        if spoilt != truth:
            judge(list(rule.check(spoilt)), spoilt, truth, rule)
            made += 1
    while made < faults:
        selection = chance.choice(SELECTIONS)
        start = chance.randrange(100_000)
        right = list(people.rows(selection.plan, min(_BATCH, faults - made), start=start))
        spoilt_rows, where = [dict(row) for row in right], []
        for row in spoilt_rows:
            key = chance.choice(
                [key for key, cell in row.items() if cell] + ["basic.certificate_number"] * 12
            )
            row[key] = fault(chance, row[key])
            where.append(key)
        for (key, row, truth), problems in zip(
            zip(where, spoilt_rows, right, strict=True), _by_row(selection, spoilt_rows, where), strict=True
        ):
            if row[key] != truth[key]:
                judge(problems, row[key], truth[key], selection.plan.column(key).rule)
                made += 1
    return Measured(made, told, fixes, suggestions, likely, tuple(wrong))


def _by_row(
    selection: Selection[Any], rows: list[dict[str, str]], where: list[str]
) -> Iterator[list[sx.Problem]]:
    report = selection.batch(rows).report
    of_row: dict[int | None, list[sx.Problem]] = {}
    for problem in report.problems:
        of_row.setdefault(problem.row, []).append(problem)
    for number, _ in enumerate(where, 1):
        # A fix of another cell is wrong, too: every other cell of the row is right.
        yield [problem for problem in of_row.get(number, ()) if problem.code != "batch.ordinal"]


def _same(rule: Rule[Any], offered: str, truth: str) -> bool:
    return offered == truth or (not rule.check(offered) and rule.parse(offered) == rule.parse(truth))


def main(faults: int) -> int:
    """Prints the figures; 1 when a fix was wrong."""
    measured = measure(faults)
    offered = sum(measured.fixes.values())
    print(f"faults {measured.faults}, told {measured.told}")
    print(f"fixes offered {offered} ({offered / measured.faults:.1%}), wrong {len(measured.wrong)}")
    print(f"suggestions {measured.suggestions}, of which right {measured.likely}")
    for code, count in measured.fixes.most_common():
        print(f"  {code:32} {count}")
    for line in measured.wrong[:20]:
        print("WRONG", *line)
    return 1 if measured.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
