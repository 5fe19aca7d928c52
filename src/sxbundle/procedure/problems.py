"""Problems that every client and every hall can report, whatever stands behind it."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import manual

NO_FILING = ProblemKind(
    "hall.no-filing",
    Severity.ERROR,
    "本单位没有这份申报，请用 find(reference) 或 filings() 查询后再办理。",
    "The unit has no filing of that id.",
    "Ask `find` for the id; ids of other units look the same as ids that do not exist.",
    manual("3.2.2.9"),
)
NOT_SIGNED_IN = ProblemKind(
    "hall.not-signed-in",
    Severity.ERROR,
    "尚未登录，请先登录。",
    "A call before `sign_in`.",
    "Sign in first.",
    manual("3.1.2"),
)
EXPIRED = ProblemKind(
    "hall.session-expired",
    Severity.ERROR,
    "登录已超时，请重新登录；已办理的步骤不必重做。",
    "The session ended; what was done before stands.",
    "Sign in again and go on.",
    manual("3.2.3"),
)

KINDS = (NO_FILING, NOT_SIGNED_IN, EXPIRED)
