"""Our reader gives what python-calamine and openpyxl give, but for what is explained."""

import random
import warnings

import compare_readers
import pytest


@pytest.mark.parametrize("write", [compare_readers.by_xlsxwriter, compare_readers.by_openpyxl])
def test_chinese_formats(write):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert list(compare_readers.differences(write(random.Random(7), 40, 30))) == []


@pytest.mark.parametrize("number", [27, 31, 36, 50, 58])
def test_built_in_formats_of_chinese_excel_are_days(number):
    content = compare_readers.by_xlsxwriter(random.Random(3), 5, 10)
    (cells,) = compare_readers.ours(compare_readers.with_local_formats(content, number))
    kinds = {type(cell).__name__ for cell in cells.values()}
    assert kinds & {"date", "datetime", "time"}
