"""The bodies and answers of the routes for other languages."""

from datetime import date
from typing import Any

from attrs import field, frozen

from sxbundle.clients.http.json_codec import Cell
from sxbundle.clients.http.messages import SelectedItems
from sxbundle.schema import Item, Material


@frozen
class MaterialInfo:
    """A file that an item wants; `level` is `unit` or `person`."""

    key: str
    title: str
    level: str

    @classmethod
    def of(cls, material: Material) -> "MaterialInfo":
        """The declared one."""
        return cls(material.key, material.title, str(material.level))


@frozen
class ItemInfo:
    """An item to select: `follows` and `together` name items that come with it.

    Attributes:
        key, title: stable name, official Chinese title.
        default: selected by the hall itself.
        follows, together, excludes, needs: keys of other items.
        offline: done outside the hall first.
        commitment: the 承诺须知 to accept, if there is one.
        closed: why it cannot be filed today, if it cannot.
        materials: what the hall wants for it.
        source: who says so.
    """

    key: str
    title: str
    default: bool
    follows: str | None
    together: str | None
    needs: tuple[str, ...]
    excludes: tuple[str, ...]
    offline: bool
    commitment: str | None
    closed: str | None
    materials: tuple[MaterialInfo, ...]
    source: str

    @classmethod
    def of(cls, item: Item, on: date) -> "ItemInfo":
        """The declared one, on a day."""
        closed = item.closed(on)
        return cls(
            key=item.key,
            title=item.title,
            default=item.default,
            follows=item.follows,
            together=item.together,
            needs=item.needs,
            excludes=item.excludes,
            offline=item.offline,
            commitment=None if item.commitment is None else item.commitment.text,
            closed=None if closed is None else closed.reason,
            materials=tuple(map(MaterialInfo.of, (*item.materials, *item.first_materials))),
            source=str(item.source),
        )


@frozen
class BundleInfo:
    """A bundle and its items."""

    key: str
    title: str
    items: tuple[ItemInfo, ...]


@frozen
class CatalogInfo:
    """What may be filed."""

    bundles: tuple[BundleInfo, ...]


@frozen
class SchemaAnswer:
    """JSON Schema (2020-12) of one row."""

    row: dict[str, Any]


@frozen(repr=False)
class RowsToCheck:
    """Rows to check: each from column key or caption to cell; a key that is left out is an empty cell."""

    selection: SelectedItems
    rows: tuple[dict[str, Cell], ...]


@frozen(repr=False)
class ProblemInfo:
    """A problem as `Problem.to_dict` has it, the message in the language of the request."""

    code: str
    severity: str
    row: int | None
    key: str | None
    column: str | None
    caption: str | None
    value: str | None
    message: str
    fix: str | None
    suggestion: str | None
    others: tuple[int, ...]
    source: str


@frozen
class CheckAnswer:
    """What is wrong with some rows: `row` of a problem counts from 1.

    Attributes:
        ok: True when no row holds an error.
        rows: how many there are.
        good: numbers of the rows that can be filed.
        problems: everything that was found; a `fix` is certain.
    """

    ok: bool
    rows: int
    good: tuple[int, ...]
    problems: tuple[ProblemInfo, ...] = field(factory=tuple)


@frozen
class KindInfo:
    """What a problem code means, in the language of the request."""

    code: str
    severity: str
    message: str
    meaning: str
    mend: str
    source: str
