"""Why a file is refused: the problems of the whole guard, and the one way they are raised."""

from typing import Any, NoReturn

from sxbundle.bilingual import Bilingual
from sxbundle.errors import FileRefused
from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed
from sxbundle.workbook.cell_reference import column_letters

MACROS = (
    Bilingual("宏（VBA）", "macros (VBA)"),
    Bilingual("另存为不带宏的 .xlsx", "save it as .xlsx without macros"),
)
TOO_MANY_FILLED = Bilingual(
    "有内容的单元格过多，可用 selection.scan 分批读取",
    "too many filled cells; selection.scan reads them in parts",
)
_SAFETY = assumed("the guard's own limits: what no file that people fill needs, and what harms its readers")


def _kind(
    code: str,
    message: tuple[str, str],
    meaning: tuple[str, str],
    mend: tuple[str, str],
    *,
    passing: str = "",
    failing: str = "",
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
    (
        "文件是空的（0 字节）。请确认已保存，重新选择文件。",
        "The file is empty (0 bytes). Make sure it was saved and choose it again.",
    ),
    ("文件没有任何内容。", "The file holds no byte."),
    ("重新保存，再选择保存好的文件。", "Save the file again and choose the saved one."),
    passing=_CSV,
    failing='check_file(b"")',
)
UNREADABLE = _kind(
    "file.unreadable",
    (
        "无法打开文件（{reason}）。请确认文件存在、有读取权限，且没有被其他程序占用。",
        "The file cannot be opened ({reason}). Check that it exists, may be read and is not held by "
        "another program.",
    ),
    ("操作系统不允许读取文件。", "The operating system does not let the file be read."),
    (
        "确认文件存在、有读取权限，且没有被其他程序占用。",
        "Check that the file exists, may be read and is not locked by another program.",
    ),
    passing=_CSV,
    failing='check_file("没有这个文件.xlsx")',
)
TOO_LARGE = _kind(
    "file.too-large",
    (
        "文件太大：{size}，最多 {most}。请拆分或压缩后再试。",
        "The file is too large: {size}, {most} at most. Split or compress it.",
    ),
    ("文件大小超过该用途的限制。", "The file has more bytes than its use allows."),
    (
        "拆分工作簿，或降低图片、扫描件的分辨率。",
        "Split the workbook, or save the picture or scan with a lower resolution.",
    ),
)
TOO_MANY_FILES = _kind(
    "file.too-many-files",
    (
        "一种材料的文件太多，最多 {most} 个。请先合并成一个 PDF 再试。",
        "One material comes in too many files, {most} at most. Join them into one PDF.",
    ),
    ("一种材料的文件个数超过用途的限制。", "One material comes in more files than its use allows."),
    ("合并成一个 PDF。", "Join them into one PDF."),
)
ENCRYPTED = _kind(
    "file.encrypted",
    ("文件已加密，请取消密码后重新保存。", "The file is protected by a password. Remove it and save again."),
    (
        "文件或其中一部分有密码或权限保护。",
        "The file, or a part of it, is protected by a password or by rights management.",
    ),
    ("取消密码后重新保存。", "Remove the password and save again."),
    passing=_CSV,
    failing='check_file(b"%PDF-1.4\\ntrailer << /Encrypt 1 0 R >>\\nstartxref\\n0\\n%%EOF\\n")',
)
WRONG_TYPE = _kind(
    "file.wrong-type",
    (
        "这是{found}，这里需要{wanted}。请换成所需格式的文件（改扩展名没有用，要“另存为”或“导出”）。",
        "This is {found}; {wanted} is wanted here. Give a file of that format (renaming does not "
        "convert: save as, or export).",
    ),
    (
        "内容不是此处接收的格式，与文件名无关。",
        "The content is of another type than this use takes, whatever the file's name says.",
    ),
    (
        "另存为或导出为所列的格式，改扩展名没有用。",
        "Save or export in one of the types named; renaming does not convert.",
    ),
)
NOT_A_WORKBOOK = _kind(
    "file.not-a-workbook",
    (
        "文件不是工作簿，实际上是{found}。请用 WPS 或 Excel 打开后“另存为”.xlsx 格式。",
        "The file is no workbook but {found}. Open it in WPS or Excel and save it as .xlsx.",
    ),
    (
        "内容不是工作簿，而是网页、图片或文档等。",
        "The content is no workbook, although it is offered as one: a web page, a picture, a document.",
    ),
    ("用表格软件打开后另存为 .xlsx。", "Open it in a spreadsheet program and save as .xlsx."),
    passing=_CSV,
    failing='check_file(b"<html><table><tr><td>1</td></tr></table></html>")',
)
BOMB = _kind(
    "file.bomb",
    (
        "文件解压后过大（{part}），可能是恶意文件，已拒绝。若是自己做的表，请删除多余的行列和图片后另存。",
        "The file unpacks to too much ({part}), may be hostile and was refused. If it is your own, "
        "delete needless rows, columns and pictures and save it again.",
    ),
    (
        "解压后的大小或压缩比超过限制。",
        "The content inflates beyond the limit of a part, of the whole, or of the ratio.",
    ),
    ("删除多余的行、列和图片后重新保存。", "Delete needless rows, columns and pictures and save again."),
)
BROKEN = _kind(
    "file.broken",
    (
        "文件已损坏或不完整（{what}）。请重新保存、重新下载或重新扫描。",
        "The file is damaged or incomplete ({what}). Save, download or scan it again.",
    ),
    (
        "文件被截断、校验不符，或缺少必需的部分。",
        "The file is truncated, fails its own checksums or lacks parts that it must have.",
    ),
    ("重新保存、下载或扫描。", "Save, download or scan it again."),
    passing=_CSV,
    failing='check_file(b"PK\\x03\\x04 and nothing more")',
)
ACTIVE_CONTENT = _kind(
    "file.active-content",
    (
        "文件含有{what}，可能会执行程序或引用外部内容，已拒绝。请{mend}后重新保存。",
        "The file holds {what}, which may run programs or refer to other content, and was refused. "
        "Please {mend} and save it again.",
    ),
    (
        "文件含有宏、外部链接、嵌入对象、控件、DDE 或 PDF 动作。",
        "The file holds macros, external links, embedded objects, controls, DDE or PDF actions.",
    ),
    (
        "删除这些内容后重新保存；工作簿请断开链接，另存为 .xlsx。",
        "Remove them and save again; for a workbook, save as .xlsx and break the links.",
    ),
    passing=_CSV,
)
DOCTYPE = _kind(
    "file.doctype",
    (
        "文件内部含有 DOCTYPE 或实体声明（{part}），办公软件不会生成，已拒绝。请用 WPS 或 Excel 打开后另存。",
        "The file declares a document type or entities ({part}), as no office program writes, and was "
        "refused. Open it in WPS or Excel and save it again.",
    ),
    (
        "文件内部含有文档类型或实体声明，表格软件不会这样写。",
        "A part of the file declares a document type or entities, which no spreadsheet program writes.",
    ),
    ("用表格软件打开后重新保存。", "Open it in a spreadsheet program and save again."),
)
ENCODING = _kind(
    "file.encoding",
    (
        "文件的文字编码无法识别（{what}）。请用 WPS 或 Excel 打开后另存为 .xlsx，或另存为 UTF-8 编码的 CSV。",
        "The encoding of the file cannot be told ({what}). Save it in WPS or Excel as .xlsx, or as CSV "
        "in UTF-8.",
    ),
    ("文字的编码无法确定。", "The text is in no encoding that a reader could decode with certainty."),
    ("另存为 .xlsx，或 UTF-8 编码的 CSV。", "Save as .xlsx, or as CSV in UTF-8."),
    passing=_CSV,
    failing='check_file(b"a,b\\n\\xff,\\x80\\n")',
)
TEXT_LOST = _kind(
    "file.text-lost",
    (
        "文件中的汉字在上一次保存时已变成问号或乱码，无法还原。"
        "请回到原来的表格（转存之前的文件或系统）重新导出，另存为 .xlsx，或另存为 UTF-8 编码的 CSV。",
        "The characters of the file had turned into question marks when it was saved, for good. Export "
        "again from the original as .xlsx, or as CSV in UTF-8.",
    ),
    (
        "某个软件保存时写不出这些汉字，换成了问号。",
        "Some program that saved the text could not write its characters and put question marks in "
        "their place.",
    ),
    (
        "从文字完好的地方重新导出为 .xlsx 或 UTF-8 编码的 CSV。",
        "Export again from where the text is still whole, as .xlsx or as CSV in UTF-8.",
    ),
    passing=_CSV,
    failing='check_file("姓名,证件号码\\n".encode("ascii", "replace"))',
)
CELL_REFERENCE = _kind(
    "file.cell-reference",
    (
        "工作簿内部有不合法的单元格位置（{part}：{reference}）。请用 WPS 或 Excel 打开后另存。",
        "The workbook holds a malformed cell position ({part}: {reference}). Open it in WPS or Excel "
        "and save it again.",
    ),
    (
        "单元格、行或区域的位置不合法，或超出 XFD1048576。",
        "A cell, row or range reference is malformed or lies beyond XFD1048576.",
    ),
    ("用表格软件打开后重新保存。", "Open it in a spreadsheet program and save again."),
)
CELL = _kind(
    "file.cell",
    (
        "工作表“{sheet}”的 {place} 单元格在文件内部的写法不合法（{what}），不同软件会读出不同内容。请用 "
        "WPS 或 Excel 打开，核对后另存。",
        "Cell {place} of the worksheet 「{sheet}」 is malformed ({what}), so that programs read "
        "different things. Open it in WPS or Excel, compare it and save.",
    ),
    (
        "单元格写法不合法或重复，不同软件会显示不同内容。",
        "A cell is malformed or stands twice, so that programs would show different things.",
    ),
    (
        "用表格软件打开，核对该单元格后重新保存。",
        "Open it in a spreadsheet program, look at the cell and save again.",
    ),
)
ROWS_IN_CELL = _kind(
    "file.rows-in-cell",
    (
        "一个单元格里含有换行和整行内容，其中可能还有 {count} 人没有读到。请检查引号是否成对，"
        "或是否把多行内容粘贴进了一个单元格，拆成各占一行后再试。",
        "One cell holds line breaks and whole rows; {count} people inside may not have been read. Check "
        "the quotes and whether rows were pasted into one cell, and put each on a row of its own.",
    ),
    (
        "一个单元格含有换行和整行内容：引号没有成对，或把多行粘贴进了一格。",
        "A cell holds a line break and whole rows: a quote was never closed, or rows were pasted into a "
        "cell.",
    ),
    (
        "补全引号，或把各行放回原处；在此之前其中的人员不会读取。",
        "Close the quote, or put each row where it belongs; until then the people inside are not read.",
    ),
)
EXTERNAL_LINKS = ProblemKind(
    code="file.external-links",
    severity=Severity.NOTICE,
    message=(
        "工作簿引用了其他工作簿，读取的是上次保存时的数值。如原表已更新，请打开后更新链接再保存。",
        "The workbook refers to another one; the values saved last were read. If that one has changed, "
        "update the links and save.",
    ),
    meaning=(
        "单元格引用了另一个工作簿，读取的是上次保存的数值。",
        "Cells refer to another workbook; the values that were saved last are read.",
    ),
    mend=(
        "不用处理；另一个工作簿已有变化的，先更新链接再保存。",
        "Nothing, unless the other workbook has changed since: then update the links and save.",
    ),
    source=_SAFETY,
)
TOO_MANY_CELLS = _kind(
    "file.too-many-cells",
    (
        "工作表“{sheet}”占用的范围过大（{extent}）。请删除数据以外的行和列（选中后“删除”，不是“清除”），"
        "再另存。",
        "The worksheet 「{sheet}」 covers too large a range ({extent}). Delete the rows and columns "
        "beyond the data (delete, not clear) and save it again.",
    ),
    (
        "单元格分布太广或太多，无法读入内存。",
        "Cells lie so far apart, or are so many, that the sheet cannot be held in memory.",
    ),
    ("删除数据以外的行和列后重新保存。", "Delete the rows and columns beyond the data and save again."),
)
TOO_MANY_MERGES = _kind(
    "file.too-many-merges",
    (
        "工作表“{sheet}”的合并单元格或链接区域过多或过大（{extent}）。请取消合并后再另存。",
        "The worksheet 「{sheet}」 has too many or too large merged or linked ranges ({extent}). "
        "Unmerge them and save it again.",
    ),
    (
        "合并或链接区域覆盖的单元格远超表格所需。",
        "Merged or linked ranges cover more cells than a form needs; readers would build each of them.",
    ),
    ("取消合并后重新保存。", "Unmerge the cells and save again."),
)
TOO_MANY_PARTS = _kind(
    "file.too-many-parts",
    (
        "文件内部的{what}过多（{count}，最多 {most}）。请只保留需要的内容后另存。",
        "The file has too many {what} ({count}, {most} at most). Keep only what is needed and save it again.",
    ),
    (
        "文件内部的部件、工作表、行、记录或对象过多。",
        "The file has more parts, sheets, rows, records or objects than any form needs.",
    ),
    ("只保留需要的内容后重新保存。", "Keep only what is needed and save again."),
)
PATH = _kind(
    "file.path",
    (
        "压缩包内的文件名不合法或重复，可能是恶意文件，已拒绝。请用 WPS 或 Excel 重新保存，或重新压缩。",
        "A name inside the archive is malformed or stands twice; it may be hostile and was refused. "
        "Save it again in WPS or Excel, or pack it again.",
    ),
    (
        "压缩包内的路径是绝对路径、含上级目录或反斜杠，或与其他条目重名。",
        "An archive entry has an absolute path, a parent step, a backslash, or the name of another entry.",
    ),
    (
        "用表格软件重新保存，或重新压缩。",
        "Save the workbook again in a spreadsheet program, or pack the archive again.",
    ),
)
TOO_MANY_PIXELS = _kind(
    "file.too-many-pixels",
    (
        "图片尺寸过大（{width}×{height} 像素）。请降低分辨率后重新扫描或拍照。",
        "The picture is too large ({width}×{height} pixels). Scan or photograph with a lower resolution.",
    ),
    ("图片像素过多，不能安全解码。", "The picture has more pixels than can be decoded safely."),
    ("降低分辨率后重新扫描或拍照。", "Scan or photograph with a lower resolution."),
)
ANIMATED = _kind(
    "file.animated",
    (
        "图片含有多帧（动图）。请另存为普通的 JPG 或 PNG 图片。",
        "The picture has several frames. Save it as an ordinary JPG or PNG.",
    ),
    ("图片是动图。", "The picture is animated."),
    ("把其中一帧另存为普通的 JPG 或 PNG。", "Save one frame as an ordinary JPEG or PNG."),
)
BLANK = ProblemKind(
    code="file.blank",
    severity=Severity.WARNING,
    message=(
        "PDF 的每一页都是空白。请确认扫描时纸张没有放反、文件没有存错；如有误，重新扫描后再上传。",
        "Every page of the PDF is blank. Check that the paper was not scanned upside down and the right "
        "file saved; otherwise scan again.",
    ),
    meaning=("PDF 的各页都没有内容。", "Nothing is painted on any page of the PDF."),
    mend=("上传前看一下文件；重新扫描。", "Look at the file before it is uploaded; scan again."),
    source=_SAFETY,
)
TOO_MANY_PAGES = _kind(
    "file.too-many-pages",
    (
        "PDF 页数过多（{count} 页，最多 {most} 页）。请拆分后再上传。",
        "The PDF has too many pages ({count}, {most} at most). Split it.",
    ),
    ("PDF 的页数超过材料所需。", "The PDF has more pages than a material needs."),
    ("拆分文件。", "Split it."),
)


def refuse(kind: ProblemKind, **facts: Any) -> NoReturn:
    """Raises `FileRefused` with one problem of `kind`."""
    raise FileRefused(kind.problem(**facts))


def broken(what: Bilingual) -> FileRefused:
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


def refuse_area(sheet: str, row: int, column: int) -> NoReturn:
    """Refuses a sheet whose cells reach too far."""
    extent = Bilingual("A1 到 {corner}", "A1 to {corner}", corner=f"{column_letters(column)}{row}")
    refuse(TOO_MANY_CELLS, sheet=sheet[:31], extent=extent)


def refuse_merges(sheet: str, ranges: int, cells: int) -> NoReturn:
    """Refuses too many or too large ranges."""
    extent = Bilingual(
        "{ranges} 处，{cells} 格", "{ranges} ranges, {cells} cells", ranges=ranges, cells=cells
    )
    refuse(TOO_MANY_MERGES, sheet=sheet[:31], extent=extent)


def refuse_macros() -> NoReturn:
    """Refuses a VBA project."""
    refuse(ACTIVE_CONTENT, what=MACROS[0], mend=MACROS[1])
