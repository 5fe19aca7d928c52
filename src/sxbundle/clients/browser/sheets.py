"""The sheet that is uploaded: the hall's own template filled, or ours where it cannot be filled."""

import io
from typing import Any

from sxbundle.batch import Batch
from sxbundle.clients.browser.downloads import Downloaded
from sxbundle.clients.browser.flow import FilePart
from sxbundle.clients.browser.problems import NO_FILE, OTHER_TEMPLATE
from sxbundle.clients.browser.upload_names import SheetName
from sxbundle.errors import FileRefused, FormError, PageChanged, SelectionError, refusal
from sxbundle.schema import Plan
from sxbundle.selection import Selection
from sxbundle.sheet.layout import Layout
from sxbundle.sheet.template import learn

_FILLABLE = ".xlsx"


def sheet_part(plan: Plan[Any], batch: Batch[Any], template: Downloaded | None) -> FilePart:
    """The batch as a file for the hall's input.

    Args:
        plan: what was opened.
        batch: the rows.
        template: what the hall handed out; None to take our own sheet.

    Raises:
        PageChanged: the template is no workbook, of another bundle, or lacks a column that is filled.
    """
    selection: Selection[Any] = Selection(plan)
    stream = io.BytesIO()
    if template is None:
        selection.sheet().fill(batch, stream)
        first = Layout(plan).first_row
    else:
        first = _fill(selection, batch, template, stream)
    return FilePart(str(SheetName.of(batch.digest, first, batch.table.rows)), stream.getvalue())


def _fill(selection: Selection[Any], batch: Batch[Any], template: Downloaded, stream: io.BytesIO) -> int:
    if not template.kind or template.kind == ".pdf":
        raise refusal(PageChanged, NO_FILE, page="模板下载")
    try:
        if template.kind != _FILLABLE:
            selection.read(template.content)  # of this bundle; the format of 1997 is not written
            selection.sheet().fill(batch, stream)
            return Layout(selection.plan).first_row
        profile = learn(template.content, [selection.plan])
        selection.sheet(profile).fill(batch, stream, template=template.content)
    except (FileRefused, FormError, SelectionError) as wrong:
        raise refusal(PageChanged, OTHER_TEMPLATE, reason=str(wrong)) from None
    return profile.first_row
