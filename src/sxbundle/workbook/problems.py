"""Why a file is refused: the problems of the whole guard, and the one way they are raised."""

from typing import Any, NoReturn

from sxbundle.errors import FileRefused
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_SAFETY = assumed("the guard's own limits: what no file that people fill needs, and what harms its readers")


def _kind(
    code: str, message: str, meaning: str, mend: str, *, passing: str = "", failing: str = ""
) -> ProblemKind:
    return ProblemKind(
        code=code,
        severity=Severity.ERROR,
        message=message,
        meaning=meaning,
        mend=mend,
        source=_SAFETY,
        passing=passing,
        failing=failing,
    )


_CSV = 'check_file("姓名,证件号码\\n".encode())'

EMPTY = _kind(
    "file.empty",
    "文件是空的（0 字节）。请确认已保存，重新选择文件。",
    "The file holds no byte.",
    "Save the file again and choose the saved one.",
    passing=_CSV,
    failing='check_file(b"")',
)
UNREADABLE = _kind(
    "file.unreadable",
    "无法打开文件（{reason}）。请确认文件存在、有读取权限，且没有被其他程序占用。",
    "The operating system does not let the file be read.",
    "Check that the file exists, may be read and is not locked by another program.",
    passing=_CSV,
    failing='check_file("没有这个文件.xlsx")',
)
TOO_LARGE = _kind(
    "file.too-large",
    "文件太大：{size}，最多 {most}。请拆分或压缩后再试。",
    "The file has more bytes than its use allows.",
    "Split the workbook, or save the picture or scan with a lower resolution.",
)
TOO_MANY_FILES = _kind(
    "file.too-many-files",
    "一种材料的文件太多，最多 {most} 个。请先合并成一个 PDF 再试。",
    "One material comes in more files than its use allows.",
    "Join them into one PDF.",
)
ENCRYPTED = _kind(
    "file.encrypted",
    "文件已加密，请取消密码后重新保存。",
    "The file, or a part of it, is protected by a password or by rights management.",
    "Remove the password and save again.",
    passing=_CSV,
    failing='check_file(b"%PDF-1.4\\ntrailer << /Encrypt 1 0 R >>\\nstartxref\\n0\\n%%EOF\\n")',
)
WRONG_TYPE = _kind(
    "file.wrong-type",
    "这是{found}，这里需要{wanted}。请换成所需格式的文件（改扩展名没有用，要“另存为”或“导出”）。",
    "The content is of another type than this use takes, whatever the file's name says.",
    "Save or export in one of the types named; renaming does not convert.",
)
NOT_A_WORKBOOK = _kind(
    "file.not-a-workbook",
    "文件不是工作簿，实际上是{found}。请用 WPS 或 Excel 打开后“另存为”.xlsx 格式。",
    "The content is no workbook, although it is offered as one: a web page, a picture, a document.",
    "Open it in a spreadsheet program and save as .xlsx.",
    passing=_CSV,
    failing='check_file(b"<html><table><tr><td>1</td></tr></table></html>")',
)
BOMB = _kind(
    "file.bomb",
    "文件解压后过大（{part}），可能是恶意文件，已拒绝。若是自己做的表，请删除多余的行列和图片后另存。",
    "The content inflates beyond the limit of a part, of the whole, or of the ratio.",
    "Delete needless rows, columns and pictures and save again.",
)
BROKEN = _kind(
    "file.broken",
    "文件已损坏或不完整（{what}）。请重新保存、重新下载或重新扫描。",
    "The file is truncated, fails its own checksums or lacks parts that it must have.",
    "Save, download or scan it again.",
    passing=_CSV,
    failing='check_file(b"PK\\x03\\x04 and nothing more")',
)
ACTIVE_CONTENT = _kind(
    "file.active-content",
    "文件含有{what}，可能会执行程序或引用外部内容，已拒绝。请{mend}后重新保存。",
    "The file holds macros, external links, embedded objects, controls, DDE or PDF actions.",
    "Remove them and save again; for a workbook, save as .xlsx and break the links.",
    passing=_CSV,
)
DOCTYPE = _kind(
    "file.doctype",
    "文件内部含有 DOCTYPE 或实体声明（{part}），办公软件不会生成，已拒绝。请用 WPS 或 Excel 打开后另存。",
    "A part of the file declares a document type or entities, which no spreadsheet program writes.",
    "Open it in a spreadsheet program and save again.",
)
ENCODING = _kind(
    "file.encoding",
    "文件的文字编码无法识别（{what}）。请用 WPS 或 Excel 打开后另存为 .xlsx，或另存为 UTF-8 编码的 CSV。",
    "The text is in no encoding that a reader could decode with certainty.",
    "Save as .xlsx, or as CSV in UTF-8.",
    passing=_CSV,
    failing='check_file(b"a,b\\n\\xff,\\x80\\n")',
)
TEXT_LOST = _kind(
    "file.text-lost",
    "文件中的汉字在上一次保存时已变成问号或乱码，无法还原。请回到原来的表格（转存之前的文件或系统）重新导出，"
    "另存为 .xlsx，或另存为 UTF-8 编码的 CSV。",
    "Some program that saved the text could not write its characters and put question marks in their place.",
    "Export again from where the text is still whole, as .xlsx or as CSV in UTF-8.",
    passing=_CSV,
    failing='check_file("姓名,证件号码\\n".encode("ascii", "replace"))',
)
CELL_REFERENCE = _kind(
    "file.cell-reference",
    "工作簿内部有不合法的单元格位置（{part}：{reference}）。请用 WPS 或 Excel 打开后另存。",
    "A cell, row or range reference is malformed or lies beyond XFD1048576.",
    "Open it in a spreadsheet program and save again.",
)
CELL = _kind(
    "file.cell",
    "工作表“{sheet}”的 {place} 单元格在文件内部的写法不合法（{what}），不同软件会读出不同内容。"
    "请用 WPS 或 Excel 打开，核对后另存。",
    "A cell is malformed or stands twice, so that programs would show different things.",
    "Open it in a spreadsheet program, look at the cell and save again.",
)
ROWS_IN_CELL = _kind(
    "file.rows-in-cell",
    "一个单元格里含有换行和整行内容，其中可能还有 {count} 人没有读到。"
    "请检查引号是否成对，或是否把多行内容粘贴进了一个单元格，拆成各占一行后再试。",
    "A cell holds a line break and whole rows: a quote was never closed, or rows were pasted into a cell.",
    "Close the quote, or put each row where it belongs; until then the people inside are not read.",
)
EXTERNAL_LINKS = ProblemKind(
    code="file.external-links",
    severity=Severity.NOTICE,
    message="工作簿引用了其他工作簿，读取的是上次保存时的数值。如原表已更新，请打开后更新链接再保存。",
    meaning="Cells refer to another workbook; the values that were saved last are read.",
    mend="Nothing, unless the other workbook has changed since: then update the links and save.",
    source=_SAFETY,
)
TOO_MANY_CELLS = _kind(
    "file.too-many-cells",
    "工作表“{sheet}”占用的范围过大（{extent}）。请删除数据以外的行和列（选中后“删除”，不是“清除”），再另存。",
    "Cells lie so far apart, or are so many, that the sheet cannot be held in memory.",
    "Delete the rows and columns beyond the data and save again.",
)
TOO_MANY_MERGES = _kind(
    "file.too-many-merges",
    "工作表“{sheet}”的合并单元格或链接区域过多或过大（{extent}）。请取消合并后再另存。",
    "Merged or linked ranges cover more cells than a form needs; readers would build each of them.",
    "Unmerge the cells and save again.",
)
TOO_MANY_PARTS = _kind(
    "file.too-many-parts",
    "文件内部的{what}过多（{count}，最多 {most}）。请只保留需要的内容后另存。",
    "The file has more parts, sheets, rows, records or objects than any form needs.",
    "Keep only what is needed and save again.",
)
PATH = _kind(
    "file.path",
    "压缩包内的文件名不合法或重复，可能是恶意文件，已拒绝。请用 WPS 或 Excel 重新保存，或重新压缩。",
    "An archive entry has an absolute path, a parent step, a backslash, or the name of another entry.",
    "Save the workbook again in a spreadsheet program, or pack the archive again.",
)
TOO_MANY_PIXELS = _kind(
    "file.too-many-pixels",
    "图片尺寸过大（{width}×{height} 像素）。请降低分辨率后重新扫描或拍照。",
    "The picture has more pixels than can be decoded safely.",
    "Scan or photograph with a lower resolution.",
)
ANIMATED = _kind(
    "file.animated",
    "图片含有多帧（动图）。请另存为普通的 JPG 或 PNG 图片。",
    "The picture is animated.",
    "Save one frame as an ordinary JPEG or PNG.",
)
BLANK = ProblemKind(
    code="file.blank",
    severity=Severity.WARNING,
    message="PDF 的每一页都是空白。请确认扫描时纸张没有放反、文件没有存错；如有误，重新扫描后再上传。",
    meaning="Nothing is painted on any page of the PDF.",
    mend="Look at the file before it is uploaded; scan again.",
    source=_SAFETY,
)
TOO_MANY_PAGES = _kind(
    "file.too-many-pages",
    "PDF 页数过多（{count} 页，最多 {most} 页）。请拆分后再上传。",
    "The PDF has more pages than a material needs.",
    "Split it.",
)


def refuse(kind: ProblemKind, **facts: Any) -> NoReturn:
    """Raises `FileRefused` with one problem of `kind`."""
    raise FileRefused(kind.problem(**facts))


def broken(what: str) -> FileRefused:
    """The refusal of a damaged file, to be raised from the error that showed it."""
    return FileRefused(BROKEN.problem(what=what))


KINDS = (
    EMPTY,
    UNREADABLE,
    TOO_LARGE,
    TOO_MANY_FILES,
    ENCRYPTED,
    WRONG_TYPE,
    NOT_A_WORKBOOK,
    BOMB,
    BROKEN,
    ACTIVE_CONTENT,
    DOCTYPE,
    ENCODING,
    TEXT_LOST,
    CELL_REFERENCE,
    CELL,
    EXTERNAL_LINKS,
    ROWS_IN_CELL,
    TOO_MANY_CELLS,
    TOO_MANY_MERGES,
    TOO_MANY_PARTS,
    PATH,
    TOO_MANY_PIXELS,
    ANIMATED,
    BLANK,
    TOO_MANY_PAGES,
)
