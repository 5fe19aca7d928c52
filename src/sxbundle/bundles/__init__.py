"""The bundles, declared: one file each. A new bundle is one file and one line here."""

from typing import Any

from sxbundle.bundle import Bundle
from sxbundle.bundles.hire import HIRE
from sxbundle.bundles.institution_hire import INSTITUTION_HIRE
from sxbundle.bundles.retiree_death import RETIREE_DEATH
from sxbundle.bundles.retirement import RETIREMENT
from sxbundle.bundles.separation import SEPARATION
from sxbundle.bundles.work_death import WORK_DEATH

# Listed, not scanned: frozen applications see no computed imports. A test finds a missing line.
DECLARED: tuple[Bundle[Any], ...] = (
    HIRE,
    SEPARATION,
    INSTITUTION_HIRE,
    RETIREMENT,
    RETIREE_DEATH,
    WORK_DEATH,
)
"""The six, in the manual's order (2.1); `sxbundle.catalog` offers them."""

__all__ = [
    "DECLARED",
    "HIRE",
    "INSTITUTION_HIRE",
    "RETIREE_DEATH",
    "RETIREMENT",
    "SEPARATION",
    "WORK_DEATH",
]
