"""The error rows of a page as problems: what the hall shows in full is masked."""

import pytest

import sxbundle as sx
from sxbundle.clients.browser.state_reader import Import, answer_of
from sxbundle.masking import Redactor
from sxbundle.procedure.model import Staged

NUMBER = "11010519491231002X"
PLAN = sx.HIRE.select("职工参保登记").plan


def answer(caption: str, value: str, words: str = "请更正。", fix: str = "") -> Staged:
    row = {"kind": "错误", "row": "5", "column": caption, "value": value, "problem": words, "fix": fix}
    return answer_of([row], Import(None, "名单.xlsx", 1, 1), PLAN, Redactor(["王小芳"]))


@pytest.mark.parametrize(
    ("column", "value", "masked"),
    [(PLAN.name, "王小芳", "王**"), (PLAN.number, NUMBER, "110105********002X")],
)
def test_a_wrong_cell_is_masked_by_its_column(column, value, masked):
    (error,) = answer(column.caption, value, fix=value).errors
    (problem,) = error.problems
    assert (problem.row, problem.column, problem.value) == (5, column.key, masked)
    assert problem.fix == value
    assert value not in f"{problem} {problem!r} {error!r}"


def test_who_stands_in_the_halls_words_is_masked():
    (error,) = answer("备注", "", words=f"王小芳的证件号码{NUMBER}已参保").errors
    assert "王**的证件号码" in error.problems[0].message
    assert NUMBER not in error.problems[0].message


def test_a_value_that_the_page_masks_stays_as_it_is():
    (error,) = answer(PLAN.number.caption, "110105********002X").errors
    assert error.problems[0].value == "110105********002X"
