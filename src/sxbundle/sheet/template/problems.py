"""What can be wrong with an official template, and how it may differ from the declaration."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("the hall's workbooks change without notice; what is reported here was read from the file")


def _kind(
    code: str, severity: Severity, message: tuple[str, str], meaning: tuple[str, str], mend: tuple[str, str]
) -> ProblemKind:
    return ProblemKind(f"template.{code}", severity, message, meaning, mend, _OURS)


COLUMN_NEW = _kind(
    "column-new",
    Severity.WARNING,
    (
        "模板第 {letters} 列“{caption}”在声明中没有，不会填写。{near}",
        "The column {letters} 「{caption}」 of the template is not declared and is not filled. {near}",
    ),
    (
        "模板中的列不在声明中；只显示相近的列标题，不采用。",
        "A column of the template means nothing to the declaration; the nearest caption is shown, not used.",
    ),
    (
        "若是某列的另一种叫法，用 `columns={官方列名: 自己的列名}` 学习模板。",
        "If it is a known column under another name, learn the template with `columns={official: own}`.",
    ),
)
COLUMN_ASKED = _kind(
    "column-asked",
    Severity.WARNING,
    (
        "模板第 {letters} 列“{caption}”在声明中没有，模板标为必填：用此模板时要求填写。{near}",
        "The column {letters} 「{caption}」 of the template is not declared, and the template marks it as "
        "required: it is asked for with this template. {near}",
    ),
    (
        "模板中标为必填的列不在声明中；用此模板校验、填写时要求填写，按模板的下拉列表、日期或文字读取。",
        "A column that the template marks as required means nothing to the declaration; with the template it "
        "is asked for, and read as its drop-down, a day or text.",
    ),
    (
        "填写该列；若是某列的另一种叫法，用 `columns={官方列名: 自己的列名}` 学习模板。",
        "Fill it; if it is a known column under another name, learn the template with "
        "`columns={official: own}`.",
    ),
)
COLUMN_AMBIGUOUS = _kind(
    "column-ambiguous",
    Severity.WARNING,
    (
        "模板第 {letters} 列“{caption}”与声明中多个同名列都相符，没有采用。",
        "The column {letters} 「{caption}」 of the template fits several declared columns and was not used.",
    ),
    (
        "一个列标题与声明中的几列相符，或出现多次。",
        "A caption fits several columns of the declaration, or stands several times.",
    ),
    (
        "用 `columns={段.列: 自己的列名}` 学习模板。",
        "Learn the template with `columns={section.caption: own}`.",
    ),
)
COLUMN_MISSING = _kind(
    "column-missing",
    Severity.WARNING,
    (
        "模板中没有“{section}”的{required}列“{caption}”。",
        "The template lacks the {required} column 「{caption}」 of 「{section}」.",
    ),
    ("声明中的列不在模板中。", "A column of the declaration is not in the template."),
    (
        "核对模板是否属于这些事项；该列的值写不进去。",
        "Check that the template is the one for these items; values of that column cannot be written "
        "into it.",
    ),
)
SECTION_MISSING = _kind(
    "section-missing",
    Severity.WARNING,
    (
        "模板中没有“{section}”整段（声明中有 {count} 列）。",
        "The template lacks the whole section 「{section}」 ({count} declared columns).",
    ),
    ("模板中没有某一段的任何列。", "No column of a section is in the template."),
    (
        "没有勾选需要它的事项时不用处理；否则取得这些事项的模板。",
        "Nothing when no item that needs the section is ticked; else get the template for these items.",
    ),
)
COLUMN_RENAMED = _kind(
    "column-renamed",
    Severity.NOTICE,
    (
        "列“{old}”在模板中叫“{new}”（第 {letters} 列，{how}），按同一列处理。",
        "The column 「{old}」 is called 「{new}」 in the template (column {letters}, {how}) and is "
        "taken for the same.",
    ),
    (
        "列标题不同，是已知的别名，或由调用者写明。",
        "A column bears another caption, known as an alias or told by the caller.",
    ),
    ("不用处理。", "Nothing."),
)
COLUMN_MOVED = _kind(
    "column-moved",
    Severity.NOTICE,
    (
        "列“{caption}”的位置变了：原来在“{before}”之后，模板中在“{after}”之后（第 {letters} 列）。",
        "The column 「{caption}」 moved: it was behind 「{before}」, and is behind 「{after}」 in the "
        "template (column {letters}).",
    ),
    ("列的次序与声明不同。", "A column stands in another order than declared."),
    ("不用处理：按列标题查找。", "Nothing: columns are found by caption."),
)
LIST_CHANGED = _kind(
    "list-changed",
    Severity.WARNING,
    (
        "列“{caption}”的下拉列表与代码表不同：{changes}。",
        "The drop-down of 「{caption}」 differs from the code list: {changes}.",
    ),
    ("模板下拉列表的条目与代码表不同。", "The template's drop-down offers other entries than the code list."),
    (
        "用 `selection.using(profile)` 按模板的列表核对，或用覆盖文件调整代码表。",
        "Use `selection.using(profile)`, which checks against the template's list, or overlay the code list.",
    ),
)
LIST_GONE = _kind(
    "list-gone",
    Severity.NOTICE,
    (
        "列“{caption}”在声明中有下拉列表，模板中没有，按声明的代码表核对。",
        "「{caption}」 has a declared list and no drop-down in the template; the declared list holds.",
    ),
    (
        "声明中有代码表，模板中没有下拉列表。",
        "The declaration has a code list for a column that has no drop-down in the template.",
    ),
    ("不用处理。", "Nothing."),
)
LIST_UNREAD = _kind(
    "list-unread",
    Severity.NOTICE,
    (
        "列“{caption}”的下拉列表由公式 {formula} 得出{depends}，读不出固定内容，按声明的代码表核对。",
        "The drop-down of 「{caption}」 comes from the formula {formula}{depends}; it has no fixed "
        "entries, and the declared list holds.",
    ),
    (
        "下拉列表由公式（INDIRECT、OFFSET）得出，取决于其他单元格。",
        "A drop-down is worked out by a formula (INDIRECT, OFFSET), so its entries depend on other cells.",
    ),
    ("不用处理；可用表格软件人工核对。", "Nothing; compare the entries by hand in a spreadsheet program."),
)
LIST_NEW = _kind(
    "list-new",
    Severity.NOTICE,
    (
        "列“{caption}”在模板中有下拉列表（{count} 项），声明中没有。",
        "「{caption}」 has a drop-down in the template ({count} entries) and no declared list.",
    ),
    (
        "模板有下拉列表，声明中没有代码表。",
        "The template offers a drop-down for a column that is declared without a code list.",
    ),
    ("不用处理，不据此核对。", "Nothing; values are not held against it."),
)
WHICH_BUNDLE = _kind(
    "which-bundle",
    Severity.ERROR,
    (
        "看不出这是哪个打包事项的模板{near}，请写明，例如 sx.learn(文件, sx.HIRE)。",
        "It cannot be told whose template this is{near}. Name the bundle, such as sx.learn(file, sx.HIRE).",
    ),
    (
        "工作簿不像任何打包事项的模板，或像几个。",
        "The workbook looks like the template of none of the bundles, or of several.",
    ),
    ("写明打包事项或所选事项。", "Name the bundle or the selection."),
)
OTHER_BUNDLE = _kind(
    "other-bundle",
    Severity.ERROR,
    (
        "模板档案属于“{other}”，不能用于“{title}”。",
        "The profile belongs to 「{other}」 and does not fit 「{title}」.",
    ),
    (
        "用了另一个打包事项的模板档案。",
        "A profile of one bundle's template is used for a selection of another.",
    ),
    ("学习要申报的打包事项的模板。", "Learn the template of the bundle that is filed."),
)
CHANGED_FILE = _kind(
    "changed-file",
    Severity.ERROR,
    (
        "“{name}”与学习时的模板不是同一个文件（内容有变化），请重新学习后再填写。",
        "「{name}」 is not the template that was learnt: its content differs. Learn it again before filling.",
    ),
    ("工作簿的哈希值与档案中的不同。", "The workbook's hash is not the one in the profile."),
    ("学习新的工作簿，查看变化后再填写。", "Learn the new workbook, read its drift, then fill it."),
)
NO_WORKBOOK = _kind(
    "no-workbook",
    Severity.ERROR,
    (
        "模板档案里只有说明，没有工作簿本身，请用 template= 给出“{name}”。",
        "The profile holds no workbook. Give 「{name}」 by template=.",
    ),
    ("读取的档案不知道工作簿在哪里。", "A profile that was loaded does not know where its workbook lies."),
    ("用 `template=` 给出工作簿。", "Give the workbook as `template=`."),
)
NO_COLUMN = _kind(
    "no-column",
    Severity.ERROR,
    (
        "要填写的内容里有“{caption}”，模板中没有这一列，没有写入任何内容。",
        "The rows hold 「{caption}」, which the template does not have; nothing was written.",
    ),
    (
        "要填写的值在模板中没有对应的列，会丢失。",
        "Rows hold values for a column that the template does not have; they would be lost.",
    ),
    ("清空该列，或用 `columns=` 学习模板。", "Empty that column, or learn the template with `columns=`."),
)
NO_ROOM = _kind(
    "no-room",
    Severity.ERROR,
    (
        "模板的表格只有 {room} 行可填（下方另有内容），要填 {count} 行，请分成几批。",
        "The template has {room} rows to fill (other content is below) for {count}. Split them into batches.",
    ),
    (
        "模板表格下方另有内容，或工作表到头了。",
        "Something stands below the table of the template, or the worksheet ends.",
    ),
    ("分几批填写；没有写入任何内容。", "Fill in several batches; nothing was written."),
)
NOT_EMPTY = _kind(
    "not-empty",
    Severity.ERROR,
    (
        "模板的 {place} 已有内容，填写会覆盖，没有写入。请换用空白模板。",
        "Cell {place} of the template holds something that would be overwritten; nothing was written. "
        "Use an empty template.",
    ),
    ("要填写的单元格里已有内容。", "A cell that would be filled holds something already."),
    ("使用空白模板；没有写入任何内容。", "Use an empty template; nothing was written."),
)
NO_HEAD = _kind(
    "no-head",
    Severity.ERROR,
    (
        "模板表头上方没有可填写“{caption}”的空格，没有写入。",
        "The template has no empty cell for 「{caption}」 above its table; it was not written.",
    ),
    (
        "表格上方的栏目旁没有空格可填。",
        "A field above the table has no empty cell beside its caption in the template.",
    ),
    ("不写，打印后手工填写。", "Leave it out and fill it by hand."),
)
BAD_PROFILE = _kind(
    "bad-profile",
    Severity.ERROR,
    (
        "模板档案的 JSON 无法读取（{what}），请重新学习模板。",
        "The JSON of the template profile cannot be read ({what}). Learn the template again.",
    ),
    ("JSON 不是本版本写出的模板档案。", "The JSON is not a profile that this version writes."),
    ("重新学习模板。", "Learn the template again."),
)

KINDS = (
    COLUMN_NEW,
    COLUMN_ASKED,
    COLUMN_AMBIGUOUS,
    COLUMN_MISSING,
    SECTION_MISSING,
    COLUMN_RENAMED,
    COLUMN_MOVED,
    LIST_CHANGED,
    LIST_GONE,
    LIST_UNREAD,
    LIST_NEW,
    WHICH_BUNDLE,
    OTHER_BUNDLE,
    CHANGED_FILE,
    NO_WORKBOOK,
    NO_COLUMN,
    NO_ROOM,
    NOT_EMPTY,
    NO_HEAD,
    BAD_PROFILE,
)
