"""Answers that mean harm, or are merely odd: bounded work, our exceptions, and whom a line means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sxbundle.bilingual import Bilingual
from sxbundle.clients.folder import answer_table
from sxbundle.clients.folder.answer_parser import parse_answer
from sxbundle.clients.folder.answer_table import AnswerDocument, AnswerRow, read_answer_document
from sxbundle.clients.folder.person_matching import _matches_mask
from sxbundle.errors import FileRefused

PIECES = ("<!--", "<a ", "<td", '<td a="', "<td x='\"", "&#", "</", "<!", "<script>", "</script", "<br", '"')


class CountingPattern:
    """A pattern that counts the characters that its matches and their failures can have looked at."""

    def __init__(self, pattern):
        self.pattern, self.characters = pattern, 0

    def search(self, text, at):
        match = self.pattern.search(text, at)
        self.characters += (len(text) if match is None else match.end()) - at
        return match


@pytest.mark.parametrize("piece", PIECES)
def test_a_page_of_one_piece_again_and_again_costs_its_length(tmp_path, monkeypatch, piece):
    counts = []
    for times in (2_000, 4_000):
        counting = CountingPattern(answer_table._MARKUP)
        with monkeypatch.context() as patch:
            patch.setattr(answer_table, "_MARKUP", counting)
            read_answer_document(tmp_path / "回执.html", f"<html><table><tr>{piece * times}".encode())
        counts.append(counting.characters)
    assert counts[1] <= 2 * counts[0] + 100


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        ("<table><tr><td>甲<td>乙<tr><th>丙</table>", [("甲", "乙"), ("丙",)]),
        ("<table><tr><td title='a>b'>甲 <b>一</b><br/>二</td></tr></table>", [("甲 一 二",)]),
        ("<table><tr><td>1 &lt; 2 &amp;#65; &#24352;</td></tr></table>", [("1 < 2 &#65; 张",)]),
        ("<table><tr><td>甲<!-- <td>乙 --></td><td>丙", [("甲", "丙")]),
        ("<table><tr><td>甲<script>if (a </td> b)</script></td></tr></table>", [("甲",)]),
        ("<table><tr><td>甲<!-- never closed <td>乙", [("甲",)]),
        (f"<table><tr><td>甲&#{'9' * 6000};</td></tr></table>", None),
    ],
)
def test_cells_of_a_page(tmp_path, page, rows):
    paper = read_answer_document(tmp_path / "回执.html", page.encode())
    cells = [row.cells for table in paper.tables for row in table]
    assert cells == rows if rows else cells[0][0].startswith("甲")


@pytest.mark.parametrize(
    "content",
    [
        b"a\n" * 150_000,
        b"," * 1_500_000,
        ("错误数量：1\n" + "第 5 行\n" * 1_500_000).encode(),
        b"<html><table>" + b"<tr><td>" * 150_000,
    ],
)
def test_more_than_any_clerk_writes_is_refused(tmp_path, content):
    with pytest.raises(FileRefused) as caught:
        read_answer_document(tmp_path / "回执.txt", content)
    assert caught.value.code in ("file.too-many-cells", "file.too-large")


@pytest.mark.parametrize(("rows", "columns"), [(10_001, 16), (10, 16_000)])
def test_a_table_without_captions_is_bounded(rows, columns):
    place = Bilingual("行", "row")
    tables = ((AnswerRow(place, ("x1",) * columns),) * rows,)
    with pytest.raises(FileRefused) as caught:
        parse_answer(AnswerDocument(tables))
    assert caught.value.code == "file.too-many-cells"


@pytest.mark.parametrize(
    ("wanted", "held", "fits"),
    [
        ("110105*002X", "11010519491231002X", True),
        ("*", "11010519491231002X", False),
        ("****", "11010519491231002X", False),
        ("1*1*1*1*X", "11010519491231002X", True),
        ("张*", "张三", True),
        ("张*三", "张三", True),
        ("张三*三", "张三", False),
        ("*三", "张三", True),
        ("*a*b*", "xaxbx", True),
        ("*b*a*", "xaxbx", False),
    ],
)
def test_what_stars_hide(wanted, held, fits):
    assert _matches_mask(wanted, held) is fits


@given(st.text("ab*", max_size=12), st.text("ab", max_size=12))
def test_stars_fit_as_a_pattern_would(wanted, held):
    import re

    if "*" not in wanted:
        wanted += "*"
    pattern = ".*".join(map(re.escape, re.split(r"\*+", wanted)))
    expected = re.fullmatch(pattern, held) is not None and wanted.strip("*") != ""
    assert _matches_mask(wanted, held) is expected


def test_many_stars_are_no_work():
    assert not _matches_mask("*".join("a" * 5_000), "a" * 4_000 + "b")


@pytest.mark.parametrize("number", ["①", "²", "9" * 5_000, "٣", "-1", "1.0"])
def test_a_row_number_that_is_none(tmp_path, number):
    """What looks like a digit and is none: the line is understood, and means nobody."""
    page = f"证件号码,行号,状态\n,{number},已受理\n"
    (line,) = parse_answer(read_answer_document(tmp_path / "回执.csv", page.encode())).lines
    assert line.row == number
