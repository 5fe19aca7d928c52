"""退休过世包: what the hall only guides to, what it refuses, and the one item that can be filed.

Run it with `python examples/retiree_death.py`.
"""

from clerk import DAY, UNIT, file_to_the_end, fresh, heading, open_hall, sign_in

import sxbundle as sx
from sxbundle.testing import people


def main() -> None:
    out = fresh("retiree_death")

    heading("1 办事指南 · what is done elsewhere")
    for item in sx.RETIREE_DEATH.items:
        try:
            sx.RETIREE_DEATH.select(item.title, on=DAY)
            print(f"  ☑ {item.title}")
        except sx.SelectionError as refusal:
            print(f"  ☐ {refusal}")

    heading("2 填报盘 · the sheet has two fields above its table")
    selection = sx.RETIREE_DEATH.select("养老保险待遇发放账户维护", on=DAY)
    head = {"单位编号": "1401009110", "单位名称（盖章）": UNIT}
    rows = list(people.rows(selection.plan, 2))
    batch = selection.read(selection.sheet().fill(rows, out / "发放信息变更申请表.xlsx", head=head))
    print(batch.report)

    heading("3 申报 · file")
    with open_hall(out) as hall:
        sign_in(hall)
        done = file_to_the_end(batch, hall, out, "2026-11 退休过世")
    print(f"回执 {len(done.receipts)} 份，例如 {done.receipts[0]}。")


if __name__ == "__main__":
    main()
