"""Everything that nobody confirmed, in one place."""

from collections.abc import Iterator

import sxbundle as sx
from docs_pages.language import reason, say
from docs_pages.markdown import GENERATED, problem, source, table
from sxbundle.codes import KEYS, code_list, divisions
from sxbundle.forms.unit_record import COLUMNS, TITLE
from sxbundle.problem_registry import KINDS
from sxbundle.source import Source

_BEHAVIOUR = (
    (
        ("再次导入", "a second import"),
        (
            "按人合并：同一个人的行被替换，其他人保留",
            "merges by person: rows of the same people are replaced, others stay",
        ),
        (
            "可重新填写后再次导入数据（3.2.2.4）；没有说先前正确的行怎样",
            "可重新填写后再次导入数据 (3.2.2.4); not what becomes of the rows that were right",
        ),
    ),
    (
        ("互斥的事项", "items that exclude each other"),
        (
            "可勾选的事项之间没有互斥；一个人是毕业生或灵活就业人员，不会两者都是",
            "none among those that can be ticked; one person is a graduate or a flexible worker, not both",
        ),
        (
            "事项之间存在关联及互斥关系（3.2.2.1、3.4.2.1）；没有说哪些",
            "事项之间存在关联及互斥关系 (3.2.2.1, 3.4.2.1); not which",
        ),
    ),
    (
        ("失业保险的统筹区", "the pool (统筹区) of unemployment insurance"),
        ("全省（区划代码以 14 开头）", "the province: divisions that begin with 14"),
        (
            "统筹内和统筹外（3.2.4.3）；没有说统筹区是什么",
            "统筹内 and 统筹外 (3.2.4.3); not what the pool is",
        ),
    ),
    (
        ("谁有养老关系要转入", "who has a pension to transfer"),
        (
            "险种有 110 的续保人员，或从统筹内转入的；都写明是所拟",
            "who continues (续保, or from within the pool) with 110; each such entry says it is assumed",
        ),
        (
            "存在省内企业养老保险关系转入办理的人员也会一并办理（3.2.2.1）；没有说网厅怎样知道",
            "存在省内企业养老保险关系转入办理的人员也会一并办理 (3.2.2.1); not how the hall knows",
        ),
    ),
    (
        ("提交以后的状态", "states of an entry after submission"),
        ("审核中、通过、退回、不通过", "审核中, 通过, 退回, 不通过"),
        (
            "只有待提交和审核结果（3.2.2.8、3.2.2.9）；图 16 至 18 无法辨认",
            "only 待提交 and 审核结果 (3.2.2.8, 3.2.2.9); figures 16 to 18 are not legible",
        ),
    ),
    (
        ("申领工亡人员待遇包的表名", "the sheet title of 申领工亡人员待遇包"),
        ("申领工亡人员有关待遇（打包快办）申请表", "申领工亡人员有关待遇（打包快办）申请表"),
        ("没有印出采集表（3.7.1）", "no sheet is printed (3.7.1)"),
    ),
    (
        ("图 45 的“账户维护”", "the part 账户维护 of figure 45"),
        ("与银行信息同为一段", "one section with 银行信息"),
        ("几列上方的标题，列与列分不清", "a heading over columns that cannot be told apart"),
    ),
    (
        ("在本单位工作年限(年)", "在本单位工作年限(年)"),
        ("公开表格的列名", "the caption of public forms"),
        ("图 45 印作“本工作单位年限 (年)”，也认", "figure 45 prints 本工作单位年限 (年); that is read, too"),
    ),
    (
        ("不足一年的工作年限", "a broken year of work"),
        (
            "按一年计，提醒并写明读作几年（2.5、两年半读作 3）",
            "counts as one; a warning says how it is read (2.5 and 两年半 as 3)",
        ),
        (
            "只印出“（年）”；一年以下按一年计取自公开表格的填写说明",
            "prints （年） alone; public instructions of the form count less than a year as one",
        ),
    ),
    (
        ("供养亲属", "dependants"),
        (
            "每名工亡人员一行，填一名供养亲属；其余的另行申领",
            "one row for each person who died, with one dependant; others claim by themselves",
        ),
        ("没有印出采集表（3.7.1）", "no sheet is printed (3.7.1)"),
    ),
    (
        ("政治面貌的 98、99", "98 and 99 of 政治面貌"),
        ("98.其他、99.未说明", "98.其他 and 99.未说明"),
        (
            "手册没有；GB/T 4762 的公开列表只到 13",
            "nothing; public lists of GB/T 4762 end at 13",
        ),
    ),
)
_UNKNOWN = (
    "除 01.居民身份证以外的任何下拉选项；招用员工采集表的列；各打印表格的官方版式；哪些事项互斥：3.2.2.1 "
    "说有互斥却没有印出，所以没有声明任何互斥，"
    "可用本地更正 `excludes = [键]` 补上；没有人既是毕业生又是灵活就业人员，这是由接收类型只有一列得出的，"
    "互斥的是一个人的两种答案，不是一次申报的两个事项；"
    "哪些事项要承诺、承诺的文字；社会保险登记证号的格式；山西省劳动用工备案的期限；网厅自己的接口（它只是"
    "一个网页）。",
    "Any drop-down value of the hall except 01.居民身份证; the columns of the hire sheet; the official "
    "layouts of the "
    "printed forms; which items exclude each other: 3.2.2.1 says that some do (互斥) and prints none, so "
    "no bundle "
    "declares an exclusion, and an overlay adds one by `excludes = [key]`; that nobody is both a graduate "
    "and a "
    "flexible worker follows from the one column 接收类型, which excludes two answers of a person and not "
    "two items "
    "of a filing; which items ask for a commitment and its words; the format of 社会保险登记证号; "
    "Shanxi's deadline "
    "for 劳动用工备案; the hall's own wire protocol, which is a web page.",
)


def page() -> str:
    """The Markdown of the page."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    yield GENERATED
    yield say("# 全部假定", "# What is assumed")
    yield say(
        "网厅没有公开的接口，手册是截图的扫描识别。凡是无从查证的，都声明为本软件所拟，使各包能够使用，又"
        "都可以替换：代码表用本地更正，列名用 "
        "`columns=`，其余改声明里的一行。官方模板与此不同的，以官方模板为准。",
        "No public wire interface of the hall exists, and the manual is an OCR of screenshots. What "
        "nobody could "
        "confirm is declared as assumed, so that the bundles work, and can be replaced: code lists by an "
        "overlay, "
        "captions by `columns=`, the rest by one line of a declaration. Where an official template says "
        "otherwise, "
        "the official template wins.",
    )
    declared = list(_declared())
    kinds = [kind for kind in KINDS.values() if kind.source.assumed]
    yield say(
        f"所拟的共有 {len(declared)} 项声明和 {len(kinds)} 个问题的理由。",
        f"{len(declared)} declared facts and the reasons of {len(kinds)} problems are assumed.",
    )
    yield say("## 打包事项", "## Bundles")
    yield table(
        say("打包事项,种类,内容,理由", "bundle,what,fact,why").split(","),
        ((*where, reason(why.work)) for *where, why in declared),
    )
    yield say("## 基本情况备案表", "## The unit page")
    yield say(
        f"《{TITLE}》各项必填（3.2.2.5）。图 10 被截断，截断以后的各项是所拟。",
        f"《{TITLE}》: every field is required (3.2.2.5). Figure 10 is cut; the fields behind the cut are "
        "assumed.",
    )
    yield table(
        say("项目,标记", "field,mark").split(","),
        ((column.caption, source(column.source)) for column in COLUMNS),
    )
    yield say("## 网厅怎样办理", "## What happens")
    yield table(
        say("情况,按什么办,手册怎样说", "what,taken as,what the manual says").split(","),
        ([say(*text) for text in row] for row in _BEHAVIOUR),
    )
    yield say("## 代码表", "## Code lists")
    lists = [code_list(key) for key in sorted(KEYS)]
    yield table(
        say("代码表,键,条目数,理由", "list,key,entries,why").split(","),
        (
            (item.title, f"[`{item.key}`](codes.md#{item.key})", str(len(item)), reason(item.source.work))
            for item in lists
            if item.source.assumed
        ),
    )
    if divisions().source.assumed:
        yield say(
            f"[行政区划](codes.md#division)也算所拟：{reason(divisions().source.work)}。",
            f"The [divisions](codes.md#division) count as assumed as well: {divisions().source.work}.",
        )
    yield say("## 内嵌网厅和读表程序的限度", "## Limits and behaviour of the embedded hall and of the reader")
    yield table(say("内容,数值", "what,value").split(","), _limits())
    yield say("## 理由为所拟的问题", "## Problems whose reason is assumed")
    yield table(
        say("问题,级别,理由", "problem,severity,why").split(","),
        ((problem(kind), kind.severity.label, reason(kind.source.work)) for kind in kinds),
    )
    yield say("## 谁也查不到的", "## What nobody could find")
    yield say(*_UNKNOWN)


def _declared() -> Iterator[tuple[str, str, str, Source]]:
    for bundle in sx.BUNDLES.values():
        facts: list[tuple[str, str, Source]] = [(say("打包事项", "bundle"), bundle.title, bundle.source)]
        for section in bundle.sections:
            facts.append((say("段", "section"), section.title, section.source))
            facts += [
                (say("列", "column"), f"{section.title} · {column.caption}", column.source)
                for column in section.columns
            ]
        facts += [(say("表头项目", "field above the table"), one.caption, one.source) for one in bundle.head]
        for item in bundle.items:
            facts.append((say("事项", "item"), item.title, item.source))
            facts += [
                (say("材料", "material"), one.title, one.source)
                for one in (*item.materials, *item.first_materials)
            ]
            facts += [
                (say("可办时间", "availability"), f"{item.title}: {one.reason}", one.source)
                for one in item.availability
            ]
            if item.commitment:
                facts.append((say("承诺须知", "commitment"), item.commitment.title, item.commitment.source))
        for what, fact, basis in dict.fromkeys(facts):
            if basis.assumed:
                yield bundle.title, what, fact, basis


def _limits() -> Iterator[tuple[str, str]]:
    from sxbundle.hall import sessions
    from sxbundle.procedure.sign_in import FREE_TRIES, LONGEST_WAIT
    from sxbundle.schema import Material

    minutes = say("分钟", "minutes")
    yield (
        say("材料最大", "largest material"),
        f"{Material.MOST_BYTES // 1024 // 1024} MiB" + say("，JPEG、PNG 或 PDF", ", as JPEG, PNG or PDF"),
    )
    yield (
        say("内嵌网厅的会话", "a session of the embedded hall lasts"),
        f"{sessions.SESSION.seconds // 60} {minutes}",
    )
    yield (
        say(
            "同一地址、同一账号连续输错密码，超过几次要等待",
            "wrong passwords in a row, from one address for one account, before one must wait",
        ),
        str(FREE_TRIES),
    )
    yield say("之后最长等待", "the longest wait after them"), f"{LONGEST_WAIT.seconds // 60} {minutes}"
