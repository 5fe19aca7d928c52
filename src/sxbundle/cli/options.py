"""Arguments that several commands share, and what they mean."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sxbundle.bundle import Bundle, Selection
    from sxbundle.catalog import Catalog

File = Annotated[
    Path, typer.Argument(help="填好的采集表或人事导出（.xlsx、.xls、.csv）。", show_default=False)
]
BundleKey = Annotated[
    str | None,
    typer.Option("--bundle", "-b", help="打包事项，如 hire 或“企业招用员工包”；不写时由文件推断。"),
]
Items = Annotated[
    list[str] | None,
    typer.Option("--items", "-i", help="勾选的事项（标题或代码），可写多次，也可用逗号隔开。"),
]
On = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d", "%Y%m%d"], help="按哪一天检查；默认今天。")
]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="自己的列名，写作 官方列名=自己的列名；可写多次。")
]
Worksheet = Annotated[str | None, typer.Option("--sheet", help="工作表名称；默认自动查找。")]
Overlays = Annotated[
    list[Path] | None,
    typer.Option("--overlay", envvar="SXBUNDLE_OVERLAY", help="更正文件（见文档“更正”）；可写多次。"),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用。")]
Show = Annotated[bool, typer.Option("--show", help="显示完整的姓名和号码；默认遮盖。")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="写到哪个文件。")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖。")]
CodesFile = Annotated[
    Path | None, typer.Option("--codes", help="自有代码的对照文件（sxbundle map 写出的 TOML）。")
]


def catalog_of(overlays: list[Path] | None) -> "Catalog":
    """The catalog in force: the six bundles, those of installed packages, and the overlays in order.

    Raises:
        DeclarationError: an overlay is wrong.
    """
    import sxbundle as sx

    catalog = sx.CATALOG.with_installed()
    for path in overlays or ():
        catalog = catalog.with_overlay(path)
    return catalog


def bundle_of(name: str | None, file: Path | None, catalog: "Catalog") -> "Bundle[Any]":
    """The bundle of that key or title, or the one that the file looks like.

    Raises:
        BadParameter: there is none, or the file fits none alone.
    """
    if name is None:
        if file is None:
            raise typer.BadParameter("请用 --bundle 指明打包事项", param_hint="--bundle")
        import sxbundle as sx

        sniffed = sx.sniff(file, catalog=catalog)
        if sniffed.problem is not None:
            from sxbundle.errors import FileRefused

            raise FileRefused(sniffed.problem)
        name = sniffed.bundle
        if name is None:
            raise typer.BadParameter("从文件看不出是哪个打包事项，请用 --bundle 指明", param_hint="--bundle")
    for bundle in catalog.bundles.values():
        if name in (bundle.key, bundle.title, *bundle.aliases):
            return bundle
    known = "、".join(f"{bundle.key}（{bundle.title}）" for bundle in catalog.bundles.values())
    raise typer.BadParameter(f"没有打包事项“{name}”；可用的有 {known}", param_hint="--bundle")


def selection_of(bundle: "Bundle[Any]", items: list[str] | None, on: datetime | None) -> "Selection[Any]":
    """The bundle with the named items ticked.

    Raises:
        BadParameter: no item is named; the sentence lists those that can be.
        SelectionError: an unknown, unavailable or clashing item.
    """
    names = split_names(items)
    if not names:
        known = "、".join(item.title for item in bundle.items)
        raise typer.BadParameter(
            f"请用 --items 写明勾选的事项；{bundle.title}有 {known}", param_hint="--items"
        )
    day: date | None = None if on is None else on.date()
    return bundle.select(*names, on=day)


def split_names(names: list[str] | None) -> list[str]:
    """The names of a repeatable option whose values may hold several, separated by commas."""
    split = [
        part.strip() for text in names or () for part in text.replace("，", ",").replace("、", ",").split(",")
    ]
    return [name for name in split if name]


def columns_of(pairs: list[str] | None) -> dict[str, str] | None:
    """`官方列名=自己的列名` as a mapping.

    Raises:
        BadParameter: a pair without `=`.
    """
    mapping: dict[str, str] = {}
    for pair in pairs or ():
        official, separator, own = pair.partition("=")
        if not separator:
            raise typer.BadParameter(f"“{pair}”应写作 官方列名=自己的列名", param_hint="--column")
        mapping[official.strip()] = own
    return mapping or None


def must_be_new(path: Path, force: bool) -> Path:
    """`path`, unless it exists and may not be overwritten.

    Raises:
        BadParameter: it exists.
    """
    if path.exists() and not force:
        raise typer.BadParameter(f"{path.name} 已存在；换一个名称，或加 --force 覆盖", param_hint="--output")
    return path
