"""What goes wrong between a client and a gateway, apart from what the hall itself says."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("between a client and a gateway, both of this package")


def _kind(
    code: str, message: tuple[str, str], meaning: tuple[str, str], mend: tuple[str, str]
) -> ProblemKind:
    return ProblemKind(code, Severity.ERROR, message, meaning, mend, _OURS)


UNREACHABLE = _kind(
    "http.unreachable",
    (
        "连接不上网关（{reason}），本次操作未生效，请检查网络和地址后再试。",
        "The gateway cannot be reached ({reason}); nothing was done. Check network and address and try "
        "again.",
    ),
    (
        "无法连接，或一次查询没有得到答复；未作任何处理。",
        "No connection could be made, or the answer to a mere question did not arrive; nothing was done.",
    ),
    ("检查地址和网络，再试。", "Check the address and the network, then call again."),
)
LOST = _kind(
    "http.lost-answer",
    (
        "已发送但未收到网关的答复（{reason}），可能已生效，请先查询申报记录（ledger），不要直接重报。",
        "It was sent and no answer came from the gateway ({reason}); it may have been done. Ask the "
        "ledger first and do not send again.",
    ),
    (
        "请求已发送，没有收到答复，也查不到申报记录。",
        "The request was sent, no answer came, and the ledger could not be asked.",
    ),
    (
        "查询 `ledger`，或调用 `Filing.advance`（它先查询）。",
        "Ask `ledger`, or call `Filing.advance`, which asks it first.",
    ),
)
NO_GATEWAY = _kind(
    "http.not-a-gateway",
    (
        "该地址的答复不是网关的答复（状态 {status}），本次操作未生效，请核对地址。",
        "What answered at this address is no gateway (status {status}); nothing was done. Check the address.",
    ),
    ("答复的不是网关，请求被拒绝。", "Something that is no gateway answered and refused the request."),
    ("核对传给 `connect` 的地址。", "Check the address that was given to `connect`."),
)
NO_SUCH_PATH = _kind(
    "gateway.not-found",
    (
        "网关没有这个地址，请核对客户端与网关的版本。",
        "The gateway has no such address. Compare the versions of client and gateway.",
    ),
    ("网关没有这个路径。", "The gateway has no such path."),
    (
        "核对客户端与网关的版本；路径见 OpenAPI 文档。",
        "Compare the versions of client and gateway; the paths stand in the OpenAPI document.",
    ),
)
BAD_REQUEST = _kind(
    "gateway.request",
    ("请求的格式不正确：{where}。", "The request is malformed: {where}."),
    ("请求不符合 OpenAPI 文档。", "The request does not follow the OpenAPI document."),
    (
        "按 OpenAPI 文档发送；提示中有字段名。",
        "Send what the OpenAPI document asks for; the message names the field.",
    ),
)
TOO_MUCH = _kind(
    "gateway.too-large",
    (
        "一次发送的内容超过 {most} MB，请分批办理。",
        "The request holds more than {most} MB. Send it in several batches.",
    ),
    ("请求正文超过网关的上限。", "The body of the request is larger than the gateway takes."),
    ("减少一次发送的行数。", "Send fewer rows at once."),
)
TOO_SLOW = _kind(
    "gateway.too-slow",
    (
        "发送过慢，网关未等到全部内容，本次操作未生效，请检查网络后再试。",
        "The request came too slowly and not whole; nothing was done. Check the network and try again.",
    ),
    ("请求正文没有按时到达，未作处理。", "The body did not arrive in time; nothing was done."),
    ("换较好的网络再试。", "Call again over a better line."),
)
TOO_OFTEN = _kind(
    "gateway.too-often",
    ("登录过于频繁，请在 {seconds} 秒后再试。", "Too many sign-ins. Try again in {seconds} seconds."),
    (
        "同一地址或同一账号短时间内登录过多。",
        "Too many sign-ins in a short time from one address or for one account.",
    ),
    (
        "等待提示中的时间，`Retry-After` 中也有。",
        "Wait for the time in the message, which is also in `Retry-After`.",
    ),
)
BROKEN = _kind(
    "gateway.broken",
    (
        "网关出现内部错误，可能已生效，请先查询申报记录（ledger）；请把编号 {request} 告知管理员。",
        "The gateway met an internal error; the call may have been done. Ask the ledger first, and give "
        "the number {request} to whoever runs the gateway.",
    ),
    ("网关遇到了未知的错误。", "The gateway met an error that it does not know."),
    (
        "查询 `ledger`；把请求编号告知网关管理员，日志中有原因。",
        "Ask `ledger`; give the request id to whoever runs the gateway, whose log has the reason.",
    ),
)
UNKNOWN_ITEMS = _kind(
    "gateway.unknown-items",
    (
        "网关不认识这些事项或打包：{names}，请核对客户端与网关的版本。",
        "The gateway does not know these items or bundles: 「{names}」. Compare the versions of client "
        "and gateway.",
    ),
    (
        "网关的声明中没有这个打包事项或这些事项。",
        "The gateway's declarations do not have the bundle or the items.",
    ),
    ("核对客户端与网关的版本。", "Compare the versions of client and gateway."),
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
