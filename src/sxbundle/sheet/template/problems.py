"""What can be wrong with an official template, and how it may differ from the declaration."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("the hall's workbooks change without notice; what is told here was read from the file")


def _kind(code: str, severity: Severity, message: str, meaning: str, mend: str) -> ProblemKind:
    return ProblemKind(f"template.{code}", severity, message, meaning, mend, _OURS)


COLUMN_NEW = _kind(
    "column-new",
    Severity.WARNING,
    "模板第 {letters} 列“{caption}”在声明中没有，不会填写。{near}",
    "A column of the template means nothing to the declaration; the nearest caption is shown, not used.",
    "If it is a known column under another name, learn the template with `columns={official: own}`.",
)
COLUMN_AMBIGUOUS = _kind(
    "column-ambiguous",
    Severity.WARNING,
    "模板第 {letters} 列“{caption}”与声明中多个同名列都相符，没有采用。",
    "A caption fits several columns of the declaration, or stands several times.",
    "Learn the template with `columns={section.caption: own}`.",
)
COLUMN_MISSING = _kind(
    "column-missing",
    Severity.WARNING,
    "模板中没有“{section}”的{required}列“{caption}”。",
    "A column of the declaration is not in the template.",
    "Check that the template is the one for these items; values of that column cannot be written into it.",
)
SECTION_MISSING = _kind(
    "section-missing",
    Severity.WARNING,
    "模板中没有“{section}”整段（声明中有 {count} 列）。",
    "No column of a section is in the template.",
    "Nothing when no item that needs the section is ticked; else get the template for these items.",
)
COLUMN_RENAMED = _kind(
    "column-renamed",
    Severity.NOTICE,
    "列“{old}”在模板中叫“{new}”（第 {letters} 列，{how}），按同一列处理。",
    "A column bears another caption, known as an alias or told by the caller.",
    "Nothing.",
)
COLUMN_MOVED = _kind(
    "column-moved",
    Severity.NOTICE,
    "列“{caption}”的位置变了：原来在“{before}”之后，模板中在“{after}”之后（第 {letters} 列）。",
    "A column stands in another order than declared.",
    "Nothing: columns are found by caption.",
)
LIST_CHANGED = _kind(
    "list-changed",
    Severity.WARNING,
    "列“{caption}”的下拉列表与代码表不同：{changes}。",
    "The template's drop-down offers other entries than the code list.",
    "Use `selection.using(profile)`, which checks against the template's list, or overlay the code list.",
)
LIST_GONE = _kind(
    "list-gone",
    Severity.NOTICE,
    "列“{caption}”在声明中有下拉列表，模板中没有，按声明的代码表核对。",
    "The declaration has a code list for a column that has no drop-down in the template.",
    "Nothing.",
)
LIST_UNREAD = _kind(
    "list-unread",
    Severity.NOTICE,
    "列“{caption}”的下拉列表由公式 {formula} 得出{depends}，读不出固定内容，按声明的代码表核对。",
    "A drop-down is worked out by a formula (INDIRECT, OFFSET), so its entries depend on other cells.",
    "Nothing; compare the entries by hand in a spreadsheet program.",
)
LIST_NEW = _kind(
    "list-new",
    Severity.NOTICE,
    "列“{caption}”在模板中有下拉列表（{count} 项），声明中没有。",
    "The template offers a drop-down for a column that is declared without a code list.",
    "Nothing; values are not held against it.",
)
WHICH_BUNDLE = _kind(
    "which-bundle",
    Severity.ERROR,
    "看不出这是哪个打包事项的模板{near}，请写明，例如 sx.learn(文件, sx.HIRE)。",
    "The workbook looks like the template of none of the bundles, or of several.",
    "Name the bundle or the selection.",
)
OTHER_BUNDLE = _kind(
    "other-bundle",
    Severity.ERROR,
    "模板档案属于“{other}”，不能用于“{title}”。",
    "A profile of one bundle's template is used for a selection of another.",
    "Learn the template of the bundle that is filed.",
)
CHANGED_FILE = _kind(
    "changed-file",
    Severity.ERROR,
    "“{name}”与学习时的模板不是同一个文件（内容有变化），请重新学习后再填写。",
    "The workbook's hash is not the one in the profile.",
    "Learn the new workbook, read its drift, then fill it.",
)
NO_WORKBOOK = _kind(
    "no-workbook",
    Severity.ERROR,
    "模板档案里只有说明，没有工作簿本身，请用 template= 给出“{name}”。",
    "A profile that was loaded does not know where its workbook lies.",
    "Give the workbook as `template=`.",
)
NO_COLUMN = _kind(
    "no-column",
    Severity.ERROR,
    "要填写的内容里有“{caption}”，模板中没有这一列，没有写入任何内容。",
    "Rows hold values for a column that the template does not have; they would be lost.",
    "Empty that column, or learn the template with `columns=`.",
)
NO_ROOM = _kind(
    "no-room",
    Severity.ERROR,
    "模板的表格只有 {room} 行可填（下方另有内容），要填 {count} 行，请分成几批。",
    "Something stands below the table of the template, or the worksheet ends.",
    "Fill in several batches; nothing was written.",
)
NOT_EMPTY = _kind(
    "not-empty",
    Severity.ERROR,
    "模板的 {place} 已有内容，填写会覆盖，没有写入。请换用空白模板。",
    "A cell that would be filled holds something already.",
    "Use an empty template; nothing was written.",
)
NO_HEAD = _kind(
    "no-head",
    Severity.ERROR,
    "模板表头上方没有可填写“{caption}”的空格，没有写入。",
    "A field above the table has no empty cell beside its caption in the template.",
    "Leave it out and fill it by hand.",
)
BAD_PROFILE = _kind(
    "bad-profile",
    Severity.ERROR,
    "模板档案的 JSON 无法读取（{what}），请重新学习模板。",
    "The JSON is not a profile that this version writes.",
    "Learn the template again.",
)

KINDS = (
    COLUMN_NEW,
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
