"""Problems that every client and every hall can report, whatever stands behind it."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import manual

NO_FILING = ProblemKind(
    "hall.no-filing",
    Severity.ERROR,
    (
        "本单位没有这份申报，请用 find(reference) 或 filings() 查询后再办理。",
        "The unit has no such filing. Ask find(reference) or filings() first.",
    ),
    ("单位没有这个编号的申报。", "The unit has no filing of that id."),
    (
        "用 `find` 查编号；其他单位的编号与不存在的编号答复相同。",
        "Ask `find` for the id; ids of other units look the same as ids that do not exist.",
    ),
    manual("3.2.2.9"),
)
NOT_SIGNED_IN = ProblemKind(
    "hall.not-signed-in",
    Severity.ERROR,
    ("尚未登录，请先登录。", "Not signed in yet. Sign in first."),
    ("在 `sign_in` 之前调用。", "A call before `sign_in`."),
    ("先登录。", "Sign in first."),
    manual("3.1.2"),
)
EXPIRED = ProblemKind(
    "hall.session-expired",
    Severity.ERROR,
    (
        "登录已超时，请重新登录；已办理的步骤不必重做。",
        "The session ended; sign in again. What was done stands.",
    ),
    ("登录已超时，之前的步骤有效。", "The session ended; what was done before stands."),
    ("重新登录后继续。", "Sign in again and go on."),
    manual("3.2.3"),
)

KINDS = (NO_FILING, NOT_SIGNED_IN, EXPIRED)
