"""What a file is, and what an official template holds: the questions that no single bundle answers."""

from typing import Any

from sxbundle.batch import OwnCaptions
from sxbundle.bundle import Bundle
from sxbundle.catalog import CATALOG, Catalog
from sxbundle.clock import today
from sxbundle.schema import Plan
from sxbundle.selection import Selection
from sxbundle.sheet.sniff import Sniffed
from sxbundle.sheet.sniff import sniff as _sniff
from sxbundle.sheet.template import TemplateProfile
from sxbundle.sheet.template import learn as _learn
from sxbundle.workbook import File


def learn(
    file: File,
    meant: Bundle[Any] | Selection[Any] | None = None,
    *,
    columns: OwnCaptions | None = None,
    sheet: str | None = None,
    catalog: Catalog = CATALOG,
) -> TemplateProfile:
    """Learns an official template (报盘模板): header, rows to fill, captions, drop-downs.

    Captions are matched exactly, folded or by alias. The nearest caption of any other is reported with
    a score and never used.

    Args:
        file: an .xlsx or .xlsm, by path, content or binary file object; its macros are not run.
        meant: the bundle or the selection it belongs to; found by title and captions unless given.
        columns: captions that no alias knows, official caption (or `section.caption`, or key) to
            the template's.
        sheet: name of the worksheet; found by its captions unless given.
        catalog: the bundles that it may belong to when `meant` is not given.

    Raises:
        FileRefused: what the guard refuses, `template.which-bundle`, `sheet.no-header`,
            `sheet.choose`, `sheet.no-such-sheet`.
        DeclarationError: `columns` names a column that the declaration does not have.
    """
    match meant:
        case Selection():
            plans = [meant.plan]
        case Bundle():
            plans = [_whole(meant)]
        case _:
            plans = [_whole(bundle) for bundle in catalog.bundles.values()]
    return _learn(file, plans, columns=columns, sheet=sheet)


def sniff(file: File, *, catalog: Catalog = CATALOG) -> Sniffed:
    r"""Says what a file is: its true kind, its sheets, its encoding, the bundle it looks like.

    A file that would be refused is not an error here: `problem` tells why.

    Args:
        file: a path, the content, or a binary file object.
        catalog: the bundles whose sheet it may be.

    Raises:
        FileRefused: `file.unreadable`, when there is no such file to look at.

    >>> print(sniff("姓名,证件号码\n".encode()))
    文本表格（.csv）
    编码 UTF-8，分隔符“,”
    工作表“csv”：1 行
    """
    return _sniff(file, [_whole(bundle) for bundle in catalog.bundles.values()])


def _whole(bundle: Bundle[Any]) -> Plan[Any]:
    """All items ticked, also such that clash: a template holds the columns of all."""
    return bundle.plan(bundle.items, today(), frozenset())
