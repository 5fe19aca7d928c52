"""个人中心: 待提交 (figure 15), the answer to a submission (figure 16), 申报/审批记录 (figure 18)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from sxbundle.bundle import Bundle
from sxbundle.gateway.pages.quirks import Quirks
from sxbundle.gateway.pages.table import Actions, Button, Link, Table, Text, Tick, build
from sxbundle.gateway.pages.views.filing_view import OPEN_STATES, FilingView
from sxbundle.procedure.model import Entry, FilingId, Outlet, PersonId, State

_PENDING = (
    ("tick", "选择"),
    ("name", "姓名"),
    ("number", "证件号码"),
    ("bundle", "打包业务"),
    ("items", "办理事项"),
    ("opened", "申报创建日期"),
    ("state", "申报状态"),
    ("lacking", "所缺材料"),
    ("batch", "批次"),
    ("actions", "操作"),
)
_OUTCOME = (
    ("name", "姓名"),
    ("number", "证件号码"),
    ("item", "事项"),
    ("result", "结果"),
    ("detail", "说明"),
)
_RECORDS = (
    ("row", "行号"),
    ("name", "姓名"),
    ("number", "证件号码"),
    ("bundle", "打包业务"),
    ("item", "事项"),
    ("state", "申报状态"),
    ("reason", "审核意见"),
    ("lacking", "所缺材料"),
    ("receipt", "受理编号"),
    ("batch", "批次"),
)
_OUTLETS = (("name", "网点名称"), ("address", "地址"), ("phone", "联系电话"))
PersonKey = Callable[[FilingId, str], str]
"""Names a person of a filing without the number."""


@frozen
class Filter:
    """What 待提交 and the records are narrowed to; empty fields narrow nothing."""

    text: str = ""
    bundle: str = ""
    item: str = ""
    state: str = ""
    filing: str = ""
    since: date | None = None
    until: date | None = None

    def takes(self, filing: FilingView, opened: date | None) -> bool:
        """Whether anything of the filing can be shown."""
        if self.bundle not in ("", filing.ledger.bundle) or self.filing not in ("", filing.ledger.filing):
            return False
        if opened is None:
            return True
        return (self.since is None or self.since <= opened) and (self.until is None or opened <= self.until)

    def shows(self, entry: Entry) -> bool:
        """Whether an entry is shown."""
        if self.text and self.text not in entry.name and self.text not in entry.person:
            return False
        return self.item in ("", entry.item) and self.state in ("", str(entry.state))


@frozen
class PendingPerson:
    """A person who waits for submission in one filing."""

    key: str
    filing: FilingView
    opened: date
    person: PersonId
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The person's name."""
        return self.entries[0].name


def pending_people(
    filings: Iterable[tuple[FilingView, date]], wanted: Filter, person_key: PersonKey
) -> tuple[PendingPerson, ...]:
    """Everybody of whom something is pending or was returned, newest filing first."""
    return tuple(
        PendingPerson(person_key(filing.ledger.filing, person), filing, opened, person, open_entries)
        for filing, opened in filings
        if wanted.takes(filing, opened)
        for person, entries in filing.people.items()
        if (open_entries := tuple(one for one in entries if one.state in OPEN_STATES and wanted.shows(one)))
    )


def pending_table(people: Iterable[PendingPerson], quirks: Quirks, page: int, query: str) -> Table:
    """The list of 待提交, with the buttons of each row."""
    return build(
        "pending",
        "待提交人员",
        _PENDING,
        (_pending_row(one) for one in people),
        empty="没有待提交的数据。",
        quirks=quirks,
        page=page,
        query=query,
    )


def _pending_row(one: PendingPerson) -> dict[str, Text | Tick | Actions]:
    titles, materials = one.filing.titles, one.filing.lacking_titles
    lacking = dict.fromkeys(materials[key] for entry in one.entries for key in entry.lacking)
    states = dict.fromkeys(entry.state.label for entry in one.entries)
    reasons = dict.fromkeys(entry.reason for entry in one.entries if entry.reason)
    state = "、".join(states) + (f"：{'；'.join(reasons)}" if reasons else "")
    buttons = (
        Link("附件", f"/pending/{one.filing.ledger.filing}/{one.key}", about=one.name),
        Button("提交", "/pending/confirm", name="only", value=one.key, tone="primary", about=one.name),
        Button("撤回", "/pending/withdraw", name="only", value=one.key, tone="danger", about=one.name),
    )
    return {
        "tick": Tick("person", one.key, f"选择 {one.name}"),
        "name": Text(one.name),
        "number": Text(one.person),
        "bundle": Text(one.filing.bundle.title),
        "items": Text("、".join(titles[entry.item] for entry in one.entries)),
        "opened": Text(f"{one.opened:%Y-%m-%d}"),
        "state": Text(state, "bad" if reasons else ""),
        "lacking": Text("、".join(lacking) or "无", "bad" if lacking else "good"),
        "batch": Text(one.filing.ledger.reference),
        "actions": Actions(buttons),
    }


@frozen
class Outcome:
    """What became of one person and item of a submission."""

    name: str
    person: PersonId
    item: str
    done: bool
    detail: str


def outcomes(
    asked: Iterable[PendingPerson], after: Mapping[str, FilingView], refused: Mapping[str, str]
) -> tuple[Outcome, ...]:
    """Success or failure of each entry that was asked for (figure 16).

    Args:
        asked: whom the filer ticked.
        after: filing to how it stands now.
        refused: filing to the hall's sentence, when it took nothing.
    """
    return tuple(
        _outcome(one, entry, after[one.filing.ledger.filing], refused.get(one.filing.ledger.filing, ""))
        for one in asked
        for entry in one.entries
    )


def _outcome(one: PendingPerson, before: Entry, now: FilingView, refused: str) -> Outcome:
    entry = next((e for e in now.of_person(one.person) if e.item == before.item), before)
    done = entry.state not in OPEN_STATES
    if done:
        detail = f"受理编号 {entry.receipt}"
    else:
        missing = "、".join(now.lacking_titles[key] for key in entry.lacking)
        detail = refused or (f"缺少材料：{missing}" if missing else "")
        if not detail:
            detail = "退回后尚未更正，请重新导入或重新上传材料" if entry.reason else "未受理，请稍后再试"
    return Outcome(one.name, one.person, now.titles[entry.item], done, detail)


def outcome_table(rows: Iterable[Outcome], quirks: Quirks) -> Table:
    """The box of figure 16."""
    return build(
        "outcome",
        "提交结果",
        _OUTCOME,
        (
            {
                "name": Text(one.name),
                "number": Text(one.person),
                "item": Text(one.item),
                "result": Text("成功" if one.done else "失败", "good" if one.done else "bad"),
                "detail": Text(one.detail),
            }
            for one in rows
        ),
        empty="没有提交任何数据。",
        quirks=quirks,
        size=10_000,
    )


def record_table(
    filings: Iterable[tuple[FilingView, date]], wanted: Filter, quirks: Quirks, page: int, query: str
) -> Table:
    """申报/审批记录: every person and item, with the office's word."""
    rows = (
        _record_row(filing, entry)
        for filing, opened in filings
        if wanted.takes(filing, opened)
        for entry in filing.ledger.entries
        if wanted.shows(entry)
    )
    return build(
        "records",
        "申报/审批记录",
        _RECORDS,
        rows,
        empty="没有申报记录。",
        quirks=quirks,
        page=page,
        query=query,
    )


def _record_row(filing: FilingView, entry: Entry) -> dict[str, Text]:
    tones = {State.ACCEPTED: "good", State.RETURNED: "bad", State.REJECTED: "bad"}
    return {
        "row": Text(str(entry.row)),
        "name": Text(entry.name),
        "number": Text(entry.person),
        "bundle": Text(filing.bundle.title),
        "item": Text(filing.titles[entry.item]),
        "state": Text(entry.state.label, tones.get(entry.state, "")),
        "reason": Text(entry.reason),
        "lacking": Text("、".join(filing.lacking_titles[key] for key in entry.lacking)),
        "receipt": Text(entry.receipt or ""),
        "batch": Text(filing.ledger.reference),
    }


def outlet_table(outlets: Iterable[Outlet], quirks: Quirks, page: int, query: str) -> Table:
    """社保卡制卡网点 (figure 19)."""
    return build(
        "outlets",
        "社保卡制卡网点",
        _OUTLETS,
        ({"name": Text(one.name), "address": Text(one.address), "phone": Text(one.phone)} for one in outlets),
        empty="没有网点，请选择行政区划后查询。",
        quirks=quirks,
        page=page,
        query=query,
    )


def options(bundles: Mapping[str, Bundle[Any]]) -> tuple[tuple[str, str], ...]:
    """The bundles as choices of a filter."""
    return tuple((one.key, one.title) for one in bundles.values())


def item_options(bundles: Mapping[str, Bundle[Any]]) -> tuple[tuple[str, str], ...]:
    """The items as choices of a filter; the same item of several bundles once."""
    return tuple({item.key: item.title for one in bundles.values() for item in one.items}.items())
