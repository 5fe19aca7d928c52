"""What can be wrong with a day."""

from sxbundle.problem import ProblemKind, Severity
from sxbundle.source import assumed, manual, standard

_MANUAL = manual("图34")

SHAPE = ProblemKind(
    code="date.shape",
    severity=Severity.ERROR,
    message=("日期应为 8 位数字 YYYYMMDD，例如 20210112。", "A date is 8 digits YYYYMMDD, such as 20210112."),
    meaning=("不是只有一种读法的日期。", "The text is no date in a form that has one reading."),
    mend=("按 YYYYMMDD 填写。", "Write the day as YYYYMMDD."),
    source=_MANUAL,
    passing='rules.day().check("20210112")',
    failing='rules.day().check("210112")',
)


NOT_A_DAY = ProblemKind(
    code="date.not-a-day",
    severity=Severity.ERROR,
    message=("没有这一天，请检查年、月、日。", "There is no such day. Check year, month and day."),
    meaning=(
        "8 位数字或年月日不是历法上存在的一天。",
        "Eight digits, or year, month and day, that name no day of the calendar.",
    ),
    mend=(
        "更正日期；只有一种次序成立时，“建议”为该日期。",
        "Correct the day; a suggestion puts year, month and day in order when only one order gives a day.",
    ),
    source=_MANUAL,
    passing='rules.day().check("20240229")',
    failing='rules.day().check("20230229")',
)


YEAR = ProblemKind(
    code="date.year",
    severity=Severity.ERROR,
    message=("年份应在 1900 至 2199 之间，请检查。", "The year must be from 1900 to 2199. Check it."),
    meaning=(
        "日期的年份不可能属于现在的人员或合同。",
        "A day, but in a year that no person or contract of today has.",
    ),
    mend=("更正年份。", "Correct the year."),
    source=assumed("nobody insured was born before 1900"),
    passing='rules.day().check("19000101")',
    failing='rules.day().check("02210112")',
)


SERIAL = ProblemKind(
    code="date.serial",
    severity=Severity.ERROR,
    message=(
        "这是表格软件内部的日期序号，不是日期；请核对后按 YYYYMMDD 填写。",
        "This is a spreadsheet's day count and no date. Compare it and write YYYYMMDD.",
    ),
    meaning=(
        "日期单元格丢失了格式，显示为内部序号。",
        "A date cell that lost its format shows the spreadsheet's day count.",
    ),
    mend=(
        "核对“建议”（按 1900 日期系统推算），或填写 YYYYMMDD。",
        "Compare the suggestion (the day in the 1900 date system), or write YYYYMMDD.",
    ),
    source=assumed("spreadsheet programs store a day as a count from 1900, some files from 1904"),
    passing='rules.day().check("20210112")',
    failing="rules.day().check(44208)",
)


ENDLESS = ProblemKind(
    code="date.endless",
    severity=Severity.ERROR,
    message=(
        "此列只收日期；没有截止日期的（如证件长期有效、无固定期限），选填列请留空。",
        "Only a day is taken here; leave an optional cell empty where there is no end.",
    ),
    meaning=(
        "应填日期的地方写了表示没有截止日期的文字，如长期、无固定期限。",
        "A word for no end (「长期」, 「无固定期限」) stands where a day is wanted.",
    ),
    mend=("选填列请留空。", "Leave the cell empty where the column is optional."),
    source=_MANUAL,
    passing='rules.day().check("20210112")',
    failing='rules.day().check("长期")',
)


TIME = ProblemKind(
    code="date.time",
    severity=Severity.NOTICE,
    message=("日期后面的时刻已忽略。", "The time of day behind the date was left out."),
    meaning=("单元格除日期外还有时刻。", "The cell holds a time of day beside the day."),
    mend=("不用处理。", "Nothing."),
    source=_MANUAL,
    passing='rules.day().check("20210112")',
    failing='rules.day().check("2021-01-12 08:30:00")',
)


LAST_MINUTE = ProblemKind(
    code="date.last-minute",
    severity=Severity.WARNING,
    message=(
        "时刻在 23:59 之后，多为表格软件计算的误差，已读作第二天 {day}，请核对。",
        "The time is after 23:59, mostly a spreadsheet's rounding; read as the next day {day}. Compare it.",
    ),
    meaning=(
        "日期的时刻在当天最后一分钟，是表格软件对第二天的舍入。",
        "A day with a time in its last minute: a spreadsheet's rounding of the next day.",
    ),
    mend=("只写日期，不写时刻。", "Write the day without a time."),
    source=assumed("spreadsheet programs store a day as a number, and sums of such numbers fall short of it"),
    passing='rules.day().check("20261130")',
    failing='rules.day().check("2026-11-29 23:59:17")',
)


MONTH = ProblemKind(
    code="date.month",
    severity=Severity.WARNING,
    message=(
        "只写了年月，已按规定取该月第一日 {day}，请核对。",
        "Only year and month are given; read as the first of the month, {day}. Compare it.",
    ),
    meaning=(
        "只知年月的日期，取该月第一日。",
        "Of a day of which only the month is known, the first is taken.",
    ),
    mend=("档案中有具体日期的，填写 YYYYMMDD。", "Write YYYYMMDD where the archive tells the day."),
    source=standard("GB/T 40217-2021", "参加工作日期"),
    passing='rules.day(months=True).check("20190701")',
    failing='rules.day(months=True).check("2019年7月")',
)


KINDS = (SHAPE, NOT_A_DAY, YEAR, SERIAL, ENDLESS, TIME, LAST_MINUTE, MONTH)
