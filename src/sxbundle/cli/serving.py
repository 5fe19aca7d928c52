"""Commands that serve a hall or look at one: serve, doctor, pages."""

from typing import Annotated

import click

from sxbundle.cli.command import option
from sxbundle.cli.options import Overlays


def serve(
    hall: Annotated[
        str,
        option(
            "--hall",
            envvar="SXBUNDLE_HALL",
            metavar="文字",
            help="网厅地址，如 sqlite:///hall.db（环境变量 SXBUNDLE_HALL）。",
        ),
    ] = "sqlite:///hall.db",
    demo: Annotated[bool, option("--demo", help="录入演示单位，供练习。")] = False,
    pages: Annotated[bool, option("--pages/--no-pages", help="是否提供网页。")] = True,
    quirks: Annotated[
        str, option("--quirks", metavar="文字", help="网页的异常行为，供程序练习；逗号隔开。")
    ] = "",
    import_seconds: Annotated[
        float,
        option(
            "--import-seconds",
            type=click.FloatRange(0, 86_400),
            metavar="数字",
            help="处理一次导入需要的秒数；0 为立即得出结果。",
        ),
    ] = 0.0,
    host: Annotated[str, option("--host", metavar="文字", help="监听的地址。")] = "127.0.0.1",
    port: Annotated[
        int, option("--port", type=click.IntRange(0, 65535), metavar="数字", help="端口；0 为任一空闲端口。")
    ] = 8000,
    overlay: Overlays = None,
) -> int:
    """在本机提供网厅：网页供人练习，HTTP 接口供其他语言的系统使用。按 Ctrl+C 结束。"""
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


COMMANDS = {"serve": serve}
"""Name of a command to what it runs."""
