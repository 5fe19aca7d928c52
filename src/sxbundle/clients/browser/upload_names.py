"""What a page writes and what we know by it: its words, the names of files; and the sheet of such a name.

A sheet is `sx-DIGEST-FIRST-RUNS.xlsx`: the digest of the batch, the first row of people in the file, and the
rows of the batch they came from as `start+count` runs. A material is `sx-DIGEST.png`.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from sxbundle.batch import Batch
from sxbundle.clients.browser.flow import FilePart
from sxbundle.clients.browser.page_map import PageMap
from sxbundle.clients.browser.problems import NO_FILE, OTHER_TEMPLATE
from sxbundle.clients.browser.traffic import Downloaded
from sxbundle.clock import CHINA
from sxbundle.errors import FileRefused, FormError, PageChanged, SelectionError, refusal
from sxbundle.procedure.ledger import State
from sxbundle.schema import Plan
from sxbundle.selection import Selection
from sxbundle.sheet.layout import Layout
from sxbundle.sheet.template import learn

_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_FRACTION = re.compile(r"(?<=:\d\d)\.\d+$")
_COUNT = re.compile(r"第?\s*([\d,，]+)\s*[条人行个名份]?")
_NONE = ("", "无", "-", "--", "—", "——", "/")
_SHEET = re.compile(r"sx-([0-9a-f]{64})-(\d+)-([0-9+.]+)\.")
_MATERIAL = re.compile(r"sx-([0-9a-f]{64})\.")
_LONGEST = 120
_SUFFIXES = {b"%PDF": ".pdf", b"\xff\xd8\xff": ".jpg"}


@frozen
class SheetName:
    """What the name of an uploaded sheet says.

    Attributes:
        digest: of the batch.
        first_row: the row of the file in which the people begin.
        rows: the batch's own numbers of its rows, as runs of start and count.
    """

    digest: str
    first_row: int
    runs: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, digest: str, first_row: int, rows: Sequence[int]) -> "SheetName":
        """The name of a sheet of these rows."""
        runs: list[tuple[int, int]] = []
        for row in rows:
            if runs and runs[-1][0] + runs[-1][1] == row:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((row, 1))
        return cls(digest, first_row, tuple(runs))

    @classmethod
    def read(cls, name: str) -> "SheetName | None":
        """What a listed name says; None for a file that somebody else uploaded."""
        match = _SHEET.search(unquote(name))
        if match is None:
            return None
        runs = tuple(tuple(map(int, run.split("+"))) for run in match[3].split("."))
        return cls(match[1], int(match[2]), runs)  # type: ignore[arg-type]

    def row(self, row: int) -> int:
        """The batch's number of a row of the file."""
        rest = row - self.first_row
        for start, count in self.runs:
            if rest < count:
                return start + rest
            rest -= count
        start, count = self.runs[-1]
        return start + count + rest

    def __str__(self) -> str:
        runs = ".".join(f"{start}+{count}" for start, count in self.runs)
        if len(runs) > _LONGEST:  # a sheet full of gaps: only the first run is told
            runs = f"{self.runs[0][0]}+{sum(count for _, count in self.runs)}"
        return f"sx-{self.digest}-{self.first_row}-{runs}.xlsx"


def material_name(digest: str, content: bytes) -> str:
    """The name under which a material is uploaded."""
    suffix = next((suffix for magic, suffix in _SUFFIXES.items() if content.startswith(magic)), ".png")
    return f"sx-{digest}{suffix}"


def material_digest(text: str) -> str:
    """The digest that a listed material's name tells; empty when it tells none."""
    match = _MATERIAL.search(unquote(text))
    return match[1] if match else ""


_FILLABLE = ".xlsx"


def sheet_part(plan: Plan[Any], batch: Batch[Any], template: Downloaded | None) -> FilePart:
    """The batch as a file for the hall's input.

    Args:
        plan: what was opened.
        batch: the rows.
        template: what the hall handed out; None to take our own sheet.

    Raises:
        PageChanged: the template is no workbook, of another bundle, or lacks a column that is filled.
    """
    selection: Selection[Any] = Selection(plan)
    stream = io.BytesIO()
    if template is None:
        selection.sheet().fill(batch, stream)
        first = Layout(plan).first_row
    else:
        first = _fill(selection, batch, template, stream)
    return FilePart(str(SheetName.of(batch.digest, first, batch.table.rows)), stream.getvalue())


def _fill(selection: Selection[Any], batch: Batch[Any], template: Downloaded, stream: io.BytesIO) -> int:
    if not template.kind or template.kind == ".pdf":
        raise refusal(PageChanged, NO_FILE, page="模板下载")
    try:
        if template.kind != _FILLABLE:
            selection.read(template.content)  # of this bundle; the format of 1997 is not written
            selection.sheet().fill(batch, stream)
            return Layout(selection.plan).first_row
        profile = learn(template.content, [selection.plan])
        selection.sheet(profile).fill(batch, stream, template=template.content)
    except (FileRefused, FormError, SelectionError) as wrong:
        raise refusal(PageChanged, OTHER_TEMPLATE, reason=str(wrong)) from None
    return profile.first_row


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
    if rest in _NONE:
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
    if re.sub(r"[\0、，,；;/|\s]", "", rest):
        raise UnknownWord(text.strip()[:30])
    return tuple(sorted(places, key=places.__getitem__))


def state_of(word: str, page_map: PageMap) -> State:
    """The state of that word; of `退回修改：照片不清` the part before the reason.

    Raises:
        UnknownWord: none.
    """
    official = page_map.official(word.strip())
    if official == word.strip():
        official = page_map.official(re.split("[：:（(]", official)[0].strip())
    for state in State:
        if official == state.label:
            return state
    raise UnknownWord(word.strip()[:30])


def count_of(text: str) -> int:
    """The number, such as `1,024` or `12条`; a dash is none.

    Raises:
        UnknownWord: it is none.
    """
    if (text := text.strip()) in _NONE:
        return 0
    if (match := _COUNT.fullmatch(text)) is None:
        raise UnknownWord(text[:30])
    return int(re.sub("[,，]", "", match[1]))


def time_of(text: str) -> datetime | None:
    """The time, in China's zone when it says none; None for anything else.

    >>> time_of("2026-11-25 10:30") == time_of("20261125103000") == time_of("1795573800000")
    True
    >>> time_of("2026年11月25日 10:30") == time_of("2026/11/25T10:30:00.0") == time_of("2026-11-25 10:30")
    True
    """
    text = _FRACTION.sub("", text.strip())
    text = re.sub(r"[年月/.](?=\d)", "-", text).replace("日", " ").replace("T", " ")
    text = " ".join(text.split())
    if len(text) == 13 and text.isdecimal():  # milliseconds since 1970
        return datetime.fromtimestamp(int(text) / 1000, CHINA)
    for shape in ("%Y%m%d%H%M%S",) if len(text) == 14 and text.isdecimal() else _TIMES:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=CHINA)
        except ValueError:
            continue
    return None
