"""The file of an overlay, TOML or JSON, read into plain values whose shape is right."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError
from sxbundle.os_reason import os_reason

_MOST_BYTES = 4 * 1024 * 1024
_NO_PLACE = ""
"""The place of a refusal that concerns the whole file."""
_TOP = {"source", "bundles", "codes"}
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What no sheet and no form can hold."""


@frozen
class ListEntries:
    """Entries for one code list."""

    key: str
    entries: Mapping[str, str]
    replace: bool


@frozen(eq=False)
class OverlayFile:
    """What an overlay's file says.

    Attributes:
        path: the file, resolved: the same file twice counts once, as it reads the second time.
        file: its name, for messages.
        source: who says so.
        bundles: bundle key to its tables `items` and `columns`.
        codes: entries for code lists.
    """

    path: Path
    file: str
    source: str
    bundles: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]] = field(factory=dict)
    codes: tuple[ListEntries, ...] = ()

    def wrong(self, key: str, why: Bilingual) -> DeclarationError:
        """The refusal of one key, or of the whole file."""
        return DeclarationError(
            Bilingual(
                f"覆盖文件“{{file}}”{'，{key}' if key else ''}：{{why}}",
                f"Overlay 「{{file}}」{', {key}' if key else ''}: {{why}}",
                file=self.file,
                key=key,
                why=why,
            )
        )


def read_overlay_file(path: Path) -> OverlayFile:
    """Reads a file.

    Raises:
        DeclarationError: it cannot be read, is no TOML or JSON, or holds something of a wrong shape.
    """
    try:
        bare = OverlayFile(path.resolve(), shown(path.name), "")
    except (ValueError, OSError) as error:  # a NUL, half a character, a loop of links
        raise DeclarationError(
            Bilingual(
                "覆盖文件：文件名含有不能使用的字符，或无法找到。",
                "Overlay: the name of the file holds characters that cannot be used, or it is not found.",
            )
        ) from error
    plain = _parsed(bare, path)
    source = plain.get("source")
    if not isinstance(source, str) or not source.strip():
        raise bare.wrong(
            "source",
            Bilingual(
                "须写明依据：谁、何时、以什么文件或页面说明了这些变化。",
                "say who announced these changes, when, and in which document or page.",
            ),
        )
    if strange := sorted(plain.keys() - _TOP):
        raise bare.wrong(
            strange[0],
            Bilingual(
                "没有这个键，可用：{value}。",
                "there is no such key; there are {value}.",
                value="、".join(sorted(_TOP)),
            ),
        )
    bundles = {
        key: _bundle(bare, f"bundles.{key}", table)
        for key, table in _table(bare, "bundles", plain.get("bundles", {})).items()
    }
    lists = _table(bare, "codes", plain.get("codes", {}))
    codes = tuple(_codes(bare, key, table) for key, table in lists.items())
    return OverlayFile(bare.path, bare.file, source.strip(), bundles, codes)


def _parsed(bare: OverlayFile, path: Path) -> dict[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise bare.wrong(
                _NO_PLACE, Bilingual("不是普通文件。", "it is no ordinary file.")
            )  # a device or a pipe may never end
        with path.open("rb") as stream:
            content = stream.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise bare.wrong(
                _NO_PLACE,
                Bilingual("超过 4 MiB，不是覆盖文件。", "it is larger than 4 MiB and no overlay."),
            )
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise bare.wrong(
            _NO_PLACE, Bilingual("读不了{value}。", "it cannot be read: {value}.", value=os_reason(error))
        ) from None
    except UnicodeDecodeError:
        raise bare.wrong(_NO_PLACE, Bilingual("不是 UTF-8 文本。", "it is no text in UTF-8.")) from None
    try:
        match path.suffix.lower():
            case ".toml":
                plain = tomllib.loads(text)
            case ".json":
                plain = json.loads(text, object_pairs_hook=lambda pairs: _once(bare, pairs))
            case other:
                raise bare.wrong(
                    _NO_PLACE,
                    Bilingual(
                        "应为 .toml 或 .json，不是“{other}”。",
                        "must be .toml or .json, not 「{other}」.",
                        other=other,
                    ),
                )
        _writable(bare, _NO_PLACE, plain)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise bare.wrong(_NO_PLACE, _malformed(error)) from None
    except RecursionError:
        raise bare.wrong(_NO_PLACE, Bilingual("嵌套过深。", "it is nested too deeply.")) from None
    except ValueError:  # Python reads no number of more digits than some thousand
        raise bare.wrong(
            _NO_PLACE, Bilingual("含有位数过多的数字。", "it holds a number with too many digits.")
        ) from None
    return _table(bare, _NO_PLACE, plain)


def _malformed(error: ValueError) -> Bilingual:
    """Where a parser stopped; its own words are English."""
    if place := re.search(r"line (\d+),? column (\d+)", str(error)):
        line, column = place.groups()
        return Bilingual(
            "第 {line} 行第 {column} 个字符处格式有误。",
            "it is malformed at line {line}, column {column}.",
            line=line,
            column=column,
        )
    return Bilingual("格式有误，文件可能不完整。", "it is malformed, perhaps cut short.")


def _writable(bare: OverlayFile, where: str, plain: Any) -> None:
    """Sheets, forms and messages are made of these texts: one that cannot be written is reported here."""
    if isinstance(plain, str) and _UNWRITABLE.search(plain):
        raise bare.wrong(
            where,
            Bilingual(
                "含有不能书写的字符（控制字符等）。",
                "it holds characters that cannot be written (control characters and the like).",
            ),
        )
    if isinstance(plain, dict):
        for key, value in plain.items():
            _writable(bare, where, key)
            _writable(bare, key if where == _NO_PLACE else f"{where}.{key}", value)
    elif isinstance(plain, list):
        for value in plain:
            _writable(bare, where, value)


def _once(bare: OverlayFile, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON takes the last of two equal keys silently; TOML refuses them, and so do we."""
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise bare.wrong(
            next(key for key in keys if keys.count(key) > 1),
            Bilingual("同一个键出现两次。", "the key stands twice."),
        )
    return made


def _bundle(bare: OverlayFile, where: str, table: Any) -> dict[str, dict[str, dict[str, Any]]]:
    parts = _table(bare, where, table)
    if strange := sorted(parts.keys() - {"items", "columns"}):
        raise bare.wrong(
            f"{where}.{strange[0]}",
            Bilingual(
                "没有这个键，可用：items、columns。", "there is no such key; there are items, columns."
            ),
        )
    return {
        part: {
            key: _table(bare, f"{where}.{part}.{key}", value)
            for key, value in _table(bare, f"{where}.{part}", declared).items()
        }
        for part, declared in parts.items()
    }


def _codes(bare: OverlayFile, key: str, table: Any) -> ListEntries:
    where = f"codes.{key}"
    record = _table(bare, where, table)
    if strange := sorted(record.keys() - {"entries", "replace"}):
        raise bare.wrong(
            f"{where}.{strange[0]}",
            Bilingual(
                "没有这个键，可用：entries、replace。", "there is no such key; there are entries, replace."
            ),
        )
    entries = _table(bare, f"{where}.entries", record.get("entries", {}))
    replace = record.get("replace", False)
    if not isinstance(replace, bool):
        raise bare.wrong(f"{where}.replace", Bilingual("应为 true 或 false。", "must be true or false."))
    if not entries:
        raise bare.wrong(f"{where}.entries", Bilingual("没有任何条目。", "there is no entry."))
    for code, name in entries.items():
        if not isinstance(name, str) or not name.strip():
            raise bare.wrong(f"{where}.entries.{code}", Bilingual("名称应为文字。", "a name must be a text."))
    return ListEntries(key, entries, replace)


def _table(bare: OverlayFile, where: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise bare.wrong(where, Bilingual("应为一组键和值。", "must be keys and values."))
    return value
