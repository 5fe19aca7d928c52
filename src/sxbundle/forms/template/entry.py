"""`NN.名称`, taken apart."""

import re

_LABEL = re.compile(r"\s*([0-9A-Za-z]{1,12})\s*[.．、:：_\-\s]\s*(.*[^\W\d].*)", re.DOTALL)


def parted(label: str) -> tuple[str | None, str]:
    """Code and name of a label; None for a label that is but a name.

    >>> parted("01.居民身份证"), parted("男"), parted("3年以下"), parted("A1：测试")
    (('01', '居民身份证'), (None, '男'), (None, '3年以下'), ('A1', '测试'))
    """
    found = _LABEL.fullmatch(label)
    return (found[1], found[2].strip()) if found else (None, label.strip())
