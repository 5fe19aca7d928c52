"""Commands about one filing: file, advance, plan, needs, print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import click
from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.cli import output
from sxbundle.cli.command import option
from sxbundle.cli.hall import HallOptions
from sxbundle.cli.options import DisplayOptions, SheetOptions, TargetOptions, split_names

if TYPE_CHECKING:
    from sxbundle.batch import Batch
    from sxbundle.clients.contract import Client
    from sxbundle.filing.filing import Filing
    from sxbundle.filing.outcome import Outcome

Reference = Annotated[
    str,
    option("--reference", "-r", metavar="文字", help="本次申报的名称，如 “2026-11 入职”；以后凭它找回。"),
]
Materials = Annotated[Path | None, option("--materials", "-m", metavar="文件", help="材料文件夹。")]
UnitFile = Annotated[
    Path | None, option("--unit", metavar="文件", help="用人单位劳动用工基本情况（.toml，列名 = 值）。")
]
Accept = Annotated[
    list[str] | None,
    option("--accept", metavar="文字", help="经办人已确认承诺须知的事项，或 all；可写多次。"),
]
Clerk = Annotated[
    str,
    option(
        "--clerk",
        envvar="SXBUNDLE_CLERK",
        metavar="文字",
        help="经办人姓名，确认承诺须知时留下（环境变量 SXBUNDLE_CLERK）。",
    ),
]
Papers = Annotated[Path | None, option("--papers", metavar="文件", help="需打印的文件写到哪个文件夹。")]


@frozen(kw_only=True)
class FilingArguments:
    """What is filed besides the sheet: the same for every command about a filing."""

    reference: Reference
    materials: Materials = None
    unit: UnitFile = None
    accept: Accept = None
    clerk: Clerk = ""

    def filing(self, batch: "Batch[Any]", client: "Client", **options: Any) -> "Filing[Any]":
        """The filing of the batch at that hall."""
        import sxbundle as sx

        names = split_names(self.accept)
        filing: Filing[Any] = sx.file(
            batch,
            client,
            reference=self.reference,
            unit=None if self.unit is None else sx.UnitRecord.from_mapping(_toml(self.unit)),
            materials=self.materials,
            accept="all" if names == ["all"] else names,
            clerk=self.clerk,
            **options,
        )
        return filing


def file(
    sheet: SheetOptions,
    filed: FilingArguments,
    hall: HallOptions,
    display: DisplayOptions,
    papers: Papers = None,
    submit: Annotated[bool, option("--submit/--no-submit", help="是否提交；--no-submit 停在待提交。")] = True,
    person: Annotated[
        list[str] | None, option("--person", metavar="文字", help="只办这些证件号码的人；可写多次。")
    ] = None,
) -> int:
    """申报一份采集表：能办的都办，列出还要人做的事。可以反复运行，不会重复申报。

    全部办完返回 0；还有待办、有错误的行或网厅的提醒时返回 1。
    """
    batch = sheet.read()
    with hall.signed_in() as client, output.progress_bar(quiet=display.as_json) as progress:
        filing = filed.filing(batch, client, papers=papers, progress=progress)
        outcome = filing.advance(submit=submit, people=person or None)
    return _print_outcome(outcome, batch.report.errors, display)


def plan(sheet: SheetOptions, filed: FilingArguments, hall: HallOptions, display: DisplayOptions) -> int:
    """试算：列出 file 会做的每一步和涉及的人，什么也不做。"""
    batch = sheet.read()
    with hall.signed_in() as client:
        steps = filed.filing(batch, client).plan()
    if display.as_json:
        output.print_json(steps.to_dict(masked=not display.show))
    else:
        print(steps.text(masked=not display.show))
    return output.CLEAN


def needs(sheet: SheetOptions, filed: FilingArguments, hall: HallOptions, display: DisplayOptions) -> int:
    """列出一次申报还要人做的事，什么也不做。"""
    batch = sheet.read()
    with hall.signed_in() as client:
        waiting = [need.to_dict(masked=not display.show) for need in filed.filing(batch, client).needs]
    if display.as_json:
        output.print_json(waiting)
    else:
        print(
            "\n".join(str(Bilingual("待办：{need}", "To do: {need}", need=need["text"])) for need in waiting)
            or Bilingual("没有待办。", "Nothing is to be done.")
        )
    return output.PROBLEMS if waiting else output.CLEAN


def print_pack(sheet: SheetOptions, filed: FilingArguments, hall: HallOptions, target: TargetOptions) -> int:
    """把一次申报需打印的文件按顺序写成一个 PDF，首页写明盖章和拍照的清单。"""
    batch = sheet.read()
    path = target.path(sheet.file.with_name(f"{sheet.file.stem}_打印.pdf"))
    with hall.signed_in() as client:
        filed.filing(batch, client).print_pack(path)
    print(Bilingual("已写到 {path}", "Written to {path}", path=path))
    return output.CLEAN


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = (
            error.strerror
            if isinstance(error, OSError)
            else Bilingual("不是 UTF-8 的 TOML 文件", "no TOML file in UTF-8")
        )
        raise click.BadParameter(
            str(
                Bilingual(
                    "{name} 无法读取：{reason}",
                    "{name} cannot be read: {reason}",
                    name=path.name,
                    reason=reason,
                )
            ),
            param_hint="--unit",
        ) from error


def _print_outcome(outcome: "Outcome", wrong_rows: Any, display: DisplayOptions) -> int:
    if display.as_json:
        output.print_json(outcome.to_dict(masked=not display.show))
    else:
        print(outcome.text(masked=not display.show))
        if wrong_rows:
            count = len({problem.row for problem in wrong_rows})
            print(
                Bilingual(
                    "另有 {count} 行有错误，未申报；用 sxbundle check 查看。",
                    "{count} more rows hold errors and were not filed; see sxbundle check.",
                    count=count,
                )
            )
    return output.CLEAN if outcome.done and not wrong_rows and not outcome.problems else output.PROBLEMS


COMMANDS = {"file": file, "advance": file, "plan": plan, "needs": needs, "print": print_pack}
"""Name of a command to what it runs."""
