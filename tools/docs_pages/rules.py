"""The rules: for one value, across a row, across a batch."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from docs_pages.markdown import GENERATED, LEGEND, cell, problem, problems, source, table
from sxbundle import rules
from sxbundle.codes.code_list import KINDS as OF_LISTS
from sxbundle.problem import ProblemKind
from sxbundle.problem_registry import KINDS
from sxbundle.rules import Rule

# How each constructor is called, with the arguments that a declaration would give.
CALLS = {
    "address": "address()",
    "bank_account": "bank_account()",
    "birth_day": "birth_day()",
    "certificate_number": "certificate_number()",
    "citizen_id": "citizen_id()",
    "count": "count(most=12)",
    "credit_code": "credit_code()",
    "day": "day()",
    "division": "division()",
    "insurance_types": 'insurance_types("110", "210")',
    "mobile": "mobile()",
    "money": "money()",
    "one_of": 'one_of("education")',
    "organisation_code": "organisation_code()",
    "person_name": "person_name()",
    "phone": "phone()",
    "registration_number": "registration_number()",
    "text": "text(40)",
}
# Modules whose rules hold across columns; each function's kinds stand in its module.
ACROSS = ("identity", "working_life", "wage", "labour_contract", "separation", "archive", "retirement")


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield "# Rules"
    yield (
        "A rule is a small value with three faces: `parse(text)` gives the typed value or raises "
        "`sx.InvalidValue`, `hint()` tells a sheet what to show, `describe()` tells this page. A doubt is "
        "always a warning: refusing a true person costs more than letting a doubtful one through."
    )
    yield _EXAMPLE
    yield LEGEND
    yield "## One value"
    yield table(("rule", "reads", "prompt in the sheet", "can find"), _one_value())
    yield "## What the problems of one value rest on"
    yield _kinds([kind for call in CALLS for kind in _found(_rule(call))])
    yield "## Across a row"
    yield "The bundles' pages tell which columns each of them looks at."
    yield _kinds(
        kind for name in ACROSS for kind in _module_kinds(name) if not kind.code.startswith("batch.")
    )
    yield "## Across a batch"
    yield _kinds(kind for kind in KINDS.values() if kind.code.startswith("batch."))


_EXAMPLE = """```python
import sxbundle as sx

number = sx.rules.citizen_id().parse("11010519491231002X")
assert (number.birth_date.year, number.sex.name, number.division.name) == (1949, "女性", "朝阳区")

try:
    sx.rules.citizen_id().parse("1101O519491231002X")
except sx.InvalidValue as wrong:
    assert wrong.problem.code == "id.shape"
    assert wrong.problem.fix == "11010519491231002X"  # certain; what is only likely is a `suggestion`
```"""


def _rule(name: str) -> Rule[Any]:
    made: Rule[Any] = eval(f"rules.{CALLS[name]}", {"rules": rules})
    return made


def _module_kinds(module: str) -> tuple[ProblemKind, ...]:
    found = sys.modules.get(f"sxbundle.rules.{module}")
    return tuple(getattr(found, "KINDS", ()))


def _found(rule: Rule[Any]) -> tuple[ProblemKind, ...]:
    """What the rule's own module declares; a rule over a code list finds what the list finds."""
    kinds: tuple[ProblemKind, ...] = getattr(sys.modules[type(rule).__module__], "KINDS", OF_LISTS)
    return kinds


def _one_value() -> Iterator[tuple[str, ...]]:
    for name in sorted(CALLS):
        rule = _rule(name)
        yield f"`sx.rules.{CALLS[name]}`", rule.describe(), rule.hint().prompt, problems(_found(rule))


def _kinds(kinds: Iterable[ProblemKind]) -> str:
    return table(
        ("problem", "severity", "meaning", "source"),
        (
            (problem(kind), str(kind.severity), cell(str(kind.meaning)), source(kind.source))
            for kind in dict.fromkeys(kinds)
        ),
    )
