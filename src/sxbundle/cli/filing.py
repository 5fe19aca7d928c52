"""Commands about filings: file, advance, plan, needs, ledger, receipts, outlets, login."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sxbundle.cli import output
from sxbundle.cli.hall import SERVICE, Choose, HallUrl, User, account, signed_in
from sxbundle.cli.options import (
    AsJson,
    BundleKey,
    CodesFile,
    Columns,
    File,
    Force,
    Items,
    On,
    Output,
    Overlays,
    Show,
    Worksheet,
    must_be_new,
    split_names,
)
from sxbundle.cli.sheets import read_batch

if TYPE_CHECKING:
    from sxbundle.clients.contract import Client
    from sxbundle.filing.filing import Filing
    from sxbundle.filing.outcome import Outcome
    from sxbundle.procedure.model import Entry, Ledger

Reference = Annotated[
    str, typer.Option("--reference", "-r", help="本次申报的名称，如 “2026-11 入职”；以后凭它找回。")
]
AnyReference = Annotated[
    str | None, typer.Option("--reference", "-r", help="申报的名称；不写时列出全部申报。")
]
Materials = Annotated[Path | None, typer.Option("--materials", "-m", help="材料文件夹。")]
UnitFile = Annotated[
    Path | None, typer.Option("--unit", help="用人单位劳动用工基本情况（.toml，列名 = 值）。")
]
Accept = Annotated[
    list[str] | None, typer.Option("--accept", help="经办人已确认承诺须知的事项，或 all；可写多次。")
]
Clerk = Annotated[
    str, typer.Option("--clerk", envvar="SXBUNDLE_CLERK", help="经办人姓名，确认承诺须知时留下。")
]
Papers = Annotated[Path | None, typer.Option("--papers", help="需打印的文件写到哪个文件夹。")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("file")(file)
    app.command("advance", help="继续一次申报：与 file 相同，已办的不会重办。")(file)
    for command in (plan, needs, ledger, receipts, outlets, login):
        app.command()(command)


def file(
    table: File,
    reference: Reference,
    hall: HallUrl,
    user: User = None,
    registration: Choose = None,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    materials: Materials = None,
    unit: UnitFile = None,
    accept: Accept = None,
    clerk: Clerk = "",
    papers: Papers = None,
    submit: Annotated[
        bool, typer.Option("--submit/--no-submit", help="是否提交；--no-submit 停在待提交。")
    ] = True,
    person: Annotated[
        list[str] | None, typer.Option("--person", help="只办这些证件号码的人；可写多次。")
    ] = None,
    as_json: AsJson = False,
    show: Show = False,
) -> int:
    """申报一份采集表：能办的都办，列出还要人做的事。可以反复运行，不会重复申报。

    全部办完返回 0；还有待办、有错误的行或网厅的提醒时返回 1。
    """
    batch = read_batch(table, bundle, items, on, column, sheet, overlay, codes)
    with (
        signed_in(hall, user, registration, overlay) as client,
        output.progress_bar(quiet=as_json) as progress,
    ):
        filing = _filing(batch, client, reference, materials, unit, accept, clerk, papers, progress)
        outcome = filing.advance(submit=submit, people=person or None)
    return _print_outcome(outcome, batch.report.errors, as_json=as_json, show=show)


def plan(
    table: File,
    reference: Reference,
    hall: HallUrl,
    user: User = None,
    registration: Choose = None,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    materials: Materials = None,
    unit: UnitFile = None,
    accept: Accept = None,
    clerk: Clerk = "",
    as_json: AsJson = False,
) -> int:
    """试算：列出 file 会做的每一步和涉及的人，什么也不做。"""
    batch = read_batch(table, bundle, items, on, column, sheet, overlay, codes)
    with signed_in(hall, user, registration, overlay) as client:
        steps = _filing(batch, client, reference, materials, unit, accept, clerk, None, None).plan()
    if as_json:
        output.print_json(steps.to_dict())
    else:
        print(steps)
    return output.CLEAN


def needs(
    table: File,
    reference: Reference,
    hall: HallUrl,
    user: User = None,
    registration: Choose = None,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    materials: Materials = None,
    as_json: AsJson = False,
) -> int:
    """列出一次申报还要人做的事，什么也不做。"""
    batch = read_batch(table, bundle, items, on, column, sheet, overlay, codes)
    with signed_in(hall, user, registration, overlay) as client:
        waiting = _filing(batch, client, reference, materials, None, None, "", None, None).needs
    if as_json:
        output.print_json([need.to_dict() for need in waiting])
    else:
        print("\n".join(f"待办：{need}" for need in waiting) or "没有待办。")
    return output.PROBLEMS if waiting else output.CLEAN


def ledger(
    hall: HallUrl,
    reference: AnyReference = None,
    user: User = None,
    registration: Choose = None,
    overlay: Overlays = None,
    to: Output = None,
    force: Force = False,
    as_json: AsJson = False,
    show: Show = False,
) -> int:
    """申报、审批记录：一次申报的每人每事项，或全部申报。-o 写成 .csv 或 .xlsx（内含完整号码）。"""
    with signed_in(hall, user, registration, overlay) as client:
        if reference is None:
            return _print_filings(client, as_json=as_json)
        found = _ledger_of(client, reference)
        titles = _titles(found.bundle, overlay)
    if to is not None:
        return _save(found.entries, titles, must_be_new(to, force))
    return _print_entries(found.entries, titles, as_json=as_json, show=show)


def receipts(
    hall: HallUrl,
    reference: Reference,
    user: User = None,
    registration: Choose = None,
    overlay: Overlays = None,
    to: Output = None,
    force: Force = False,
    as_json: AsJson = False,
    show: Show = False,
) -> int:
    """一次申报已取得的回执。-o 写成 .csv 或 .xlsx。"""
    with signed_in(hall, user, registration, overlay) as client:
        found = _ledger_of(client, reference)
        titles = _titles(found.bundle, overlay)
    entries = [entry for entry in found.entries if entry.receipt]
    if to is not None:
        return _save(entries, titles, must_be_new(to, force))
    return _print_entries(entries, titles, as_json=as_json, show=show)


def outlets(
    division: Annotated[
        str, typer.Argument(help="行政区划代码，六位，如 140105、140100。", show_default=False)
    ],
    hall: HallUrl,
    user: User = None,
    registration: Choose = None,
    as_json: AsJson = False,
) -> int:
    """社保卡制卡网点。"""
    with signed_in(hall, user, registration, None) as client:
        found = client.outlets(division)
    rows = [(outlet.name, outlet.address, outlet.phone, outlet.division) for outlet in found]
    headings = ("网点", "地址", "电话", "区划")
    if as_json:
        output.print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        output.print_table(headings, rows)
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
    name = user or typer.prompt("登录名", err=True)
    password = typer.prompt("密码", hide_input=True, err=True)
    with sx.connect(hall) as client:
        client.sign_in(sx.Credentials(name, password))
    try:
        keyring.set_password(SERVICE, account(hall, name), password)
    except keyring.errors.KeyringError:
        print("登录成功，但这台机器没有可用的密钥环；请改用环境变量 SXBUNDLE_PASSWORD。")
        return output.PROBLEMS
    print("登录成功，密码已存入系统密钥环。")
    return output.CLEAN


def _filing(
    batch: Any,
    client: "Client",
    reference: str,
    materials: Path | None,
    unit: Path | None,
    accept: list[str] | None,
    clerk: str,
    papers: Path | None,
    progress: Any,
) -> "Filing[Any]":
    import sxbundle as sx

    names = split_names(accept)
    filing: Filing[Any] = sx.file(
        batch,
        client,
        reference=reference,
        unit=None if unit is None else sx.UnitRecord.from_mapping(_toml(unit)),
        materials=materials,
        accept="all" if names == ["all"] else names,
        clerk=clerk,
        papers=papers,
        progress=progress,
    )
    return filing


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是 UTF-8 的 TOML 文件"
        raise typer.BadParameter(f"{path.name} 无法读取：{reason}", param_hint="--unit") from error


def _print_outcome(outcome: "Outcome", wrong_rows: Any, *, as_json: bool, show: bool) -> int:
    if as_json:
        output.print_json(outcome.to_dict())
    else:
        print(outcome)
        if wrong_rows:
            count = len({problem.row for problem in wrong_rows})
            print(f"另有 {count} 行有错误，未申报；用 sxbundle check 查看。")
    return output.CLEAN if outcome.done and not wrong_rows and not outcome.problems else output.PROBLEMS


def _ledger_of(client: "Client", reference: str) -> "Ledger":
    found = client.find(reference)
    if found is None:
        raise typer.BadParameter(f"没有名为“{reference}”的申报", param_hint="--reference")
    return client.ledger(found)


def _titles(bundle: str, overlays: list[Path] | None) -> dict[str, str]:
    from sxbundle.cli.options import bundle_of, catalog_of

    return {item.key: item.title for item in bundle_of(bundle, None, catalog_of(overlays)).items}


_HEADINGS = ("行", "姓名", "证件号码", "事项", "状态", "回执", "说明")


def _entry_rows(
    entries: Iterable["Entry"], titles: dict[str, str], *, show: bool
) -> list[tuple[object, ...]]:
    from sxbundle.masking import Personal, mask

    return [
        (
            entry.row,
            entry.name if show else mask(entry.name, Personal.NAME),
            str(entry.person) if show else mask(str(entry.person), Personal.CERTIFICATE),
            titles.get(entry.item, entry.item),
            entry.state.label,
            entry.receipt or "",
            entry.reason,
        )
        for entry in entries
    ]


def _print_entries(entries: Iterable["Entry"], titles: dict[str, str], *, as_json: bool, show: bool) -> int:
    rows = _entry_rows(entries, titles, show=show)
    if as_json:
        output.print_json([dict(zip(_HEADINGS, row, strict=True)) for row in rows])
    else:
        output.print_table(_HEADINGS, rows)
    return output.CLEAN


def _save(entries: Iterable["Entry"], titles: dict[str, str], path: Path) -> int:
    from sxbundle.workbook.table_file import write_table

    write_table(path, _HEADINGS, _entry_rows(entries, titles, show=True))
    print(f"已写到 {path}")
    return output.CLEAN


def _print_filings(client: "Client", *, as_json: bool) -> int:
    rows: list[tuple[object, ...]] = []
    page: int | None = 1
    while page is not None:
        answer = client.filings(page=page, size=200)
        rows += [
            (f.reference, f.bundle, f"{f.opened:%Y-%m-%d %H:%M}", f.people, f.pending) for f in answer.items
        ]
        page = answer.next
    headings = ("申报", "打包事项", "建立时间", "人数", "待提交")
    if as_json:
        output.print_json([dict(zip(headings, row, strict=True)) for row in rows])
    else:
        output.print_table(headings, rows)
    return output.CLEAN
