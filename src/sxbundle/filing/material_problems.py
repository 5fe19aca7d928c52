"""What can be wrong with a folder of materials."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("文件夹的约定由本软件所拟")

NO_FOLDER = ProblemKind(
    "material.no-folder",
    Severity.ERROR,
    (
        "材料文件夹不存在或无法读取，请检查路径。",
        "The folder of materials does not exist or cannot be read. Check the path.",
    ),
    ("材料文件夹不存在或不能读取。", "The folder of materials does not exist or cannot be read."),
    ("检查路径。", "Check the path."),
    _OURS,
)


AMBIGUOUS = ProblemKind(
    "material.ambiguous",
    Severity.ERROR,
    (
        "“{material}”有 {count} 个不同的文件（{owner}），请只留一个；如是同一材料的几页，"
        "请在文件名中写明“正面、反面”或“第1页、第2页”。",
        "「{material}」 has {count} different files (「{owner}」). Keep one; if they are its pages, "
        "name them 「正面」 and 「反面」, or 「第1页」 and 「第2页」.",
    ),
    (
        "同一人或本单位的同一材料有几个不同的文件，文件名没有写明是第几页。",
        "Several different files are the same material of the same person or unit, and their names do "
        "not say that they are its pages 1 to n.",
    ),
    (
        "只留一个，或在文件名中写明 正面、反面，第1页、第2页，或 _1、_2。",
        "Keep one of them, or name them 「正面」 and 「反面」, 「第1页」, 「第2页」, or _1, _2.",
    ),
    _OURS,
)


OWNER_UNCLEAR = ProblemKind(
    "material.whose",
    Severity.WARNING,
    (
        "分不清是谁的“{material}”，请在文件名或文件夹名中写上证件号码。",
        "It cannot be told whose 「{material}」 this is. Write the certificate number into the name of "
        "the file or folder.",
    ),
    (
        "个人材料没有写明是谁的，或与几个同名的人相符。",
        "The file is a personal material, and names nobody or several people of the same name.",
    ),
    (
        "在文件名或文件夹名中写上证件号码。",
        "Put the certificate number into the file's or the folder's name.",
    ),
    _OURS,
)


UNKNOWN = ProblemKind(
    "material.unknown-file",
    Severity.NOTICE,
    ("认不出是哪一种材料，未使用。", "The file's name says no material; it was not used."),
    ("文件名看不出是哪种材料，或像几种。", "The file's name says no material, or several."),
    ("用材料的名称命名文件。", "Name the file after the material."),
    _OURS,
)


MORE_UNKNOWN = ProblemKind(
    "material.more-unknown-files",
    Severity.WARNING,
    (
        "除列出的 {named} 个文件外，另有 {count} 个文件认不出是哪一种材料，未使用；请检查是否选对了文件夹。",
        "Besides the {named} files that are listed, {count} more say no material and were not used. Check "
        "that this is the right folder.",
    ),
    (
        "材料文件夹中认不出的文件太多，没有一一列出。",
        "So many files of the folder say no material that they are not all listed.",
    ),
    ("检查文件夹是否选对。", "Check that it is the right folder."),
    _OURS,
)


UNKNOWN_PERSON = ProblemKind(
    "material.unknown-person",
    Severity.WARNING,
    (
        "materials= 为“{material}”列出的 {count} 个证件号码不在本次申报中，未使用：{numbers}。请核对号码。",
        "materials= lists {count} numbers for 「{material}」 that are nobody's of this filing and were not "
        "used: {numbers}. Compare them.",
    ),
    (
        "materials= 中的证件号码既不在报盘上，也不在申报中。",
        "A certificate number in `materials=` is of nobody on the batch or in the filing.",
    ),
    ("更正号码，或把此人列入报盘。", "Correct the number, or put the person on the batch."),
    _OURS,
)


UNREADABLE = ProblemKind(
    "material.unreadable",
    Severity.ERROR,
    (
        "“{material}”（{owner}）不能上传：{reason}",
        "「{material}」 (「{owner}」) cannot be uploaded: {reason}",
    ),
    (
        "文件损坏、为空、太大或格式不对，网厅不会接收。",
        "A file of a material is none that the hall takes: broken, empty, too large, of another type.",
    ),
    ("按提示处理，重新拍照或扫描。", "Do what the message says, photograph or scan again."),
    _OURS,
)


OUTSIDE = ProblemKind(
    "material.outside",
    Severity.WARNING,
    (
        "材料文件夹中有指向文件夹之外的链接，未使用；请放入文件本身。",
        "A link in the folder of materials leads out of it and was not used. Put in the file itself.",
    ),
    ("材料文件夹中的链接指向文件夹之外。", "A link in the folder of materials leads out of it."),
    ("放入文件本身。", "Put the file itself into the folder."),
    _OURS,
)


CLOSED_FOLDER = ProblemKind(
    "material.closed-folder",
    Severity.WARNING,
    (
        "材料文件夹中有一个子文件夹无法读取，请检查权限。",
        "A folder below the folder of materials cannot be read. Check its permissions.",
    ),
    ("材料文件夹的一个子文件夹不能读取。", "A folder below the folder of materials cannot be read."),
    ("检查权限。", "Check its permissions."),
    _OURS,
)


KINDS = (
    NO_FOLDER,
    AMBIGUOUS,
    OWNER_UNCLEAR,
    UNKNOWN,
    MORE_UNKNOWN,
    UNKNOWN_PERSON,
    UNREADABLE,
    OUTSIDE,
    CLOSED_FOLDER,
)
