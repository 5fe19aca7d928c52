"""个人中心: 待提交 (figure 15), the answer to a submission (figure 16), 申报/审批记录 (figure 18)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from attrs import frozen

from sxbundle.bundle import Bundle
from sxbundle.gateway.pages.quirks import Quirks
from sxbundle.gateway.pages.table import Actions, Button, Link, PageTable, PageText, Tick, build
from sxbundle.gateway.pages.views.filing_view import OPEN_STATES, FilingView
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import Entry, State
from sxbundle.procedure.model import Outlet

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
    ("at", "办理时间"),
    ("by", "经办"),
    ("batch", "批次"),
)
_OUTLETS = (("name", "网点名称"), ("address", "地址"), ("phone", "联系电话"), ("division", "行政区划"))
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
    number: PersonId
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The person's name."""
        return self.entries[0].name


def pending_people(
    filings: Iterable[tuple[FilingView, date]], filter_: Filter, person_key: PersonKey
) -> tuple[PendingPerson, ...]:
    """Everybody of whom something is pending or was returned, newest filing first."""
    return tuple(
        PendingPerson(person_key(filing.ledger.filing, person), filing, opened, person, open_entries)
        for filing, opened in filings
        if filter_.takes(filing, opened)
        for person, entries in filing.people.items()
        if (
            open_entries := tuple(
                entry for entry in entries if entry.state in OPEN_STATES and filter_.shows(entry)
            )
        )
    )


def pending_table(people: Iterable[PendingPerson], quirks: Quirks, page: int, query: str) -> PageTable:
    """The list of 待提交, with the buttons of each row."""
    return build(
        "pending",
        "待提交人员",
        _PENDING,
        people,
        _pending_row,
        empty="没有待提交的数据。",
        quirks=quirks,
        page=page,
        query=query,
    )


def _pending_row(person: PendingPerson) -> dict[str, PageText | Tick | Actions]:
    titles, materials = person.filing.titles, person.filing.lacking_titles
    lacking = dict.fromkeys(materials[key] for entry in person.entries for key in entry.lacking)
    states = dict.fromkeys(entry.state.label for entry in person.entries)
    reasons = dict.fromkeys(entry.reason for entry in person.entries if entry.reason)
    state = "、".join(states) + (f"：{'；'.join(reasons)}" if reasons else "")
    buttons = (
        Link("附件", f"/pending/{person.filing.ledger.filing}/{person.key}", about=person.name),
        Button("提交", "/pending/confirm", name="only", value=person.key, tone="primary", about=person.name),
        Button("撤回", "/pending/withdraw", name="only", value=person.key, tone="danger", about=person.name),
    )
    return {
        "tick": Tick("person", person.key, f"选择 {person.name}"),
        "name": PageText(person.name),
        "number": PageText(person.number),
        "bundle": PageText(person.filing.bundle.title),
        "items": PageText("、".join(titles[entry.item] for entry in person.entries)),
        "opened": PageText(f"{person.opened:%Y-%m-%d}"),
        "state": PageText(state, "bad" if reasons else ""),
        "lacking": PageText("、".join(lacking) or "无", "bad" if lacking else "good"),
        "batch": PageText(person.filing.ledger.reference),
        "actions": Actions(buttons),
    }


@frozen
class SubmissionResult:
    """What became of one person and item of a submission."""

    name: str
    person: PersonId
    item: str
    done: bool
    detail: str


def outcomes(
    chosen: Iterable[PendingPerson], after: Mapping[str, FilingView], refused: Mapping[str, str]
) -> tuple[SubmissionResult, ...]:
    """Success or failure of each entry that was asked for (figure 16).

    Args:
        chosen: whom the filer ticked.
        after: filing to how it stands now.
        refused: filing to the hall's sentence, when it took nothing.
    """
    return tuple(
        _outcome(
            person, entry, after[person.filing.ledger.filing], refused.get(person.filing.ledger.filing, "")
        )
        for person in chosen
        for entry in person.entries
    )


def _outcome(person: PendingPerson, before: Entry, now: FilingView, refused: str) -> SubmissionResult:
    entry = next((e for e in now.of_person(person.number) if e.item == before.item), before)
    done = entry.state not in OPEN_STATES
    if done:
        detail = f"受理编号 {entry.receipt}"
    else:
        missing = "、".join(now.lacking_titles[key] for key in entry.lacking)
        detail = refused or (f"缺少材料：{missing}" if missing else "")
        if not detail:
            detail = "退回后尚未更正，请重新导入或重新上传材料" if entry.reason else "未受理，请稍后再试"
    return SubmissionResult(person.name, person.number, now.titles[entry.item], done, detail)


def outcome_table(rows: Iterable[SubmissionResult], quirks: Quirks) -> PageTable:
    """The box of figure 16."""
    return build(
        "outcome",
        "提交结果",
        _OUTCOME,
        rows,
        lambda outcome: {
            "name": PageText(outcome.name),
            "number": PageText(outcome.person),
            "item": PageText(outcome.item),
            "result": PageText("成功" if outcome.done else "失败", "good" if outcome.done else "bad"),
            "detail": PageText(outcome.detail),
        },
        empty="没有提交任何数据。",
        quirks=quirks,
        size=10_000,
    )


def record_table(
    filings: Iterable[tuple[FilingView, date]], filter_: Filter, quirks: Quirks, page: int, query: str
) -> PageTable:
    """申报/审批记录: every person and item, with the office's word."""
    records = (
        (filing, entry)
        for filing, opened in filings
        if filter_.takes(filing, opened)
        for entry in filing.ledger.entries
        if filter_.shows(entry)
    )
    return build(
        "records",
        "申报/审批记录",
        _RECORDS,
        records,
        _record_row,
        empty="没有申报记录。",
        quirks=quirks,
        page=page,
        query=query,
    )


def _record_row(record: tuple[FilingView, Entry]) -> dict[str, PageText]:
    filing, entry = record
    tones = {State.ACCEPTED: "good", State.RETURNED: "bad", State.REJECTED: "bad"}
    return {
        "row": PageText(str(entry.row)),
        "name": PageText(entry.name, "whole"),
        "number": PageText(entry.person),
        "bundle": PageText(filing.bundle.title),
        "item": PageText(filing.titles[entry.item]),
        "state": PageText(entry.state.label, tones.get(entry.state, "")),
        "reason": PageText(entry.reason),
        "lacking": PageText("、".join(filing.lacking_titles[key] for key in entry.lacking)),
        "receipt": PageText(entry.receipt or ""),
        "at": PageText("" if entry.at is None else f"{entry.at:%Y-%m-%d %H:%M:%S}", "whole"),
        "by": PageText(entry.by),
        "batch": PageText(filing.ledger.reference),
    }


def outlet_table(outlets: Iterable[Outlet], quirks: Quirks, page: int, query: str) -> PageTable:
    """社保卡制卡网点 (figure 19)."""
    return build(
        "outlets",
        "社保卡制卡网点",
        _OUTLETS,
        outlets,
        lambda outlet: {
            "name": PageText(outlet.name),
            "address": PageText(outlet.address),
            "phone": PageText(outlet.phone),
            "division": PageText(outlet.division),
        },
        empty="没有网点，请选择行政区划后查询。",
        quirks=quirks,
        page=page,
        query=query,
    )


def options(bundles: Mapping[str, Bundle[Any]]) -> tuple[tuple[str, str], ...]:
    """The bundles as choices of a filter."""
    return tuple((bundle.key, bundle.title) for bundle in bundles.values())


def item_options(bundles: Mapping[str, Bundle[Any]]) -> tuple[tuple[str, str], ...]:
    """The items as choices of a filter; the same item of several bundles once."""
    return tuple({item.key: item.title for bundle in bundles.values() for item in bundle.items}.items())
