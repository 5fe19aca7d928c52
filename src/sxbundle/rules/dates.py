"""A day: `YYYYMMDD`, a day that exists (the manual's format)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from attrs import frozen

from sxbundle.bilingual import Bilingual
from sxbundle.masking import Personal
from sxbundle.problem import Problem
from sxbundle.rules.base import Hint, Rule
from sxbundle.rules.date_problems import ENDLESS, LAST_MINUTE, MONTH, NOT_A_DAY, SERIAL, SHAPE, TIME, YEAR
from sxbundle.rules.fast_path import Plain
from sxbundle.rules.normalise import changed, clean, normalised, not_a_time, text_of

FIRST_YEAR, LAST_YEAR = 1900, 2199
_FIRST_BIRTH_YEAR = 1800
_SEPARATED = Bilingual("日期统一为 YYYYMMDD", "date as YYYYMMDD")
_DATE_CELL = Bilingual("日期单元格改为 YYYYMMDD", "date cell as YYYYMMDD")
_PARTS = re.compile(
    r"(\d{1,4})(?:\s*([-/.．。－／—–年,，、])\s*|\s+)(\d{1,2})(?:\s*[-/.．。－／—–月,，、]\s*|\s+)(\d{1,4})\s*[日号]?[.。]?"
)
_YEAR_AND_MONTH = re.compile(r"([12]\d{3})([-/年]|[.．](?!1$)|(?=\d\d$))(\d{1,2})月?")
"""2019.1 is October as well, when a spreadsheet took it for a number."""
_WEEKDAY = re.compile(r"\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?$")
_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_MONTHS = {word: month for month, name in enumerate(_NAMES, 1) for word in (name, name[:3])} | {"sept": 9}
_ENGLISH = re.compile(
    r"(?P<day>\d{1,2})[\s-]+(?P<month>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{4})|"
    r"(?P<month2>[A-Za-z]{3,9})\.?\s+(?P<day2>\d{1,2}),?\s+(?P<year2>\d{4})"
)
_IN_CHINESE = re.compile(
    r"([〇零○Ｏ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]"
)
_DIGITS = {
    digit: number for number, digits in enumerate(("〇零○Ｏ", *"一二三四五六七八九")) for digit in digits
}
_TIMED = re.compile(r"(.*?\d日?)(?:\s+|T)([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?")
_ENDLESS = re.compile(
    r"9999[-/.年]?12[-/.月]?31日?|(?:长期|永久)(?:有效)?|无(?:固定|确定)?(?:终止|截止|结束)?(?:期限?|日期|时间)?(?:劳动合同|合同)?|至今|不定期|无限期"
)
_SERIAL = re.compile(r"[1-9]\d{4}(\.\d+)?")
_EPOCH = date(1899, 12, 30)
_LAST = (23, 59)
_SHORT_OF_A_DAY = 1 / 1440


class _Days(dict[str, date | None]):
    """`YYYYMMDD` to the day. Columns repeat days: a look-up is a fifth of taking the text apart.

    Only days are kept, so it cannot outgrow the days of the years from `first` on that are read.
    """

    def __init__(self, first: int) -> None:
        self.first = first

    def __missing__(self, text: str) -> date | None:
        day = _day(text[:4], text[4:6], text[6:]) if _is_eight_digits(text) else None
        if day is not None and self.first <= day.year <= LAST_YEAR:
            self[text] = day
            return day
        return None


def _is_eight_digits(text: str) -> bool:
    return len(text) == 8 and text.isascii() and text.isdecimal()


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


_DAYS = _Days(FIRST_YEAR)
_PLAIN: Plain[date] = Plain(_DAYS.__getitem__, _DAYS.__getitem__)  # type: ignore[arg-type]  # made of what holds
BIRTHS = _Days(_FIRST_BIRTH_YEAR)
"""Eight digits to the day on which a holder of a citizen ID may have been born, None for no such day.

The standard's own second example was born in 1880, before the years that columns of days take.
"""


def is_birth_day(text: str) -> bool:
    """True when eight digits name a day on which a holder of a citizen ID may have been born."""
    return BIRTHS[text] is not None


@frozen
class Day(Rule[date]):
    """See `day`."""

    months: bool = False

    repeats = True

    def read(self, cell: object, problems: list[Problem]) -> date | None:
        """The day; `2021-1-12`, `2021年1月12日` and date cells are read with a notice."""
        if (plain := _PLAIN.take(cell)) is not None:
            return plain
        if isinstance(cell, date) and not not_a_time(cell):
            return self._date_cell(cell, problems)
        written = text_of(cell, problems)
        if written is None:
            return None
        what: list[Bilingual] = []
        late = False
        text = clean(written, what)
        if (timed := _TIMED.fullmatch(text)) is not None:
            late = (int(timed[2]), int(timed[3])) == _LAST
            if not late and any(part and int(part) for part in timed.groups()[1:]):
                problems.append(TIME.problem())
            text = timed[1]
            what.append(_SEPARATED)
        text = text.removesuffix(".0") if text[:-2].isdecimal() else _in_digits(text)
        if self.months and isinstance(cell, str | int) and (month := _first_of_month(text)) is not None:
            problems.append(MONTH.problem(day=self.write(month)))
            return month
        if (parts := _PARTS.fullmatch(text)) is not None:
            first, separator, second, third = parts.groups()
            if separator == "年" or (len(first) == 4 and len(third) <= 2):
                text = f"{first:0>4}{second:0>2}{third:0>2}"
                if _SEPARATED not in what:
                    what.append(_SEPARATED)
            else:
                problems.append(SHAPE.problem(suggestion=_only(_orders(third, first, second))))
                return None
        known = _DAYS[text]
        if known is None:
            problems.append(_wrong(text))
            return None
        changed(problems, len(problems), *what)
        return self._next_day(known, problems) if late else known

    def _next_day(self, day: date, problems: list[Problem]) -> date:
        day += timedelta(days=1)
        problems.append(LAST_MINUTE.problem(day=self.write(day)))
        return day

    def _date_cell(self, cell: date, problems: list[Problem]) -> date | None:
        known = cell.date() if isinstance(cell, datetime) else cell
        if not FIRST_YEAR <= known.year <= LAST_YEAR:
            problems.append(YEAR.problem())
            return None
        problems.append(normalised(_DATE_CELL))
        if isinstance(cell, datetime) and (cell.hour, cell.minute) == _LAST:
            return self._next_day(known, problems)
        if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
            problems.append(TIME.problem())
        return known

    def means_none(self, text: str) -> bool:
        """True for a word for no end, too: 长期 of a certificate, 无固定期限 of a contract."""
        return _ENDLESS.fullmatch(text) is not None or super().means_none(text)

    @property
    def plain(self) -> Plain[date]:
        """Eight digits of a day."""
        return _PLAIN

    def hint(self) -> Hint:
        """Shown as the hall shows it."""
        return Hint(width=12, suffix="(YYYYMMDD) 例:20210112", prompt="填写 8 位数字，例如 20210112。")

    def describe(self) -> str:
        """For the documentation."""
        return "A day that exists, `YYYYMMDD`; separators and date cells are read with a notice."

    def write(self, value: date) -> str:
        """`YYYYMMDD`."""
        return f"{value.year:04}{value.month:02}{value.day:02}"


@frozen
class BirthDay(Day):
    """See `birth_day`."""

    personal = Personal.BIRTH


def _in_digits(text: str) -> str:
    """A day without its weekday, and in figures where its month is a word or all of it is in Chinese."""
    text = _WEEKDAY.sub("", text)
    if (english := _ENGLISH.fullmatch(text)) is not None:
        word = (english["month"] or english["month2"]).lower()
        month = _MONTHS.get(word)
        year, day = english["year"] or english["year2"], english["day"] or english["day2"]
        return text if month is None else f"{year}-{month}-{day}"
    if (chinese := _IN_CHINESE.fullmatch(text)) is not None:
        year = "".join(str(_DIGITS[digit]) for digit in chinese[1])
        return f"{year}-{_number(chinese[2])}-{_number(chinese[3])}"
    return text


def _first_of_month(text: str) -> date | None:
    """The first day of 2019-07, 2019年7月 or 201907, where it cannot be a day of another year."""
    match = _YEAR_AND_MONTH.fullmatch(text)
    if match is None or (match[2] == "" and _day(f"20{text[:2]}", text[2:4], text[4:])):
        return None
    first = _day(match[1], match[3], "1")
    return first if first is not None and FIRST_YEAR <= first.year <= LAST_YEAR else None


def _number(text: str) -> int:
    """A number in Chinese to ninety-nine."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS[ones[-1]] if len(ones) == 1 else 0
    return 10 * (_DIGITS.get(tens, 0) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)


def _wrong(text: str) -> Problem:
    """What is wrong with a text that is no day."""
    if _is_eight_digits(text):
        day = _day(text[:4], text[4:6], text[6:])
        if day is not None:
            return YEAR.problem()
        # 20213112 has one reading, and so has 31122021; 20210431 has none.
        swapped = _day(text[:4], text[6:], text[4:6])
        orders = [swapped] if swapped else list(_orders(text[4:], text[:2], text[2:4]))
        return NOT_A_DAY.problem(suggestion=_only(orders))
    if _SERIAL.fullmatch(text) is not None:
        counted = timedelta(days=int(float(text) + _SHORT_OF_A_DAY))
        return SERIAL.problem(suggestion=Day().write(_EPOCH + counted))
    return ENDLESS.problem() if _ENDLESS.fullmatch(text) is not None else SHAPE.problem()


def _orders(year: str, text: str, other: str) -> Iterator[date | None]:
    """Day and month in both orders; years of four digits only, because 21 may be anything."""
    if len(year) == 4:
        yield _day(year, text, other)
        yield _day(year, other, text)


def _only(days: "Iterator[date | None] | list[date | None] | list[date]") -> str | None:
    """The one day that exists among `days`; nothing when there are two."""
    real = {day for day in days if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR}
    return Day().write(real.pop()) if len(real) == 1 else None


def day(*, months: bool = False) -> Day:
    """A day, `YYYYMMDD`, from 1900 to 2199.

    Args:
        months: a month alone is read as its first day, with a warning (GB/T 40217-2021).

    >>> from sxbundle import rules
    >>> rules.day().parse("2021年1月12日")
    datetime.date(2021, 1, 12)
    """
    return _BY_MONTH if months else _DAY


def birth_day() -> BirthDay:
    """The day on which somebody was born: masked wherever it is shown.

    Beside a masked citizen ID it would tell the rest of the number.
    """
    return BirthDay()


_DAY = Day()
_BY_MONTH = Day(months=True)
