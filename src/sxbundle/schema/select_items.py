"""勾选打包事项: from the names that somebody ticked to the items that are then filed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sxbundle.argument_checks import expect, shown
from sxbundle.codes.fold import nearest
from sxbundle.errors import SelectionError
from sxbundle.problem import Problem, ProblemKind, Severity
from sxbundle.schema.item import Access, Item
from sxbundle.source import assumed, manual

_IGNORED = re.compile(r"[\s（）()《》“”\"—–－_-]+")

NOTHING = ProblemKind(
    "selection.nothing",
    Severity.ERROR,
    (
        "没有勾选任何事项，请至少勾选一项。可选：{titles}。",
        "No item is ticked. Tick at least one of: 「{titles}」.",
    ),
    ("没有勾选任何事项。", "No item was ticked."),
    ("按名称或键名写明至少一个事项。", "Name at least one item, by title or key."),
    manual("3.2.2.1"),
    passing='problems_of(sx.HIRE.select, "就业登记")',
    failing="problems_of(sx.HIRE.select)",
)
UNKNOWN = ProblemKind(
    "selection.unknown-item",
    Severity.ERROR,
    (
        "“{bundle}”没有这个事项：{name}。可选：{titles}。",
        "「{bundle}」 has no such item: 「{name}」. It has: 「{titles}」.",
    ),
    ("打包事项中没有这个名称或键名的事项。", "The bundle offers no item of that title or key."),
    ("使用 `Bundle.items` 中的名称或键名。", "Take a title or key from `Bundle.items`."),
    manual("2.1"),
    passing='problems_of(sx.HIRE.select, "enrolment")',
    failing='problems_of(sx.HIRE.select, "职工参加登记")',
)
NOT_ALONE = ProblemKind(
    "selection.not-alone",
    Severity.ERROR,
    (
        "“{title}”不可单独办理，随“{leader}”自动办理，请勾选“{leader}”。",
        "「{title}」 cannot be filed by itself; it comes with 「{leader}」. Tick 「{leader}」.",
    ),
    (
        "该事项随另一个事项办理，不能单独勾选。",
        "The item comes with another one and cannot be ticked without it.",
    ),
    ("勾选带出它的事项。", "Tick the item that brings it."),
    manual("3.2.4.5"),
    passing='problems_of(sx.HIRE.select, "就业登记", "《就业创业证》申领")',
    failing='problems_of(sx.HIRE.select, "《就业创业证》申领")',
)
GUIDE_ONLY = ProblemKind(
    "selection.guide-only",
    Severity.ERROR,
    (
        "“{title}”只有办事指南，不能在此申报：{reason}",
        "「{title}」 is guidance only and cannot be filed here: 「{reason}」",
    ),
    ("网厅对这个事项只提供办事指南。", "The hall only gives guidance for this item."),
    ("按提示办理；其他事项照常申报。", "Do what the message says; file the other items without it."),
    manual("3.2.4.8"),
    passing='problems_of(sx.HIRE.select, "就业登记")',
    failing='problems_of(sx.HIRE.select, "社会保障卡申领")',
)
UNAVAILABLE = ProblemKind(
    "selection.unavailable",
    Severity.ERROR,
    ("“{title}”暂不能办理：{reason}", "「{title}」 is not available now: 「{reason}」"),
    ("网厅目前不受理这个事项。", "The hall does not offer this item at present."),
    (
        "等网厅开通后，用覆盖文件更改其状态。",
        "Wait until the hall opens it, then change its availability by an overlay.",
    ),
    manual("3.7.1"),
    passing='problems_of(sx.HIRE.select, "就业登记")',
    failing='problems_of(sx.WORK_DEATH.select, "供养亲属抚恤金申领")',
)
CLASH = ProblemKind(
    "selection.clash",
    Severity.ERROR,
    ("“{title}”与“{other}”不能同时勾选。", "「{title}」 and 「{other}」 cannot be ticked together."),
    ("两个勾选的事项互相排斥。", "Two ticked items exclude each other."),
    ("取消其中一个。", "Untick one of them."),
    manual("3.2.2.1"),
)
NEEDS = ProblemKind(
    "selection.needs",
    Severity.ERROR,
    ("“{title}”须先勾选“{other}”。", "「{title}」 needs 「{other}」 to be ticked."),
    ("该事项需要另一个没有勾选的事项。", "The item needs another one that is not ticked."),
    ("同时勾选那个事项。", "Tick that one, too."),
    manual("3.4.2.1"),
)
OFFLINE_ONLY = ProblemKind(
    "selection.offline-only",
    Severity.ERROR,
    (
        "“{title}”在线下办理，只勾选它没有可以申报的内容，请同时勾选要申报的事项：{titles}。",
        "「{title}」 is done offline; ticked alone there is nothing to file. Tick what is to be filed, "
        "too: 「{titles}」.",
    ),
    (
        "只勾选了线下办理的事项，没有可以申报的内容。",
        "Only what is done outside the hall was ticked, so there is nothing to file.",
    ),
    ("同时勾选办好之后要申报的事项。", "Tick the items that are filed once it is done."),
    manual("3.4.4.1"),
    passing='problems_of(sx.INSTITUTION_HIRE.select, "职工参保登记")',
    failing='problems_of(sx.INSTITUTION_HIRE.select, "事业单位拟聘人员备案")',
)
NOT_VOUCHABLE = ProblemKind(
    "selection.not-vouchable",
    Severity.ERROR,
    (
        "“{name}”不是可由单位自行担保的问题代码。可担保：{codes}。",
        "「{name}」 is no problem that a unit can vouch for. It can vouch for: {codes}.",
    ),
    ("所担保的问题不能由单位担保。", "The filer vouches for something that nobody can vouch for."),
    ("更正有关的行。", "Correct the rows instead."),
    assumed("only exemptions that the law knows can be vouched for"),
    passing='problems_of(sx.HIRE.select, "就业登记", vouched=("age.under-16",))',
    failing='problems_of(sx.HIRE.select, "就业登记", vouched=("id.check-digit",))',
)


def fold_title(title: str) -> str:
    """A title without what people leave out or type differently: brackets, dashes, blanks."""
    return _IGNORED.sub("", title).casefold()


def tick(title: str, offered: Sequence[Item], names: Iterable[str], on: date) -> tuple[Item, ...]:
    """The items that are filed when `names` are ticked on that day, in the bundle's order.

    What belongs together or follows is added. All reasons against are reported at once.

    Args:
        title: the bundle's, for the messages.
        offered: the bundle's items.
        names: titles, aliases or keys.
        on: the day for which availability is asked.

    Raises:
        SelectionError: unknown, guide-only or unavailable items, clashes, items that cannot be
            ticked alone, or nothing at all.
    """
    names = tuple(names)
    for name in names:
        expect("the title or key of an item", name, str)
    problems = list(_unknown(title, offered, names))
    named_items = {item.key for name in names if (item := find(offered, name))}
    if not names:
        problems.append(NOTHING.problem(titles="、".join(choice.title for choice in offered)))
    ticked = named_items | {item.key for item in offered if item.default}
    _complete(offered, ticked)
    for item in offered:
        if item.key in ticked:
            problems.extend(_conflicts(item, offered, ticked, on))
    if problems:
        raise SelectionError(problems)
    return tuple(item for item in offered if item.key in ticked)


def refuse_offline_only(ticked: Sequence[Item], offered: Sequence[Item], on: date) -> None:
    """What is done outside the hall alone is nothing to file.

    Raises:
        SelectionError: `selection.offline-only`.
    """
    if all(item.offline for item in ticked):
        others = "、".join(item.title for item in offered if not item.offline and not item.closed(on))
        raise SelectionError([OFFLINE_ONLY.problem(title=ticked[0].title, titles=others)])


def find(offered: Sequence[Item], name: str) -> Item | None:
    """The item with that key, title or alias, brackets and blanks aside."""
    folded = fold_title(name)
    for item in offered:
        if name == item.key or folded in {fold_title(alias) for alias in (item.title, *item.aliases)}:
            return item
    return None


def _unknown(title: str, offered: Sequence[Item], names: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if find(offered, name) is None:
            titles = [item.title for item in offered]
            yield UNKNOWN.problem(
                suggestion=nearest(name, titles),
                bundle=title,
                name=shown(name, 40),
                titles="、".join(titles),
            )


def _complete(offered: Sequence[Item], ticked: set[str]) -> None:
    """Adds what is done together with, or follows, what is ticked, until nothing is missing."""
    before = -1
    while len(ticked) != before:
        before = len(ticked)
        for item in offered:
            if item.key in ticked and item.together:
                ticked.add(item.together)
            if item.follows in ticked:
                ticked.add(item.key)


def _conflicts(item: Item, offered: Sequence[Item], ticked: set[str], on: date) -> Iterator[Problem]:
    titles = {item.key: item.title for item in offered}
    if closed := item.closed(on):
        kind = GUIDE_ONLY if closed.access is Access.GUIDE else UNAVAILABLE
        yield kind.problem(title=item.title, reason=closed.reason)
    if item.follows is not None and item.follows not in ticked:
        yield NOT_ALONE.problem(title=item.title, leader=titles[item.follows])
    for key in item.needs:
        if key not in ticked:
            yield NEEDS.problem(title=item.title, other=titles[key])
    for key in item.excludes:
        if key in ticked:
            yield CLASH.problem(title=item.title, other=titles[key])


KINDS = (NOTHING, UNKNOWN, NOT_ALONE, GUIDE_ONLY, UNAVAILABLE, CLASH, NEEDS, OFFLINE_ONLY, NOT_VOUCHABLE)
