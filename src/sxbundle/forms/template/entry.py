"""`NN.名称`, taken apart."""

import re

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LABEL = re.compile(r"\s*([0-9A-Za-z]{1,12})\s*[.．、:：_\-\s]\s*(.*[^\W\d].*)", re.DOTALL)


def parted(label: str) -> tuple[str | None, str]:
    """Code and name of a label; None for a label that is but a name.

    >>> parted("01.居民身份证"), parted("男"), parted("3年以下"), parted("Ａ１：测试（一）")
    (('01', '居民身份证'), (None, '男'), (None, '3年以下'), ('A1', '测试（一）'))
    """
    found = _LABEL.fullmatch(label.translate(_WIDE))
    # The name as written: its brackets may be wide.
    return (found[1], label[found.start(2) : found.end(2)].strip()) if found else (None, label.strip())
