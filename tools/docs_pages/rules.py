"""The rules: for one value, across a row, across a batch."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from docs_pages.language import say
from docs_pages.markdown import GENERATED, cell, legend, problem, problems, source, table
from sxbundle import rules
from sxbundle.codes.code_list_problems import KINDS as OF_LISTS
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
    yield say("# 规则", "# Rules")
    yield say(
        "规则是一个小的值，有三个用途：`parse(文字)` 得到类型化的值或抛出 `sx.InvalidValue`；`hint()` 告诉"
        "采集表怎样提示；`describe()` 是英文说明。"
        "有疑问的一律只是提醒：拒绝一个真实的人，比放过一个可疑的人代价更大。",
        "A rule is a small value with three faces: `parse(text)` returns the typed value or raises "
        "`sx.InvalidValue`, `hint()` says what a sheet shows, `describe()` is the text on this page. A "
        "doubt is "
        "always a warning: refusing a true person costs more than letting a doubtful one through.",
    )
    yield say(_EXAMPLE.replace(_CERTAIN, _CERTAIN_ZH), _EXAMPLE)
    yield legend()
    yield say("## 一个值", "## One value")
    yield table(
        say("规则,采集表里的提示,可能发现", "rule,reads,prompt in the sheet,can find").split(","),
        _one_value(),
    )
    yield say("## 一个值的各种问题及出处", "## What the problems of one value rest on")
    yield _kinds([kind for call in CALLS for kind in _rule_kinds(_rule(call))])
    yield say("## 一行之内", "## Across a row")
    yield say(
        "各包的页面写明每条规则看哪些列。", "The bundles' pages say which columns each of them looks at."
    )
    yield _kinds(
        kind
        for name in ACROSS
        for kind in getattr(sys.modules[f"sxbundle.rules.{name}"], "KINDS", ())
        if not kind.code.startswith("batch.")
    )
    yield say("## 各行之间", "## Across a batch")
    yield _kinds(kind for kind in KINDS.values() if kind.code.startswith("batch."))


_CERTAIN = "# certain; what is only likely is a `suggestion`"
_CERTAIN_ZH = "# 确定的改法；只是可能的在 `suggestion`"
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


def _module_kinds(name: str) -> tuple[ProblemKind, ...]:
    """What a module finds: the kinds that it declares, and those that it takes from the module beside it."""
    module = sys.modules[name]
    mentioned = (value for value in vars(module).values() if isinstance(value, ProblemKind))
    return tuple(dict.fromkeys((*getattr(module, "KINDS", ()), *mentioned)))


def _rule_kinds(rule: Rule[Any]) -> tuple[ProblemKind, ...]:
    """A rule over a code list finds what the list finds."""
    return _module_kinds(type(rule).__module__) or OF_LISTS


def _one_value() -> Iterator[tuple[str, ...]]:
    for name in sorted(CALLS):
        rule = _rule(name)
        reads = say("", rule.describe())
        prompt = rule.hint().prompt
        shown = (prompt,) if not reads else (reads, prompt)
        yield f"`sx.rules.{CALLS[name]}`", *shown, problems(_rule_kinds(rule))


def _kinds(kinds: Iterable[ProblemKind]) -> str:
    return table(
        say("问题,级别,含义,出处", "problem,severity,meaning,source").split(","),
        (
            (problem(kind), kind.severity.label, cell(str(kind.meaning)), source(kind.source))
            for kind in dict.fromkeys(kinds)
        ),
    )
