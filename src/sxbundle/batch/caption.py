"""Normalises captions as people write them: drops hints, keeps who is named."""

import re

from sxbundle.codes.fold import INVISIBLE

_BRACKETED = re.compile(r"[(\[【〔<{]([^()\[\]【】〔〕<>{}]*)[)\]】〕>}]")
_EXAMPLE = re.compile(r"例(?:[:如]|\s*\d).*$", re.DOTALL)
_OWN = re.compile(r"^(?:本人|员工本人|职工本人|参保人)(?=姓名|身份证|证件|手机|联系电话|电话|性别|出生)")
_ORDINAL = re.compile(r"^\s*(?:\(\d{1,2}\)|[①-⑳]|\d{1,2}[.、-]|[一二三四五六七八九十]+、)\s*(?=\D)")
_DROPPED = re.compile(rf"[\s*:★☆※●▲◆■\x00-\x1f\x7f“”\"「」『』《》{INVISIBLE}]+")
_WRAPPED = re.compile(r"[\s*★]*\(([^()]+)\)[\s*★]*")
_MARK = r"(?:非?必[填录输选]项?|选填项?)"
_MARKED = re.compile(rf"^[\s*★]*{_MARK}[\s:_/*★-]*(?=.)|(?<=.)[\s:_/*★-]*{_MARK}[\s*★]*$")
_IN_ENGLISH = re.compile(
    r"^[A-Za-z][A-Za-z\s.'/&|_#:-]*(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[\s/|_:-]*\(?([A-Za-z][A-Za-z\s.'/&|_#:-]*)\)?$"
)
_ENGLISH = re.compile(
    r"full|name|sex|gender|nationality|ethnic|group|id|identity|identification|card|certificate|document|type|"
    r"number|no|phone|mobile|cell|cellphone|tel|telephone|email|address|date|day|months?|monthly|years?|of|the|"
    r"birth|start|end|begin|beginning|effective|expiry|expiration|valid|period|term|until|from|to|contract|n|s|"
    r"employment|entry|hire|hiring|onboard|work|working|job|position|post|title|department|wage|salary|pay|base|"
    r"basic|probation|education|degree|level|school|college|university|major|graduation|bank|account|place|and|"
    r"household|register|registered|registration|residence|insured|insurance|social|security|pension|reason|for|"
    r"change|category|class|kind|status|remarks?|notes?|serial|sn|index|code|form|mode|amount|length|signing|time|"
    r"signed|labou?r|worker|employees?|staff|current|permanent|hukou|political|marital|participation|sequence|"
    r"enroll?ment"
)
"""What translates a caption; `contact`, `spouse`, `last` and the like name something else."""
# Traditional characters of captions, full-width forms to half width, the ideographic blank to a blank.
_TRADITIONAL = str.maketrans(
    "專業個書親會傷償養關減劃別務動勞區單歷曆參發變號員備導屬崗開戶數時機構標檔畢濟現電碼離種稱簽類係繫聯約級終經結繳職補訂認證識試話請賬帳質費資轉進銀間險領齡預緊監護愛審負責辦師繼託學選編輸錄",
    "专业个书亲会伤偿养关减划别务动劳区单历历参发变号员备导属岗开户数时机构标档毕济现电码离种称签类系系联约级终经结缴职补订认证识试话请账账质费资转进银间险领龄预紧监护爱审负责办师继托学选编输录",
)
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | _TRADITIONAL

_OTHER_PERSON = re.compile(
    "配偶|爱人|丈夫|妻子|家属|家庭成员|亲属|亲友|联系人|监护|父亲|母亲|父母|子女|孩子|儿子|女儿|担保|介绍|推荐|"
    "证明人|填表|填报|制表|经办|审核|复核|负责人|领导|主管|上级|师傅|导师|继承|受益|代理|代办|委托|法人|法定|户主|紧急"
)
_HINT = re.compile(
    r"非?必[填录输选](?:项)?|必须填写?|选填(?:项)?|可选|可不?填|可空|不能为空|请?选择|单选|多选|固定|自动\w*|"
    r"日期|年月日|年[-/.]月[-/.]日|[yY]{2,4}[-/.年]?[mM]{1,2}[-/.月]?[dD]{1,2}日?|文本|数字|数值|代码|编码|名称|元|万元|元/月|元/人|月|个月|年|岁|周岁|天|人|%|\d.*|"
    r"盖章|公章|签章|签字|本人|本人填写|员工|职工|参保人|个人|中文|中文名|手机|移动|"
    r".*(?:下拉|格式|填写|选择|输入|yyyy|YYYY|示例|例如|例:|不支持|位数|文本型|必填).*|[如例见].*"
)


def fold(caption: str) -> str:
    r"""A caption without hints, stars, ordinals, blanks and differences of width and script.

    Only brackets that hold a known hint go: any other names another thing, or another person.

    >>> fold("*证件号码\u00a0"), fold("变更时间（YYYYMMDD） 例:20210112"), fold("1.【必填】类型: (下拉选择)")
    ('证件号码', '变更时间', '类型')
    >>> fold("姓名（紧急联系人）"), fold("必填：姓名"), fold("【姓名】")
    ('姓名(紧急联系人)', '姓名', '姓名')
    >>> fold("姓名/Name"), fold("姓名 Spouse")
    ('姓名', '姓名spouse')
    """
    text = caption.translate(_WIDTH)
    if not text.isascii():
        text = _IN_ENGLISH.sub(_without_english, text)
    bare = _BRACKETED.sub(_without_hint, _BRACKETED.sub(_without_hint, text))  # a hint may hold another
    bare = _MARKED.sub("", _ORDINAL.sub("", _EXAMPLE.sub("", bare)))
    if (wrapped := _WRAPPED.fullmatch(bare)) is not None:
        bare = wrapped[1]
    bare = _OWN.sub("", bare)
    return _DROPPED.sub("", bare).casefold() or _DROPPED.sub("", text).casefold()


def is_other_person(caption: str) -> bool:
    """True for the caption of somebody who is not the person of the row: 配偶姓名, 紧急联系人, 填表人."""
    return _OTHER_PERSON.search(caption.translate(_WIDTH)) is not None


def qualified(folded: str) -> tuple[str, str] | None:
    """What stands before the last brackets of a folded caption, and in them; None without brackets.

    >>> qualified("证件号码(身份证号)"), qualified("姓名")
    (('证件号码', '身份证号'), None)
    """
    parts = re.fullmatch(r"(.+)\((.+)\)", folded)
    return (parts[1], parts[2]) if parts else None


def _without_english(words: re.Match[str]) -> str:
    """Nothing for a translation of the caption; what is no known word may name another thing, and stays."""
    return "" if all(map(_ENGLISH.fullmatch, re.findall("[a-z]+", words[0].lower()))) else words[0]


def _without_hint(brackets: re.Match[str]) -> str:
    inner = _DROPPED.sub("", brackets[1])
    hint = not inner or (_HINT.fullmatch(inner) is not None and not is_other_person(inner))
    return "" if hint else f"({inner})"
