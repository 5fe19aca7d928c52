"""Commands about sheets: check, annotate, template, fill, learn, drift, map, sniff."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from sxbundle.bilingual import Bilingual
from sxbundle.cli import output
from sxbundle.cli.command import argument, option
from sxbundle.cli.options import (
    AsJson,
    BundleKey,
    DisplayOptions,
    File,
    Overlays,
    SelectionOptions,
    SheetOptions,
    TargetOptions,
    bundle_of,
    catalog_of,
)

if TYPE_CHECKING:
    from sxbundle.sheet.template import TemplateProfile

TemplateFile = Annotated[Path, argument(metavar="文件", help="官方模板（.xlsx、.xlsm、.xls）。")]


def check(
    sheet: SheetOptions,
    display: DisplayOptions,
    notices: Annotated[bool, option("--notices", help="连“说明”一并列出。")] = False,
) -> int:
    """检查一份采集表，列出全部问题。

    没有错误时返回 0，有错误时返回 1。例：sxbundle check 采集表.xlsx --bundle hire --items 职工参保登记
    """
    return output.print_report(sheet.read().report, display, notices=notices)


def annotate(sheet: SheetOptions, target: TargetOptions) -> int:
    """在采集表的副本上标出问题，写明原因。"""
    batch, file = sheet.read(), sheet.file
    path = target.path(file.with_name(f"{file.stem}_问题{_annotated_suffix(file)}"))
    batch.annotate(path)
    print(
        Bilingual(
            "{summary}已写到 {path}", "{summary} Written to {path}", summary=batch.report.summary, path=path
        )
    )
    return output.PROBLEMS if batch.report.errors else output.CLEAN


def _annotated_suffix(file: Path) -> str:
    return file.suffix if file.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"


def template(ticked: SelectionOptions, target: TargetOptions) -> int:
    """写出空白采集表。"""
    selection = ticked.selection()
    path = target.path(Path(f"{selection.plan.title}_采集表.xlsx"))
    selection.sheet().save(path)
    print(Bilingual("已写到 {path}", "Written to {path}", path=path))
    return output.CLEAN


def fill(
    sheet: SheetOptions,
    target: TargetOptions,
    official: Annotated[
        Path | None, option("--template", metavar="文件", help="官方模板；不写时用本软件的采集表。")
    ] = None,
) -> int:
    """把人事导出填进采集表或官方模板。"""
    batch, selection = sheet.read(), sheet.ticked
    suffix = ".xlsx" if official is None else official.suffix
    path = target.path(sheet.file.with_name(f"{sheet.file.stem}_已填{suffix}"))
    if official is None:
        selection.sheet().fill(batch, path)
    else:
        import sxbundle as sx

        selection.sheet(sx.learn(official, selection)).fill(batch, path, template=official)
    print(
        Bilingual(
            "{summary}已写到 {path}", "{summary} Written to {path}", summary=batch.report.summary, path=path
        )
    )
    return output.PROBLEMS if batch.report.errors else output.CLEAN


def learn(
    file: TemplateFile,
    bundle: BundleKey = None,
    overlay: Overlays = None,
    target: Annotated[
        Path | None,
        option("--output", "-o", metavar="文件", help="把学到的写成 JSON，供 drift --against。"),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """学习一份官方模板：表头、可填的行、列名、下拉选项，以及与声明的出入。"""
    profile = _learn(file, bundle, overlay)
    if target is not None:
        target.write_text(profile.to_json(), encoding="utf-8")
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
    output.print_table(
        (
            Bilingual("列", "Column"),
            Bilingual("列名", "Caption"),
            Bilingual("对应", "Means"),
            Bilingual("下拉选项", "Drop-down"),
        ),
        rows,
    )
    print(
        Bilingual(
            "工作表“{sheet}”，列名在第 {caption_row} 行，从第 {first_row} 行填起。",
            "Worksheet 「{sheet}」: captions in row {caption_row}, people from row {first_row} on.",
            sheet=profile.sheet,
            caption_row=profile.caption_row,
            first_row=profile.first_row,
        )
    )
    _print_drift(profile, as_json=False)
    return output.CLEAN


def drift(
    file: TemplateFile,
    older: Annotated[
        Path | None,
        option("--against", metavar="文件", help="以前学到的模板（learn -o 写出的 JSON）。"),
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
            print(Bilingual("没有出入。", "No differences."))
    return output.PROBLEMS if problems else output.CLEAN


def map_codes(sheet: SheetOptions, target: TargetOptions) -> int:
    """列出代码表认不出的值和出现次数，写成 TOML，填好后用 --codes 交给其他命令。"""
    from sxbundle.batch.own_codes import mapping_toml

    unknown = sheet.read().unknown_values()
    if not unknown:
        print(
            Bilingual("所有代码值都认得，不需要对照。", "Every code value is known; nothing is to be mapped.")
        )
        return output.CLEAN
    path = target.path(sheet.file.with_name(f"{sheet.file.stem}_对照.toml"))
    path.write_text(mapping_toml(unknown), encoding="utf-8")
    rows = ((value.caption, value.value, value.count, "、".join(value.near)) for value in unknown)
    output.print_table(
        (
            Bilingual("列", "Column"),
            Bilingual("值", "Value"),
            Bilingual("行数", "Rows"),
            Bilingual("相近的选项", "Near entries"),
        ),
        rows,
    )
    print(
        Bilingual(
            "已写到 {path}：填好代码，再用 --codes {name}",
            "Written to {path}: fill the codes, then use --codes {name}",
            path=path,
            name=path.name,
        )
    )
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


COMMANDS = {
    "check": check,
    "annotate": annotate,
    "template": template,
    "fill": fill,
    "learn": learn,
    "drift": drift,
    "sniff": sniff,
    "map": map_codes,
}
"""Name of a command to what it runs."""
