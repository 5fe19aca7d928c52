"""Commands that ask a hall what it has: ledger, receipts, records, outlets; and login."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import click

from sxbundle.bilingual import Bilingual
from sxbundle.cli import output
from sxbundle.cli.command import Declared, argument, option, wrong_value
from sxbundle.cli.hall import SERVICE, HallOptions, HallUrl, User, account
from sxbundle.cli.options import AsJson, DisplayOptions, Items, TargetOptions, split_names

if TYPE_CHECKING:
    from sxbundle.clients.contract import Client
    from sxbundle.procedure.ledger import Entry

AnyReference = Annotated[
    str | None,
    option(
        "--reference",
        "-r",
        help=("申报编号；不写时列出全部申报。", "The filing; lists all filings unless given."),
    ),
]
_FILINGS = (
    Bilingual("申报", "Filing"),
    Bilingual("打包事项", "Bundle"),
    Bilingual("建立时间", "Opened"),
    Bilingual("人数", "People"),
    Bilingual("待提交", "Pending"),
)
_OUTLETS = (
    Bilingual("网点", "Outlet"),
    Bilingual("地址", "Address"),
    Bilingual("电话", "Phone"),
    Bilingual("区划", "Division"),
)


def ledger(
    hall: HallOptions, target: TargetOptions, display: DisplayOptions, reference: AnyReference = None
) -> int:
    """Show the ledger of one filing, or list all filings. -o writes .csv or .xlsx with numbers in full."""
    if reference is None:
        with hall.signed_in() as client:
            return _print_filings(client, target, as_json=display.as_json)
    return _entries(hall, reference, target, display, lambda entry: True)


def receipts(
    hall: HallOptions,
    target: TargetOptions,
    display: DisplayOptions,
    reference: Annotated[
        str | None,
        option(
            "--reference",
            "-r",
            help=("申报编号；不写时为全部申报。", "The filing; all filings unless given."),
        ),
    ] = None,
) -> int:
    """Show the receipts of one filing, or of all. -o writes .csv or .xlsx with numbers in full."""
    if reference is None:
        return _records(hall, target, display, lambda entry: entry.receipt is not None)
    return _entries(hall, reference, target, display, lambda entry: entry.receipt is not None)


def records(
    hall: HallOptions,
    target: TargetOptions,
    display: DisplayOptions,
    states: Annotated[
        list[str] | None,
        option(
            "--state",
            help=(
                "办理状态，如 待提交、退回修改（或 pending、returned）；可写多次，也可用逗号隔开。",
                "How they stand, such as pending, returned; repeatable, or separated by commas.",
            ),
        ),
    ] = None,
    items: Items = None,
    people: Annotated[
        list[str] | None,
        option("--person", help=("证件号码；可写多次。", "A certificate number; repeatable.")),
    ] = None,
    since: Annotated[
        datetime | None, option("--since", help=("从哪一天起成为现在这样。", "The first day of that state."))
    ] = None,
    until: Annotated[
        datetime | None, option("--until", help=("到哪一天为止。", "The last day of that state."))
    ] = None,
) -> int:
    """Find records across all filings by state, item, person and day; -o writes .csv or .xlsx in full.

    Exit code 1 when something found is pending or returned.
    """
    from sxbundle.procedure.records import state_named

    names = split_names(states)
    try:
        chosen = [state_named(name) for name in names]
    except ValueError as error:
        raise wrong_value("--state", "{reason}", "{reason}", reason=error) from error
    return _records(
        hall,
        target,
        display,
        states=chosen or None,
        items=split_names(items) or None,
        people=people or None,
        since=None if since is None else since.date(),
        until=None if until is None else until.date(),
    )


def outlets(
    division: Annotated[
        str,
        argument(
            help=(
                "行政区划代码，六位，如 140105、140100。",
                "Code of the division, six digits, such as 140105, 140100.",
            )
        ),
    ],
    hall: HallOptions,
    as_json: AsJson = False,
) -> int:
    """List the outlets that make social security cards."""
    with hall.signed_in() as client:
        rows = [
            (outlet.name, outlet.address, outlet.phone, outlet.division)
            for outlet in client.outlets(division)
        ]
    output.print_records(_OUTLETS, rows, as_json=as_json)
    return output.CLEAN


def login(hall: HallUrl, user: User = None) -> int:
    """Sign in once and keep the password in the system keyring, where the other commands find it."""
    import sxbundle as sx
    from sxbundle.errors import MissingExtra

    try:
        import keyring
        import keyring.errors
    except ModuleNotFoundError as error:
        raise MissingExtra("cli", "keyring") from error
    if not sys.stdin.isatty():
        raise wrong_value(
            "login",
            "须在终端上运行，由人输入密码；程序请用环境变量 SXBUNDLE_PASSWORD",
            "a person types the password at a terminal; programs set SXBUNDLE_PASSWORD",
        )
    name = user or click.prompt(str(Bilingual("登录名", "Account")), err=True)
    password = click.prompt(str(Bilingual("密码", "Password")), hide_input=True, err=True)
    with sx.connect(hall) as client:
        client.sign_in(sx.Credentials(name, password))
    try:
        keyring.set_password(SERVICE, account(hall, name), password)
    except keyring.errors.KeyringError:
        print(
            Bilingual(
                "登录成功，但这台机器没有可用的密钥环；请改用环境变量 SXBUNDLE_PASSWORD。",
                "Signed in, but this machine has no keyring; use the environment variable SXBUNDLE_PASSWORD.",
            )
        )
        return output.PROBLEMS
    print(Bilingual("登录成功，密码已存入系统密钥环。", "Signed in; the password is in the system keyring."))
    return output.CLEAN


def _entries(
    hall: HallOptions,
    reference: str,
    target: TargetOptions,
    display: DisplayOptions,
    wanted: "Callable[[Entry], bool]",
) -> int:
    """Prints or writes the entries of a filing that are wanted."""
    from sxbundle.procedure.ledger import ENTRY_HEADINGS

    with hall.signed_in() as client:
        filing = client.find(reference)
        if filing is None:
            raise wrong_value(
                "--reference", "没有名为“{name}”的申报", "there is no filing 「{name}」", name=reference
            )
        ledger = client.ledger(filing)
    entries = [entry for entry in ledger.entries if wanted(entry)]
    redactor = None if display.show or target.output else ledger.redactor
    rows = [entry.table_row(ledger.title_of(entry.item), redactor) for entry in entries]
    plain = [{**entry.to_dict(redactor), "title": ledger.title_of(entry.item)} for entry in entries]
    return _table(ENTRY_HEADINGS, rows, plain, target, as_json=display.as_json)


def _records(
    hall: HallOptions,
    target: TargetOptions,
    display: DisplayOptions,
    wanted: "Callable[[Entry], bool] | None" = None,
    **conditions: Any,
) -> int:
    """Prints or writes the records of all filings that fit the conditions."""
    from sxbundle.clients.capabilities import every_record
    from sxbundle.procedure.ledger import State
    from sxbundle.procedure.records import RECORD_HEADINGS

    with hall.signed_in() as client:
        matches = [
            record for record in every_record(client, **conditions) if wanted is None or wanted(record.entry)
        ]
    masked = not (display.show or target.output)
    code = _table(
        RECORD_HEADINGS,
        [record.table_row(masked=masked) for record in matches],
        [record.to_dict(masked=masked) for record in matches],
        target,
        as_json=display.as_json,
    )
    waiting = wanted is None and any(
        record.entry.state in (State.PENDING, State.RETURNED) for record in matches
    )
    return output.PROBLEMS if waiting else code


def _print_filings(client: "Client", target: TargetOptions, *, as_json: bool) -> int:
    from sxbundle.clients.capabilities import every_filing

    summaries = list(every_filing(client))
    rows = [
        (
            summary.reference,
            summary.bundle,
            f"{summary.opened:%Y-%m-%d %H:%M}",
            summary.people,
            summary.pending,
        )
        for summary in summaries
    ]
    names = ("reference", "bundle", "opened", "people", "pending")
    plain = [{name: getattr(summary, name) for name in names} for summary in summaries]
    return _table(_FILINGS, rows, plain, target, as_json=as_json)


def _table(
    headings: Sequence[Bilingual],
    rows: Sequence[Sequence[object]],
    plain: Sequence[dict[str, Any]],
    target: TargetOptions,
    *,
    as_json: bool,
) -> int:
    """Writes the rows to the target when there is one; prints them otherwise."""
    if target.output is not None:
        from sxbundle.workbook.table_file import write_table

        path = write_table(target.path(target.output), headings, rows)
        print(Bilingual("已写到 {path}", "Written to {path}", path=path))
    elif as_json:
        output.print_json(plain)
    else:
        output.print_table(headings, rows)
    return output.CLEAN


COMMANDS = {
    "ledger": Declared(
        ledger, "申报、审批记录：一次申报的每人每事项，或全部申报。-o 写成 .csv 或 .xlsx（内含完整号码）。"
    ),
    "receipts": Declared(receipts, "一次申报或全部申报已取得的回执。-o 写成 .csv 或 .xlsx（内含完整号码）。"),
    "records": Declared(
        records,
        "跨申报查询：按状态、事项、人、日期查。-o 写成 .csv 或 .xlsx（内含完整号码）。\n\n"
        "查到的记录里有待提交或退回修改的，返回 1。",
    ),
    "outlets": Declared(outlets, "社保卡制卡网点。"),
    "login": Declared(login, "登录一次，把密码存入系统密钥环，以后的命令自动取用。"),
}
"""Name of a command to what it is."""
