"""Commands that serve a hall or look at one: serve, doctor, pages."""

from typing import Annotated

import click

from sxbundle.cli.command import Declared, option
from sxbundle.cli.options import Overlays


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
    "serve": Declared(serve, "在本机提供网厅：网页供人练习，HTTP 接口供其他语言的系统使用。按 Ctrl+C 结束。")
}
"""Name of a command to what it is."""
