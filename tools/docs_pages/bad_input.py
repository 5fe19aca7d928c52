"""What bad input gets: each case with its problems, their words from the register."""

from collections.abc import Iterator, Mapping

from docs_pages.language import say
from docs_pages.markdown import GENERATED, cell, problems, table
from sxbundle.problem_registry import KINDS

# Case → codes (with how they come to the caller).
FILES = {
    (
        "不是工作簿（网页、图片、改名为 .xlsx 的文档）",
        "not a workbook (a web page, a picture, a document named .xlsx)",
    ): ("file.not-a-workbook",),
    ("加密的工作簿", "an encrypted workbook"): ("file.encrypted",),
    ("截断或损坏的工作簿", "a truncated or damaged workbook"): ("file.broken",),
    ("空文件", "an empty file"): ("file.empty",),
    ("不让读的文件", "a file that may not be read"): ("file.unreadable",),
    ("解压后有几 GB 的工作簿", "a workbook that inflates to gigabytes"): ("file.bomb",),
    ("有宏、外部链接、嵌入对象的工作簿", "a workbook with macros, external links, embedded objects"): (
        "file.active-content",
    ),
    ("单元格位置远在表外", "a cell reference far outside a sheet"): (
        "file.cell-reference",
        "file.too-many-cells",
    ),
    ("合并了整张表", "a merge over the whole sheet"): ("file.too-many-merges",),
    ("别的打包事项的采集表", "another bundle's sheet"): ("sheet.other-bundle",),
    ("根本没有表头", "no header at all"): ("sheet.no-header",),
    ("有几张工作表都像", "several worksheets that could be it"): ("sheet.choose",),
}
HEADERS = {
    ("缺少必填列", "a required caption missing"): ("sheet.column-missing",),
    ("列挪了位置", "captions shifted to other columns"): (),
    ("列名改了", "a caption renamed"): ("sheet.column-missing", "sheet.column-unknown"),
    ("一个列名对应两列", "a caption that fits two columns"): ("sheet.column-ambiguous",),
    ("隐藏列", "hidden columns"): (),
    ("末尾的空行", "blank tails"): (),
}
CELLS = {
    ("必填单元格是空的", "a required cell empty"): ("cell.required",),
    ("日期变成了数字", "dates as numbers"): ("date.serial",),
    ("身份证号变成数字，丢了后几位", "IDs as numbers that lost their last digits"): ("id.digits-lost",),
    ("校验位不符", "a wrong check digit"): ("id.check-digit",),
    ("全角字符、空格、看不见的字符", "full-width text, blanks, invisible characters"): ("cell.normalised",),
    ("代码表没有的值", "an unknown code"): ("code.unknown",),
    ("代码与名称不一致", "code and name that disagree"): ("code.mismatch",),
}
ROWS = {
    ("一段只填了一半", "a section half filled"): ("cell.required",),
    ("填了没有勾选的事项的段", "a section filled whose item is not ticked"): ("section.not-ticked",),
    ("勾选了却没有人填的事项", "an item ticked that nobody fills"): ("item.nobody",),
    ("勾选了，这一行的段却空着", "an item ticked whose section a row leaves empty"): ("section.missing",),
    ("同一个人出现两次", "the same person twice"): ("batch.duplicate-certificate",),
    ("一行也没有", "0 rows"): ("batch.empty",),
    ("五万行", "50,000 rows"): (),
}
HALL = {
    ("照片截断", "a photo that is truncated"): ("file.broken",),
    ("照片太大", "a photo that is too large"): ("file.too-large", "file.too-many-pixels"),
    ("步骤次序不对", "a step out of order"): (
        "hall.commitment-first",
        "hall.rows-first",
        "hall.unit-record-first",
        "hall.print-first",
    ),
    ("会话超时", "an expired session"): ("hall.session-expired",),
    ("没有这个申报编号", "an unknown reference"): ("hall.no-filing",),
    ("同一编号，内容不同", "the same reference with other content"): ("hall.reference-conflict",),
    ("磁盘已满", "a full disk"): ("hall.disk-full",),
    ("两个进程用一个数据库", "two processes on one database"): ("hall.busy",),
    ("没有收到答复", "an answer that never came"): ("hall.outcome-unknown",),
}
# Where nothing is wrong, or where more must be said than the problem says.
REMARKS = {
    "captions shifted to other columns": (
        "没有问题：按列名识别。",
        "Nothing is wrong: columns are found by their captions.",
    ),
    "hidden columns": (
        "没有问题：按列名识别，隐藏的也读。",
        "Nothing is wrong: they are read, because columns are found by their captions.",
    ),
    "blank tails": (
        "没有问题：什么都没填的行不算。",
        "Nothing is wrong: rows in which nothing is filled are no rows.",
    ),
    "50,000 rows": (
        "没有问题：照常读入和校验。",
        "Nothing is wrong: they are read and checked.",
    ),
    "an expired session": (
        "客户端知道用户名和密码的，自动重新登录并继续。",
        "A client that knows its credentials signs in again and goes on.",
    ),
    "an unknown reference": (
        "`find` 返回 None。不是本单位的申报，无论是否存在，都拒绝。",
        "`find` gives None. An id that is not the unit's is refused, existing or not.",
    ),
    "the same reference with other content": (
        "换了事项的拒绝；事项相同、行不同的，替换还没有提交的。",
        "Other items are refused. Other rows of the same items replace what was not submitted.",
    ),
    "two processes on one database": (
        "轮流进行；等得太久的会得到说明。",
        "They take turns; one that waited too long is told so.",
    ),
}
ARGUMENTS = (
    "类型检查工具会指出的（`reference` 给 `None`、路径给列表、批次给文字），是 `TypeError`，指出哪个参数，"
    "绝不显示其中的内容；"
    "`sx.DeclarationError` 也是一种 `TypeError`。类型对而内容不对的（空的申报编号、含 NUL 的路径、该是文件"
    "却是文件夹、五万字的文字）属于上面的错误。"
    "按您给的键去查的（`Bundle.item`、`CodeList[...]`、`Batch.row`），像映射和列表一样是 `LookupError`。此"
    "外不会有别的异常；"
    "有一个测试用二十种错误的值调用每个公开函数。",
    "What a type checker would refuse (`None` for a reference, a list for a path, a text for a batch) "
    "is a `TypeError` that names the argument and never shows what it holds; `sx.DeclarationError` is "
    "one, too. What only its content makes wrong (an empty reference, a path with a NUL, a folder in "
    "the place of a file, a text of 50,000 characters) is one of the errors above. What is looked up "
    "by a key of yours (`Bundle.item`, `CodeList[...]`, `Batch.row`) says so as a mapping or a list "
    "does: a `LookupError`. Nothing else comes out; a test calls every public function with twenty "
    "wrong values.",
)
SHOWN = (
    "问题的 `value` 是单元格的内容，按列遮盖：姓名、证件号码、电话、账号、地址、出生日期按 "
    "`sxbundle.masking` 处理。列错开一格时，人会落到不该有人的列里，"
    "所以其他各列里九位以上的数字、像姓名的文字也遮盖：以常见姓氏开头的两到四个汉字，或中间有点的文字。代"
    "码表的列里，这样的文字如果是条目、接近条目或以条目结尾"
    "（高中、江苏银行），则保留，因为要改的正是它。代码表列里的罕见姓氏认不出来：问题报告不是给所有人看的。",
    "A problem's `value` is the cell, masked by what its column holds: names, certificate numbers, phones, "
    "accounts, places and birth dates as `sxbundle.masking` says. Where columns are shifted by one, people "
    "stand in columns that hold none, so in every other column, too, a number of nine digits or more is "
    "masked, and so is what looks like a name: two to four Chinese characters that begin with a common "
    "surname, or characters with a dot between them. In the column of a code list such a text stays when "
    "it is an entry, near one or ends as one (高中, 江苏银行), because the label is what is to be mended. "
    "A rare surname in such a column is not recognised: a report is not for everybody's eyes.",
)
Cases = Mapping[tuple[str, str], tuple[str, ...]]
GROUPS: Mapping[tuple[str, str], Cases] = {
    ("文件", "Files"): FILES,
    ("表头", "Headers"): HEADERS,
    ("单元格", "Cells"): CELLS,
    ("行", "Rows"): ROWS,
    ("材料和网厅", "Materials and the hall"): HALL,
}


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield say("# 错误输入会怎样", "# What bad input gets")
    yield say(
        "得到一句清楚的中文，带代码、位置和改法；绝没有别的库的报错信息，绝没有半截的结果，什么也不会丢。"
        "文件被拒绝是 `sx.FileRefused`，网厅拒绝是 "
        "`sx.HallError`；关于行的一切都在 `batch.report` 里一次列出，不抛异常。",
        "A clear sentence in Chinese with a code, the place and the remedy; here is the English of it. "
        "Never a "
        "traceback from a library, never half a result, nothing lost. Files are refused as "
        "`sx.FileRefused`, what "
        "the hall refuses is an `sx.HallError`; everything about rows comes at once, as problems in "
        "`batch.report`, and no exception is raised.",
    )
    for title, cases in GROUPS.items():
        yield f"## {say(*title)} {{#{title[1].lower().replace(' ', '-')}}}"
        yield table(
            say("遇到什么,会怎样,代码,怎么办", "what comes,what it gets,code,what to do").split(","),
            (_row(*case) for case in cases.items()),
        )
    yield say("## 问题里显示多少内容", "## What a problem shows of a cell")
    yield say(*SHOWN)
    yield say("## 参数", "## Arguments")
    yield say(*ARGUMENTS)


def _row(case: tuple[str, str], codes: tuple[str, ...]) -> tuple[str, ...]:
    kinds = [KINDS[code] for code in codes]
    remark = REMARKS.get(case[1])
    return (
        say(*case),
        say(*remark) if remark else " ".join(cell(str(kind.meaning)) for kind in kinds),
        problems(kinds),
        " ".join(dict.fromkeys(cell(str(kind.mend)) for kind in kinds)),
    )
