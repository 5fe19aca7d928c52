"""Code lists as one frozen value: those of the package, and what lies over them.

Nothing here changes: laying entries over a list makes another `Lists`. A catalog holds one, and the rules
of its bundles read from it.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from pkgutil import get_data

import attrs
from attrs import field, frozen

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual
from sxbundle.codes.code import MEANS, Code
from sxbundle.codes.code_list import CodeList
from sxbundle.codes.code_list import from_tsv as list_from_tsv
from sxbundle.codes.division import Divisions
from sxbundle.codes.division import from_tsv as divisions_from_tsv
from sxbundle.codes.fold import fold
from sxbundle.codes.tsv import TsvTable, read_tsv, read_tsv_file
from sxbundle.errors import DeclarationError
from sxbundle.source import assumed

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


def packaged(name: str) -> TsvTable:
    """A data file of the package."""
    # Not importlib.resources: with it come tempfile, zipfile, random and the compressors.
    content = get_data("sxbundle.codes", f"data/{name}.tsv")
    assert content is not None  # only a loader that cannot read files gives None
    return read_tsv(content.decode("utf-8"), f"{name}.tsv")


@cache
def packaged_list(key: str) -> CodeList:
    """The list of that key, without overlays.

    Raises:
        DeclarationError: no such list.
    """
    if key not in KEYS:
        raise DeclarationError(
            Bilingual(
                "没有名为“{value}”的代码表。", "There is no code list 「{value}」.", value=shown(str(key))
            )
        )
    table = packaged(key)
    rows = tuple({**row, MEANS: row["code"]} for row in table.rows)
    return list_from_tsv(key, attrs.evolve(table, rows=rows))


@cache
def packaged_divisions() -> Divisions:
    """All divisions, without overlays."""
    return divisions_from_tsv(packaged(DIVISION))


@frozen
class ListLayer:
    """What lies over a list.

    Attributes:
        key: of the list.
        origin: name of the file, or `dict` for entries given in code.
        replace: True when the entries below are left out.
    """

    key: str
    origin: str
    replace: bool


@frozen
class Lists:
    """All code lists: those of the package, with layers over some of them.

    Attributes:
        layered: key to each list that differs from the package's, or that the package does not have.
        layered_divisions: the divisions, when layers change them.
        layers: in the order in which they lie on each other.

    >>> PACKAGED.with_entries("leading_post", {"2": "试用"}).get("leading_post").labels
    ('1.领导职务', '0.非领导职务', '2.试用')
    """

    layered: Mapping[str, CodeList] = field(factory=dict, hash=False, repr=False)
    layered_divisions: Divisions | None = field(default=None, repr=False)
    layers: tuple[ListLayer, ...] = ()

    def get(self, key: str) -> CodeList:
        """The list of that key.

        Raises:
            DeclarationError: no such list.
        """
        return self.layered.get(key) or packaged_list(key)

    def known(self, key: str) -> bool:
        """True when there is a list of this key."""
        return key in KEYS or key in self.layered

    @property
    def divisions(self) -> Divisions:
        """All divisions."""
        return packaged_divisions() if self.layered_divisions is None else self.layered_divisions

    def origins(self, key: str) -> tuple[str, ...]:
        """Where the layers of a list come from, the lowest first."""
        return tuple(layer.origin for layer in self.layers if layer.key == key)

    def with_own(self, lists: Iterable[CodeList]) -> "Lists":
        """With lists that the package does not have, such as those of a foreign bundle's columns."""
        replacements = {list_.key: list_ for list_ in lists if not self.known(list_.key)}
        return attrs.evolve(self, layered={**self.layered, **replacements}) if replacements else self

    def with_entries(
        self, key: str, source: str | Path | Mapping[str, str], *, replace: bool = False
    ) -> "Lists":
        """Other lists: these, with entries over one of them.

        Args:
            key: of a packaged list, of a new one, or `"division"`.
            source: path of a TSV in the package's format, or a mapping of codes to names.
            replace: leave out the entries that stand; otherwise an entry with a known code takes that
                one's place and others are added. A second layer of a list lies on the first one.

        An entry keeps the facts and abbreviations of the entry with its name that stood before, or with
        its code when it is not a replacement, unless the TSV has columns of its own for them.

        Raises:
            DeclarationError: the entries contradict themselves, or the file cannot be read.
        """
        if isinstance(source, Mapping):
            if not all(isinstance(text, str) for pair in source.items() for text in pair):
                raise DeclarationError(
                    Bilingual(
                        "代码表“{key}”的覆盖内容有误：代码和名称都应为文字。",
                        "The overlay of the code list 「{key}」 is wrong: codes and names are texts.",
                        key=key,
                    )
                )
            table = entries_of("dict", source)
        else:
            table = read_tsv_file(Path(source))
        return self.with_table(key, table, replace=replace)

    def with_table(self, key: str, table: TsvTable, *, replace: bool) -> "Lists":
        """See `with_entries`."""
        layers = (*self.layers, ListLayer(key, table.origin, replace))
        if key == DIVISION:
            base = None if replace else self.divisions
            divisions = divisions_from_tsv(_sourced(table), base)
            return attrs.evolve(self, layered_divisions=divisions, layers=layers)
        layered = {**self.layered, key: _merged(self, key, table, replace)}
        return attrs.evolve(self, layered=layered, layers=layers)


PACKAGED = Lists()
"""The lists of the package, without layers."""


def known(key: str) -> bool:
    """True when the package has a list of this key."""
    return PACKAGED.known(key)


def code_list(key: str) -> CodeList:
    """A list of the package; a catalog's lists are in `Catalog.lists`.

    Raises:
        DeclarationError: no such list.
    """
    return PACKAGED.get(key)


def divisions() -> Divisions:
    """The divisions of the package."""
    return PACKAGED.divisions


def entries_of(origin: str, entries: Mapping[str, str], source: str = "") -> TsvTable:
    """Codes and names as a table; `origin` names what they come from, `source` who says so."""
    rows = tuple({"code": code, "name": name} for code, name in entries.items())
    head = {"source": source, "confidence": "assumed"} if source else {}
    return TsvTable(origin, head, ("code", "name"), rows)


def _sourced(table: TsvTable) -> TsvTable:
    """An overlay without header lines says at least that nobody confirmed it."""
    if "source" in table.head:
        return table
    head = {**table.head, "source": f"overlay {table.origin}", "confidence": "assumed"}
    return attrs.evolve(table, head=head)


def _merged(lists: Lists, key: str, table: TsvTable, replace: bool) -> CodeList:
    new = list_from_tsv(key, _sourced(table))
    if key not in KEYS and key not in lists.layered:
        return attrs.evolve(new, settled=True)
    base = lists.get(key)
    # What the package knows of an entry is not lost by an overlay that left the entry out.
    packed = packaged_list(key) if key in KEYS else base
    entries = [_inheriting(entry, base, packed, table, replace) for entry in new.entries]
    if not replace:
        new_list = {entry.code: entry for entry in entries}
        entries = [new_list.pop(entry.code, entry) for entry in base.entries] + list(new_list.values())
    entries = _unambiguous(entries)
    source = new.source if table.origin != "dict" else assumed("overlay given in code")
    return CodeList(
        key,
        table.head.get("title", base.title),
        table.head.get("standard", base.standard),
        source,
        table.head.get("note", base.note),
        tuple(entries),
        suggests=base.suggests,
        branches=base.branches,
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
        aliases = tuple(alias for alias in entry.aliases if fold(alias) not in claimed)
        claimed.update(map(fold, aliases))
        misspellings = tuple(
            misspelling for misspelling in entry.misspellings if fold(misspelling) not in claimed
        )
        claimed.update(map(fold, misspellings))
        made.append(attrs.evolve(entry, aliases=aliases, misspellings=misspellings))
    return made
