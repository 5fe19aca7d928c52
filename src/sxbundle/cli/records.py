"""Commands that ask a hall what it has: ledger, receipts, outlets; and login."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import click

from sxbundle.bilingual import Bilingual
from sxbundle.cli import output
from sxbundle.cli.command import argument, option
from sxbundle.cli.filing import Reference
from sxbundle.cli.hall import SERVICE, HallOptions, HallUrl, User, account
from sxbundle.cli.options import (
    AsJson,
    DisplayOptions,
    TargetOptions,
    catalog_of,
)

if TYPE_CHECKING:
    from sxbundle.clients.contract import Client
    from sxbundle.procedure.model import Entry, Ledger

AnyReference = Annotated[
    str | None, option("--reference", "-r", metavar="文字", help="申报的名称；不写时列出全部申报。")
]


def ledger(
    hall: HallOptions, target: TargetOptions, display: DisplayOptions, reference: AnyReference = None
) -> int:
    """申报、审批记录：一次申报的每人每事项，或全部申报。-o 写成 .csv 或 .xlsx（内含完整号码）。"""
    if reference is None:
        with hall.signed_in() as client:
            return _print_filings(client, as_json=display.as_json)
    return _entries(hall, reference, target, display, lambda entry: True)


def receipts(hall: HallOptions, target: TargetOptions, display: DisplayOptions, reference: Reference) -> int:
    """一次申报已取得的回执。-o 写成 .csv 或 .xlsx（内含完整号码）。"""
    return _entries(hall, reference, target, display, lambda entry: entry.receipt is not None)


def outlets(
    division: Annotated[
        str,
        argument(metavar="文字", help="行政区划代码，六位，如 140105、140100。"),
    ],
    hall: HallOptions,
    as_json: AsJson = False,
) -> int:
    """社保卡制卡网点。"""
    with hall.signed_in() as client:
        rows = [
            (outlet.name, outlet.address, outlet.phone, outlet.division)
            for outlet in client.outlets(division)
        ]
    output.print_records(
        (
            Bilingual("网点", "Outlet"),
            Bilingual("地址", "Address"),
            Bilingual("电话", "Phone"),
            Bilingual("区划", "Division"),
        ),
        rows,
        as_json=as_json,
    )
    return output.CLEAN


def login(hall: HallUrl, user: User = None) -> int:
    """登录一次，把密码存入系统密钥环，以后的命令自动取用。"""
    import sxbundle as sx
    from sxbundle.errors import MissingExtra

    try:
        import keyring
        import keyring.errors
    except ModuleNotFoundError as error:
        raise MissingExtra("cli", "keyring") from error
    name = user or click.prompt("登录名", err=True)
    password = click.prompt("密码", hide_input=True, err=True)
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
    with hall.signed_in() as client:
        filing = client.find(reference)
        if filing is None:
            raise click.BadParameter(
                str(
                    Bilingual(
                        "没有名为“{reference}”的申报",
                        "There is no filing 「{reference}」",
                        reference=reference,
                    )
                ),
                param_hint="--reference",
            )
        ledger = client.ledger(filing)
    titles = catalog_of(hall.overlay).item_titles(ledger.bundle)
    show = display.show or target.output is not None
    rows = [_row(entry, titles, ledger, show=show) for entry in ledger.entries if wanted(entry)]
    if target.output is None:
        output.print_records(_HEADINGS, rows, as_json=display.as_json)
        return output.CLEAN
    from sxbundle.workbook.table_file import write_table

    path = target.path(target.output)
    write_table(path, tuple(map(str, _HEADINGS)), rows)
    print(Bilingual("已写到 {path}", "Written to {path}", path=path))
    return output.CLEAN


_HEADINGS = (
    Bilingual("行", "Row"),
    Bilingual("姓名", "Name"),
    Bilingual("证件号码", "Number"),
    Bilingual("事项", "Item"),
    Bilingual("状态", "State"),
    Bilingual("时间", "Time"),
    Bilingual("回执", "Receipt"),
    Bilingual("说明", "Text"),
)


def _row(entry: "Entry", titles: dict[str, str], ledger: "Ledger", *, show: bool) -> tuple[object, ...]:
    plain = entry.to_dict(None if show else ledger.redactor)
    return (
        entry.row,
        plain["name"],
        plain["person"],
        titles.get(entry.item, entry.item),
        entry.state.label,
        "" if entry.at is None else f"{entry.at:%Y-%m-%d %H:%M}",
        entry.receipt or "",
        plain["reason"],
    )


def _print_filings(client: "Client", *, as_json: bool) -> int:
    from sxbundle.clients.capabilities import every_filing

    rows = [
        (filing.reference, filing.bundle, f"{filing.opened:%Y-%m-%d %H:%M}", filing.people, filing.pending)
        for filing in every_filing(client)
    ]
    output.print_records(
        (
            Bilingual("申报", "Filing"),
            Bilingual("打包事项", "Bundle"),
            Bilingual("建立时间", "Opened"),
            Bilingual("人数", "People"),
            Bilingual("待提交", "Pending"),
        ),
        rows,
        as_json=as_json,
    )
    return output.CLEAN


COMMANDS = {"ledger": ledger, "receipts": receipts, "outlets": outlets, "login": login}
"""Name of a command to what it runs."""
