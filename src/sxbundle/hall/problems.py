"""Problems of the embedded hall alone: its database, and the office's entries."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_STORE = assumed("the embedded hall keeps its data in a database of its own")

BUSY = ProblemKind(
    "hall.busy",
    Severity.ERROR,
    (
        "大厅数据库正被另一个程序占用，本次操作未生效，请稍后再试。",
        "Another program holds the hall's database; nothing was done. Try again later.",
    ),
    ("另一个程序占用大厅数据库太久。", "Another program holds the hall's database for too long."),
    ("稍后再试；关闭占用数据库的程序。", "Try again; close the program that keeps the database locked."),
    _STORE,
)
READ_ONLY = ProblemKind(
    "hall.read-only",
    Severity.ERROR,
    (
        "大厅数据库是只读的，本次操作未生效，请检查文件及所在文件夹的写入权限。",
        "The hall's database is read-only; nothing was done. Check the permissions of the file and its "
        "folder.",
    ),
    ("大厅数据库不能写入。", "The hall's database cannot be written."),
    ("把文件和所在文件夹设为可写。", "Make the file and its folder writable."),
    _STORE,
)
FULL = ProblemKind(
    "hall.disk-full",
    Severity.ERROR,
    (
        "磁盘已满，大厅数据库无法写入，本次操作未生效，请腾出空间后再试。",
        "The disk is full and the hall's database cannot be written; nothing was done. Free some space "
        "and try again.",
    ),
    ("磁盘已满。", "The disk is full."),
    ("腾出空间后再试。", "Free some space and call again."),
    _STORE,
)
DISK = ProblemKind(
    "hall.disk",
    Severity.ERROR,
    (
        "读写大厅数据库时磁盘出错（可能空间不足），本次操作未生效，请检查磁盘后再试。",
        "The disk failed under the hall's database (perhaps it is full); nothing was done. Check the "
        "disk and try again.",
    ),
    ("读写大厅数据库时磁盘出错。", "The disk failed while the hall's database was read or written."),
    ("检查磁盘和配额，再试。", "Check the disk and the quota, then call again."),
    _STORE,
)
NOT_A_DATABASE = ProblemKind(
    "hall.not-a-database",
    Severity.ERROR,
    ("这个文件不是大厅数据库，请换一个路径。", "This file is no database of a hall. Give another path."),
    ("文件不是数据库。", "The file is no database."),
    ("换一个路径。", "Give another path."),
    _STORE,
)
CORRUPT = ProblemKind(
    "hall.corrupt",
    Severity.ERROR,
    (
        "大厅数据库已损坏，未作任何改动，请从备份恢复后再试。",
        "The hall's database is damaged; nothing was changed. Restore it from a backup.",
    ),
    ("大厅数据库已损坏。", "The hall's database is damaged."),
    ("从备份恢复。", "Restore it from a backup."),
    _STORE,
)
NO_FILE = ProblemKind(
    "hall.no-file",
    Severity.ERROR,
    (
        "打不开大厅数据库：文件夹不存在，或没有访问权限。",
        "The hall's database cannot be opened: no such folder, or no permission.",
    ),
    ("数据库文件打不开，也建不了。", "The database file cannot be opened or made."),
    ("先建文件夹，或换一个可用的路径。", "Make the folder first, or give a path that may be used."),
    _STORE,
)
NO_SERVER = ProblemKind(
    "hall.no-server",
    Severity.ERROR,
    (
        "连不上大厅的数据库服务器，本次操作未生效，请检查网络后再试。",
        "The hall's database server cannot be reached; nothing was done. Check the network and try again.",
    ),
    ("连不上数据库服务器，或连接中断。", "The database server cannot be reached, or the connection broke."),
    ("检查地址和网络，再试。", "Check the address and the network, then call again."),
    _STORE,
)
FAILED = ProblemKind(
    "hall.database",
    Severity.ERROR,
    (
        "大厅数据库拒绝了本次操作（{kind}），未作任何改动。",
        "The hall's database refused the operation ({kind}); nothing was changed.",
    ),
    (
        "数据库因不应出现的原因拒绝了操作。",
        "The database refused an operation for a reason that should not occur.",
    ),
    ("把括号中的代码告知开发者。", "Report it with the code in brackets."),
    _STORE,
)
DOUBT = ProblemKind(
    "hall.commit-unknown",
    Severity.ERROR,
    (
        "提交后未收到数据库的答复，可能已生效，请先查询申报记录，不要直接重报。",
        "No answer came from the database after the commit; it may have been done. Ask the ledger first "
        "and do not send again.",
    ),
    ("数据库提交时连接中断。", "The connection broke while the database committed."),
    ("重发之前先查询申报记录。", "Ask the ledger what was done before anything is sent again."),
    _STORE,
)
CLOSED = ProblemKind(
    "hall.closed",
    Severity.ERROR,
    ("与大厅的连接已关闭，请重新打开。", "The connection to the hall is closed. Open it again."),
    ("客户端在调用之前已关闭。", "The client was closed before the call."),
    ("新建一个客户端。", "Open a new client."),
    _STORE,
)
BAD_URL = ProblemKind(
    "hall.bad-url",
    Severity.ERROR,
    (
        "不认识的大厅地址。请给出文件路径、sqlite:///… 或 postgresql://…",
        "The address of the hall is unknown. Give a path, sqlite:///… or postgresql://…",
    ),
    (
        "大厅地址既不是路径，也不是 SQLite 或 PostgreSQL 的地址。",
        "The hall's address is neither a path nor a URL of SQLite or PostgreSQL.",
    ),
    ("给出路径、`sqlite:///…` 或 `postgresql://…`。", "Give a path, `sqlite:///…` or `postgresql://…`."),
    _STORE,
)
NEWER = ProblemKind(
    "hall.newer-schema",
    Severity.ERROR,
    (
        "大厅数据库由更新版本的软件建立（第 {found} 版，本软件识别到第 {known} 版），请先升级本软件。",
        "A newer release made the hall's database (version {found}, this one knows {known}). Upgrade first.",
    ),
    ("数据库由更新的版本建立。", "A newer release made the database."),
    ("升级 sxbundle。", "Upgrade sxbundle."),
    _STORE,
)
NO_UNIT = ProblemKind(
    "hall.no-unit",
    Severity.ERROR,
    ("大厅没有这个单位，请核对统一社会信用代码。", "The hall has no such unit. Check the credit code."),
    ("大厅没有这个统一社会信用代码的单位。", "The hall knows no unit of that credit code."),
    ("先登记单位，或更正代码。", "Enter the unit first, or correct the code."),
    assumed("a record belongs to a unit"),
)
BAD_NUMBER = ProblemKind(
    "hall.offline-number-shape",
    Severity.ERROR,
    ("备案文件号须为 1 至 {most} 个字符。", "The document number has 1 to {most} characters."),
    ("文件号为空或过长。", "The document number is empty or too long."),
    ("按文件上印的填写。", "Give the number as the document prints it."),
    assumed("as long as the sheet's column takes"),
)
UNIT_EXISTS = ProblemKind(
    "hall.unit-known",
    Severity.ERROR,
    (
        "统一社会信用代码或用户名已在大厅登记，请核对，或换一个用户名。",
        "The credit code or the user name is registered already. Check it, or take another user name.",
    ),
    (
        "已有这个信用代码的单位或这个用户名的账号。",
        "A unit of that credit code or an account of that name exists.",
    ),
    ("使用已有的单位，或换一个用户名。", "Use the existing unit, or another user name."),
    assumed("one unit a credit code, one account a user name"),
)

KINDS = (
    BUSY,
    READ_ONLY,
    FULL,
    DISK,
    NOT_A_DATABASE,
    CORRUPT,
    NO_FILE,
    NO_SERVER,
    FAILED,
    DOUBT,
    CLOSED,
    BAD_URL,
    NEWER,
    NO_UNIT,
    BAD_NUMBER,
    UNIT_EXISTS,
)
