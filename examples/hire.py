"""企业招用员工包, from a filled workbook to receipts, on the embedded hall.

Run it with `python examples/hire.py`. Everybody in it is made up. What it writes stays in
`examples/out/hire/`: open the files, they are what a clerk would see.
"""

import shutil
from datetime import date
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

import sxbundle as sx
from sxbundle.bundles.hire import HireRow
from sxbundle.testing import papers

HERE = Path(__file__).parent
OUT = HERE / "out" / "hire"
DAY = date(2026, 11, 23)
CLERK = "示例经办人"


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)

    heading("1 勾选打包事项 · tick items")
    selection = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案", on=DAY)
    for item in selection.items:
        print(f"  ☑ {item.title}")
    selection.sheet().save(OUT / "1 空白采集表.xlsx")

    heading("2 读取填好的采集表 · read the workbook that came back")
    first = selection.read(HERE / "data" / "采集表_已填.xlsx")
    print(first.report)
    first.annotate(OUT / "2 采集表_问题已标注.xlsx")

    heading("3 读取改正后的采集表 · read the mended one")
    batch = selection.read(HERE / "data" / "采集表_已改正.xlsx")
    print(batch.report.summary)
    print(f"  第一人的工资：{batch.rows[0].enrolment and batch.rows[0].enrolment.wage} 元")

    with sx.LocalHall.demo(OUT / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        heading(f"4 申报 · file for {hall.unit().name}")
        outcome = file(batch, hall).advance()
        print(outcome)

        heading("5 经办人做该做的事 · what only people can do")
        print("  确认承诺须知，填写用工基本情况，打印申报表、盖章、拍照，收齐材料。")
        outcome = file(batch, hall, agreed=True).advance()
        print(outcome)
        papers.stamp_and_photograph(OUT / "打印" / DECLARATION, OUT / "材料" / "增减申报表.jpg")
        papers.collect(OUT / "材料", outcome.ledger)

        heading("6 继续 · go on where it stood")
        with tqdm(desc="  上传材料", unit="份", ascii=True, disable=None) as bar:
            outcome = file(batch, hall, agreed=True, bar=bar).advance()
        print(outcome)

        heading("7 审核，再问一次 · the hall decides; asking again files nothing twice")
        hall.review(papers.returns_the_first("employment_registration"))
        again = file(batch, hall, agreed=True).advance()
        print(again)
        assert again.receipts == outcome.receipts
        print(f"\n回执 {len(again.receipts)} 份，例如 {again.receipts[0]}。")
    print(f"文件在 {OUT} ：")
    for path in sorted(OUT.iterdir()):
        print(f"  {path.name}")


DECLARATION = "山西省参加社会保险人员增减申报表.pdf"


def file(
    batch: sx.Batch[HireRow],
    hall: sx.LocalHall,
    *,
    agreed: bool = False,
    bar: "tqdm[NoReturn] | None" = None,
) -> "sx.Filing[HireRow]":
    """The same filing each time: the reference finds it, wherever it stands."""

    def show(progress: sx.Progress) -> None:
        if bar is not None and progress.total:
            bar.total = progress.total
            bar.update(progress.done - bar.n)

    return sx.file(
        batch,
        hall,
        reference="2026-11 入职",
        unit=papers.unit_record() if agreed else None,
        materials=OUT / "材料" if (OUT / "材料").is_dir() else None,
        accept="all" if agreed else (),
        clerk=CLERK,
        papers=OUT / "打印",
        progress=show,
    )


def heading(text: str) -> None:
    print(f"\n── {text} " + "─" * 20)


if __name__ == "__main__":
    main()
