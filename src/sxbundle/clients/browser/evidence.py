"""What is kept when a page differs from the map: a masked picture and the accessibility tree."""

import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sxbundle.clients.browser.chromium import browser_error, is_full
from sxbundle.masking import Redactor

_SECONDS = 5
_TRACE = "trace-"
_CELLS = "input, select, textarea, td, [role=cell], [role=gridcell], li, .unit"
_PERSONAL = "cell|gridcell|row|listitem|textbox|combobox|option"
_PERSONAL_LINE = re.compile(rf"^(\s*- (?:{_PERSONAL})\b).*$", re.MULTILINE)


async def keep_evidence(page: Any, folder: Path | None, cells: Iterable[str], known: Redactor) -> Path | None:
    """Writes picture and tree into a new folder of mode 0700; None when the page is gone.

    Whatever a filer typed, and every cell of a table, is covered in the picture and left out of the tree,
    in iframes too.

    Args:
        page: the tab.
        folder: where; the system's for temporary files when None.
        cells: the map's selectors of cells.
        known: masks who is known.
    """
    from playwright.async_api import Error

    place = _new_folder("page-", folder)
    if place is None:
        return None
    try:
        hidden = [frame.locator(each) for frame in page.frames for each in (_CELLS, *cells)]
        picture = await page.screenshot(mask=hidden, mask_color="#888888", full_page=True)
        tree = await page.locator("body").aria_snapshot()
        texts = {text.strip() for each in hidden for text in await each.all_inner_texts()}
    except Error:
        place.rmdir()
        return None
    try:
        (place / "page.png").write_bytes(picture)
        tree = _PERSONAL_LINE.sub(r"\1 …", tree)
        for text in sorted(texts - {""}, key=len, reverse=True):
            tree = tree.replace(text, "…")
        (place / "tree.txt").write_text(known.sentence(tree), "utf-8")
    except OSError as error:
        _check_space(error)
        return None
    return place


async def picture_of(page: Any, located: Any = None) -> bytes:
    """PNG bytes of an element, or of the page where it cannot be shown alone; empty when the page is gone."""
    from playwright.async_api import Error

    for shown in (page if located is None else located.first, page):
        try:
            return bytes(await shown.screenshot(timeout=_SECONDS * 1000))
        except Error:
            continue
    return b""


async def keep_picture(page: Any, folder: Path | None) -> Path | None:
    """A picture of what a person must answer, such as a captcha, in a new folder of mode 0700."""
    from playwright.async_api import Error

    new = _new_folder("person-", folder)
    if new is None:
        return None
    place = new / "page.png"
    try:
        place.write_bytes(await page.screenshot(mask=[page.locator("input")], mask_color="#888888"))
    except OSError as error:
        _check_space(error)
        return None
    except Error:
        new.rmdir()
        return None
    return place


async def begin_trace(context: Any, folder: Path) -> None:
    """Records all that the pages do, typed numbers included; deletes what an earlier session left."""
    for old in folder.glob(f"{_TRACE}*/trace.zip"):
        old.unlink()
        old.parent.rmdir()
    await context.tracing.start(screenshots=True, snapshots=True)


async def end_trace(context: Any, folder: Path, *, keep: bool) -> None:
    """Keeps the record in a new folder of mode 0700 for who looks into a failure; otherwise drops it."""
    from playwright.async_api import Error

    place = _new_folder(_TRACE, folder) if keep else None
    with suppress(Error):  # the browser is gone, and the record with it
        await context.tracing.stop(path=place and place / "trace.zip")


def _new_folder(prefix: str, folder: Path | None) -> Path | None:
    """A new folder of mode 0700, below `folder` or the system's one for temporary files; None for none."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    except OSError as error:
        _check_space(error)
        return None


def _check_space(error: OSError) -> None:
    """Reports a full disk; that a picture cannot be kept for another reason hides no other error."""
    if is_full(error):
        raise browser_error(error) from None
