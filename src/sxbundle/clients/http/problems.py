"""What goes wrong between a client and a gateway, apart from what the hall itself says."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("between a client and a gateway, both of this package")


def _kind(code: str, message: str, meaning: str, mend: str) -> ProblemKind:
    return ProblemKind(code, Severity.ERROR, message, meaning, mend, _OURS)


UNREACHABLE = _kind(
    "http.unreachable",
    "连接不上网关（{reason}），本次操作未生效，请检查网络和地址后再试。",
    "No connection could be made, or the answer to a mere question did not arrive; nothing was done.",
    "Check the address and the network, then call again.",
)
LOST = _kind(
    "http.lost-answer",
    "已发送但未收到网关的答复（{reason}），可能已生效，请先查询申报记录（ledger），不要直接重报。",
    "The request was sent, no answer came, and the ledger could not be asked.",
    "Ask `ledger`, or call `Filing.advance`, which asks it first.",
)
NO_GATEWAY = _kind(
    "http.not-a-gateway",
    "该地址的答复不是网关的答复（状态 {status}），本次操作未生效，请核对地址。",
    "Something that is no gateway answered and refused the request.",
    "Check the address that was given to `connect`.",
)
NO_SUCH_PATH = _kind(
    "gateway.not-found",
    "网关没有这个地址，请核对客户端与网关的版本。",
    "The gateway has no such path.",
    "Compare the versions of client and gateway; the paths stand in the OpenAPI document.",
)
BAD_REQUEST = _kind(
    "gateway.request",
    "请求的格式不正确：{where}。",
    "The request does not follow the OpenAPI document.",
    "Send what the OpenAPI document asks for; the message names the field.",
)
TOO_MUCH = _kind(
    "gateway.too-large",
    "一次发送的内容超过 {most} MB，请分批办理。",
    "The body of the request is larger than the gateway takes.",
    "Send fewer rows at once.",
)
TOO_SLOW = _kind(
    "gateway.too-slow",
    "发送过慢，网关未等到全部内容，本次操作未生效，请检查网络后再试。",
    "The body did not arrive in time; nothing was done.",
    "Call again over a better line.",
)
TOO_OFTEN = _kind(
    "gateway.too-often",
    "登录过于频繁，请在 {seconds} 秒后再试。",
    "Too many sign-ins in a short time from one address or for one account.",
    "Wait for the time in the message, which is also in `Retry-After`.",
)
BROKEN = _kind(
    "gateway.broken",
    "网关出现内部错误，可能已生效，请先查询申报记录（ledger）；请把编号 {request} 告知管理员。",
    "The gateway met an error that it does not know.",
    "Ask `ledger`; give the request id to whoever runs the gateway, whose log has the reason.",
)
UNKNOWN_ITEMS = _kind(
    "gateway.unknown-items",
    "网关不认识这些事项或打包：{names}，请核对客户端与网关的版本。",
    "The gateway's declarations do not have the bundle or the items.",
    "Compare the versions of client and gateway.",
)

KINDS = (
    UNREACHABLE,
    LOST,
    NO_GATEWAY,
    NO_SUCH_PATH,
    BAD_REQUEST,
    TOO_MUCH,
    TOO_SLOW,
    TOO_OFTEN,
    BROKEN,
    UNKNOWN_ITEMS,
)
