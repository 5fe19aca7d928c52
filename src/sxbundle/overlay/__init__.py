"""What a user changes without a release: a TOML or JSON file laid over the bundles of a catalog.

>>> import sxbundle as sx
>>> print(sx.CATALOG.overlay_report())
没有加载任何覆盖文件。
"""

from sxbundle.overlay.apply import OverlayChange, apply_overlay
from sxbundle.overlay.overlay_file import OverlayFile, read_overlay_file

__all__ = ["OverlayChange", "OverlayFile", "apply_overlay", "read_overlay_file"]
