"""The commands, put together; a refusal becomes one sentence and exit code 2."""

import sys
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from sxbundle.cli import filing, output, records, reference, serving, sheets

_WORDS = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Arguments:": "参数：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[required]": "[必填]",
    "[default: ": "[默认：",
    "[env var: ": "[环境变量：",
    "; required]": "；必填]",
    "Show this message and exit.": "显示本说明。",
    "Install completion for the current shell.": "为当前命令行安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示补全脚本。",
}
"""The words of Typer's help that are not ours."""
_USAGE = {
    "NoSuchOption": "没有这个选项：{name}。用 --help 查看可用的选项。",
    "MissingParameter": "缺少必填的{name}。用 --help 查看说明。",
    "BadParameter": "{name} 的值无效：{message}",
    "BadOptionUsage": "选项 {name} 的用法不对。用 --help 查看说明。",
    "BadArgumentUsage": "参数的用法不对：{message}",
    "UsageError": "命令的用法不对：{message}",
}


class _ChineseCommand(TyperCommand):
    """A command whose help is Chinese throughout: Typer has no translations for its few own words."""

    def get_help(self, ctx: Any) -> str:
        return _chinese(super().get_help(ctx))


class _ChineseGroup(TyperGroup):
    """The group of commands, likewise."""

    def get_help(self, ctx: Any) -> str:
        return _chinese(super().get_help(ctx))


def _chinese(text: str) -> str:
    for english, chinese in _WORDS.items():
        text = text.replace(english, chinese)
    return text


def create_app() -> typer.Typer:
    """The application with all commands."""
    app = typer.Typer(
        name="sxbundle",
        cls=_ChineseGroup,
        help="山西“打包快办”申报：检查、填表、打印、申报。每个命令都可用 --help 查看说明。",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for module in (sheets, filing, records, reference, serving):
        module.register(app)
    for command in app.registered_commands:
        command.cls = _ChineseCommand
    return app


def _show_version(asked: bool) -> None:
    if asked:
        import sxbundle

        print(f"sxbundle {sxbundle.__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="显示版本号。"
    ),
) -> None:
    """山西“打包快办”申报：检查、填表、打印、申报。每个命令都可用 --help 查看说明。"""


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 clean, 1 problems, 2 refused."""
    from sxbundle.errors import SxError

    given = list(sys.argv[1:] if arguments is None else arguments)
    output.use_utf8()
    try:
        result = typer.main.get_command(create_app()).main(given, "sxbundle", standalone_mode=False)
    except SxError as error:
        output.refuse(error, as_json="--json" in given)
        return output.REFUSED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe went away: nothing is left to say
        return output.CLEAN
    except (KeyboardInterrupt, typer.Abort):
        print("已中断。", file=sys.stderr)
        return output.INTERRUPTED
    except Exception as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            print(getattr(error, "message", ""), file=sys.stderr)
            return output.REFUSED
        sentence = _usage_sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return output.REFUSED
    return result if isinstance(result, int) else output.CLEAN


def _usage_sentence(error: Exception) -> str | None:
    """The Chinese sentence for a wrong command line; None when the error is another one."""
    for kind in type(error).__mro__:
        if kind.__name__ in _USAGE:
            parameter = getattr(error, "param", None)
            names = getattr(parameter, "opts", None) or [getattr(error, "option_name", None) or ""]
            message = getattr(error, "message", "") or ""
            label = "/".join(names) if str(names[0]).startswith("-") else f"参数 {str(names[0]).upper()}"
            return _USAGE[kind.__name__].format(name=label, message=message)
    return None
