"""Page maps as files: shipped ones, inheritance, overlays; an unknown key is refused with its place."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
from attrs import evolve

from sxbundle.bilingual import Bilingual, joined
from sxbundle.clients.browser.map_checks import inconsistent
from sxbundle.clients.browser.page_map import PageMap
from sxbundle.errors import DeclarationError
from sxbundle.os_reason import os_reason

SHIPPED = ("sandbox", "shanxi")
"""Maps that come with the package, by name."""
_LONGEST_LINE = 5
_LONGEST_NAME = 80


def load_map(source: str | Path | Mapping[str, Any], *overlays: str | Path | Mapping[str, Any]) -> PageMap:
    """The page map of a file, a shipped name or a mapping, with the overlays laid over it in order.

    Args:
        source: `sandbox`, `shanxi`, a path of a TOML file, or what such a file holds. `extends` in it names
            the map it inherits from: what both have, the inheriting one decides, table by table.
        overlays: further such files; each replaces what it names.

    Raises:
        DeclarationError: no such file, no TOML, an unknown key, a wrong type, a step without a verb, a
            page or anchor that a deed names and the map does not have; the message says where.
    """
    data: dict[str, Any] = {}
    for part in (source, *overlays):
        data = _merged(data, _inherited(part))
    data.pop("extends", None)
    try:
        page_map = msgspec.convert(data, PageMap)
    except msgspec.ValidationError as error:
        raise DeclarationError(_wrong_shape(error)) from None
    if unknown := list(_unknown(data, msgspec.to_builtins(page_map), "")):
        raise DeclarationError(
            Bilingual(
                "页面对照表有不认识的键：{keys}",
                "the page map has unknown keys: {keys}",
                keys=joined(unknown[:_LONGEST_LINE]),
            )
        )
    if wrong := list(inconsistent(page_map)):
        raise DeclarationError(
            Bilingual(
                "页面对照表前后不一致：{reasons}",
                "the page map contradicts itself: {reasons}",
                reasons=joined(wrong[:_LONGEST_LINE], "；", "; "),
            )
        )
    content = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return evolve(page_map, digest=hashlib.sha256(content.encode()).hexdigest())


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a page map, for editors."""
    schema = msgspec.json.schema(PageMap)
    for definition in schema.get("$defs", {}).values():
        if definition.get("type") == "object" and "properties" in definition:
            definition["additionalProperties"] = False
    properties = schema["$defs"]["PageMap"]["properties"]
    properties["extends"] = {"type": "string", "description": "A shipped map or a path to inherit from."}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _inherited(source: str | Path | Mapping[str, Any], seen: tuple[str, ...] = ()) -> dict[str, Any]:
    """The file's own data over that of the map that it extends."""
    data, place = _read(source)
    parent = data.get("extends")
    if parent is None:
        return data
    if not isinstance(parent, str) or "\0" in parent:
        raise DeclarationError(
            Bilingual("页面对照表的 extends 应为一个名称或文件", "extends of a page map is a name or a file")
        )
    name = parent if parent in SHIPPED or place is None else str((place.parent / parent).resolve())
    if name in seen:
        raise DeclarationError(
            Bilingual("页面对照表互相继承：{parent}", "page maps extend each other: {parent}", parent=parent)
        )
    return _merged(_inherited(name, (*seen, name)), data)


def _read(source: str | Path | Mapping[str, Any]) -> tuple[dict[str, Any], Path | None]:
    if isinstance(source, Mapping):
        return dict(source), None
    if isinstance(source, str) and source in SHIPPED:
        text = files("sxbundle.clients.browser").joinpath("maps", f"{source}.toml").read_text("utf-8")
        return tomllib.loads(text), None
    path = Path(source)
    try:
        return tomllib.loads(path.read_text("utf-8-sig")), path.resolve()  # some editors write a BOM
    except OSError as error:
        reason = os_reason(error)
    except UnicodeDecodeError:
        reason = Bilingual("不是 UTF-8 编码的文件", "it is no file in UTF-8")
    except (ValueError, RecursionError) as error:  # no TOML, tables in tables without an end, a NUL in a path
        line = re.search(r"line (\d+)", str(error))
        reason = Bilingual(
            "不合 TOML 的写法{line}", "it is no TOML{line}", line=f" ({line[0]})" if line else ""
        )
    raise DeclarationError(
        Bilingual(
            "页面对照表 {name} 读不了：{reason}",
            "the page map {name} cannot be read: {reason}",
            name=path.name[:_LONGEST_NAME],
            reason=reason,
        )
    )


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Tables are merged, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        known = merged.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            merged[key] = _merged(known, value)
        else:
            merged[key] = value
    return merged


def _unknown(record: Any, known: Any, place: str) -> Iterator[str]:
    """Places of keys that the model does not have."""
    if isinstance(record, Mapping) and isinstance(known, Mapping):
        for key, value in record.items():
            where = f"{place}.{key}".lstrip(".")
            if key not in known or where == "digest":
                yield where
            else:
                yield from _unknown(value, known[key], where)
    elif isinstance(record, list) and isinstance(known, (list, tuple)):
        for at, (item, other) in enumerate(zip(record, known, strict=True)):
            yield from _unknown(item, other, f"{place}[{at}]")


def _wrong_shape(error: msgspec.ValidationError) -> Bilingual:
    """Where a value has a wrong type; the library's own words are English."""
    text, _, place = str(error).partition(" - at `$")
    place = place.strip(".`")
    if missing := re.search("required field `(.*)`", text):
        place = f"{place}.{missing[1]}".lstrip(".")
        return Bilingual("页面对照表缺少 {place}", "the page map lacks {place}", place=place)
    return Bilingual(
        "页面对照表写错了：{place} 的类型不对", "the page map is wrong: {error}", place=place, error=error
    )
