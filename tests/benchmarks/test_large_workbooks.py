"""The large workbooks hold what those of a workbook writer hold."""

import pytest

pytest.importorskip("xlsxwriter")

from benchmarks import large_workbooks, people

SIZE = 3 * people.ONE_IN


@pytest.mark.parametrize("inline", [True, False])
def test_reads_as_the_one_that_a_writer_wrote(tmp_path, inline):
    written, large = people.save(tmp_path / "written.xlsx", SIZE), tmp_path / "large.xlsx"
    count, _ = large_workbooks.save(large, SIZE, inline=inline)
    assert count == SIZE
    ours, theirs = people.SELECTION.read(large), people.SELECTION.read(written)
    assert ours.table.cells == theirs.table.cells
    assert list(map(str, ours.report)) == list(map(str, theirs.report))


def test_no_more_people_than_the_bytes_hold(tmp_path):
    most = 2_000_000
    count, size = large_workbooks.save(tmp_path / "large.xlsx", 5_000, inline=True, most=most)
    assert 0 < count < 5_000
    assert most * 0.2 < size <= most
    assert len(people.SELECTION.read(tmp_path / "large.xlsx")) == count
