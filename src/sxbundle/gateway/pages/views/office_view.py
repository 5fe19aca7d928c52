"""审核: what waits for the office, and its three answers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sxbundle.bundle import Bundle
from sxbundle.gateway.pages.quirks import Quirks
from sxbundle.gateway.pages.table import PageTable, PageText, Tick, build
from sxbundle.hall.review import Case
from sxbundle.procedure import Verdict, accepted, rejected, returned

_COLUMNS = (
    ("tick", "选择"),
    ("unit", "单位名称"),
    ("bundle", "打包业务"),
    ("item", "事项"),
    ("name", "姓名"),
    ("number", "证件号码"),
    ("receipt", "受理编号"),
    ("batch", "批次"),
)
DECISIONS: Mapping[str, tuple[str, Callable[[str], Verdict]]] = {
    "accept": ("审核通过", lambda reason: accepted()),
    "return": ("退回修改", returned),
    "reject": ("审核不通过", rejected),
}
"""What the office can decide: name to caption and verdict."""


def case_key(case: Case, person_key: Callable[[Any, str], str]) -> str:
    """Names a case in a form."""
    return person_key(case.filing, f"{case.person} {case.item} {case.first} {case.submission}")


def case_table(
    cases: Iterable[tuple[str, Case]], bundles: Mapping[str, Bundle[Any]], quirks: Quirks, page: int
) -> PageTable:
    """Everything that waits, in order of submission."""
    return build(
        "cases",
        "待审核业务",
        _COLUMNS,
        cases,
        lambda case: _row(*case, bundles[case[1].bundle]),
        empty="没有待审核的业务。",
        quirks=quirks,
        page=page,
    )


def _row(key: str, case: Case, bundle: Bundle[Any]) -> dict[str, PageText | Tick]:
    name = "（单位首次备案）" if case.first else case.name
    return {
        "tick": Tick("case", key, f"选择 {name} {bundle.item(case.item).title}"),
        "unit": PageText(case.unit),
        "bundle": PageText(bundle.title),
        "item": PageText(bundle.item(case.item).title),
        "name": PageText(name),
        "number": PageText(case.person),
        "receipt": PageText(case.receipt),
        "batch": PageText(case.reference),
    }
