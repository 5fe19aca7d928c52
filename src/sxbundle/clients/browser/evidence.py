"""What is kept when a page differs from the map: a masked picture and the accessibility tree."""

import re
import tempfile
from pathlib import Path
from typing import Any

from sxbundle.clients.browser.chromium import browser_error
from sxbundle.masking import without_numbers

_CELLS = "input, select, textarea, td, [role=cell], [role=gridcell], li, .unit"
_PERSONAL = "cell|gridcell|row|listitem|textbox|combobox|option"
_PERSONAL_LINE = re.compile(rf"^(\s*- (?:{_PERSONAL})\b).*$", re.MULTILINE)


async def keep_evidence(page: Any, folder: Path | None) -> Path | None:
    """Writes picture and tree into a new folder of mode 0700; None when the page is gone.

    Whatever a filer typed, and every cell of a table, is covered in the picture and left out of the tree.
    """
    from playwright.async_api import Error

    place = _new_folder("page-", folder)
    try:
        picture = await page.screenshot(mask=[page.locator(_CELLS)], mask_color="#888888", full_page=True)
        tree = await page.locator("body").aria_snapshot()
    except Error:
        place.rmdir()
        return None
    try:
        (place / "page.png").write_bytes(picture)
        (place / "tree.txt").write_text(without_numbers(_PERSONAL_LINE.sub(r"\1 …", tree)), "utf-8")
    except OSError as error:
        raise browser_error(error) from None
    return place


async def keep_picture(page: Any, folder: Path | None) -> Path | None:
    """A picture of what a person must answer, such as a captcha, in a new folder of mode 0700."""
    from playwright.async_api import Error

    place = _new_folder("person-", folder) / "page.png"
    try:
        place.write_bytes(await page.screenshot(mask=[page.locator("input")], mask_color="#888888"))
    except OSError as error:
        raise browser_error(error) from None
    except Error:
        place.parent.rmdir()
        return None
    return place


def _new_folder(prefix: str, folder: Path | None) -> Path:
    """A new folder of mode 0700, below `folder` or the system's one for temporary files."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    except OSError as error:
        raise browser_error(error) from None
