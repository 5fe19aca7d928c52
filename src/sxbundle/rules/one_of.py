"""A cell that is filled from a code list."""

import re
from functools import lru_cache

from attrs import frozen

from sxbundle.argument_checks import shown
from sxbundle.bilingual import Bilingual
from sxbundle.codes import Code, CodeList, Lists, known
from sxbundle.codes.code_list_problems import UNSETTLED_CODE
from sxbundle.codes.fold import fold
from sxbundle.codes.lists import PACKAGED
from sxbundle.errors import DeclarationError
from sxbundle.problem import Problem
from sxbundle.rules.base import Hint, Rule, looks_like_name
from sxbundle.rules.normalise import text_of

_BARE_CODE = re.compile(r"'?[0-9A-Z]+(?:\.0+)?", re.ASCII)
_PROMPT = "请从下拉列表中选择。"


@frozen
class OneOf(Rule[Code]):
    """See `one_of`."""

    source: str | CodeList
    lists: Lists = PACKAGED

    repeats = True

    @property
    def codes(self) -> CodeList:
        """The list."""
        return self.source if isinstance(self.source, CodeList) else self.lists.get(self.source)

    def with_lists(self, lists: Lists) -> "OneOf":
        """Reading from these lists; a list that the column brought itself may be layered there, too."""
        if isinstance(self.source, str):
            return OneOf(self.source, lists)
        return OneOf(lists.layered.get(self.source.key, self.source))

    def read(self, cell: object, problems: list[Problem]) -> Code | None:
        """The entry, by code, name, abbreviation or `NN.名称`; see `CodeList.read`."""
        text = text_of(cell, problems)
        if text is None:
            return None
        listed = self.codes
        entry = listed.read(text.lstrip("'‘’＇`"), problems)
        if entry is not None and not listed.settled and _BARE_CODE.fullmatch(fold(text)):
            problems.append(UNSETTLED_CODE.problem(title=listed.title, label=entry.label))
        return entry

    def hint(self) -> Hint:
        """The drop-down."""
        labels = self.codes.labels
        width = min(max(max(map(len, labels)) * 2, 12), 36)
        return Hint(width=width, suffix="(下拉选择)", choices=labels, prompt=_PROMPT)

    def describe(self) -> str:
        """For the documentation."""
        listed = self.codes
        return f"An entry of the code list `{listed.key}` ({listed.title}): code, name or `NN.名称`."

    def shown(self, text: str) -> str:
        """A name is masked here, too, unless it may have been meant for an entry: 高中, 文盲."""
        if not looks_like_name(text) or _means_entry(self.codes, text):
            return text
        return super().shown(text)

    def write(self, value: Code) -> str:
        """`NN.名称`."""
        return value.label


@lru_cache(maxsize=1024)
def _means_entry(codes: CodeList, text: str) -> bool:
    """True for a spelling of an entry, for what is near one, and for what ends as one: 江苏银行.

    Labels repeat, so each is asked once.
    """
    if codes.find(text) is not None or codes.near(text):
        return True
    return any(entry.name.endswith(text[-2:]) for entry in codes)


def one_of(source: str | CodeList) -> OneOf:
    """An entry of a code list.

    Args:
        source: key of a packaged list, or a list of your own.

    Raises:
        DeclarationError: no such list.

    >>> from sxbundle import rules
    >>> rules.one_of("education").parse("本科").label
    '21.大学本科'
    """
    if isinstance(source, str) and not known(source):
        raise DeclarationError(
            Bilingual(
                "没有名为“{source}”的代码表。", "There is no code list 「{source}」.", source=shown(source)
            )
        )
    return OneOf(source)
