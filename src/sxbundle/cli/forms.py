"""The command that prints: everything a filing must print, in one PDF."""

import typer

from sxbundle.cli import output
from sxbundle.cli.filing import Reference, UnitFile, _filing
from sxbundle.cli.hall import Choose, HallUrl, User, signed_in
from sxbundle.cli.options import (
    BundleKey,
    CodesFile,
    Columns,
    File,
    Force,
    Items,
    On,
    Output,
    Overlays,
    Worksheet,
    must_be_new,
)
from sxbundle.cli.sheets import read_batch


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("print")(print_pack)


def print_pack(
    table: File,
    reference: Reference,
    hall: HallUrl,
    user: User = None,
    registration: Choose = None,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    unit: UnitFile = None,
    to: Output = None,
    force: Force = False,
) -> int:
    """把一次申报需打印的文件按顺序写成一个 PDF，首页写明盖章和拍照的清单。"""
    batch = read_batch(table, bundle, items, on, column, sheet, overlay, codes)
    target = must_be_new(to or table.with_name(f"{table.stem}_打印.pdf"), force)
    with signed_in(hall, user, registration, overlay) as client:
        _filing(batch, client, reference, None, unit, None, "", None, None).print_pack(target)
    print(f"已写到 {target}")
    return output.CLEAN
