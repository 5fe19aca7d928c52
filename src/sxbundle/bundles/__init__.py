"""The bundles, declared: one file each. A new bundle is one file and one line here."""

from types import MappingProxyType
from typing import Any

from sxbundle.bundle import Bundle
from sxbundle.bundles.hire import HIRE

# Listed, not scanned: frozen applications see no computed imports. A test finds a missing line.
_ALL: tuple[Bundle[Any], ...] = (HIRE,)

BUNDLES = MappingProxyType({bundle.key: bundle for bundle in _ALL})
"""The bundles by key."""

__all__ = ["BUNDLES", "HIRE"]
