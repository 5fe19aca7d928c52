"""A caller's own codes for the entries of code lists, and what is still missing in them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sxbundle.argument_checks import expect, shown
from sxbundle.batch.caption import fold
from sxbundle.batch.table import key_text
from sxbundle.bilingual import Bilingual
from sxbundle.codes import CodeList
from sxbundle.errors import DeclarationError
from sxbundle.os_reason import os_reason
from sxbundle.rules.one_of import OneOf
from sxbundle.schema import Column, Plan

OwnCodes = Mapping[str, Mapping[str, str]] | str | Path
"""Key or title of a code list, or a column's caption or key, to own value and code: as a mapping, or a
TOML file that holds it."""
ByColumn = Mapping[str, Mapping[str, str]]
"""Column key to own value and code."""


def own_codes_of(plan: Plan[Any], codes: OwnCodes | None) -> ByColumn:
    """What a caller gives as `codes=`, by column.

    Raises:
        DeclarationError: a name of neither list nor column, a code that the column cannot read, a
            file that is no such TOML.
        TypeError: neither a mapping of mappings of texts nor a path.
    """
    if codes is None:
        return {}
    codes_by_name = codes if isinstance(codes, Mapping) else _from_file(Path(codes))
    codes_of_list: dict[str, dict[str, str]] = {}
    for name, values in codes_by_name.items():
        expect("codes: a key", name, str)
        expect(f"codes: {shown(name, 40)}", values, Mapping)
        columns = [column for column in plan.columns if _is_named(column, name)]
        if not columns:
            raise DeclarationError(
                Bilingual(
                    "codes=：“{name}”不是“{title}”所用的代码表或列名",
                    "codes=: 「{name}」 is no code list or column of 「{title}」",
                    name=shown(name, 40),
                    title=plan.title,
                )
            )
        for column in columns:
            known = codes_of_list.setdefault(column.key, {})
            for own, code in values.items():
                expect("codes: a code", code, str)
                if code and column.rule.read(code, []) is None:
                    raise DeclarationError(
                        Bilingual(
                            "codes=：“{caption}”没有代码“{code}”",
                            "codes=: 「{caption}」 has no code 「{code}」",
                            caption=column.caption,
                            code=shown(code, 40),
                        )
                    )
                known[(key_text(own) or "")] = code
    return codes_of_list


def translated(codes: ByColumn, cells: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The cells by column, own values replaced by the codes that they stand for; others stay."""
    result = dict(cells)
    for key, values in codes.items():
        if key in result:
            result[key] = [values.get(key_text(cell) or "") or cell for cell in result[key]]
    return result


@frozen
class UnknownValue:
    """A value that no entry of a column's code list is called by.

    Attributes:
        list: key of the code list; of the column, where its rule reads from no single list.
        column: key of the column.
        caption: of the column.
        value: as written.
        count: in how many rows.
        near: labels of the entries that look most like it.
    """

    list: str
    column: str
    caption: str
    value: str = field(repr=False)
    count: int
    near: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "list": self.list,
            "column": self.column,
            "caption": self.caption,
            "value": self.value,
            "count": self.count,
            "near": list(self.near),
        }


def unknown_values(
    plan: Plan[Any],
    cells: Mapping[str, Sequence[Any]],
    wrong: Callable[[str], Iterable[int]],
) -> tuple[UnknownValue, ...]:
    """The values that no code list knows, most frequent first within each column.

    Args:
        plan: whose columns they are.
        cells: column key to raw cells.
        wrong: gets the key of a column, returns the indexes of the rows with a wrong cell there.
    """
    unknown: list[UnknownValue] = []
    for column in plan.columns:
        listed = code_list_of(column)
        if listed is None or column.key not in cells or column.section not in plan.active:
            continue
        written_in = cells[column.key]
        counts = Counter(key_text(written_in[index]) or "" for index in wrong(column.key))
        for value, count in counts.most_common():
            near = tuple(code.label for code in listed.near(value)) if len(value) <= _LONGEST else ()
            unknown.append(UnknownValue(listed.key, column.key, column.caption, value, count, near))
    return tuple(unknown)


def code_list_of(column: Column) -> CodeList | None:
    """The list that a column's cells are entries of; None for other columns."""
    return column.rule.codes if isinstance(column.rule, OneOf) else None


def mapping_toml(values: Iterable[UnknownValue]) -> str:
    """A TOML file to fill in: each unknown value with an empty code, the nearest entries beside it.

    What is filled in is given back as `codes=`; a value whose code stays empty is read as it is.

    >>> print(mapping_toml([UnknownValue("education", "a.b", "学历", "BACHELOR", 3, ("21.大学本科",))]))
    [education]  # 学历
    "BACHELOR" = ""  # 3 行；相近：21.大学本科
    <BLANKLINE>
    """
    lists: dict[str, dict[str, UnknownValue]] = {}
    for value in values:
        lists.setdefault(value.list, {}).setdefault(value.value, value)
    lines: list[str] = []
    for name, entries in lists.items():
        lines.append(f"[{name}]  # {next(iter(entries.values())).caption}")
        for entry in entries.values():
            near = f"；相近：{'、'.join(entry.near)}" if entry.near else ""
            lines.append(f'{_quoted(entry.value)} = ""  # {entry.count} 行{near}')
        lines.append("")
    return "\n".join(lines)


_LONGEST = 40


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(character):04X}"
        if character < " " or character == "\x7f"
        else f"\\{character}"
        if character in '"\\'
        else character
        for character in text
    )
    return f'"{escaped}"'


def _is_named(column: Column, name: str) -> bool:
    listed = code_list_of(column)
    if listed is not None and name in (listed.key, listed.title):
        return True
    return name == column.key or fold(name) == fold(column.caption)


def _from_file(path: Path) -> Mapping[str, Any]:
    import tomllib  # few programs have own codes in a file

    name = shown(path.name, 40)
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = (
            os_reason(error, path)
            if isinstance(error, OSError)
            else Bilingual(
                "“{name}”不是 UTF-8 的 TOML 文件", "「{name}」 is no TOML file in UTF-8", name=name
            )
        )
        raise DeclarationError(
            Bilingual("codes=：无法读取：{reason}", "codes=: cannot be read: {reason}", reason=reason)
        ) from error
