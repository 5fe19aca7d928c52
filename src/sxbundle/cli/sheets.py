"""Commands about sheets: check, annotate, template, fill, learn, drift, map, sniff."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sxbundle.cli import output
from sxbundle.cli.options import (
    AsJson,
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
    bundle_of,
    catalog_of,
    columns_of,
    must_be_new,
    selection_of,
)

if TYPE_CHECKING:
    from sxbundle.batch import Batch
    from sxbundle.sheet.template import TemplateProfile

TemplateFile = Annotated[Path, typer.Argument(help="官方模板（.xlsx、.xlsm、.xls）。", show_default=False)]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (check, annotate, template, fill, learn, drift, map_codes, sniff):
        app.command("map" if command is map_codes else command.__name__)(command)


def read_batch(
    file: Path,
    bundle: str | None,
    items: list[str] | None,
    on: Any,
    columns: list[str] | None,
    sheet: str | None,
    overlays: list[Path] | None,
    codes: Path | None = None,
) -> "Batch[Any]":
    """The batch that a file holds, with the shared options applied."""
    chosen = bundle_of(bundle, file, catalog_of(overlays))
    return selection_of(chosen, items, on).read(file, columns=columns_of(columns), sheet=sheet, codes=codes)


def check(
    file: File,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    notices: Annotated[bool, typer.Option("--notices", help="连“说明”一并列出。")] = False,
    as_json: AsJson = False,
) -> int:
    """检查一份采集表，列出全部问题。

    没有错误时返回 0，有错误时返回 1。例：sxbundle check 采集表.xlsx --bundle hire --items 职工参保登记
    """
    batch = read_batch(file, bundle, items, on, column, sheet, overlay, codes)
    return output.print_report(batch.report, as_json=as_json, notices=notices)


def annotate(
    file: File,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    to: Output = None,
    force: Force = False,
) -> int:
    """在采集表的副本上标出问题，写明原因。"""
    batch = read_batch(file, bundle, items, on, column, sheet, overlay, codes)
    target = must_be_new(to or file.with_name(f"{file.stem}_问题{_annotated_suffix(file)}"), force)
    batch.annotate(target)
    print(f"{batch.report.summary}已写到 {target}")
    return output.PROBLEMS if batch.report.errors else output.CLEAN


def _annotated_suffix(file: Path) -> str:
    return file.suffix if file.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"


def template(
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    overlay: Overlays = None,
    to: Output = None,
    force: Force = False,
) -> int:
    """写出空白采集表。"""
    chosen = bundle_of(bundle, None, catalog_of(overlay))
    selection = selection_of(chosen, items, on)
    target = must_be_new(to or Path(f"{chosen.title}_采集表.xlsx"), force)
    selection.sheet().save(target)
    print(f"已写到 {target}")
    return output.CLEAN


def fill(
    file: File,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    codes: CodesFile = None,
    overlay: Overlays = None,
    official: Annotated[
        Path | None, typer.Option("--template", help="官方模板；不写时用本软件的采集表。")
    ] = None,
    to: Output = None,
    force: Force = False,
) -> int:
    """把人事导出填进采集表或官方模板。"""
    batch = read_batch(file, bundle, items, on, column, sheet, overlay, codes)
    suffix = ".xlsx" if official is None else official.suffix
    target = must_be_new(to or file.with_name(f"{file.stem}_已填{suffix}"), force)
    catalog = catalog_of(overlay)
    chosen = bundle_of(batch.plan.bundle, None, catalog)
    selection = selection_of(chosen, items, on)
    if official is None:
        selection.sheet().fill(batch, target)
    else:
        import sxbundle as sx

        selection.sheet(sx.learn(official, selection)).fill(batch, target, template=official)
    print(f"{batch.report.summary}已写到 {target}")
    return output.PROBLEMS if batch.report.errors else output.CLEAN


def learn(
    file: TemplateFile,
    bundle: BundleKey = None,
    overlay: Overlays = None,
    to: Output = None,
    as_json: AsJson = False,
) -> int:
    """学习一份官方模板：表头、可填的行、列名、下拉选项，以及与声明的出入。"""
    profile = _learn(file, bundle, overlay)
    if to is not None:
        to.write_text(profile.to_json(), encoding="utf-8")
    if as_json:
        print(profile.to_json())
        return output.CLEAN
    rows = (
        (
            column.letters,
            column.caption,
            column.key or "",
            "" if column.dropdown is None else len(column.dropdown.labels),
        )
        for column in profile.columns
    )
    output.print_table(("列", "列名", "对应", "下拉选项"), rows)
    print(f"工作表“{profile.sheet}”，列名在第 {profile.caption_row} 行，从第 {profile.first_row} 行填起。")
    _print_drift(profile, as_json=False)
    return output.CLEAN


def drift(
    file: TemplateFile,
    older: Annotated[
        Path | None, typer.Option("--against", help="以前学到的模板（learn -o 写出的 JSON）。")
    ] = None,
    bundle: BundleKey = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """列出官方模板与声明（或与以前的模板）的出入；有出入时返回 1，适合定时运行。"""
    profile = _learn(file, bundle, overlay)
    if older is None:
        return _print_drift(profile, as_json=as_json)
    from sxbundle.sheet.template import TemplateProfile

    return _print_problems(profile.diff(TemplateProfile.from_json(older.read_text("utf-8"))), as_json=as_json)


def _learn(file: Path, bundle: str | None, overlays: list[Path] | None) -> "TemplateProfile":
    import sxbundle as sx

    catalog = catalog_of(overlays)
    return sx.learn(file, None if bundle is None else bundle_of(bundle, None, catalog), catalog=catalog)


def _print_drift(profile: "TemplateProfile", *, as_json: bool) -> int:
    return _print_problems(profile.drift(), as_json=as_json)


def _print_problems(problems: Any, *, as_json: bool) -> int:
    if as_json:
        output.print_json([problem.to_dict() for problem in problems])
    else:
        for problem in problems:
            print(f"{problem.severity.label}：{problem}")
        if not problems:
            print("没有出入。")
    return output.PROBLEMS if problems else output.CLEAN


def map_codes(
    file: File,
    bundle: BundleKey = None,
    items: Items = None,
    on: On = None,
    column: Columns = None,
    sheet: Worksheet = None,
    overlay: Overlays = None,
    to: Output = None,
    force: Force = False,
) -> int:
    """列出代码表认不出的值和出现次数，写成 TOML，填好后用 --codes 交给其他命令。"""
    from sxbundle.batch.own_codes import mapping_toml

    unknown = read_batch(file, bundle, items, on, column, sheet, overlay).unknown_values()
    if not unknown:
        print("所有代码值都认得，不需要对照。")
        return output.CLEAN
    target = must_be_new(to or file.with_name(f"{file.stem}_对照.toml"), force)
    target.write_text(mapping_toml(unknown), encoding="utf-8")
    rows = ((value.caption, value.value, value.count, "、".join(value.near)) for value in unknown)
    output.print_table(("列", "值", "行数", "相近的选项"), rows)
    print(f"已写到 {target}：填好代码，再用 --codes {target.name}")
    return output.PROBLEMS


def sniff(file: File, overlay: Overlays = None, as_json: AsJson = False) -> int:
    """看一个文件是什么：真实类型、工作表、编码、像哪个打包事项。"""
    import sxbundle as sx

    sniffed = sx.sniff(file, catalog=catalog_of(overlay))
    if as_json:
        import attrs

        output.print_json(attrs.asdict(sniffed))
    else:
        print(sniffed)
    return output.REFUSED if sniffed.problem is not None else output.CLEAN
