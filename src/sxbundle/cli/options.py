"""Arguments that several commands share, declared once, and what they mean.

A group of options is a frozen class; a command takes the group as one parameter.
"""

from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from attrs import frozen

from sxbundle.bilingual import Bilingual, joined
from sxbundle.cli.command import argument, option, wrong_value

if TYPE_CHECKING:
    from sxbundle.batch import Batch
    from sxbundle.bundle import Bundle
    from sxbundle.catalog import Catalog
    from sxbundle.selection import Selection

File = Annotated[
    Path,
    argument(
        help=(
            "填好的采集表或人事导出（.xlsx、.xls、.csv）。",
            "A filled sheet or an HR export (.xlsx, .xls, .csv).",
        )
    ),
]
BundleKey = Annotated[
    str | None,
    option(
        "--bundle",
        "-b",
        help=(
            "打包事项，如 hire 或“企业招用员工包”；不写时由文件推断。",
            "The bundle, such as hire or 「企业招用员工包」; found from the file unless given.",
        ),
    ),
]
Items = Annotated[
    list[str] | None,
    option(
        "--items",
        "-i",
        help=(
            "勾选的事项（标题或代码），可写多次，也可用逗号隔开。",
            "The items that are ticked (titles or keys); repeatable, or separated by commas.",
        ),
    ),
]
On = Annotated[
    datetime | None,
    option(
        "--on", help=("按哪一天检查；默认今天。", "The day by which rows are checked; today unless given.")
    ),
]
Columns = Annotated[
    list[str] | None,
    option(
        "--column",
        help=(
            "自己的列名，写作 官方列名=自己的列名；可写多次。",
            "A caption of your own, as official=own; repeatable.",
        ),
    ),
]
Worksheet = Annotated[
    str | None,
    option(
        "--sheet", help=("工作表名称；默认自动查找。", "Name of the worksheet; found by itself unless given.")
    ),
]
Overlays = Annotated[
    list[Path] | None,
    option(
        "--overlay",
        envvar="SXBUNDLE_OVERLAY",
        help=("本地更正文件；可写多次。", "A file of local corrections; repeatable."),
    ),
]
AsJson = Annotated[bool, option("--json", help=("输出 JSON，供程序使用。", "Print JSON, for programs."))]
Show = Annotated[
    bool,
    option(
        "--show",
        help=(
            "显示完整的姓名和号码；默认遮盖。",
            "Show names and numbers in full; they are masked otherwise.",
        ),
    ),
]
Output = Annotated[Path | None, option("--output", "-o", help=("写到哪个文件。", "The file to write."))]
Force = Annotated[bool, option("--force", help=("文件已存在时覆盖。", "Overwrite the file when it exists."))]
Key = Annotated[
    str | None,
    option(
        "--key",
        help=(
            "自己的编号所在的列，如 工号；问题和待办里会写明。",
            "The column of your own numbers; problems and needs name them.",
        ),
    ),
]
CodesFile = Annotated[
    Path | None,
    option(
        "--codes",
        help=(
            "自有代码的对照文件（sxbundle map 写出的 TOML）。",
            "What your own codes stand for (the TOML that sxbundle map writes).",
        ),
    ),
]


@frozen(kw_only=True)
class SelectionOptions:
    """Which items of which bundle are ticked."""

    bundle: BundleKey = None
    items: Items = None
    on: On = None
    overlay: Overlays = None

    def selection(self, file: Path | None = None) -> "Selection[Any]":
        """The ticked items; the bundle is the one that `file` looks like when none is named.

        Raises:
            BadParameter: no bundle or no item is named.
            SelectionError: an unknown, unavailable or clashing item.
        """
        return selection_of(
            bundle_of(self.bundle, file, catalog_of(self.overlay, self.bundle)), self.items, self.on
        )


@frozen(kw_only=True, slots=False)
class SheetOptions(SelectionOptions):
    """A filled sheet, and how it is read."""

    file: File
    column: Columns = None
    sheet: Worksheet = None
    key: Key = None
    codes: CodesFile = None

    @cached_property
    def ticked(self) -> "Selection[Any]":
        """The ticked items, of the bundle that is named or that the file looks like."""
        return self.selection(self.file)

    def read(self) -> "Batch[Any]":
        """The rows of the file.

        Raises:
            FileRefused: it cannot be read.
        """
        return self.ticked.read(
            self.file, columns=columns_of(self.column), sheet=self.sheet, key=self.key, codes=self.codes
        )


@frozen(kw_only=True)
class TargetOptions:
    """Where a command writes."""

    output: Output = None
    force: Force = False

    def path(self, default: Path) -> Path:
        """The file to write.

        Raises:
            BadParameter: it exists and may not be overwritten.
        """
        path = self.output or default
        if path.exists() and not self.force:
            raise wrong_value(
                "--output",
                "{name} 已存在；换一个名称，或加 --force 覆盖",
                "{name} exists; choose another name, or overwrite it by --force",
                name=path.name,
            )
        return path


@frozen(kw_only=True)
class DisplayOptions:
    """How a command prints."""

    as_json: AsJson = False
    show: Show = False


def catalog_of(overlays: list[Path] | None, named: str | None = None) -> "Catalog":
    """The catalog in force: the six bundles, those of installed packages, and the overlays in order.

    Args:
        overlays: their files.
        named: the one bundle that is needed; None for any. For one of the six without overlays, installed
            packages are not looked through: that takes a fifth of checking a sheet.

    Raises:
        DeclarationError: an overlay is wrong.
    """
    import sxbundle as sx

    if not overlays and any(bundle.is_called(named) for bundle in sx.CATALOG.bundles.values()):
        return sx.CATALOG
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
            raise wrong_value("--bundle", "请指明打包事项", "name the bundle")
        import sxbundle as sx

        sniffed = sx.sniff(file, catalog=catalog)
        if sniffed.problem is not None:
            from sxbundle.errors import FileRefused

            raise FileRefused(sniffed.problem)
        name = sniffed.bundle
        if name is None:
            raise wrong_value(
                "--bundle",
                "从文件看不出是哪个打包事项，请指明",
                "the file does not show which bundle it is; name it",
            )
    for bundle in catalog.bundles.values():
        if bundle.is_called(name):
            return bundle
    raise wrong_value(
        "--bundle",
        "没有打包事项“{name}”；可用的有 {known}",
        "there is no bundle 「{name}」; there are {known}",
        name=name,
        known=joined(
            Bilingual("{key}（{title}）", "{key} (「{title}」)", key=bundle.key, title=bundle.title)
            for bundle in catalog.bundles.values()
        ),
    )


def selection_of(bundle: "Bundle[Any]", items: list[str] | None, on: datetime | None) -> "Selection[Any]":
    """The bundle with the named items ticked.

    Raises:
        BadParameter: no item is named; the sentence lists those that can be.
        SelectionError: an unknown, unavailable or clashing item.
    """
    names = split_names(items)
    if not names:
        raise wrong_value(
            "--items",
            "请写明勾选的事项；“{title}”有 {known}",
            "name the items to tick; 「{title}」 has {known}",
            title=bundle.title,
            known=joined(item.title for item in bundle.items),
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
            raise wrong_value(
                "--column", "“{pair}”应写作 官方列名=自己的列名", "「{pair}」 must be official=own", pair=pair
            )
        mapping[official.strip()] = own
    return mapping or None
