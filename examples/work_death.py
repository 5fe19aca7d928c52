"""申领工亡人员待遇包: closed, as the manual says; filed on the day that an overlay opens it.

Run it with `python examples/work_death.py`.
"""

from clerk import DAY, HERE, file_to_the_end, fresh, heading, open_hall, sign_in

import sxbundle as sx
from sxbundle.testing import people

ITEMS = ("一次性工亡补助金、丧葬补助金申领", "供养亲属抚恤金申领")


def main() -> None:
    out = fresh("work_death")

    heading("1 现在 · today")
    try:
        sx.WORK_DEATH.select(*ITEMS, on=DAY)
    except sx.SelectionError as refusal:
        print(f"  {refusal}")

    heading("2 大厅开通之后 · once the hall opens it: data, not a release")
    catalog = sx.CATALOG.with_overlay(HERE / "data" / "工亡开通.toml")
    print(catalog.overlay_report())
    selection = catalog.bundles["work_death"].select(*ITEMS, on=DAY)
    rows = list(people.rows(selection.plan, 2))
    batch = selection.read(selection.sheet().fill(rows, out / "工亡待遇申请表.xlsx"))
    with open_hall(out, catalog) as hall:
        sign_in(hall)
        done = file_to_the_end(batch, hall, out, "2026-11 工亡")
    print(f"回执 {len(done.receipts)} 份，例如 {done.receipts[0]}。")


if __name__ == "__main__":
    main()
