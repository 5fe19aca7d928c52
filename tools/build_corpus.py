"""Makes the corpus of HR exports: workbooks and CSV files as systems and people write them, all made up.

`tests/corpus/expected.toml` says beside each what people and what problems it must give. To look at one, run
`python tools/build_corpus.py FOLDER`; the tests make them anew each time, so that no binaries are stored.
"""

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwt
from attrs import field, frozen

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 23)
Cells = Sequence[Any]
REGISTRATION, ENROLMENT, CONTRACT = "就业登记", "职工参保登记", "劳动用工备案"
_SOURCE = list(people.rows(sx.HIRE.select(REGISTRATION, ENROLMENT, CONTRACT, on=ON).plan, 12))


@frozen
class Export:
    """One export.

    Attributes:
        name: of the file, without its ending.
        rows: all rows of the sheet.
        suffix: `.xlsx`, `.xls` or `.csv`.
        items: what is ticked; of `bundle`.
        bundle: key of the bundle.
        encoding, separator: of a .csv.
        options: further arguments of `Selection.read`.
        prepare: changes the openpyxl sheet before it is saved.
    """

    name: str
    rows: Sequence[Cells]
    suffix: str = ".xlsx"
    items: tuple[str, ...] = (REGISTRATION,)
    bundle: str = "hire"
    encoding: str = "utf-8-sig"
    separator: str = ","
    options: Mapping[str, Any] = field(factory=dict)
    prepare: Callable[[Any], None] | None = None

    @property
    def selection(self) -> sx.Selection[Any]:
        """What it is read with."""
        return sx.CATALOG.bundles[self.bundle].select(*self.items, on=ON)

    def content(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        if self.suffix == ".csv":
            text = io.StringIO(newline="")
            csv.writer(text, delimiter=self.separator).writerows(self.rows)
            return text.getvalue().encode(self.encoding)
        if self.suffix == ".xls":
            old = xlwt.Workbook()
            page = old.add_sheet("员工花名册")
            day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
            for row, cells in enumerate(self.rows):
                for at, cell in enumerate(cells):
                    if isinstance(cell, date):
                        page.write(row, at, cell, day)
                    elif cell is not None:
                        page.write(row, at, cell)
            old.save(stream)
            return stream.getvalue()
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for cells in self.rows:
            sheet.append([None if cell == "" else cell for cell in cells])
        if self.prepare is not None:
            self.prepare(sheet)
        book.save(stream)
        return stream.getvalue()


def name(index: int) -> str:
    """A made-up person's name."""
    return str(_SOURCE[index]["basic.name"])


def number(index: int) -> str:
    """The same person's certificate number."""
    return str(_SOURCE[index]["basic.certificate_number"])


def phone(index: int) -> str:
    """The same person's mobile."""
    return str(_SOURCE[index]["basic.phone"])


def rows(count: int, make: Callable[[int], Cells]) -> list[Cells]:
    """One row for each of the first `count` people."""
    return [make(index) for index in range(count)]


PLAIN = ["姓名", "身份证号", "手机号", "入职日期"]


def plain(index: int) -> Cells:
    """The least that a registration of employment needs."""
    return [name(index), number(index), phone(index), "2026-11-18"]


PAID = [
    "姓名",
    "身份证号",
    "手机",
    "用工形式",
    "参加工作时间",
    "缴费基数",
    "增员原因",
    "参保日期",
    "变更时间",
    "险种",
]


def paid(index: int) -> list[Any]:
    """What an enrolment needs."""
    return [
        name(index),
        number(index),
        phone(index),
        "41",
        "2026-11-01",
        "4500",
        "111",
        "2026-11-18",
        "20261123",
        "110,210",
    ]


SIGNED = ["姓名", "身份证号", "手机", "签订类型", "合同类型", "合同开始日期", "合同到期日", "试用期"]


def signed(index: int) -> list[Any]:
    """What a labour contract needs."""
    return [name(index), number(index), phone(index), "签订", "固定期限", "2026/11/18", "2029/11/17", "3"]


LEFT = ["姓名", "身份证号", "联系电话", "变更原因", "变更时间", "变更类型", "险种"]


def merged(*areas: str) -> Callable[[Any], None]:
    """Merges ranges."""

    def prepare(sheet: Any) -> None:
        for area in areas:
            sheet.merge_cells(area)

    return prepare


def exports() -> Iterator[Export]:
    """All of them."""
    yield from _spreadsheets()
    yield from _systems()
    yield from _other_people()
    yield from _rows_of_nobody()
    yield from _cells()
    yield from _other_sheets()
    yield from _styled()


def _spreadsheets() -> Iterator[Export]:
    yield Export("花名册", [PLAIN, *rows(3, plain)])
    yield Export(
        "带标题的花名册", [["2026年11月入职人员名单"], PLAIN, *rows(3, plain)], prepare=merged("A1:D1")
    )
    starred = ["*姓名", "*身份证号（18位）", "手机号\n（11位数字）", "入职日期（YYYY-MM-DD）"]
    yield Export("带星号和提示的列名", [starred, *rows(2, plain)])
    yield Export("带序号的列名", [[f"{n}.{one}" for n, one in enumerate(PLAIN, 1)], *rows(2, plain)])
    yield Export("必填标记在方括号里", [[f"【必填】{one}" for one in PLAIN], *rows(2, plain)])
    yield Export("从第三行第二列开始", [[], [], ["", *PLAIN], *rows(2, lambda n: ["", *plain(n)])])
    dated = [[*plain(n)[:3], datetime(2026, 11, 18)] for n in range(2)]
    yield Export("日期单元格", [PLAIN, *dated])
    yield Export(
        "旧版工作簿", [PLAIN, *[[*plain(n)[:3], date(2026, 11, 18)] for n in range(3)]], suffix=".xls"
    )
    yield Export("旧版工作簿里的合计", [PLAIN, *rows(2, plain), ["合计", "", "", 2]], suffix=".xls")
    two = [["人员信息", "", "", "任职信息"], PLAIN, *rows(2, plain)]
    yield Export("两层列名", two, prepare=merged("A1:C1"))
    yield Export(
        "部门合并单元格",
        [["部门", *PLAIN], ["研发部", *plain(0)], ["", *plain(1)], ["", *plain(2)]],
        prepare=merged("A2:A4"),
    )


def _systems() -> Iterator[Export]:
    system = [
        "员工编号",
        "员工姓名",
        "证件种类",
        "证件号",
        "移动电话",
        "固定电话",
        "入职时间",
        "所属部门",
        "员工状态",
    ]
    made = rows(
        3,
        lambda n: [
            f"E{n:04}",
            name(n),
            "身份证",
            number(n),
            phone(n),
            "0351-1234567",
            "2026/11/18",
            "行政部",
            "在职",
        ],
    )
    yield Export("人事系统", [system, *made], options={"key": "员工编号"})
    machine = ["emp_no", "emp_name", "id_type", "id_no", "mobile", "tel", "entry_date", "dept", "status"]
    yield Export("人事系统带字段名", [machine, system, *made])
    yield Export("人事系统字段名在下", [system, machine, *made])
    yield Export("考勤软件", [PLAIN, *rows(2, plain)], suffix=".csv", encoding="gb18030")
    yield Export("财务软件", [PLAIN, *rows(2, plain)], suffix=".csv", encoding="utf-16", separator="\t")
    yield Export("网页下载", [PLAIN, *rows(2, plain)], suffix=".csv", encoding="utf-8")
    tabbed = [[f"\t{cell}" for cell in plain(n)] for n in range(2)]
    yield Export("数字前有制表符", [PLAIN, *tabbed], suffix=".csv", encoding="gb18030")
    yield Export(
        "数字前有控制符", [PLAIN, *[[f"\x1f{cell}" for cell in plain(n)] for n in range(2)]], suffix=".csv"
    )
    yield Export(
        "数字写成公式", [PLAIN, *[[f'="{cell}"' for cell in plain(n)] for n in range(2)]], suffix=".csv"
    )
    yield Export("薪酬系统", [PAID, *rows(3, paid)], items=(ENROLMENT,))
    coded = [[*paid(n)[:6], "NEW", *paid(n)[7:], degree] for n, degree in enumerate(["BK", "ZK"])]
    yield Export(
        "薪酬系统的自编代码",
        [[*PAID, "学历"], *coded],
        items=(ENROLMENT,),
        options={"codes": {"education": {"BK": "21", "ZK": "31"}, "变更原因": {"NEW": "111"}}},
    )
    yield Export("薪酬系统的代码没有对照", [[*PAID, "学历"], *coded], items=(ENROLMENT,))
    twice = [[*PAID[:6], "缴费基数", *PAID[6:]], *rows(2, lambda n: [*paid(n)[:5], "9999", *paid(n)[5:]])]
    yield Export("两列缴费基数", twice, items=(ENROLMENT,))
    yield Export("两列缴费基数已指明", twice, items=(ENROLMENT,), options={"columns": {"工资": "缴费基数#2"}})


def _other_people() -> Iterator[Export]:
    def contact(n: int) -> Cells:
        return [name(n), "家属甲", "配偶", "19912345678", *plain(n)[1:]]

    yield Export(
        "紧急联系人在括号里",
        [["员工姓名", "姓名（紧急联系人）", "关系", "电话（紧急联系人）", *PLAIN[1:]], *rows(2, contact)],
    )
    yield Export(
        "紧急联系人在上层",
        [
            ["员工", "紧急联系人", "", "", "员工", "", ""],
            ["姓名", "姓名", "关系", "电话", *PLAIN[1:]],
            *rows(2, contact),
        ],
        prepare=merged("B1:D1", "E1:G1"),
    )
    yield Export("两列姓名不同", [["员工姓名", "姓名", "关系", "备用电话", *PLAIN[1:]], *rows(2, contact)])
    same = [["员工姓名", "姓名", *PLAIN[1:]], *rows(2, lambda n: [name(n), *plain(n)])]
    yield Export("两列姓名相同", same)
    beside = [["姓名", "身份证号", "入职日期", "紧急联系人", "联系电话"]]
    beside += rows(2, lambda n: [name(n), number(n), "20261118", "家属乙", phone(n)])
    yield Export("联系电话在联系人后面", beside)
    spouse = [[*PLAIN, "配偶姓名", "配偶身份证号", "介绍人", "填表人"]]
    spouse += rows(2, lambda n: [*plain(n), "家属丙", number(n + 5), "同事甲", "经办甲"])
    yield Export("配偶和介绍人", spouse)


def _rows_of_nobody() -> Iterator[Export]:
    ordered = ["序号", *PLAIN]
    made = rows(2, lambda n: [n + 1, *plain(n)])
    foot = [["合计", "-", "-", "-", "-"], ["制表人：", "经办甲", "审核人：", "经办乙", "日期：2026-11-23"]]
    yield Export("合计和签字行", [ordered, *made, *foot])
    yield Export("合计人数", [ordered, *made, ["合计人数", 2, "", "", ""], ["", "以下空白", "", "", ""]])
    pages = [ordered, made[0], ["", "第 1 页 共 2 页"], ordered, made[1], ["", "第 2 页 共 2 页"]]
    yield Export("每页重复列名", pages)
    hints = ["", "必填，与身份证一致", "必填，18 位", "必填，11位数字", "格式：YYYY-MM-DD"]
    yield Export(
        "填写说明和示例",
        [ordered, hints, ["示例", "张三", "11010519491231002X", "13800000000", "2026-01-01"], *made],
    )
    odd = [
        [1, name(0), number(0), phone(0), "20261118"],
        [2, name(1), "-", phone(1), "20261118"],
        [3, "", number(2), phone(2), "20261118"],
    ]
    yield Export("看着不像人的人", [ordered, *odd])
    yield Export(
        "尾部有空行和预填序号",
        [ordered, *made, ["", "", "", "", ""], [3, "", "", "", ""], [4, "", "", "", ""]],
    )


def _cells() -> Iterator[Export]:
    floats = [[name(n), number(n), float(phone(n)), 20261118.0] for n in range(2)]
    yield Export("手机号是浮点数", [PLAIN, *floats])
    yield Export("证件号丢了位数", [PLAIN, [name(0), 140105200411060011, phone(0), "20261118"]])
    yield Export("科学计数的证件号", [PLAIN, [name(0), "1.40105E+17", phone(0), "20261118"]], suffix=".csv")
    late = [[*plain(n)[:3], datetime(2026, 11, 17, 23, 59, 17)] for n in range(2)]
    yield Export("日期差一分钟", [PLAIN, *late])
    extra = ["学历", "岗位", "现居住地址", "民族"]
    signs = [[*plain(0), "-", "/", "无", "汉"], [*plain(1), "N/A", "—", "nan", "汉族"]]
    yield Export("选填列用横线", [[*PLAIN, *extra], *signs])
    formula = [[*plain(0)[:2], "=B2", plain(0)[3]], plain(1)]
    yield Export("公式没有结果", [PLAIN, *formula])
    open_ended = [[*signed(0)[:4], "无固定期限", "20261118", "无固定期限", "/"], signed(1)]
    yield Export("合同无固定期限", [SIGNED, *open_ended], items=(CONTRACT,))
    practice = [[*SIGNED[:4], "合同期限类型", *SIGNED[5:], "合同类型"]]
    practice += rows(2, lambda n: [*signed(n), "劳动合同"])
    yield Export("合同类型是劳动合同", practice, items=(CONTRACT,))
    wide = [
        [
            "　".join(name(0)),
            number(0),
            " ".join((phone(0)[:3], phone(0)[3:7], phone(0)[7:])),
            "２０２６年１１月１８日",
        ]
    ]
    yield Export("全角和空格", [PLAIN, *wide])
    doubled = [plain(0), plain(1), [name(2), number(0), phone(2), "20261118"]]
    yield Export("同一个证件号两次", [PLAIN, *doubled])
    more = [[*PAID, *SIGNED[3:]], *rows(3, lambda n: [*paid(n), *signed(n)[3:]])]
    yield Export("多出未勾选的合同", more, items=(ENROLMENT,))


def _other_sheets() -> Iterator[Export]:
    gone = rows(
        2, lambda n: [name(n), number(n), phone(n), "劳动合同期满终止", "20261123", "停保", "110,210"]
    )
    yield Export("减员名单", [LEFT, *gone], items=("缴费人员减少申报",), bundle="separation")
    foot = [["单位（盖章）：", "", "", "经办人：", "经办甲", "", ""]]
    yield Export(
        "减员名单带签字",
        [LEFT, *gone, *foot],
        items=("缴费人员减少申报",),
        bundle="separation",
        suffix=".xls",
    )


def _departments(index: int) -> Cells:
    return ["", *plain(index)]


def _styled() -> Iterator[Export]:
    """Groups, subtotals, hidden and filtered rows, two people a row, several spellings in a column."""
    grouped = [
        ["", *PLAIN],
        ["", "综合管理部", "", "", ""],
        _departments(0),
        ["", "综合管理部小计", "", "", 1],
        ["", "第二车间合计", "", "", ""],
        _departments(1),
        ["", "", "", "", "", ""],
        ["总计", "", "", "", 2],
    ]
    yield Export("部门分组和小计", grouped)
    numbered = [
        PLAIN,
        ["（1）", "（2）", "（3）", "（4）"],
        plain(0),
        ["接下页", "", "", ""],
        PLAIN,
        plain(1),
    ]
    yield Export("栏号行和分页", numbered)
    couple = [
        ["员工", "", "", "", "配偶", "", ""],
        [*PLAIN, "姓名", "身份证号", "手机号"],
        *([*plain(n), name(n + 6), number(n + 6), phone(n + 6)] for n in range(2)),
    ]

    def merged(sheet: Any) -> None:
        sheet.merge_cells("A1:D1")
        sheet.merge_cells("E1:G1")

    yield Export("一行有员工和配偶", couple, prepare=merged)

    def hidden(sheet: Any) -> None:
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        sheet.auto_filter.ref = "A1:D4"

    yield Export("隐藏的列和筛选掉的行", [PLAIN, *rows(3, plain)], prepare=hidden)
    days = ["2026-11-18", "2026/11/18", "2026年11月18日", "20261118", "2026.11.18", datetime(2026, 11, 18)]
    yield Export("日期六种写法", [PLAIN, *([*plain(n)[:3], day] for n, day in enumerate(days))])
    quoted = [
        [name(0), "'" + number(0), f" {phone(0)} ", "20261118"],
        [name(1), f"{number(1)[:6]} {number(1)[6:14]} {number(1)[14:]}", phone(1), "20261118"],
        [name(2), f"“{number(2)}”", f"手机：{phone(2)}", "20261118"],
        [name(3) + "，", number(3) + "，", f"（86）{phone(3)}", "20261118"],
    ]
    yield Export("号码带引号空格标点", [PLAIN, *quoted])
    both = [[*PLAIN, "社会保障号码"], *([*plain(n), number(n)] for n in range(3))]
    yield Export("身份证号和社会保障号码", both)
    differing = [[*PLAIN, "社会保障号码"], *([*plain(n), number(n)] for n in range(9))]
    differing[9] = [*plain(8), number(9)]
    yield Export("社会保障号码有一行不同", differing)
    broken = [plain(0), ["#REF!", number(1), phone(1), "20261118"], [*plain(2)[:3], "########"], plain(3)]
    yield Export("错误值成了文字", [PLAIN, *broken], suffix=".csv", encoding="gb18030")
    stand_ins = ["张XX", "测试", "示例", "test", "某某", "待定"]
    yield Export("代替姓名的字", [PLAIN, *([word, *plain(n)[1:]] for n, word in enumerate(stand_ins))])
    months = [
        [*paid(n)[:4], month, *paid(n)[5:]] for n, month in enumerate(("2026-11", "2026年11月", "202611"))
    ]
    yield Export("参加工作只写年月", [PAID, *months], items=(ENROLMENT,))
    foreign = [[*paid(n)[:3], "HT-01", *paid(n)[4:]] for n in range(2)]
    yield Export(
        "别的系统的用工代码",
        [PAID, *foreign],
        items=(ENROLMENT,),
        options={"codes": {"employment_form": {"HT-01": "41"}}},
    )
    totals = [*rows(2, paid), ["", "", "", "", "", 9000, "", "", "", ""]]
    yield Export("最后一行只有金额", [PAID, *totals], items=(ENROLMENT,))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for export in exports():
        (folder / f"{export.name}{export.suffix}").write_bytes(export.content())
