"""Commands about sheets: check, annotate, template, fill, learn, drift, map, sniff."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from sxbundle.bilingual import Bilingual, joined
from sxbundle.cli import output
from sxbundle.cli.command import Declared, argument, option, wrong_value
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
from sxbundle.os_reason import os_reason
from sxbundle.workbook.atomic_write import replacing

if TYPE_CHECKING:
    from sxbundle.sheet.template import TemplateProfile

TemplateFile = Annotated[
    Path,
    argument(help=("官方模板（.xlsx、.xlsm、.xls）。", "An official template (.xlsx, .xlsm, .xls).")),
]


def check(
    sheet: SheetOptions,
    display: DisplayOptions,
    notices: Annotated[bool, option("--notices", help=("连“说明”一并列出。", "List notices, too."))] = False,
) -> int:
    """List every problem of a sheet.

    Exit code 0 without errors, 1 with errors. Example: sxbundle check FILE --bundle hire --items enrolment
    """
    with output.progress_bar(Bilingual("校验", "Checking"), quiet=display.as_json):
        report = sheet.read().report
    return output.print_report(report, display, notices=notices)


def annotate(sheet: SheetOptions, target: TargetOptions) -> int:
    """Mark the problems in a copy of the sheet, with their reasons."""
    with output.progress_bar(Bilingual("标注", "Marking"), quiet=False):
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
    """Write an empty sheet."""
    selection = ticked.selection()
    path = target.path(Path(f"{selection.plan.title}_采集表.xlsx"))
    selection.sheet().save(path)
    print(Bilingual("已写到 {path}", "Written to {path}", path=path))
    return output.CLEAN


def fill(
    sheet: SheetOptions,
    target: TargetOptions,
    official: Annotated[
        Path | None,
        option(
            "--template",
            help=("官方模板；不写时用本软件的采集表。", "An official template; our own unless given."),
        ),
    ] = None,
) -> int:
    """Fill an HR export into the sheet or into an official template."""
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
        option(
            "--output",
            "-o",
            help=("把学到的写成 JSON，供 drift --against。", "Write it as JSON, for drift --against."),
        ),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Learn an official template: header, rows, captions, drop-downs, and its drift from the declaration."""
    profile = _learn(file, bundle, overlay)
    if target is not None:
        _write_text(target, profile.to_json())
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
        option(
            "--against",
            help=(
                "以前学到的模板（learn -o 写出的 JSON）。",
                "The template as it was learnt before (JSON of learn -o).",
            ),
        ),
    ] = None,
    bundle: BundleKey = None,
    overlay: Overlays = None,
    as_json: AsJson = False,
) -> int:
    """List how a template differs from the declaration, or from before; exit code 1 when it does."""
    profile = _learn(file, bundle, overlay)
    if older is None:
        return _print_drift(profile, as_json=as_json)
    from sxbundle.sheet.template import TemplateProfile

    try:
        before = older.read_text("utf-8")
    except OSError as error:
        reason = os_reason(error, older)
        raise wrong_value("--against", "{reason}", "{reason}", reason=reason) from error
    except UnicodeDecodeError as error:
        raise wrong_value(
            "--against", "{name} 不是 UTF-8 的文本", "{name} is no text in UTF-8", name=older.name
        ) from error
    return _print_problems(profile.diff(TemplateProfile.from_json(before)), as_json=as_json)


def _write_text(path: Path, text: str) -> None:
    """Writes a text whole or not at all.

    Raises:
        FileRefused: `target.cannot-write`.
    """
    with replacing(path) as stream:
        stream.write(text.encode())


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
            print(
                Bilingual(
                    "{severity}：{problem}",
                    "{severity}: {problem}",
                    severity=problem.severity.label,
                    problem=problem,
                )
            )
        if not problems:
            print(Bilingual("没有出入。", "No differences."))
    return output.PROBLEMS if problems else output.CLEAN


def map_codes(sheet: SheetOptions, target: TargetOptions) -> int:
    """List the values that no code list knows, and write the TOML to fill in for --codes."""
    from sxbundle.batch.own_codes import mapping_toml

    batch = sheet.read()
    unknown = batch.unknown_values()
    missing = [problem for problem in batch.report.errors if problem.row is None]
    for problem in missing:
        print(problem.message)
    if missing:
        print(
            Bilingual(
                "没有找到的列不在对照之内：先用 --column 官方列名=自己的列名 指明。",
                "Columns that were not found are not mapped: say first with --column which they are.",
            )
        )
    if not unknown and missing:
        return output.PROBLEMS
    if not unknown:
        print(
            Bilingual("所有代码值都认得，不需要对照。", "Every code value is known; nothing is to be mapped.")
        )
        return output.CLEAN
    path = target.path(sheet.file.with_name(f"{sheet.file.stem}_对照.toml"))
    _write_text(path, mapping_toml(unknown))
    rows = ((value.caption, value.value, value.count, joined(value.near)) for value in unknown)
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
    """Say what a file is: its real type, worksheets, encoding, and which bundle it fits."""
    import sxbundle as sx

    sniffed = sx.sniff(file, catalog=catalog_of(overlay))
    if as_json:
        import attrs

        output.print_json(attrs.asdict(sniffed))
    else:
        print(sniffed)
    return output.REFUSED if sniffed.problem is not None else output.CLEAN


COMMANDS = {
    "check": Declared(
        check,
        "检查一份采集表，列出全部问题。\n\n"
        "没有错误时返回 0，有错误时返回 1。例：sxbundle check 采集表.xlsx --bundle hire --items 职工参保登记",
    ),
    "annotate": Declared(annotate, "在采集表的副本上标出问题，写明原因。"),
    "template": Declared(template, "写出空白采集表。"),
    "fill": Declared(fill, "把人事导出填进采集表或官方模板。"),
    "learn": Declared(learn, "学习一份官方模板：表头、可填的行、列名、下拉选项，以及与声明的出入。"),
    "drift": Declared(drift, "列出官方模板与声明（或与以前的模板）的出入；有出入时返回 1，适合定时运行。"),
    "sniff": Declared(sniff, "看一个文件是什么：真实类型、工作表、编码、像哪个打包事项。"),
    "map": Declared(map_codes, "列出代码表认不出的值和出现次数，写成 TOML，填好后用 --codes 交给其他命令。"),
}
"""Name of a command to what it is."""
