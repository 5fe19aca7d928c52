"""From the words on a page to the keys of the declarations."""

from collections.abc import Mapping
from datetime import datetime

from sxbundle.clients.browser.page_map import PageMap
from sxbundle.clock import CHINA
from sxbundle.procedure.ledger import State

_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


class UnknownWord(ValueError):
    """A page holds a word that neither the declarations nor the map know."""


def key_of(word: str, titles: Mapping[str, str], page_map: PageMap) -> str:
    """The key whose title the word is.

    Raises:
        UnknownWord: none.
    """
    official = page_map.official(word.strip())
    for key, title in titles.items():
        if official in (title, key):
            return key
    raise UnknownWord(word.strip()[:30])


def keys_of(text: str, titles: Mapping[str, str], page_map: PageMap) -> tuple[str, ...]:
    """The keys of titles that stand in a list such as `A、B`; a title may itself hold the separator.

    Raises:
        UnknownWord: something else stands there, too.
    """
    rest = text.strip()
    if rest in ("", "无"):
        return ()
    names = {**{title: key for key, title in titles.items()}, **{key: key for key in titles}}
    for word, official in page_map.words.items():
        if official in names:
            names[word] = names[official]
    places: dict[str, int] = {}
    for name in sorted(names, key=len, reverse=True):
        at = rest.find(name)
        if at >= 0:
            places.setdefault(names[name], at)
            rest = rest.replace(name, "\0" * len(name))
    if rest.replace("\0", "").strip("、，,；; "):
        raise UnknownWord(text.strip()[:30])
    return tuple(sorted(places, key=places.__getitem__))


def state_of(word: str, page_map: PageMap) -> State:
    """The state of that word; of `退回修改：照片不清` the part before the reason.

    Raises:
        UnknownWord: none.
    """
    official = page_map.official(word.strip().partition("：")[0])
    for state in State:
        if official == state.label:
            return state
    raise UnknownWord(word.strip()[:30])


def time_of(text: str) -> datetime | None:
    """The time, in China's zone when it says none; None for anything else.

    >>> time_of("2026-11-25 10:30") == time_of("20261125103000") == time_of("1795573800000")
    True
    """
    text = text.strip()
    if len(text) == 13 and text.isdecimal():  # milliseconds since 1970
        return datetime.fromtimestamp(int(text) / 1000, CHINA)
    for shape in ("%Y%m%d%H%M%S",) if len(text) == 14 and text.isdecimal() else _TIMES:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=CHINA)
        except ValueError:
            continue
    return None
