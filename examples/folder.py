"""企业招用员工包 by a hand-over folder: a program on one side, a clerk at the hall's page on the other.

Run it with `python examples/folder.py`. Everybody in it is made up, and the clerk's part is played
by this script, with the files that a clerk would open. The folder stays in `examples/out/folder/`.
"""

from pathlib import Path

from clerk import CLERK, DAY, fresh, heading
from openpyxl import load_workbook

import sxbundle as sx
from sxbundle.procedure.identity import Registration, Unit
from sxbundle.testing import papers, people

UNIT = Unit(
    "太原示例科技有限公司",
    "91140100MA0DEMA178",
    (
        Registration("1401000001", "110", "太原示例科技有限公司"),
        Registration("1401000002", "210", "太原示例科技有限公司"),
    ),
)
PHOTO = "增减申报表.jpg"


def main() -> None:
    out = fresh("folder")
    with sx.FolderHall(out / "交接") as hall:
        home = hall.add_unit("taiyuan-demo", UNIT)
        hall.sign_in(sx.Credentials("taiyuan-demo", ""))
        (out / "材料").mkdir()

        heading("1 写给经办人 · what the clerk needs is written")
        outcome = advance(hall, out)
        folder = home / "2026-11 入职"
        form = folder / "给经办人" / "山西省参加社会保险人员增减申报表.pdf"
        papers.stamp_and_photograph(form, out / "材料" / PHOTO)
        papers.collect(out / "材料", outcome.ledger)
        outcome = advance(hall, out)
        print(outcome)

        heading("2 经办人导入报盘 · the hall refuses one row")
        answer = folder / "回填" / "导入结果-1.txt"
        text = answer.read_text("utf-8").replace("错误数量：", "错误数量：1")
        answer.write_text(text + "第 6 行：该人员在其他单位参保，尚未减员\n", "utf-8")
        print(advance(hall, out))
        papers.stamp_and_photograph(form, out / "材料" / PHOTO)  # other people: another page, another stamp
        outcome = advance(hall, out)

        heading("3 经办人提交 · receipts come back")
        fill(folder, "已提交", receipt="140100")
        outcome = advance(hall, out)
        print(outcome)

        heading("4 审核 · one is returned, the others are accepted")
        fill(folder, "审核通过", where="已提交", last="退回修改")
        outcome = advance(hall, out)
        print(outcome)
    print(f"\n回执 {len(outcome.receipts)} 份，例如 {outcome.receipts[0]}。文件在 {folder} ：")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            print(f"  {path.relative_to(folder)}")


def advance(hall: sx.FolderHall, out: Path) -> sx.Outcome:
    """The same filing each time; the folder knows how far it is."""
    selection = sx.HIRE.select("职工参保登记", "劳动用工备案", on=DAY)
    filing = sx.file(
        selection.batch(people.rows(selection.plan, 3)),
        hall,
        reference="2026-11 入职",
        unit=papers.unit_record(),
        materials=out / "材料",
        accept="all",
        clerk=CLERK,
    )
    return filing.advance()


def fill(
    folder: Path, state: str, *, receipt: str = "", where: "str | None" = None, last: "str | None" = None
) -> None:
    """Fills 办理结果 as a clerk does: 状态, 回执编号, and 原因 of what was returned."""
    path = max((folder / "回填").glob("办理结果-*.xlsx"))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = [row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 4).value == where]
    for at, row in enumerate(rows, 1):
        sheet.cell(row, 4, state)
        if receipt:
            sheet.cell(row, 5, f"{receipt}{at:06d}")
    if last is not None:
        sheet.cell(rows[-1], 4, last)
        sheet.cell(rows[-1], 6, "照片不清晰，请重新上传")
    book.save(path)


if __name__ == "__main__":
    main()
