"""Administrative divisions (GB/T 2260), current and abolished: people carry prefixes of both."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property

from attrs import Factory, field, frozen

from sxbundle.argument_checks import expect
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


def _by_name(this: "Divisions") -> dict[str, tuple[Division, ...]]:
    return _named(this, current=True)


def _named(this: "Divisions", *, current: bool) -> dict[str, tuple[Division, ...]]:
    """Divisions of today or of before under their full name, their name and what stands between."""
    names: dict[str, tuple[Division, ...]] = {}
    for one in this.by_code.values():
        if one.current is not current or _GROUPING.fullmatch(one.name):
            continue
        spellings = {one.full_name, one.name}
        for parent in (one.code[:2] + "0000", one.code[:4] + "00"):
            above = this.by_code.get(parent)
            if above is not None and above.code != one.code and not _GROUPING.fullmatch(above.name):
                spellings |= {above.name + one.name, one.full_name.removeprefix(above.name)}
        for spelling in spellings:
            names[fold(spelling)] = (*names.get(fold(spelling), ()), one)
    return names


@frozen(eq=False, slots=False)  # the former names are kept once they are asked for
class Divisions:
    """All divisions that are known, with where they come from."""

    source: Source
    by_code: Mapping[str, Division] = field(repr=False)
    _by_name: dict[str, tuple[Division, ...]] = field(init=False, repr=False, default=Factory(_by_name, True))

    def get(self, code: str) -> Division | None:
        """The division with these six digits, current or abolished, or None."""
        return self.by_code.get(code)

    def named(self, text: str) -> tuple[Division, ...]:
        """The current divisions that `text` may name, with or without what stands above them.

        >>> from sxbundle.codes import divisions
        >>> [one.code for one in divisions().named("太原市小店区")]
        ['140105']
        """
        expect("text", text, str)
        return self._by_name.get(fold(text), ())

    def formerly(self, text: str) -> tuple[Division, ...]:
        """The abolished divisions that `text` may name.

        >>> from sxbundle.codes import divisions
        >>> [one.code for one in divisions().formerly("晋中市太谷县")]
        ['140726']
        """
        return self._former.get(fold(text), ())

    @cached_property
    def _former(self) -> dict[str, tuple[Division, ...]]:
        return _named(self, current=False)

    def __len__(self) -> int:
        return len(self.by_code)

    def __contains__(self, code: object) -> bool:
        return code in self.by_code


def from_tsv(table: TsvTable, base: Mapping[str, Division] | None = None) -> Divisions:
    """The divisions of a TSV with code, name and perhaps first_year, last_year, status; over `base`."""
    if not {"code", "name"} <= set(table.columns):
        raise DeclarationError(f"{table.origin}：缺少列 code、name。")
    # One code may stand on several rows: what exists today wins, then what existed last.
    chosen: dict[str, tuple[tuple[bool, str], Mapping[str, str]]] = {}
    for row in table.rows:
        status = row.get("status") or "current"
        rank = (status == "current", row.get("last_year") or "9999")
        if row["code"] not in chosen or rank > chosen[row["code"]][0]:
            chosen[row["code"]] = (rank, row)
    names = {} if base is None else {code: (one.name, one.status) for code, one in base.items()}
    for code, (_, row) in chosen.items():
        if not (len(code) == 6 and code.isdecimal() and code.isascii() and row["name"]):
            raise DeclarationError(f"{table.origin}：行政区划“{code}”应为 6 位数字并有名称。")
        try:
            status_of = DivisionStatus(row.get("status") or "current")
        except ValueError:
            raise DeclarationError(f"{table.origin}：行政区划“{code}”的 status 无法识别。") from None
        names[code] = (row["name"], status_of)
    return Divisions(table.source, _with_full_names(names.items(), names))


def _with_full_names(
    rows: Iterable[tuple[str, tuple[str, DivisionStatus]]],
    names: Mapping[str, tuple[str, DivisionStatus]],
) -> dict[str, Division]:
    made: dict[str, Division] = {}
    for code, (name, status) in rows:
        parts: list[str] = []
        for part in dict.fromkeys((code[:2] + "0000", code[:4] + "00", code)):
            known = names.get(part)
            if known is not None and not _GROUPING.fullmatch(known[0]):
                parts.append(known[0])
        made[code] = Division(code, name, "".join(parts) or name, status)
    return made
