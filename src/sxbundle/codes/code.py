"""One entry of a code list."""

import re
from collections.abc import Mapping

from attrs import field, frozen

MEANS = "means"
"""The fact behind `Code.means`; a TSV laid over a list may have a column of that name."""


@frozen
class Code:
    """One entry of a code list; equal to another when list and code are the same.

    Attributes:
        list: key of the list it belongs to (`"sex"`).
        code: what files and halls store (`"1"`).
        name: the official Chinese (`"男性"`).
        facts: further columns of the list, such as `change_type` of a reason.
        aliases: abbreviations that are read as this entry without a word.
        misspellings: wrong spellings seen in real systems, read with a notice.
    """

    list: str
    code: str
    name: str = field(eq=False)
    facts: Mapping[str, str] = field(eq=False, factory=dict, repr=False)
    aliases: tuple[str, ...] = field(eq=False, default=(), repr=False)
    misspellings: tuple[str, ...] = field(eq=False, default=(), repr=False)

    @property
    def label(self) -> str:
        """`NN.名称`, as drop-down cells hold it."""
        return f"{self.code}.{self.name}"

    @property
    def means(self) -> str:
        """Code of the packaged entry that it stands for; empty when it stands for none.

        Overlays and official templates number entries anew, so rules ask for this, never for `code`.
        """
        return self.facts.get(MEANS, "")

    def __str__(self) -> str:
        return self.label


_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LABEL = re.compile(r"\s*+([0-9A-Za-z]{1,12})(?:\s*+[.．、:：_\-]|\s)\s*+(.*[^\W\d].*)", re.DOTALL)


def parted(label: str) -> tuple[str | None, str]:
    """Code and name of a label; None for a label that is but a name.

    >>> parted("01.居民身份证"), parted("男"), parted("3年以下"), parted("Ａ１：测试（一）")
    (('01', '居民身份证'), (None, '男'), (None, '3年以下'), ('A1', '测试（一）'))
    """
    match = _LABEL.fullmatch(label.translate(_WIDE))
    # The name as written: its brackets may be wide.
    return (match[1], label[match.start(2) : match.end(2)].strip()) if match else (None, label.strip())
