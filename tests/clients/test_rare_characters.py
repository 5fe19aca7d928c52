"""A name that the bundled font cannot draw: one person waits, the others go on (issue of fonts)."""

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pypdf import PdfReader

import sxbundle as sx
from sxbundle.clients.folder import FolderHall
from sxbundle.clock import SettableClock
from sxbundle.hall import demo
from sxbundle.procedure.identity import Unit
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring

RARE = "\U0002a6a5"  # 龍 four times, of Extension B


@pytest.fixture
def font(tmp_path: Path) -> Path:
    """A font of one character."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(point)
    pen.closePath()
    square, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "rare"])
    builder.setupCharacterMap({ord(RARE): "rare"})
    builder.setupGlyf({".notdef": empty, "rare": square})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "rare": (1000, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Rare", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = tmp_path / "rare.ttf"
    builder.save(path)
    return path


def local(folder, fonts):
    hall = sx.LocalHall.demo(clock=SettableClock(DAY), fonts=fonts)
    hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
    return hall


def folder(folder, fonts):
    hall = FolderHall(folder / "交接", clock=SettableClock(DAY), fonts=fonts)
    unit = demo.ENTERPRISE
    hall.add_unit("taiyuan-demo", Unit(unit.name, unit.credit_code, unit.registrations))
    hall.sign_in(sx.Credentials("taiyuan-demo", ""))
    return hall


@pytest.fixture
def scenario():
    return hiring(3, on=DAY, items=("职工参保登记",)).changed(1, basic__name=f"测试{RARE}")


def test_the_check_says_so_in_its_row_where_something_is_printed(scenario):
    (problem,) = [one for one in scenario.batch.report.problems if one.code == "name.no-glyph"]
    assert (problem.row, problem.caption, problem.severity) == (2, "姓名", sx.Severity.WARNING)
    assert RARE in problem.message
    assert "fonts=" in problem.message
    assert scenario.batch.report.ok
    unprinted = hiring(1, on=DAY, items=("就业登记",)).changed(0, basic__name=f"测试{RARE}")
    assert unprinted.batch.report.problems == ()


@pytest.mark.parametrize("common", ["欧阳娜娜", "阿卜杜拉·买买提", "朱镕基", "李㛃", "䶮䶮", "张喆"])
def test_common_and_rarer_names_of_the_bundled_font_are_no_doubt(common):
    scenario = hiring(1, on=DAY, items=("职工参保登记",)).changed(0, basic__name=common)
    assert "name.no-glyph" not in {problem.code for problem in scenario.batch.report.problems}


@pytest.mark.parametrize("client", [local, folder])
def test_one_person_waits_and_the_others_go_on(client, scenario, tmp_path, font):
    with client(tmp_path, ()) as hall:
        filing = scenario.open(hall)
        staged = hall.stage(filing, scenario.batch)
        (error,) = staged.errors
        assert (staged.people, error.row) == (2, 2)
        assert "hall.no-glyph" in {problem.code for problem in error.problems}
        assert hall.declaration(filing).startswith(b"%PDF")
    with client(tmp_path / "mit Schrift", [font]) as hall:
        filing = scenario.open(hall)
        staged = hall.stage(filing, scenario.batch)
        assert (staged.people, staged.errors) == (3, ())
        assert hall.declaration(filing).startswith(b"%PDF")


def test_whoever_prints_nothing_does_not_wait(tmp_path):
    scenario = hiring(1, on=DAY, items=("就业登记",)).changed(0, basic__name=f"测试{RARE}")
    with local(tmp_path, ()) as hall:
        filing = scenario.open(hall)
        scenario.prepare(hall, filing)
        assert hall.stage(filing, scenario.batch).errors == ()


def test_a_connected_hall_takes_fonts(tmp_path, font):
    for url in (f"local:///{tmp_path / 'hall.db'}", f"folder:///{tmp_path / 'x'}", "http://127.0.0.1:9"):
        with sx.connect(url, fonts=[font]) as hall:
            assert hall.fonts == (font,)


@pytest.mark.parametrize(("by", "drawn"), [("李经办", "李经办"), (f"李{RARE}", "")])
@pytest.mark.parametrize("client", [local, folder])
def test_the_clerk_who_accepted_stands_on_the_declaration(client, tmp_path, by, drawn):
    """Or room to sign, where no font has the name."""
    scenario = hiring(1, on=DAY, items=("职工参保登记", "就业登记"))
    with client(tmp_path, ()) as hall:
        filing = hall.open(scenario.selection, scenario.reference)
        for item in hall.ledger(filing).commitments:
            hall.accept(filing, item, by)
        hall.stage(filing, scenario.batch)
        if hall.ledger(filing).unit_record:
            assert hall.record_unit(filing, scenario.unit) == ()
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(hall.declaration(filing))).pages)
        assert f"填表人：{drawn}" in text
        assert by in text or not drawn
