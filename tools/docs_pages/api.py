"""The public names, with their signatures and what they are."""

import importlib
import inspect
from collections.abc import Iterator, Mapping
from enum import Enum
from types import ModuleType
from typing import Any, NewType

import sxbundle as sx
from docs_pages.language import say
from docs_pages.markdown import GENERATED
from sxbundle.errors import SxError

MODULES = (
    "sxbundle",
    "sxbundle.rules",
    "sxbundle.codes",
    "sxbundle.schema",
    "sxbundle.batch",
    "sxbundle.forms",
    "sxbundle.workbook",
    "sxbundle.problem",
    "sxbundle.source",
    "sxbundle.clock",
    "sxbundle.clients.contract",
    "sxbundle.clients.capabilities",
    "sxbundle.procedure",
    "sxbundle.procedure.identity",
    "sxbundle.procedure.ledger",
    "sxbundle.procedure.need",
    "sxbundle.procedure.model",
    "sxbundle.gateway",
    "sxbundle.testing.people",
    "sxbundle.testing.papers",
    "sxbundle.testing.rows",
    "sxbundle.testing.values",
    "sxbundle.testing.office",
    "sxbundle.testing.scenario",
    "sxbundle.testing.contract",
)


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(filter(None, _parts()))


def _parts() -> Iterator[str]:
    yield GENERATED
    yield say("# 公开名称", "# Public names")
    yield say(
        "这里列出的名称是稳定的：改名只会随写明此事的新版本发生。每个名称列在最先提供它的模块下；"
        "`sxbundle` 导入为 `sx`。"
        "说明取自程序里的英文文档：它只写一处，随程序一起更新，译文会与程序脱节。用法的中文说明见各专题页。",
        "What stands here stays: a name changes only with a release that says so in the change log. Each "
        "name is listed where it is first offered; `sxbundle` is imported as `sx`.",
    )
    told: set[int] = set()
    for name in MODULES:
        module = importlib.import_module(name)
        yield f"## `{name}` {{#{name}}}"
        yield inspect.cleandoc(module.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        for public in _names(module):
            value = getattr(module, public)
            if id(value) in told or isinstance(value, ModuleType) or public == "__version__":
                continue
            told.add(id(value))
            yield from _entry(public, value)


def _names(module: ModuleType) -> list[str]:
    if hasattr(module, "__all__"):
        return list(module.__all__)
    own = [
        name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
    ]
    return [name for name in own if not name.startswith("_")]


def _entry(name: str, value: Any) -> Iterator[str]:
    yield f"### `{name}`"
    if inspect.isclass(value) and issubclass(value, Enum):
        yield _sentence(value)
        yield "\n".join(f"- `{one.name}`: `{one.value!r}`" for one in value)
    elif inspect.isclass(value):
        yield f"A `{value.__mro__[1].__name__}`." if issubclass(value, SxError) else _called(name, value)
        yield _sentence(value)
        yield "\n".join(_members(value))
    elif isinstance(value, NewType):
        yield f"A `{value.__supertype__.__name__}` of its own type."
    elif callable(value):
        yield _called(name, value)
        yield _sentence(value)
    elif isinstance(value, sx.Bundle):
        yield f"The bundle {value.title}."
    elif isinstance(value, Mapping):
        yield f"By key: {', '.join(f'`{key}`' for key in value)}."
    else:
        yield f"A `{type(value).__name__}`."


def _called(name: str, value: Any) -> str:
    return f"`{name}{_signature(value)}`"


def _members(cls: type) -> Iterator[str]:
    """Methods and properties that the class itself defines, one line each."""
    for name, value in vars(cls).items():
        if name.startswith("_") or issubclass(cls, BaseException):
            continue
        function = (
            getattr(value, "fget", None) or getattr(value, "func", None) or getattr(value, "__func__", value)
        )
        if not inspect.isfunction(function) or not function.__doc__:
            continue
        called = "" if function is not value and not isinstance(value, classmethod) else _signature(value)
        yield f"- `{name}{called}`: {_sentence(function)}"


def _signature(value: Any) -> str:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return ""
    bare = [
        parameter.replace(
            annotation=inspect.Parameter.empty,
            default=_DEFAULT if parameter.default is not parameter.empty else parameter.empty,
        )
        for parameter in signature.parameters.values()
        if parameter.name not in {"self", "cls"} and not parameter.name.startswith("_")
    ]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


class _Default:
    def __repr__(self) -> str:
        return "…"


_DEFAULT = _Default()


def _sentence(value: Any) -> str:
    """The first paragraph of its docstring."""
    return inspect.cleandoc(value.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
