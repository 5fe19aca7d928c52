"""Typed functions as click commands: the annotation of a parameter says how it is written and read.

Click and not Typer: Typer brings pydantic and rich, and loading them takes longer than checking a sheet.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs
import click
from attrs import frozen

from sxbundle.bilingual import Bilingual


@frozen
class Declared:
    """A command: the function that it runs, and its help.

    Attributes:
        function: returns the exit code; its docstring is the help in English.
        zh: the help in Chinese.
        en: the help in English of a command that shares another one's function.
    """

    function: Callable[..., int]
    zh: str
    en: str = ""

    @property
    def help(self) -> str:
        """The help in the language of the context."""
        return str(Bilingual(self.zh, self.en or inspect.getdoc(self.function) or ""))


@frozen
class CommandParameter:
    """How a parameter is written on the command line; stands in its annotation: `Annotated[str, option(…)]`.

    Attributes:
        kind: option or argument.
        spellings: `--bundle`, `-b`; empty for an argument.
        help: what it is for.
        name: what stands for its value in the help; by its type unless given.
        settings: what else click takes.
    """

    kind: type[click.Option] | type[click.Argument]
    spellings: tuple[str, ...]
    help: Bilingual
    name: Bilingual | None
    settings: Mapping[str, Any]


def option(*spellings: str, help: tuple[str, str], **settings: Any) -> CommandParameter:
    """A parameter with these spellings; its help in Chinese and in English."""
    return CommandParameter(click.Option, spellings, Bilingual(*help), None, settings)


def argument(*, help: tuple[str, str], name: tuple[str, str] | None = None) -> CommandParameter:
    """A parameter that is known by its place; its help and name in Chinese and in English."""
    return CommandParameter(
        click.Argument, (), Bilingual(*help), None if name is None else Bilingual(*name), {}
    )


def wrong_value(parameter: str | Bilingual, zh: str, en: str, /, **facts: object) -> click.BadParameter:
    """Why the value of a parameter cannot be used, in the language of the context."""
    return click.BadParameter(str(Bilingual(zh, en, **facts)), param_hint=str(parameter))


def create_command(kind: type[click.Command], name: str, declared: Declared) -> click.Command:
    """The command that was declared; a parameter that is a group of options becomes those options."""
    function = declared.function
    signature = inspect.signature(function).parameters.values()
    groups = {
        parameter.name: parameter.annotation for parameter in signature if attrs.has(parameter.annotation)
    }
    shared = {field.name for group in groups.values() for field in attrs.fields(group)}
    parameters: dict[str, click.Parameter] = {}
    for parameter in signature:
        for field, annotation, default in _fields(parameter):
            parameters.setdefault(field, _click_parameter(field, annotation, default))

    def call(**values: Any) -> int:
        plain = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
        built = {
            key: group(**{field.name: plain[field.name] for field in attrs.fields(group)})
            for key, group in groups.items()
        }
        return function(**built, **{key: value for key, value in plain.items() if key not in shared})

    return kind(
        name,
        callback=call,
        params=list(parameters.values()),
        help=declared.help,
        short_help=declared.help.partition("\n")[0],
    )


def _fields(parameter: inspect.Parameter) -> Iterator[tuple[str, Any, Any]]:
    """Name, annotation and default of each option of a group, or of the parameter when it is no group."""
    if not attrs.has(parameter.annotation):
        empty = parameter.default is inspect.Parameter.empty
        yield parameter.name, parameter.annotation, attrs.NOTHING if empty else parameter.default
        return
    for field in attrs.fields(parameter.annotation):
        yield field.name, field.type, field.default


def _click_parameter(name: str, annotation: Any, default: Any) -> click.Parameter:
    declared, parameter = get_args(annotation)
    kinds = [kind for kind in get_args(declared) or (declared,) if kind is not type(None)]
    kind = declared if get_origin(declared) is list else kinds[0]
    settings = {**parameter.settings, "help": str(parameter.help)}
    if variable := settings.get("envvar"):
        settings["help"] += str(Bilingual("（环境变量 {name}）", " (environment: {name})", name=variable))
    if get_origin(kind) is list:
        settings["multiple"] = True
        (kind,) = get_args(kind)
    if kind is bool:
        settings["is_flag"] = True
    else:
        settings.setdefault("type", _TYPES.get(kind, kind))
        settings.setdefault("metavar", str(parameter.name or _NAMES[kind]))
    if default is attrs.NOTHING:
        settings["required"] = True
    elif default is None:
        settings["required"] = False
    else:
        settings["default"] = default
        if kind is not bool and default != "":
            settings["show_default"] = True
    made: click.Parameter = parameter.kind([*parameter.spellings, name], **settings)
    return made


_NUMBER = Bilingual("数字", "NUMBER")
_NAMES: Mapping[type, Bilingual] = {
    Path: Bilingual("文件", "FILE"),
    datetime: Bilingual("日期", "DAY"),
    str: Bilingual("文字", "TEXT"),
    int: _NUMBER,
    float: _NUMBER,
}
_TYPES: Mapping[type, click.ParamType[Any]] = {
    Path: click.Path(path_type=Path),
    datetime: click.DateTime(["%Y-%m-%d", "%Y%m%d"]),
}
