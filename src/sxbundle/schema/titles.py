"""The titles that bundles' sheets bear, so that each knows the sheets of the others.

`bundles/__init__.py` tells them, once; a bundle that is not listed there knows them all the same.
"""

from collections.abc import Mapping
from types import MappingProxyType

_titles: Mapping[str, frozenset[str]] = MappingProxyType({})


def tell(titles: Mapping[str, frozenset[str]]) -> None:
    """Makes `titles` (bundle key to its titles) the ones that are known, in one step."""
    global _titles
    _titles = MappingProxyType(dict(titles))


def foreign_to(bundle: str) -> frozenset[str]:
    """The titles of all other bundles' sheets."""
    own = _titles.get(bundle, frozenset())
    return frozenset(one for key, some in _titles.items() if key != bundle for one in some) - own
