"""The commands, put together; a refusal becomes one sentence and exit code 2."""

import sys
from collections.abc import Sequence
from typing import Any

import click

import sxbundle
from sxbundle.bilingual import LANGUAGES, Bilingual, Lang, current_language, joined, language
from sxbundle.cli import filing, output, pages, records, reference, sheets
from sxbundle.cli.command import Declared, create_command
from sxbundle.os_reason import os_reason

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
_USAGE: dict[type[click.UsageError], Bilingual] = {
    click.NoSuchCommand: Bilingual(
        "没有这个命令：{name}。用 --help 查看全部命令。", "There is no command {name}. --help lists all."
    ),
    click.NoSuchOption: Bilingual(
        "没有这个选项：{name}。用 --help 查看可用的选项。", "There is no option {name}. --help lists all."
    ),
    click.MissingParameter: Bilingual(
        "缺少必填的{name}。用 --help 查看说明。", "{name} is missing. See --help."
    ),
    click.BadParameter: Bilingual("{name}：{message}。", "{name}: {message}."),
    click.BadOptionUsage: Bilingual(
        "选项 {name} 的用法不对：少了值，或多了值。用 --help 查看说明。",
        "The option {name} lacks a value, or takes none. See --help.",
    ),
}
"""Kind of a wrong command line to what is said of it; the first that fits."""
_WRONG_USAGE = Bilingual("命令的用法不对：{message}", "The command is used wrongly: {message}")
_VALUES: dict[type[click.ParamType[Any]], Bilingual] = {
    click.DateTime: Bilingual(
        "应为日期，写作 2026-11-30 或 20261130", "a day is wanted, as 2026-11-30 or 20261130"
    ),
    click.IntRange: Bilingual("应为 {min} 到 {max} 的整数", "a whole number from {min} to {max} is wanted"),
    click.FloatRange: Bilingual("应为 {min} 到 {max} 的数字", "a number from {min} to {max} is wanted"),
    click.Choice: Bilingual("应为 {choices} 之一", "one of {choices} is wanted"),
}
"""Type of a parameter to what its values look like; click says it in English only."""


class _Command(click.Command):
    """A command whose help is in one language: click has no translations for its few own words."""

    def get_help(self, ctx: click.Context) -> str:
        return _translated(super().get_help(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # click reports them in English
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            extra = Bilingual("多余的参数 {names}", "extra arguments {names}", names=joined(ctx.args))
            raise click.UsageError(str(extra))
        return rest


class _Group(click.Group):
    """The commands; each is put together when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_declared())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        declared = _declared().get(cmd_name)
        return None if declared is None else create_command(_Command, cmd_name, declared)

    def get_help(self, ctx: click.Context) -> str:
        return _translated(super().get_help(ctx))


def _declared() -> dict[str, Declared]:
    modules = sheets, filing, records, reference, pages
    return {name: declared for module in modules for name, declared in module.COMMANDS.items()}


def _translated(text: str) -> str:
    """The help with click's own words in Chinese, when that is the language of the context."""
    if current_language() == "zh":
        for english, chinese in _WORDS.items():
            text = text.replace(english, chinese)
    return text


def create_app() -> click.Group:
    """The command with all its commands."""
    group = _Group(
        name="sxbundle",
        help=str(
            Bilingual(
                "山西“打包快办”申报：检查、填表、打印、申报。每个命令都可用 --help 查看说明。",
                "Files Shanxi's 打包快办 bundles: check, fill, print, file. Every command has --help.",
            )
        ),
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    version = click.version_option(
        sxbundle.__version__,
        prog_name="sxbundle",
        message="%(prog)s %(version)s",
        help=str(Bilingual("显示版本号。", "Show the version.")),
    )
    lang = click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        expose_value=False,
        help=str(
            Bilingual(
                "文字的语言：zh 中文，en 英文（环境变量 SXBUNDLE_LANG）。",
                "Language of all text: zh Chinese, en English (environment: SXBUNDLE_LANG).",
            )
        ),
    )
    return version(lang(group))


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 clean, 1 problems, 2 refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    output.prepare_streams()
    with language(_language_option(given)):
        return _run(given)


def _language_option(given: list[str]) -> Lang:
    """Takes `--lang` out of the arguments, wherever it stands; the environment has it otherwise."""
    lang = output.environment("SXBUNDLE_LANG")
    for at, argument in enumerate(given):
        name, separator, value = argument.partition("=")
        if name != "--lang":
            continue
        words = 1 if separator else 2
        value = value if separator else "".join(given[at + 1 : at + 2])
        if value in LANGUAGES:
            lang = value
            del given[at : at + words]
        else:
            given[:] = given[at : at + words]  # the group refuses it
        break
    return "en" if lang == "en" else "zh"


def _run(given: list[str]) -> int:
    from sxbundle.errors import SxError

    as_json = "--json" in given
    try:
        result = create_app().main(given, "sxbundle", standalone_mode=False)
        sys.stdout.flush()
    except SxError as error:
        output.refuse(error, as_json=as_json)
    except BrokenPipeError:
        output.discard_rest()  # the reader of the pipe went away: nothing is left to say
        return output.CLEAN
    except OSError as error:
        output.discard_rest()
        print(Bilingual("不能办理：{reason}", "Refused: {reason}", reason=os_reason(error)), file=sys.stderr)
    except (KeyboardInterrupt, click.Abort):
        print(Bilingual("已中断。", "Interrupted."), file=sys.stderr)
        return output.INTERRUPTED
    except click.UsageError as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            print(error.format_message(), file=sys.stderr)
        else:
            output.refuse_usage(_usage_sentence(error), as_json=as_json)
    else:
        return result if isinstance(result, int) else output.CLEAN
    return output.REFUSED


def _usage_sentence(error: click.UsageError) -> Bilingual:
    """What is said of a wrong command line."""
    sentence = next((text for kind, text in _USAGE.items() if isinstance(error, kind)), _WRONG_USAGE)
    parameter = getattr(error, "param", None)
    message = error.message if parameter is None else _wanted_value(parameter, error.message)
    return sentence.given({"name": _parameter_name(error, parameter), "message": message})


def _parameter_name(error: click.UsageError, parameter: click.Parameter | None) -> object:
    if isinstance(parameter, click.Argument):
        return Bilingual(
            "参数 {metavar}（{name}）",
            "argument {name}",
            metavar=parameter.metavar,
            name=str(parameter.name).upper(),
        )
    if parameter is not None:
        return "/".join(parameter.opts)
    named = (getattr(error, name, None) for name in ("param_hint", "option_name", "command_name"))
    return next((name for name in named if name), "")


def _wanted_value(parameter: click.Parameter, message: str) -> object:
    """What a value of the parameter looks like; click's own words for a type that we do not use."""
    for kind, sentence in _VALUES.items():
        if isinstance(parameter.type, kind):
            facts = {name: getattr(parameter.type, name, "") for name in ("min", "max")}
            return sentence.given({**facts, "choices": joined(getattr(parameter.type, "choices", ()))})
    return message
