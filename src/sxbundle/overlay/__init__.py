"""What a user changes without a release: availability, captions, required flags, commitments, code lists.

An overlay is a TOML or JSON file, loaded on purpose. It holds for the whole process and for every
bundle object that there is; a selection that was made before stays as it was, its code lists, too.

>>> import sxbundle as sx
>>> sx.overlay.applied()
()
"""

from sxbundle.overlay.changes import Change
from sxbundle.overlay.registry import (
    Overlay,
    OverlayReport,
    applied,
    clear,
    load,
    overlaid,
    overlay_report,
)

__all__ = ["Change", "Overlay", "OverlayReport", "applied", "clear", "load", "overlaid", "overlay_report"]
