"""Commands that serve a hall or look at one: serve; pages, doctor: the page map, and whether it fits."""

from typing import Annotated

import click

from sxbundle.bilingual import Bilingual, joined
from sxbundle.cli import output
from sxbundle.cli.command import Declared, argument, option, wrong_value
from sxbundle.cli.options import AsJson, Overlays

_ACTIONS = ("check", "show", "diff", "schema", "record")
_PLACE = Bilingual("位置", "place")
_FINDING = (
    Bilingual("页面", "page"),
    Bilingual("名称", "title"),
    Bilingual("状态", "state"),
    Bilingual("说明", "detail"),
)


def pages(
    action: Annotated[
        str,
        argument(
            name=("动作", "ACTION"),
            help=(
                "check、show、diff（比较两份）、schema 或 record（录制）。",
                "check, show, diff (of two maps), schema or record.",
            ),
        ),
    ],
    page_map: Annotated[
        str | None,
        argument(
            name=("对照表", "MAP"),
            help=(
                "sandbox、shanxi，或 .toml 文件；默认 sandbox。record 时写网厅网址。",
                "sandbox, shanxi or a .toml file; sandbox unless given. The address of the hall for record.",
            ),
        ),
    ] = None,
    other: Annotated[
        str | None,
        argument(
            name=("另一份", "OTHER"), help=("diff 时与之比较的对照表。", "The map that diff compares with.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Page maps: check one, show where its entries come from, compare two, print the schema, record one."""
    from sxbundle.clients.browser import map_report
    from sxbundle.clients.browser.map_files import json_schema, load_map

    if action not in _ACTIONS:
        raise wrong_value(
            Bilingual("动作", "ACTION"), "应为 {names} 之一", "must be one of {names}", names=joined(_ACTIONS)
        )
    if action == "schema":
        output.print_json(json_schema())
        return output.CLEAN
    if action == "record":
        return _record(page_map)
    name = page_map or "sandbox"
    loaded = load_map(name)
    if action == "diff":
        if other is None:
            raise wrong_value(
                Bilingual("另一份", "OTHER"), "diff 须写明另一份对照表", "diff takes a second map"
            )
        changes = map_report.differences(loaded, load_map(other))
        if changes or as_json:
            headings = (_PLACE, Bilingual(name, name), Bilingual(other, other))
            output.print_records(headings, changes, as_json=as_json)
        return output.PROBLEMS if changes else output.CLEAN
    listed = map_report.entries(loaded) if action == "show" else map_report.holes(loaded)
    columns = (
        _PLACE,
        Bilingual("内容", "reads"),
        Bilingual("把握", "confidence"),
        Bilingual("来源", "source"),
        Bilingual("须补充", "to fill in"),
    )
    rows = [(entry.place, entry.reads, entry.confidence, entry.source, entry.hole) for entry in listed]
    if rows or as_json:
        output.print_records(columns, rows, as_json=as_json)
    if action == "check" and not as_json:
        count = len(map_report.entries(loaded))
        print(
            Bilingual(
                "{name}：{count} 项，空缺 {holes} 项，版本 {version}",
                "{name}: {count} entries, {holes} holes, version {version}",
                name=loaded.name,
                count=count,
                holes=len(rows),
                version=loaded.digest[:12],
            )
        )
    return output.PROBLEMS if action == "check" and rows else output.CLEAN


def _record(address: str | None) -> int:
    from sxbundle.clients.browser.chromium import Chromium
    from sxbundle.clients.browser.recorder import record

    if address is None or not address.startswith(("http://", "https://")):
        raise wrong_value(
            Bilingual("对照表", "MAP"),
            "record 须写明网厅网址（https://…）",
            "record takes the address of the hall (https://…)",
        )
    browser = Chromium(headless=False)
    try:
        print(record(browser, address), end="")
    finally:
        browser.close()
    return output.CLEAN


def doctor(
    hall: Annotated[
        str,
        option(
            "--hall",
            envvar="SXBUNDLE_HALL",
            help=(
                "浏览器方式的网厅地址，如 browser:///pages.toml?profile=/路径。",
                "A hall by its pages, such as browser:///pages.toml?profile=/path.",
            ),
        ),
    ],
    user: Annotated[
        str | None,
        option(
            "--user",
            "-u",
            envvar="SXBUNDLE_USER",
            help=("登录名；不写时用已有的登录。", "The account; whoever is signed in already unless given."),
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Hold every page of a hall against the map, do nothing; exit code 1 with a change or a hole."""
    import sxbundle as sx
    from sxbundle.cli.hall import by_pages, password_of
    from sxbundle.clients.browser.map_report import hole_findings
    from sxbundle.filing.request import Progress

    if not by_pages(hall):
        raise wrong_value(
            "--hall",
            "doctor 用于浏览器方式的网厅（browser:///…）",
            "doctor is for a hall by its pages (browser:///…)",
        )
    client = sx.connect(hall)
    assert isinstance(client, sx.BrowserHall)
    with client:
        if any(finding.page in ("site", "home") for finding in hole_findings(client.page_map)):
            findings = hole_findings(client.page_map)  # there is nowhere to go yet
        else:
            client.sign_in(None if user is None else sx.Credentials(user, password_of(hall, user)))
            with output.progress_bar(Bilingual("核对", "Comparing"), quiet=as_json) as move:
                findings = client.doctor(move and (lambda *page: move(Progress(*page))))
    rows = [
        (page_finding.page, page_finding.title, page_finding.state, page_finding.detail)
        for page_finding in findings
    ]
    output.print_records(_FINDING, rows, as_json=as_json)
    return output.CLEAN if all(page_finding.good for page_finding in findings) else output.PROBLEMS


def serve(
    hall: Annotated[
        str,
        option(
            "--hall",
            envvar="SXBUNDLE_HALL",
            help=("网厅地址，如 sqlite:///hall.db。", "Address of the hall, such as sqlite:///hall.db."),
        ),
    ] = "sqlite:///hall.db",
    demo: Annotated[
        bool, option("--demo", help=("录入演示单位，供练习。", "Enter demonstration units, to practise."))
    ] = False,
    pages: Annotated[
        bool, option("--pages/--no-pages", help=("是否提供网页。", "Whether to serve the pages."))
    ] = True,
    quirks: Annotated[
        str,
        option(
            "--quirks",
            help=(
                "网页的异常行为，供程序练习；逗号隔开。",
                "Awkward behaviour of the pages, for programs to practise on; separated by commas.",
            ),
        ),
    ] = "",
    import_seconds: Annotated[
        float,
        option(
            "--import-seconds",
            type=click.FloatRange(0, 86_400),
            help=(
                "处理一次导入需要的秒数；0 为立即得出结果。",
                "Seconds that an import takes; 0 answers at once.",
            ),
        ),
    ] = 0.0,
    host: Annotated[str, option("--host", help=("监听的地址。", "The address to listen at."))] = "127.0.0.1",
    port: Annotated[
        int,
        option(
            "--port",
            type=click.IntRange(0, 65535),
            help=("端口；0 为任一空闲端口。", "The port; 0 for any free one."),
        ),
    ] = 8000,
    overlay: Overlays = None,
) -> int:
    """Serve a hall on this machine: pages to practise on, HTTP for other languages. Ctrl+C ends it."""
    from sxbundle.gateway.__main__ import main

    arguments = ["--hall", hall, "--host", host, "--port", str(port)]
    arguments += ["--import-seconds", str(import_seconds)]
    arguments += ["--demo"] if demo else []
    arguments += ["--pages"] if pages else []
    arguments += ["--quirks", quirks] if quirks else []
    arguments += ["--catalog", "installed"]
    for path in overlay or ():
        arguments += ["--overlay", str(path)]
    return main(arguments)


COMMANDS = {
    "serve": Declared(serve, "在本机提供网厅：网页供人练习，HTTP 接口供其他语言的系统使用。按 Ctrl+C 结束。"),
    "pages": Declared(
        pages, "页面对照表：检查写法和空缺、列出来源和把握、比较两份、输出 JSON Schema；record 录制点击。"
    ),
    "doctor": Declared(
        doctor, "只看不办：逐页核对网厅页面与对照表，报告变化和空缺；有变化或空缺时退出码为 1。"
    ),
}
"""Name of a command to what it is."""
