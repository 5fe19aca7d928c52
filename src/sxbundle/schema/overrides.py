"""What overlays make of a bundle's declarations: one process-wide table, replaced as a whole.

Bundles ask here for the items and sections in force. Readers take no lock: the table is never
changed, only replaced. What a selection has taken stays as it was.
"""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from sxbundle.schema.item import Item
from sxbundle.schema.section import Section


@frozen(eq=False)
class Shown:
    """Items and sections of one bundle: as declared, or as overlays leave them."""

    items: tuple[Item, ...]
    sections: tuple[Section, ...]


_laid: Mapping[Shown, Shown] = MappingProxyType({})


def in_force(declared: Shown) -> Shown:
    """What stands in the place of `declared` at present."""
    return _laid.get(declared, declared)


def lay(table: Mapping[Shown, Shown]) -> None:
    """Makes `table` (declared to what stands in its place) the one in force, in one step."""
    global _laid
    _laid = MappingProxyType(dict(table))


_titles: Mapping[str, frozenset[str]] = MappingProxyType({})


def tell(titles: Mapping[str, frozenset[str]]) -> None:
    """Makes `titles` (bundle key to its titles) the ones that are known, in one step."""
    global _titles
    _titles = MappingProxyType(dict(titles))


def foreign_to(bundle: str) -> frozenset[str]:
    """The titles of all other bundles' sheets."""
    own = _titles.get(bundle, frozenset())
    return frozenset(one for key, some in _titles.items() if key != bundle for one in some) - own
