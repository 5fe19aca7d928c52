"""事业单位拟聘包: the appointment is recorded offline first; its document number stands in every row.

Run it with `python examples/institution_hire.py`.
"""

from clerk import DAY, file_to_the_end, filing, fresh, heading

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.testing import people


def main() -> None:
    out = fresh("institution_hire")
    selection = sx.INSTITUTION_HIRE.select("职工参保登记", "高校毕业生报到", on=DAY)
    for item in selection.items:
        print(f"  ☑ {item.title}{'（线下先办）' if item.offline else ''}")
    rows = list(people.rows(selection.plan, 3))

    heading("1 工伤保险暂不支持 · 410 is refused with the manual's reason")
    print(selection.batch([rows[0] | {"institution_enrolment.insurances": "120,210,410"}]).report)

    batch = selection.read(selection.sheet().fill(rows, out / "事业单位聘用申请表.xlsx"))
    with sx.LocalHall.demo(out / "hall.db", clock=SettableClock(DAY)) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["institution"])

        heading("2 没有备案，什么都办不了 · nothing goes without the record")
        print(filing(batch, hall, out, "2026-11 拟聘").advance())

        heading("3 人社部门线下备案 · the office records it")
        hall.record_appointment(rows[0]["basic.appointment_number"])

        heading("4 继续 · go on")
        done = file_to_the_end(batch, hall, out, "2026-11 拟聘")
    print(f"回执 {len(done.receipts)} 份，例如 {done.receipts[0]}。")


if __name__ == "__main__":
    main()
