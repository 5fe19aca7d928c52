"""The page of all problem codes, from the register."""

from collections.abc import Iterator
from itertools import groupby

from docs_pages.language import say
from docs_pages.markdown import GENERATED, code, legend, source
from sxbundle.problem import ProblemKind, written_in
from sxbundle.problem_registry import KINDS

FAMILIES = {
    "account": ("养老待遇账户", "The account of a pension"),
    "age": ("年龄", "Age"),
    "appointment": ("聘用备案", "Appointments"),
    "archive": ("人事档案", "Archives"),
    "bank": ("银行账号", "Bank accounts"),
    "batch": ("整批数据", "A batch as a whole"),
    "cell": ("各种单元格", "Any cell"),
    "certificate": ("居民身份证以外的证件", "Certificates other than the citizen ID"),
    "code": ("代码表", "Code lists"),
    "contract": ("劳动合同", "Labour contracts"),
    "contract-end": ("劳动合同的终止和解除", "The end of a labour contract"),
    "count": ("整数", "Whole numbers"),
    "credit": ("统一社会信用代码", "统一社会信用代码"),
    "date": ("日期", "Dates"),
    "declaration": ("增减申报表，程序里的声明", "The change declaration, and declarations in code"),
    "decrease": ("停保", "Leaving the unit's insurance"),
    "division": ("行政区划", "Administrative divisions"),
    "enrolment": ("参保登记", "Enrolment"),
    "explain": ("查询问题代码", "Asking for a code"),
    "file": ("文件", "Files"),
    "filing": ("申报与网厅", "A filing and its hall"),
    "folder": ("交接文件夹", "A hand-over folder"),
    "form": ("打印表格", "Printed forms"),
    "gateway": ("网关后面的网厅", "A hall behind HTTP"),
    "hall": ("网厅", "The hall"),
    "http": ("到网厅的网络", "The way to it"),
    "id": ("居民身份证号码", "Citizen ID"),
    "install": ("安装", "Installation"),
    "insurance": ("险种", "Insurance types"),
    "item": ("事项", "Items"),
    "material": ("材料", "Materials"),
    "money": ("金额", "Amounts"),
    "name": ("姓名", "Names"),
    "organisation": ("组织机构代码", "组织机构代码"),
    "pensioner": ("退休人员", "Pensioners"),
    "phone": ("电话", "Telephone numbers"),
    "registration": ("社会保险登记证号", "社会保险登记证号"),
    "retirement": ("退休", "Retirement"),
    "section": ("采集表的段", "Sections"),
    "selection": ("勾选事项", "Ticking items"),
    "sheet": ("采集表和表头", "Sheets and their header"),
    "target": ("写出的文件", "Files that are written"),
    "template": ("官方模板", "Official templates"),
    "text": ("文字", "Free text"),
    "transfer": ("失业关系转入", "失业关系转入"),
    "unit": ("用人单位劳动用工基本情况备案表", "用人单位劳动用工基本情况备案表"),
    "wage": ("工资", "Wages"),
    "work": ("工作经历", "Working life"),
}


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield say("# 全部问题", "# All problems")
    yield say(
        f"每个问题有一个永远不变的代码，共 {len(KINDS)} 个。`sx.explain(代码)` 或 `sxbundle explain 代码` "
        "显示的就是这里的内容。"
        "**错误**使这一行不能申报；**提醒**表示很可能不对，由填表人决定；**说明**表示读法与写法不同。"
        "列有“通过”和“不通过”的，是测试运行过的例子（其中的名称见 `sxbundle.testing.examples`）。",
        f"Every problem has a code that never changes; there are {len(KINDS)}. `sx.explain(code)` prints "
        "what "
        "stands here. An **error** makes the row invalid. A **warning** is probably wrong, and the filer "
        "decides. A **notice** says that something was read differently from how it was written. Where a "
        "line "
        "*passes* and a line *fails* stand below a problem, the tests ran them (the names are those of "
        "`sxbundle.testing.examples`).",
    )
    yield legend()
    for family, kinds in groupby(KINDS.values(), lambda kind: kind.code.partition(".")[0]):
        yield f"## {say(*FAMILIES.get(family, (family, family)))} {{#family-{family}}}"
        for kind in kinds:
            yield from _kind(kind)


def _kind(kind: ProblemKind) -> Iterator[str]:
    yield f"### `{kind.code}` {{#{kind.code}}}"
    yield f"**{kind.severity.label}**{say('。', '. ')}{kind.meaning}"
    lines = {
        say("怎么办：", "To do: "): str(kind.mend),
        say("提示：", "Says: "): str(kind.message),
        say("出处：", "Source: "): source(kind.source),
    }
    if kind.failing:
        lines |= {
            say("通过：", "Passes: "): code(written_in(kind.passing) or kind.passing),
            say("不通过：", "Fails: "): code(written_in(kind.failing) or kind.failing),
        }
    yield "\n".join(f"- {label}{text}" for label, text in lines.items())
