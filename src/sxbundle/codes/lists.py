"""Where code lists come from: package data read on first use, and the overlays laid over it.

An overlay holds for the whole process and for rules made before it: rules look their list up
by key each time they read.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import TypeVar

import attrs
from attrs import frozen

from sxbundle.codes.code import MEANS, Code
from sxbundle.codes.code_list import CodeList
from sxbundle.codes.code_list import from_tsv as list_from_tsv
from sxbundle.codes.division import Divisions
from sxbundle.codes.division import from_tsv as divisions_from_tsv
from sxbundle.codes.fold import fold
from sxbundle.codes.tsv import TsvTable, read_tsv, read_tsv_file
from sxbundle.errors import DeclarationError
from sxbundle.source import assumed

_T = TypeVar("_T")

DIVISION = "division"
KEYS = (
    "administrative_post",
    "annuity_payment",
    "archive_kind",
    "bank",
    "certificate_type",
    "change_type",
    "contract_end_category",
    "contract_end_reason",
    "contract_signing",
    "contract_term",
    "country",
    "decrease_reason",
    "early_retirement",
    "education",
    "employment_form",
    "ethnic_group",
    "household_type",
    "increase_reason",
    "institution_post",
    "insurance_type",
    "leading_post",
    "marital_status",
    "ownership",
    "political_status",
    "professional_title_level",
    "retirement_group",
    "sex",
    "unit_type",
    "work_kind",
    "yes_no",
)
"""Keys of the packaged lists, so that a declaration can be checked without opening one."""


@frozen
class Overlay:
    """What lies over a list.

    Attributes:
        key: of the list.
        origin: name of the file, or `dict` for entries given in code.
        replace: True when the packaged entries are left out.
    """

    key: str
    origin: str
    replace: bool


# Readers take no lock: each dict is only ever given a whole new value for a key.
_lock = RLock()
_lists: dict[str, CodeList] = {}
_divisions: dict[str, Divisions] = {}
_overlays: dict[str, Overlay] = {}


def packaged(name: str) -> TsvTable:
    """A data file of the package."""
    # Imported here, because with it come tempfile, zipfile, random and the compressors.
    from importlib.resources import files

    text = (files("sxbundle.codes") / "data" / f"{name}.tsv").read_text("utf-8")
    return read_tsv(text, f"{name}.tsv")


def known(key: str) -> bool:
    """True when a list of this key is in the package or has been laid over it."""
    return key in KEYS or key in _lists


def code_list(key: str) -> CodeList:
    """The list in force.

    Raises:
        DeclarationError: no such list.
    """
    found = _lists.get(key)
    if found is not None:
        return found
    with _lock:
        if key not in _lists:
            _lists[key] = _packaged_list(key)
        return _lists[key]


def divisions() -> Divisions:
    """The divisions in force."""
    found = _divisions.get(DIVISION)
    if found is not None:
        return found
    with _lock:
        if DIVISION not in _divisions:
            _divisions[DIVISION] = divisions_from_tsv(packaged(DIVISION))
        return _divisions[DIVISION]


def overlay(key: str, source: str | Path | Mapping[str, str], *, replace: bool = False) -> None:
    """Lays entries over a list, for the whole process, without a release.

    Args:
        key: of a packaged list, of a new one, or `"division"`.
        source: path of a TSV in the package's format, or a mapping of codes to names.
        replace: leave the packaged entries out; otherwise an entry with a known code takes that
            one's place and others are added. A second overlay of a list takes the first one's place.

    An entry keeps the facts and abbreviations of the packaged entry with its name, or with its
    code when it is not a replacement, unless the TSV has columns of its own for them.

    Raises:
        DeclarationError: the entries contradict themselves; the list then stays as it was.
    """
    if isinstance(source, Mapping):
        if not all(isinstance(text, str) for pair in source.items() for text in pair):
            raise DeclarationError(f"代码表“{key}”的覆盖内容有误：代码和名称都应为文字。")
        rows = tuple({"code": code, "name": name} for code, name in source.items())
        table = TsvTable("dict", {}, ("code", "name"), rows)
    else:
        table = read_tsv_file(Path(source))
    with _lock:
        if key == DIVISION:
            base = None if replace else divisions_from_tsv(packaged(DIVISION)).by_code
            _divisions[key] = divisions_from_tsv(_sourced(table), base)
        else:
            _lists[key] = _laid_over(key, table, replace)
        _overlays[key] = Overlay(key, table.origin, replace)


def clear_overlays() -> None:
    """Goes back to the packaged lists."""
    with _lock:
        for key in _overlays:
            _lists.pop(key, None)
            _divisions.pop(key, None)
        _overlays.clear()


def overlays() -> tuple[Overlay, ...]:
    """What lies over which list, and from where."""
    return tuple(_overlays.values())


@contextmanager
def overlaid(key: str, source: str | Path | Mapping[str, str], *, replace: bool = False) -> Iterator[None]:
    """`overlay` for the length of a `with` block, in the whole process; then what was before."""
    with _lock:
        before = held(key)
        overlay(key, source, replace=replace)
    try:
        yield
    finally:
        give_back(before)


@frozen
class Held:
    """How a list stood at some time, for `give_back`."""

    key: str
    codes: CodeList | None
    divisions: Divisions | None
    overlay: Overlay | None


def held(key: str) -> Held:
    """How the list stands now."""
    with _lock:
        return Held(key, _lists.get(key), _divisions.get(key), _overlays.get(key))


def give_back(before: Held) -> None:
    """Lets a list stand as it did."""
    with _lock:
        _restore(_lists, before.key, before.codes)
        _restore(_divisions, before.key, before.divisions)
        _restore(_overlays, before.key, before.overlay)


def _restore(where: dict[str, _T], key: str, value: _T | None) -> None:
    if value is None:
        where.pop(key, None)
    else:
        where[key] = value


def _packaged_list(key: str) -> CodeList:
    if key not in KEYS:
        raise DeclarationError(f"没有名为“{key}”的代码表。")
    table = packaged(key)
    rows = tuple({**row, MEANS: row["code"]} for row in table.rows)
    return list_from_tsv(key, attrs.evolve(table, rows=rows))


def _sourced(table: TsvTable) -> TsvTable:
    """An overlay without header lines says at least that nobody confirmed it."""
    if "source" in table.head:
        return table
    head = {**table.head, "source": f"overlay {table.origin}", "confidence": "assumed"}
    return attrs.evolve(table, head=head)


def _laid_over(key: str, table: TsvTable, replace: bool) -> CodeList:
    base = _packaged_list(key) if key in KEYS else None
    new = list_from_tsv(key, _sourced(table))
    if base is None:
        return new
    entries = [_inheriting(entry, base, table, replace) for entry in new.entries]
    if not replace:
        fresh = {entry.code: entry for entry in entries}
        entries = [fresh.pop(entry.code, entry) for entry in base.entries] + list(fresh.values())
    entries = _unambiguous(entries)
    source = new.source if table.origin != "dict" else assumed("overlay given in code")
    return CodeList(
        key,
        table.head.get("title", base.title),
        table.head.get("standard", base.standard),
        source,
        table.head.get("note", base.note),
        tuple(entries),
    )


def _inheriting(entry: Code, base: CodeList, table: TsvTable, replace: bool) -> Code:
    like = base.find(entry.name)
    if like is None and not replace and entry.code in base:
        like = base[entry.code]
    if like is None:
        return entry
    return attrs.evolve(
        entry,
        facts={**like.facts, **entry.facts},
        aliases=entry.aliases if "alias" in table.columns else (like.name, *like.aliases),
        misspellings=entry.misspellings if "misspelling" in table.columns else like.misspellings,
    )


def _unambiguous(entries: list[Code]) -> list[Code]:
    """Drops inherited spellings that are another entry's name or code now, or another's before."""
    claimed = {fold(text) for entry in entries for text in (entry.code, entry.name)}
    made: list[Code] = []
    for entry in entries:
        aliases = tuple(one for one in entry.aliases if fold(one) not in claimed)
        claimed.update(map(fold, aliases))
        misspellings = tuple(one for one in entry.misspellings if fold(one) not in claimed)
        claimed.update(map(fold, misspellings))
        made.append(attrs.evolve(entry, aliases=aliases, misspellings=misspellings))
    return made
