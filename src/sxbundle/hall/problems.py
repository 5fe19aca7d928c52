"""Problems of the embedded hall alone: its database, and the office's entries."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_STORE = assumed("the embedded hall keeps its data in a database of its own")

BUSY = ProblemKind(
    "hall.busy",
    Severity.ERROR,
    "大厅数据库正被另一个程序占用，本次操作未生效，请稍后再试。",
    "Another program holds the hall's database for too long.",
    "Try again; close the program that keeps the database locked.",
    _STORE,
)
READ_ONLY = ProblemKind(
    "hall.read-only",
    Severity.ERROR,
    "大厅数据库是只读的，本次操作未生效，请检查文件及所在文件夹的写入权限。",
    "The hall's database cannot be written.",
    "Make the file and its folder writable.",
    _STORE,
)
FULL = ProblemKind(
    "hall.disk-full",
    Severity.ERROR,
    "磁盘已满，大厅数据库无法写入，本次操作未生效，请腾出空间后再试。",
    "The disk is full.",
    "Free some space and call again.",
    _STORE,
)
DISK = ProblemKind(
    "hall.disk",
    Severity.ERROR,
    "读写大厅数据库时磁盘出错（可能空间不足），本次操作未生效，请检查磁盘后再试。",
    "The disk failed while the hall's database was read or written.",
    "Check the disk and the quota, then call again.",
    _STORE,
)
NOT_A_DATABASE = ProblemKind(
    "hall.not-a-database",
    Severity.ERROR,
    "这个文件不是大厅数据库，请换一个路径。",
    "The file is no database.",
    "Give another path.",
    _STORE,
)
CORRUPT = ProblemKind(
    "hall.corrupt",
    Severity.ERROR,
    "大厅数据库已损坏，未作任何改动，请从备份恢复后再试。",
    "The hall's database is damaged.",
    "Restore it from a backup.",
    _STORE,
)
NO_FILE = ProblemKind(
    "hall.no-file",
    Severity.ERROR,
    "打不开大厅数据库：文件夹不存在，或没有访问权限。",
    "The database file cannot be opened or made.",
    "Make the folder first, or give a path that may be used.",
    _STORE,
)
NO_SERVER = ProblemKind(
    "hall.no-server",
    Severity.ERROR,
    "连不上大厅的数据库服务器，本次操作未生效，请检查网络后再试。",
    "The database server cannot be reached, or the connection broke.",
    "Check the address and the network, then call again.",
    _STORE,
)
FAILED = ProblemKind(
    "hall.database",
    Severity.ERROR,
    "大厅数据库拒绝了本次操作（{kind}），未作任何改动。",
    "The database refused an operation for a reason that should not occur.",
    "Report it with the code in brackets.",
    _STORE,
)
DOUBT = ProblemKind(
    "hall.commit-unknown",
    Severity.ERROR,
    "提交后未收到数据库的答复，可能已生效，请先查询申报记录，不要直接重报。",
    "The connection broke while the database committed.",
    "Ask the ledger what was done before anything is sent again.",
    _STORE,
)
CLOSED = ProblemKind(
    "hall.closed",
    Severity.ERROR,
    "与大厅的连接已关闭，请重新打开。",
    "The client was closed before the call.",
    "Open a new client.",
    _STORE,
)
BAD_URL = ProblemKind(
    "hall.bad-url",
    Severity.ERROR,
    "不认识的大厅地址。请给出文件路径、sqlite:///… 或 postgresql://…",
    "The hall's address is neither a path nor a URL of SQLite or PostgreSQL.",
    "Give a path, `sqlite:///…` or `postgresql://…`.",
    _STORE,
)
NEWER = ProblemKind(
    "hall.newer-schema",
    Severity.ERROR,
    "大厅数据库由更新版本的软件建立（第 {found} 版，本软件识别到第 {known} 版），请先升级本软件。",
    "A newer release made the database.",
    "Upgrade sxbundle.",
    _STORE,
)
NO_UNIT = ProblemKind(
    "hall.no-unit",
    Severity.ERROR,
    "大厅没有这个单位，请核对统一社会信用代码。",
    "The hall knows no unit of that credit code.",
    "Enter the unit first, or correct the code.",
    assumed("a record belongs to a unit"),
)
BAD_NUMBER = ProblemKind(
    "hall.offline-number-shape",
    Severity.ERROR,
    "备案文件号须为 1 至 {most} 个字符。",
    "The document number is empty or too long.",
    "Give the number as the document prints it.",
    assumed("as long as the sheet's column takes"),
)
TAKEN = ProblemKind(
    "hall.unit-known",
    Severity.ERROR,
    "统一社会信用代码或用户名已在大厅登记，请核对，或换一个用户名。",
    "A unit of that credit code or an account of that name exists.",
    "Use the existing unit, or another user name.",
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
    TAKEN,
)
