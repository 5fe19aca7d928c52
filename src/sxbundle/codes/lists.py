"""Which code lists stand: those of the package, and the overlays laid over them.

An overlay holds for the whole process and lies on top of those before it. A rule looks its list up by
key each time it reads, until it is settled: a selection's rules keep the lists that it was made with.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import attrs
from attrs import field, frozen

from sxbundle.codes.code import Code
from sxbundle.codes.code_list import CodeList
from sxbundle.codes.code_list import from_tsv as list_from_tsv
from sxbundle.codes.division import Divisions
from sxbundle.codes.division import from_tsv as divisions_from_tsv
from sxbundle.codes.fold import fold
from sxbundle.codes.package_data import DIVISION, KEYS, packaged_divisions, packaged_list
from sxbundle.codes.tsv import TsvTable, read_tsv_file
from sxbundle.errors import DeclarationError
from sxbundle.source import assumed


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


@frozen
class Lists:
    """All lists as they stand at some time; never changed, only replaced by another one.

    Attributes:
        laid: key to each list that overlays changed or brought.
        divided: the divisions, when overlays changed them.
        layers: the overlays, in the order in which they lie on each other.
    """

    laid: Mapping[str, CodeList] = field(factory=dict, hash=False, repr=False)
    divided: Divisions | None = field(default=None, repr=False)
    layers: tuple[Overlay, ...] = ()

    def get(self, key: str) -> CodeList:
        """The list of that key.

        Raises:
            DeclarationError: no such list.
        """
        return self.laid.get(key) or packaged_list(key)

    @property
    def divisions(self) -> Divisions:
        """All divisions."""
        return packaged_divisions() if self.divided is None else self.divided


# Readers take no lock: what stands is replaced as a whole.
_lock = RLock()
_now = Lists()


def in_force() -> Lists:
    """The lists that stand now."""
    return _now


def known(key: str) -> bool:
    """True when a list of this key is in the package or has been laid over it."""
    return key in KEYS or key in _now.laid


def code_list(key: str) -> CodeList:
    """The list in force.

    Raises:
        DeclarationError: no such list.
    """
    return _now.get(key)


def divisions() -> Divisions:
    """The divisions in force."""
    return _now.divisions


def overlay(key: str, source: str | Path | Mapping[str, str], *, replace: bool = False) -> None:
    """Lays entries over a list, for the whole process, without a release.

    Args:
        key: of a packaged list, of a new one, or `"division"`.
        source: path of a TSV in the package's format, or a mapping of codes to names.
        replace: leave out the entries that stand; otherwise an entry with a known code takes that
            one's place and others are added. A second overlay of a list lies on the first one.

    An entry keeps the facts and abbreviations of the entry with its name that stood before, or with
    its code when it is not a replacement, unless the TSV has columns of its own for them. Selections
    that were made before keep their lists.

    Raises:
        DeclarationError: the entries contradict themselves; the list then stays as it was.
    """
    if isinstance(source, Mapping):
        if not all(isinstance(text, str) for pair in source.items() for text in pair):
            raise DeclarationError(f"代码表“{key}”的覆盖内容有误：代码和名称都应为文字。")
        table = entries_of("dict", source)
    else:
        table = read_tsv_file(Path(source))
    lay(key, table, replace=replace)


def entries_of(origin: str, entries: Mapping[str, str], source: str = "") -> TsvTable:
    """Codes and names as a table; `origin` names what they come from, `source` who says so."""
    rows = tuple({"code": code, "name": name} for code, name in entries.items())
    head = {"source": source, "confidence": "assumed"} if source else {}
    return TsvTable(origin, head, ("code", "name"), rows)


def lay(key: str, table: TsvTable, *, replace: bool) -> None:
    """See `overlay`."""
    global _now
    with _lock:
        now = _now
        layers = (*now.layers, Overlay(key, table.origin, replace))
        if key == DIVISION:
            base = None if replace else now.divisions.by_code
            _now = attrs.evolve(now, divided=divisions_from_tsv(_sourced(table), base), layers=layers)
        else:
            laid = {**now.laid, key: _laid_over(now, key, table, replace)}
            _now = attrs.evolve(now, laid=laid, layers=layers)


def clear_overlays() -> None:
    """Goes back to the packaged lists."""
    global _now
    with _lock:
        _now = Lists()


def overlays() -> tuple[Overlay, ...]:
    """What lies over which list, and from where, in the order in which they lie on each other."""
    return _now.layers


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
    divided: Divisions | None
    layers: tuple[Overlay, ...]


def held(key: str) -> Held:
    """How the list stands now."""
    now = _now
    divided = now.divided if key == DIVISION else None
    return Held(key, now.laid.get(key), divided, tuple(one for one in now.layers if one.key == key))


def give_back(before: Held) -> None:
    """Lets a list stand as it did."""
    global _now
    with _lock:
        laid = {key: one for key, one in _now.laid.items() if key != before.key}
        if before.codes is not None:
            laid[before.key] = before.codes
        divided = before.divided if before.key == DIVISION else _now.divided
        others = (one for one in _now.layers if one.key != before.key)
        _now = Lists(laid, divided, (*others, *before.layers))


def _sourced(table: TsvTable) -> TsvTable:
    """An overlay without header lines says at least that nobody confirmed it."""
    if "source" in table.head:
        return table
    head = {**table.head, "source": f"overlay {table.origin}", "confidence": "assumed"}
    return attrs.evolve(table, head=head)


def _laid_over(now: Lists, key: str, table: TsvTable, replace: bool) -> CodeList:
    new = list_from_tsv(key, _sourced(table))
    if key not in KEYS and key not in now.laid:
        return new
    base = now.get(key)
    # What the package knows of an entry is not lost by an overlay that left the entry out.
    packed = packaged_list(key) if key in KEYS else base
    entries = [_inheriting(entry, base, packed, table, replace) for entry in new.entries]
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


def _inheriting(entry: Code, base: CodeList, packed: CodeList, table: TsvTable, replace: bool) -> Code:
    like = base.find(entry.name) or packed.find(entry.name)
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
