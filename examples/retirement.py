"""职工退休包: when somebody retires by the law of 2024, and the filing of those who do.

Run it with `python examples/retirement.py`.
"""

from datetime import date

from clerk import DAY, file_to_the_end, fresh, heading, open_hall, sign_in

import sxbundle as sx
from sxbundle.testing import people


def main() -> None:
    out = fresh("retirement")

    heading("1 退休年月 · the calendar")
    for birth, group in ((date(1971, 4, 1), "F55"), (date(1965, 12, 1), "M60"), (date(1995, 12, 1), "F50")):
        one = sx.rules.retirement_date(birth, group)
        months = sx.rules.minimum_contribution_months(one.month.year)
        print(
            f"  {birth:%Y-%m} 出生 {group}：{one.month:%Y-%m} 退休（延迟 {one.delay} 个月），"
            f"弹性 {one.earliest:%Y-%m} 至 {one.latest:%Y-%m}，最低缴费 {months} 个月"
        )

    heading("2 核对 · the date against the calendar, the account against the card")
    selection = sx.RETIREMENT.select("养老保险待遇发放账户维护", "劳动用工备案", on=DAY)
    rows = list(people.rows(selection.plan, 3))
    early = {"contract_end.ended": "20240131", "contract_end.start": "20200101", "contract_end.end": None}
    print(selection.batch([rows[0] | early | {"bank_account.account": None}]).report)

    heading("3 申报 · file: nothing to print, nothing of the unit")
    batch = selection.read(selection.sheet().fill(rows, out / "职工退休申请表.xlsx"))
    with open_hall(out) as hall:
        sign_in(hall)
        done = file_to_the_end(batch, hall, out, "2026-11 退休")
    print(f"回执 {len(done.receipts)} 份，例如 {done.receipts[0]}。")


if __name__ == "__main__":
    main()
