"""企业解除劳动关系包: people leave, their insurance ends, their contracts are recorded.

Run it with `python examples/separation.py`.
"""

from clerk import DAY, file_to_the_end, fresh, heading, open_hall, sign_in

import sxbundle as sx
from sxbundle.testing import people


def main() -> None:
    out = fresh("separation")
    selection = sx.SEPARATION.select("缴费人员减少申报", "劳动用工备案", on=DAY)
    rows = list(people.rows(selection.plan, 5))

    heading("1 填报盘 · fill the sheet")
    sheet = selection.sheet().fill(rows, out / "解除劳动合同申请表.xlsx")
    print(f"  {sheet.name}：{len(rows)} 人")

    heading("2 先看问题 · what is doubtful, before the hall sees it")
    doubtful = rows[0] | {"decrease.reason": "6313.辞职", "contract_end.compensation": "1.是"}
    doubtful |= {"decrease.insurances": "110,410", "contract_end.years": "1"}
    print(selection.batch([doubtful]).report)

    heading("3 申报 · file")
    with open_hall(out) as hall:
        sign_in(hall, insured=[row["basic.certificate_number"] for row in rows[:-1]])
        outcome = sx.file(
            selection.read(sheet), hall, reference="2026-11 解除", papers=out / "打印"
        ).advance()
        for error in outcome.ledger.errors:  # the last one is not insured here
            print(f"  第 {error.row} 行：{error.problems[0].message}")
        leaving = selection.batch(rows[:-1])
        done = file_to_the_end(leaving, hall, out, "2026-11 解除")
    print(f"回执 {len(done.receipts)} 份，例如 {done.receipts[0]}。")


if __name__ == "__main__":
    main()
