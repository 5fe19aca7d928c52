"""The commands, put together; a refusal becomes one sentence and exit code 2."""

import sys
from collections.abc import Callable, Sequence

import click

import sxbundle
from sxbundle.bilingual import LANGUAGES, Bilingual, Lang, language
from sxbundle.cli import filing, output, pages, records, reference, serving, sheets
from sxbundle.cli.command import create_command

_WORDS = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Positional arguments:": "参数：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[required]": "[必填]",
    "[default: ": "[默认：",
    "[env var: ": "[环境变量：",
    "; required]": "；必填]",
    "Show this message and exit.": "显示本说明。",
}
"""The words of click's help that are not ours."""
_USAGE = {
    "NoSuchCommand": Bilingual(
        "没有这个命令：{name}。用 --help 查看全部命令。", "There is no command {name}. --help lists all."
    ),
    "NoSuchOption": Bilingual(
        "没有这个选项：{name}。用 --help 查看可用的选项。", "There is no option {name}. --help lists all."
    ),
    "MissingParameter": Bilingual("缺少必填的{name}。用 --help 查看说明。", "{name} is missing. See --help."),
    "BadParameter": Bilingual("{name} 的值无效：{message}", "The value of {name} is invalid: {message}"),
    "BadOptionUsage": Bilingual(
        "选项 {name} 的用法不对。用 --help 查看说明。", "The option {name} is used wrongly. See --help."
    ),
    "BadArgumentUsage": Bilingual("参数的用法不对：{message}", "An argument is used wrongly: {message}"),
    "UsageError": Bilingual("命令的用法不对：{message}", "The command is used wrongly: {message}"),
}


_HELP = {"advance": "继续一次申报：与 file 相同，已办的不会重办。"}
"""Of commands that another one's function runs."""


class _Command(click.Command):
    """A command whose help is Chinese throughout: click has no translations for its few own words."""

    def get_help(self, ctx: click.Context) -> str:
        return _chinese(super().get_help(ctx))


class _Group(click.Group):
    """The commands; each is put together when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_functions())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        function = _functions().get(cmd_name)
        return None if function is None else create_command(_Command, cmd_name, function, _HELP.get(cmd_name))

    def get_help(self, ctx: click.Context) -> str:
        return _chinese(super().get_help(ctx))


def _functions() -> dict[str, Callable[..., int]]:
    modules = sheets, filing, records, reference, serving, pages
    return {name: function for module in modules for name, function in module.COMMANDS.items()}


def _chinese(text: str) -> str:
    for english, chinese in _WORDS.items():
        text = text.replace(english, chinese)
    return text


def create_app() -> click.Group:
    """The command with all its commands."""
    group = _Group(
        name="sxbundle",
        help="山西“打包快办”申报：检查、填表、打印、申报。每个命令都可用 --help 查看说明。",
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    version = click.version_option(
        sxbundle.__version__, prog_name="sxbundle", message="%(prog)s %(version)s", help="显示版本号。"
    )
    lang = click.option(
        "--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="文字的语言：zh 中文，en 英文。"
    )
    return version(lang(group))


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 clean, 1 problems, 2 refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output.use_utf8()
    with language(_language_option(given)):
        return _run(given)


def _language_option(given: list[str]) -> Lang:
    """Takes `--lang` out of the arguments, wherever it stands; the environment has it otherwise."""
    lang = output.environment("SXBUNDLE_LANG")
    for at, argument in enumerate(given):
        if argument == "--lang" and given[at + 1 : at + 2] and given[at + 1] in LANGUAGES:
            lang = given[at + 1]
            del given[at : at + 2]
            break
        if argument.startswith("--lang=") and argument.removeprefix("--lang=") in LANGUAGES:
            lang = argument.removeprefix("--lang=")
            del given[at]
            break
    return "en" if lang == "en" else "zh"


def _run(given: list[str]) -> int:
    from sxbundle.errors import SxError

    try:
        result = create_app().main(given, "sxbundle", standalone_mode=False)
    except SxError as error:
        output.refuse(error, as_json="--json" in given)
        return output.REFUSED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe went away: nothing is left to say
        return output.CLEAN
    except (KeyboardInterrupt, click.Abort):
        print(Bilingual("已中断。", "Interrupted."), file=sys.stderr)
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
            given = getattr(error, "option_name", None) or getattr(error, "command_name", None) or ""
            names = getattr(parameter, "opts", None) or [given]
            message = getattr(error, "message", "") or ""
            positional = parameter is not None and not names[0].startswith("-")
            label = (
                Bilingual("参数 {value}", "argument {value}", value=names[0].upper())
                if positional
                else "/".join(names)
            )
            return str(_USAGE[kind.__name__].given({"name": label, "message": message}))
    return None
