"""Names in columns that hold none: where the cells of a row are shifted, a person stands among the dates."""

import re

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万覃武钱戴严莫孔向汤"
    "温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟申耿关兰焦柳裴祁詹骆路霍翁游阮左柴尚毕冉包柏宁辛苗谷冀时费"
    "涂凌盛穆古童欧梅裘成纪舒屈项祝闵华管卜蓝甘褚娄单池景原解邸卫靳米亢籍郜弓师续智吉郎逯畅荆阴"
)
_DOUBLE = frozenset(
    ("欧阳", "上官", "司马", "诸葛", "皇甫", "慕容", "令狐", "尉迟", "公孙", "夏侯", "东方", "司徒", "端木")
)
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_CHINESE = f"{_HAN}+"
_DOTTED = f"{_HAN}+(?:[·•．‧∙⋅・･‣]{_HAN}+)+"
_BLANK = re.compile(r"\s+")
_LONGEST = 30


def looks_like_name(text: str) -> bool:
    """True for two to four Chinese characters that begin with a common surname, and for names with a dot.

    Rare surnames are not known: what begins with any character would hide most wrong labels.

    >>> looks_like_name("张三丰"), looks_like_name("欧阳 三"), looks_like_name("阿依古丽·买买提")
    (True, True, True)
    >>> looks_like_name("长期"), looks_like_name("王"), looks_like_name("2026年")
    (False, False, False)
    """
    if len(text) > _LONGEST or text.isascii():
        return False
    bare = _BLANK.sub("", text)
    # Patterns of Chinese characters take a millisecond each to compile, which most programs never need.
    if re.fullmatch(_CHINESE, bare) is None:
        return re.fullmatch(_DOTTED, bare) is not None
    return 2 <= len(bare) <= 4 and (bare[0] in _SURNAMES or (len(bare) > 2 and bare[:2] in _DOUBLE))
