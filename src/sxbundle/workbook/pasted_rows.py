"""Rows that ended up inside one cell: by a quote that is never closed, or pasted there by hand."""

import re

_MANY_SEPARATORS = re.compile(r"[,;，；|]")
_NUMBER = re.compile(r"[0-9]{15}")
_LONGEST = 32_767
_TABS = 2
"""Nobody types two tabs in one line of a cell; a pasted row of three columns has them."""


def rows_inside(text: str, width: int, separator: str = "\t", at_least: int = _TABS) -> int:
    r"""How many lines of a cell's text, after the first, look like rows of a table.

    Args:
        text: of the cell.
        width: columns of the table.
        separator: between the cells of a row.
        at_least: how many separators make a line a row.

    >>> rows_inside("测试路 1 号\n李四,01,140107199003071234,男", 4, ",", 3), rows_inside("迎泽区\n1 号楼", 4)
    (1, 0)
    """
    count = 0
    for line in text[:_LONGEST].splitlines()[1:]:
        marks = len(_MANY_SEPARATORS.findall(line)) + line.count("\t")
        if (
            line.count(separator) >= at_least
            or line.count("\t") >= _TABS
            or marks >= max(width - 1, 3)
            or (marks >= _TABS and _NUMBER.search(line) is not None)
        ):
            count += 1
    return count
