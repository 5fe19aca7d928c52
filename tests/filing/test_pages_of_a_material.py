"""Front and back, pages of a contract: several files of one material, found and filed in order."""

import hashlib
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from gateway_process import QUICK, GatewayProcess
from PIL import Image

import sxbundle as sx
from sxbundle.clock import SettableClock
from sxbundle.filing.file_names import page_of
from sxbundle.filing.find_materials import Holder, find_materials
from sxbundle.hall import demo
from sxbundle.procedure.identity import Unit
from sxbundle.procedure.ledger import State
from sxbundle.schema import Level
from sxbundle.testing.scenario import hiring, picture
from sxbundle.workbook.joined_pages import join_pages

NUMBER = "140105199001010016"
HOLDERS = (Holder(NUMBER, "张伟"), Holder("140106199002020014", "王正面"))
WANTED = sx.HIRE.select("就业登记", "劳动用工备案").plan.materials
CLOCK = SettableClock(date(2026, 11, 30))


@pytest.fixture
def local_hall():
    with sx.LocalHall.demo(clock=CLOCK) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall


@pytest.fixture
def folder_hall(tmp_path):
    hall = sx.FolderHall(tmp_path / "交接", clock=CLOCK)
    unit = demo.ENTERPRISE
    hall.add_unit("taiyuan-demo", Unit(unit.name, unit.credit_code, unit.registrations))
    hall.sign_in(sx.Credentials("taiyuan-demo", ""))
    return hall


@pytest.fixture
def http_hall():
    gateway = GatewayProcess()
    gateway.do("reset", ":memory:")
    with sx.HttpHall(gateway.url, retry=QUICK) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall
    gateway.stop()


def find(tmp_path, *names):
    for at, name in enumerate(names):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(at + 1))
    return find_materials(tmp_path, WANTED, HOLDERS, look=True)


@pytest.mark.parametrize(
    "names",
    [
        ("张伟身份证正面.png", "张伟身份证反面.png"),
        ("张伟_身份证_人像面.jpg", "张伟_身份证_国徽面.jpg"),
        ("张伟-身份证-1.jpg", "张伟-身份证-2.jpg"),
        ("张伟 身份证（1）.jpg", "张伟 身份证（2）.jpg"),
        (f"{NUMBER}身份证_01.jpg", f"{NUMBER}身份证_02.jpg", f"{NUMBER}身份证_03.jpg"),
        ("张伟/身份证/正面.jpg", "张伟/身份证/背面.jpg"),
        ("张伟/身份证第一页.jpg", "张伟/身份证第二页.jpg"),
        ("身份证/张伟正面.jpg", "身份证/张伟反面.jpg"),
        ("张伟身份证首页.jpg", "张伟身份证_2.jpg"),
        ("张伟身份证 p1.jpg", "张伟身份证 P2.jpg"),
        ("张伟身份证＿２.jpg", "张伟身份证＿１.jpg"),
    ],
)
def test_pages_are_found_in_order(tmp_path, names):
    found = find(tmp_path, *names)
    assert [problem.code for problem in found.problems] == []
    pages = sorted(names, key=lambda name: page_of(Path(name).stem))
    assert found.people == {(NUMBER, "identity"): tuple(tmp_path / name for name in pages)}


@pytest.mark.parametrize(
    "names",
    [
        ("张伟身份证.jpg", "张伟身份证(1).jpg"),  # a second download, or a second page
        ("张伟身份证_1.jpg", "张伟身份证_3.jpg"),
        ("张伟身份证1.jpg", "张伟身份证2.jpg"),
        ("张伟身份证正面.jpg", "张伟身份证_1.jpg"),
        ("张伟身份证正反面.jpg", "张伟身份证反面.jpg"),
        ("张伟身份证2025.jpg", "张伟身份证2026.jpg"),
        ("张伟身份证a.jpg", "张伟身份证b.jpg"),
    ],
)
def test_what_may_be_another_version_is_not_guessed(tmp_path, names):
    found = find(tmp_path, *names)
    assert [problem.code for problem in found.problems] == ["material.ambiguous"]
    assert found.people == {}


def test_a_page_that_nobody_can_read_holds_the_material_back(tmp_path):
    (tmp_path / "张伟身份证正面.jpg").write_bytes(picture(1))
    (tmp_path / "张伟身份证反面.jpg").write_bytes(picture(2)[:-40])
    found = find_materials(tmp_path, WANTED, HOLDERS, look=True)
    assert [problem.code for problem in found.problems] == ["material.unreadable"]
    assert found.people == {}


def test_a_name_that_holds_the_word_is_a_name(tmp_path):
    found = find(tmp_path, "王正面_身份证.jpg")
    assert found.people == {(HOLDERS[1].number, "identity"): tmp_path / "王正面_身份证.jpg"}


@pytest.mark.parametrize("given", ["folder", "mapping"])
def test_they_are_filed_to_the_receipts(tmp_path, given):
    hall = sx.LocalHall.demo()
    hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
    scenario = hiring(1, on=date(2026, 11, 30), items=("就业登记",))
    person = scenario.people[0]
    files = {}
    for material in scenario.selection.plan.materials:
        pages = []
        for page in (1, 2):
            out = BytesIO()
            Image.new("RGB", (300 * page, 200), "white").save(out, "JPEG")
            whose = "" if material.level is Level.UNIT else f"{person} "
            path = tmp_path / f"{whose}{material.title}_{page}.jpg"
            path.write_bytes(out.getvalue())
            pages.append(path)
        files[material.title] = pages if material.level is Level.UNIT else {str(person): pages}
    filing = sx.file(
        scenario.batch,
        hall,
        reference="几页",
        materials=tmp_path if given == "folder" else files,
        accept="all",
        clerk="测试",
    )
    outcome = filing.advance()
    assert outcome.needs == ()
    assert {entry.state for entry in outcome.ledger.entries} == {State.SUBMITTED}
    assert filing.advance().receipts == outcome.receipts


@pytest.mark.parametrize("where", ["local", "folder", "http"])
def test_pages_keep_their_order_and_are_replaced_until_submitted(tmp_path, where, request):
    """What an earlier run uploaded is not what goes off when the clerk has put another file there."""
    hall = request.getfixturevalue(f"{where}_hall")
    scenario = hiring(2, on=date(2026, 11, 30), items=("就业登记",))
    first, second = map(str, scenario.people)
    files = {
        material.key: [picture(2), picture(1), picture(3)]
        if material.level is Level.UNIT
        else {person: [picture(5), picture(4)] for person in (first, second)}
        for material in scenario.selection.plan.materials
    }
    files["identity"][second] = [picture(1), picture(2)[:-40]]

    def advance(*, submit=False):
        filing = sx.file(scenario.batch, hall, reference="几页", materials=files, accept="all", clerk="测试")
        outcome = filing.advance(submit=submit)
        held = {(file.material, file.person): file.digest for file in hall.materials(outcome.ledger.filing)}
        return outcome, held

    outcome, held = advance()
    (need,) = (need for need in outcome.needs if need.material is not None)
    assert (need.material, list(map(str, need.people))) == ("identity", [second])
    assert "第 2 个文件" in need.text
    assert ("identity", scenario.people[1]) not in held

    files["identity"] = {first: [picture(4), picture(5)], second: [picture(1), picture(2)]}
    outcome, held = advance()
    assert [need for need in outcome.needs if need.material is not None] == []
    for (key, person), digest in held.items():
        pages = files[key] if person is None else files[key][str(person)]
        assert digest == hashlib.sha256(join_pages(pages)).hexdigest()
    assert len(held) == 1 + 2 * (len(files) - 1)

    # A file that cannot be read takes the place of a good one: the older one does not go off instead.
    files["identity"] = {first: [picture(4), picture(5)], second: [picture(1)[:-40]]}
    outcome, after = advance(submit=True)
    assert after == held
    (need,) = (need for need in outcome.needs if need.material == "identity")
    assert list(map(str, need.people)) == [second]
    states = {str(entry.person): entry.state for entry in outcome.ledger.entries}
    assert states[second] is State.PENDING
    assert where == "folder" or states[first] is State.SUBMITTED
