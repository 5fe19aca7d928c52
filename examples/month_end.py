"""Month end: one HR export, three bundles, one loop; run it again whenever you like.

Run it with `python examples/month_end.py`, once more tomorrow, or after a crash: what was filed is
found by its reference, and nothing is filed twice. The hall's state stays in
`examples/out/month_end/hall.db`; delete the folder to begin anew.
"""

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from clerk import CLERK, DAY, HERE, do_the_paperwork, heading, open_hall, sign_in

import sxbundle as sx

OUT = HERE / "out" / "month_end"
EXPORT = HERE / "data" / "人事导出.xlsx"


@frozen
class Movement:
    """One worksheet of the export: what it files, and the captions that only this HR system has."""

    sheet: str
    selection: sx.Selection[Any]
    columns: Mapping[str, str]

    @property
    def reference(self) -> str:
        return f"{DAY:%Y-%m} {self.sheet}"


MOVEMENTS = (
    Movement(
        "入职",
        sx.HIRE.select("职工参保登记", "就业登记", on=DAY),
        {"证件类型": "证件类别", "工资": "核定工资"},
    ),
    Movement(
        "离职",
        sx.SEPARATION.select("缴费人员减少申报", "劳动用工备案", on=DAY),
        {
            "证件类型": "证件类别",
            "在本单位工作年限(年)": "司龄",
            "合同终止或解除人员类别": "人员类别",
            "原劳动合同开始时间": "合同起始",
            "原劳动合同终止时间": "合同到期",
        },
    ),
    Movement(
        "退休",
        sx.RETIREMENT.select("养老保险待遇发放账户维护", on=DAY),
        {"证件类型": "证件类别"},
    ),
)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    heading("1 读取人事导出 · read the export")
    batches = {}
    for movement in MOVEMENTS:
        batch = movement.selection.read(EXPORT, sheet=movement.sheet, columns=movement.columns)
        print(f"  {movement.sheet}：{batch.report.summary}")
        batches[movement.reference] = batch

    with open_hall(OUT) as hall:
        leavers = batches[MOVEMENTS[1].reference].rows
        sign_in(hall, insured=[row.basic.certificate_number for row in leavers])

        heading("2 申报 · file")
        outcomes = advance(batches, hall)
        if any(outcome.needs for outcome in outcomes):
            heading("3 经办人做该做的事，再来一遍 · the clerk's part, and the same loop again")
            for reference, outcome in zip(batches, outcomes, strict=True):
                do_the_paperwork(OUT / reference, outcome)
            advance(batches, hall)
        hall.accept_all()  # the office decides

        heading("4 台账 · the ledger")
        for reference, batch in batches.items():
            filing = hall.find(reference)
            assert filing is not None
            titles = {item.key: item.title for item in batch.plan.items}
            for entry in hall.ledger(filing).entries:
                receipt = f"回执 {entry.receipt}"
                print(
                    f"  {reference}  第 {entry.row} 行  {titles[entry.item]}  {entry.state.label}  {receipt}"
                )


def advance(batches: Mapping[str, sx.Batch[Any]], hall: sx.LocalHall) -> list[sx.Outcome]:
    """The one loop: each filing as far as it can go."""
    outcomes = []
    for reference, batch in batches.items():
        filing = sx.file(
            batch,
            hall,
            reference=reference,
            materials=OUT / reference / "材料" if (OUT / reference / "材料").is_dir() else None,
            accept="all" if batch.plan.commitments else (),
            clerk=CLERK,
            papers=OUT / reference / "打印",
        )
        outcomes.append(filing.advance())
        print(outcomes[-1])
    return outcomes


if __name__ == "__main__":
    main()
