"""Administrative divisions (GB/T 2260), current and abolished: people carry prefixes of both."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property

from attrs import field, frozen

from sxbundle.argument_checks import expect
from sxbundle.bilingual import Bilingual
from sxbundle.codes.fold import fold
from sxbundle.codes.tsv import TsvTable
from sxbundle.errors import DeclarationError
from sxbundle.source import Source

_GROUPING = re.compile(r"市辖区|县|市|市区|(省|自治区)?直辖.*")


class DivisionStatus(StrEnum):
    """What became of a division."""

    CURRENT = "current"
    ABOLISHED = "abolished"
    PLACEHOLDER = "placeholder"
    """A grouping such as 市辖区 that names no place, and that old certificates carry all the same."""
    ZONE = "zone"
    """A development zone, which has a code in statistics."""


@frozen
class Division:
    """One division; equal to another when the code is the same.

    Attributes:
        code: six digits.
        name: its own name, the latest one (`朝阳区`).
        full_name: with province and city (`北京市朝阳区`).
        status: current, abolished or a grouping.
    """

    code: str
    name: str = field(eq=False)
    full_name: str = field(eq=False)
    status: DivisionStatus = field(eq=False, default=DivisionStatus.CURRENT)

    @property
    def current(self) -> bool:
        """True when the division exists today."""
        return self.status in {DivisionStatus.CURRENT, DivisionStatus.ZONE}

    @property
    def label(self) -> str:
        """`NNNNNN.全称`."""
        return f"{self.code}.{self.full_name}"

    def __str__(self) -> str:
        return self.label


_Named = tuple[str, DivisionStatus]


@frozen(eq=False, slots=False)  # what is derived is kept once it is asked for
class Divisions:
    """All divisions that are known, with where they come from.

    A `Division` is made when it is asked for: checking numbers asks only whether a code is known.

    Attributes:
        source: who says so.
        names: code to own name and status.
    """

    source: Source
    names: Mapping[str, _Named] = field(repr=False)

    def get(self, code: str) -> Division | None:
        """The division with these six digits, current or abolished, or None."""
        named = self.names.get(code)
        return None if named is None else Division(code, named[0], self._full_name(code), named[1])

    @cached_property
    def by_code(self) -> Mapping[str, Division]:
        """Code to division, of all."""
        return {
            code: Division(code, name, self._full_name(code), status)
            for code, (name, status) in self.names.items()
        }

    def named(self, text: str) -> tuple[Division, ...]:
        """The current divisions that `text` may name, with or without what stands above them.

        >>> from sxbundle.codes import divisions
        >>> [division.code for division in divisions().named("太原市小店区")]
        ['140105']
        """
        expect("text", text, str)
        return self._current.get(fold(text), ())

    def formerly(self, text: str) -> tuple[Division, ...]:
        """The abolished divisions that `text` may name.

        >>> from sxbundle.codes import divisions
        >>> [division.code for division in divisions().formerly("晋中市太谷县")]
        ['140726']
        """
        return self._former.get(fold(text), ())

    @cached_property
    def _current(self) -> dict[str, tuple[Division, ...]]:
        return _spellings(self.by_code, current=True)

    @cached_property
    def _former(self) -> dict[str, tuple[Division, ...]]:
        return _spellings(self.by_code, current=False)

    def _full_name(self, code: str) -> str:
        """The names of province, city and the division itself, without those that name no place."""
        parts: list[str] = []
        for part in dict.fromkeys((code[:2] + "0000", code[:4] + "00", code)):
            name = self.names[part][0] if part in self.names else ""
            if name and not _GROUPING.fullmatch(name):
                parts.append(name)
        return "".join(parts) or self.names[code][0]

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, code: object) -> bool:
        return code in self.names


def _spellings(by_code: Mapping[str, Division], *, current: bool) -> dict[str, tuple[Division, ...]]:
    """Divisions of today or of before under their full name, their name and what stands between."""
    named: dict[str, tuple[Division, ...]] = {}
    for division in by_code.values():
        if division.current is not current or _GROUPING.fullmatch(division.name):
            continue
        spellings = {division.full_name, division.name}
        for parent in (division.code[:2] + "0000", division.code[:4] + "00"):
            above = by_code.get(parent)
            if above is not None and above != division and not _GROUPING.fullmatch(above.name):
                spellings |= {above.name + division.name, division.full_name.removeprefix(above.name)}
        for spelling in map(fold, spellings):
            named[spelling] = (*named.get(spelling, ()), division)
    return named


def _rows(table: TsvTable) -> Iterator[tuple[str, str, str]]:
    """Code, name and status of each division."""
    code = ""
    for row in table.rows:
        text = row["code"].removeprefix("-")
        status = row.get("status") or ("current" if text == row["code"] else "old")
        if code and text in ("", "+"):
            code = f"{int(code) + 1:06d}"
        else:
            code = text if len(text) > 2 else code[:4] + text
        for place, name in enumerate(row["name"].split("|")):
            code = f"{int(code) + 1:06d}" if place else code
            yield code, name, status


_STATUSES = {"old": DivisionStatus.ABOLISHED} | {status.value: status for status in DivisionStatus}
_CODE = re.compile("[0-9]{6}")


def from_tsv(table: TsvTable, base: Divisions | None = None) -> Divisions:
    """The divisions of a TSV with code, name and perhaps status (else current); over `base`.

    Names parted by `|` have codes that follow each other; a code of two digits has the first four of the one
    before it, and `+` follows that one. `-` before a code, or in place of `+`, says abolished.

    Raises:
        DeclarationError: no such columns, a code that is not six digits, no name, an unknown status.
    """
    if not {"code", "name"} <= set(table.columns):
        raise DeclarationError(
            Bilingual(
                "{origin}：缺少列 code、name。",
                "{origin}: the columns code and name are missing.",
                origin=table.origin,
            )
        )
    names = {} if base is None else dict(base.names)
    listed: set[str] = set()
    for code, name, status in _rows(table):
        if not (_CODE.fullmatch(code) and name):
            raise DeclarationError(
                Bilingual(
                    "{origin}：行政区划“{code}”应为 6 位数字并有名称。",
                    "{origin}: the division 「{code}」 must be 6 digits and have a name.",
                    origin=table.origin,
                    code=code,
                )
            )
        if status not in _STATUSES:
            raise DeclarationError(
                Bilingual(
                    "{origin}：行政区划“{code}”的 status 无法识别。",
                    "{origin}: the status of the division 「{code}」 is unknown.",
                    origin=table.origin,
                    code=code,
                )
            )
        # One code may stand on several rows: what exists today wins, else the first.
        if code not in listed or status == "current":
            listed.add(code)
            names[code] = (name, _STATUSES[status])
    return Divisions(table.source, names)
