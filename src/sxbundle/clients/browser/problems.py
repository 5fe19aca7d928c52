"""What can go wrong between the program and a hall's pages: each has one code and one sentence."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed

_OURS = assumed("how a browser client behaves; the manual shows pages, not programs")
Pair = tuple[str, str]


def _kind(code: str, message: Pair, meaning: Pair, mend: Pair) -> ProblemKind:
    return ProblemKind(code, Severity.ERROR, message, meaning, mend, _OURS)


PAGE_CHANGED = _kind(
    "pages.changed",
    (
        "网厅页面“{page}”与页面对照表不一致，本次操作未生效：{difference}。请核对后修改对照表。",
        "The page 「{page}」 differs from the page map, nothing was done: {difference}. Correct the map.",
    ),
    (
        "页面缺少对照表所写的内容，或同一内容有两处。",
        "A page lacks something that the page map names, or has it twice.",
    ),
    (
        "查看异常所指文件夹中的图片，修改对照表。",
        "Look at the picture in the folder that the error names, and correct the map.",
    ),
)
HOLE = _kind(
    "pages.hole",
    (
        "页面对照表还没有写明“{hole}”，本次操作未生效：{what}",
        "The page map does not say 「{hole}」 yet, nothing was done: {what}",
    ),
    (
        "对照表在此处留有空缺，或没有这一项。",
        "The page map has a named hole there, or lacks the entry.",
    ),
    ("在自己的对照表中补上这一项。", "Fill the entry in a map of your own that extends it."),
)
FOREIGN_HOST = _kind(
    "pages.foreign-host",
    (
        "页面要转到对照表未列出的网站 {host}，已停止，本次操作未生效。",
        "The page leads to {host}, which the map does not list: stopped, nothing was done.",
    ),
    (
        "页面或跳转指向别的网站。",
        "The page, or a redirect, leads to another host.",
    ),
    (
        "核对网址；确属网厅时才加入 site.hosts。",
        "Check the address; add the host to `site.hosts` only when it is the hall's own.",
    ),
)
TLS = _kind(
    "pages.tls",
    (
        "网厅的安全证书有问题（{reason}），已停止，本次操作未生效，请核对网址和本机时间。",
        "The hall's certificate is not valid ({reason}): stopped, nothing was done.",
    ),
    ("浏览器认为网厅的证书无效。", "The certificate of the hall is not valid for this browser."),
    (
        "核对网址、时间和网络；这项检查不能关闭。",
        "Check the address, the clock and the network; the check cannot be switched off.",
    ),
)
UNREACHABLE = _kind(
    "pages.unreachable",
    (
        "网厅页面暂时打不开（{reason}），本次操作未生效，请稍后再试。",
        "The hall's page could not be loaded ({reason}), nothing was done; try again later.",
    ),
    ("页面打不开。", "The page could not be loaded."),
    ("稍后再试。", "Call again later."),
)
LOST = _kind(
    "pages.lost-answer",
    (
        "已在页面上操作，但没有看到网厅的答复（{reason}），可能已生效，请先查询申报记录，不要直接重报。",
        "The click was made and no answer came ({reason}): it may have been done; ask the ledger first.",
    ),
    ("点击已经发出，答复没有到。", "The click was sent and its answer did not arrive."),
    (
        "查询台账，或调用 Filing.advance，它会先查询。",
        "Ask the ledger, or call `Filing.advance`, which asks it first.",
    ),
)
REFUSED = _kind(
    "pages.refused",
    ("网厅反馈：{reason}", "The hall says: {reason}"),
    ("网厅页面拒绝办理，原因照录。", "The hall's page refused, in its own words."),
    ("按网厅的说明办理。", "Do what the hall says."),
)
SAID = _kind(
    "pages.hall-said",
    ("网厅反馈：{reason}", "The hall says: {reason}"),
    ("网厅没有保留这一行，原因照录。", "The hall did not keep the row, in its own words."),
    ("按网厅的说明更正后重新导入。", "Do what the hall says, then stage the mended batch."),
)
NO_FILE = _kind(
    "pages.not-a-file",
    (
        "网厅没有给出文件，而是返回了网页或无法识别的内容（{page}），没有保存。",
        "The hall gave no file but a page or something unknown ({page}); nothing was kept.",
    ),
    ("下载到的是网页或不认识的内容。", "The download is a page, or of an unknown kind."),
    (
        "在浏览器中查看该页面；会话结束时重新登录。",
        "Look at the page in the browser; sign in again if the session ended.",
    ),
)
OTHER_TEMPLATE = _kind(
    "pages.other-template",
    (
        "网厅给出的模板与所办的打包事项不符，没有上传：{reason}",
        "The hall's template does not fit the bundle, nothing was uploaded: {reason}",
    ),
    (
        "模板属于另一个打包事项，或缺少要填写的列。",
        "The template belongs to another bundle, or lacks a column that is filled.",
    ),
    (
        "核对页面属于哪个打包事项；用 sx.learn 学习该模板。",
        "Check which bundle the page is about; learn the template with `sx.learn`.",
    ),
)
MISMATCH = _kind(
    "pages.pending-differs",
    (
        "待提交列表与报盘不一致（多出 {extra} 人，缺少 {missing} 人），没有提交，请核对。",
        "「待提交」 differs from the batch ({extra} too many, {missing} missing); nothing was submitted.",
    ),
    (
        "待提交的人员与应提交的不同。",
        "The list 「待提交」 does not hold those who shall be submitted.",
    ),
    (
        "重新导入报盘，或撤回多出的人员。",
        "Stage the batch again, or withdraw whoever is too many.",
    ),
)
MISSING_CHROMIUM = _kind(
    "browser.missing",
    (
        "没有找到 Chromium 浏览器，请先安装（Debian/Ubuntu：apt install chromium；"
        "Windows/macOS：安装 Chrome 或 Edge），或用 chromium= 指明程序位置。",
        "No Chromium was found: install one (Debian/Ubuntu: apt install chromium; Windows/macOS: Chrome or "
        "Edge), or tell where it is with chromium=.",
    ),
    (
        "没有已安装的浏览器；不会自动下载。",
        "No installed browser was found; none is downloaded.",
    ),
    ("安装一个，或用 chromium= 指明。", "Install one, or tell `chromium=`."),
)
CANNOT_START = _kind(
    "browser.cannot-start",
    (
        "浏览器启动不了（{reason}），本次操作未生效。",
        "The browser does not start ({reason}), nothing was done.",
    ),
    (
        "Chromium 不能启动，或所给地址上没有浏览器。",
        "Chromium does not start, or none answers at the given address.",
    ),
    ("手动启动以查看原因。", "Start it by hand to see why."),
)
PROFILE_IN_USE = _kind(
    "browser.profile-in-use",
    (
        "浏览器用户目录正在被另一个浏览器使用，请先关闭那个窗口，或换一个 profile。",
        "Another browser uses the profile: close it, or take another profile.",
    ),
    (
        "另一个浏览器正在使用这个用户目录。",
        "Another browser uses the profile.",
    ),
    (
        "让每个单位各用一个用户目录。",
        "Give each unit a profile of its own.",
    ),
)
DIED = _kind(
    "browser.died",
    (
        "浏览器中途关闭，本次操作未生效，请再试一次。",
        "The browser ended meanwhile, nothing was done; try again.",
    ),
    ("读取页面时浏览器关闭。", "The browser ended while a page was read."),
    ("再试一次：浏览器会重新启动。", "Call again: the browser is started anew."),
)
DISK_FULL = _kind(
    "browser.disk-full",
    (
        "磁盘空间不足，文件没有保存，请腾出空间后再试。",
        "The disk is full, the file was not kept; free some space and try again.",
    ),
    (
        "下载的文件、图片或用户目录无法写入。",
        "A download, a picture or the profile could not be written.",
    ),
    ("腾出空间后再试。", "Free some space and call again."),
)
NOT_LOOPBACK = _kind(
    "browser.not-loopback",
    (
        "只能连接本机（127.0.0.1）上打开的浏览器，不能连接 {host}。",
        "Only a browser on this machine (127.0.0.1) can be attached to, not one on {host}.",
    ),
    (
        "能连接该端口的人就掌握了会话。",
        "Whoever reaches the port owns the session.",
    ),
    (
        "在本机启动浏览器，加上 --remote-debugging-port。",
        "Start the browser on this machine with --remote-debugging-port.",
    ),
)
OFF_HOURS = _kind(
    "browser.off-hours",
    (
        "现在不在设定的办理时间（{hours}）内，本次操作未生效。",
        "This is not within the working hours that were set ({hours}), nothing was done.",
    ),
    ("设定的办理时间不包括现在。", "The working hours do not include this moment."),
    ("在该时间内再办理，或修改 hours。", "Call again within them, or change `hours`."),
)
PERSON = _kind(
    "browser.person",
    ("登录需要经办人亲自完成：{what}", "The sign-in needs a person: {what}"),
    (
        "验证码、数字证书、人脸、选择只能由人完成。",
        "Only a person can answer a captcha, a key, a face, a choice.",
    ),
    (
        "由经办人在 profile 的窗口或已连接的浏览器中登录。",
        "Let the clerk sign in, in a window of a profile or an attached browser.",
    ),
)
TOO_LARGE = _kind(
    "browser.upload-too-large",
    (
        "文件超过 50 MB，不能通过已连接的浏览器上传，请改用 profile 方式。",
        "The file is over 50 MB, which an attached browser does not upload; use a profile.",
    ),
    ("文件超过 50 MB。", "The file is over 50 MB."),
    ("改用单独的用户目录。", "Use a profile of its own instead of attaching."),
)

KINDS = (
    PAGE_CHANGED, HOLE, FOREIGN_HOST, TLS, UNREACHABLE, LOST, REFUSED, SAID, NO_FILE, OTHER_TEMPLATE,
    MISMATCH, MISSING_CHROMIUM, CANNOT_START, PROFILE_IN_USE, DIED, DISK_FULL, NOT_LOOPBACK, OFF_HOURS,
    PERSON, TOO_LARGE,
)  # fmt: skip
