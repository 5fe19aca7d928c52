"""Commands about one filing: file, advance, plan, needs, print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.cli import output
from sxbundle.cli.command import Declared, option, wrong_value
from sxbundle.cli.hall import HallOptions
from sxbundle.cli.options import DisplayOptions, SheetOptions, TargetOptions, split_names
from sxbundle.os_reason import os_reason

if TYPE_CHECKING:
    from sxbundle.batch import Batch
    from sxbundle.clients.contract import Client
    from sxbundle.filing.filing import Filing
    from sxbundle.filing.outcome import Outcome

Reference = Annotated[
    str,
    option(
        "--reference",
        "-r",
        help=(
            "申报编号，由您起名，如 “2026-11 入职”；以后凭它找回。",
            "The name that you give the filing, such as 2026-11; it finds the filing again.",
        ),
    ),
]
Materials = Annotated[
    Path | None, option("--materials", "-m", help=("材料文件夹。", "The folder of the materials."))
]
UnitFile = Annotated[
    Path | None,
    option(
        "--unit",
        help=(
            "用人单位劳动用工基本情况（.toml，列名 = 值）。",
            "The labour facts of the unit (.toml, caption = value).",
        ),
    ),
]
Accept = Annotated[
    list[str] | None,
    option(
        "--accept",
        help=(
            "经办人已确认承诺须知的事项，或 all；可写多次。",
            "The items whose commitment the clerk has accepted, or all; repeatable.",
        ),
    ),
]
Clerk = Annotated[
    str,
    option(
        "--clerk",
        envvar="SXBUNDLE_CLERK",
        help=("经办人姓名，确认承诺须知时留下。", "Name of the clerk who accepts the commitments."),
    ),
]
Papers = Annotated[
    Path | None,
    option("--papers", help=("需打印的文件写到哪个文件夹。", "The folder for what is to be printed.")),
]


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
    submit: Annotated[
        bool,
        option(
            "--submit/--no-submit",
            help=("是否提交；--no-submit 停在待提交。", "Whether to submit; --no-submit stops before."),
        ),
    ] = True,
    person: Annotated[
        list[str] | None,
        option(
            "--person",
            help=(
                "只办这些证件号码的人；可写多次。",
                "Only the people of these certificate numbers; repeatable.",
            ),
        ),
    ] = None,
) -> int:
    """File a sheet: do all that can be done and list what people must do; nothing is filed twice.

    Exit code 0 when all is done; 1 with needs, wrong rows or a warning of the hall.
    """
    batch = sheet.read()
    with hall.signed_in() as client, output.progress_bar(quiet=display.as_json) as progress:
        filing = filed.filing(batch, client, papers=papers, progress=progress)
        outcome = filing.advance(submit=submit, people=person or None)
    return _print_outcome(outcome, batch.report.errors, display)


def plan(sheet: SheetOptions, filed: FilingArguments, hall: HallOptions, display: DisplayOptions) -> int:
    """List every step that file would do, and for whom; do nothing."""
    batch = sheet.read()
    with hall.signed_in() as client:
        steps = filed.filing(batch, client).plan()
    if display.as_json:
        output.print_json(steps.to_dict(masked=not display.show))
    else:
        print(steps.text(masked=not display.show))
    return output.CLEAN


def needs(sheet: SheetOptions, filed: FilingArguments, hall: HallOptions, display: DisplayOptions) -> int:
    """List what people must still do for a filing; do nothing."""
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
    """Write all that a filing prints into one PDF; its first page says what to stamp and photograph."""
    batch = sheet.read()
    path = target.path(sheet.file.with_name(f"{sheet.file.stem}_打印.pdf"))
    with hall.signed_in() as client, output.progress_bar(Bilingual("打印", "Printing"), quiet=False):
        filed.filing(batch, client).print_pack(path)
    print(Bilingual("已写到 {path}", "Written to {path}", path=path))
    return output.CLEAN


def _toml(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = (
            os_reason(error, path)
            if isinstance(error, OSError)
            else Bilingual(
                "{name} 不是 UTF-8 的 TOML 文件", "{name} is no TOML file in UTF-8", name=path.name
            )
        )
        raise wrong_value("--unit", "{reason}", "{reason}", reason=reason) from error


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


COMMANDS = {
    "file": Declared(
        file,
        "申报一份采集表：能办的都办，列出还要人做的事。可以反复运行，不会重复申报。\n\n"
        "全部办完返回 0；还有待办、有错误的行或网厅的提醒时返回 1。",
    ),
    "advance": Declared(
        file,
        "继续一次申报：与 file 相同，已办的不会重办。",
        "Continue a filing: the same as file, which does nothing twice.",
    ),
    "plan": Declared(plan, "试算：列出 file 会做的每一步和涉及的人，什么也不做。"),
    "needs": Declared(needs, "列出一次申报还要人做的事，什么也不做。"),
    "print": Declared(print_pack, "把一次申报需打印的文件按顺序写成一个 PDF，首页写明盖章和拍照的清单。"),
}
"""Name of a command to what it is."""
