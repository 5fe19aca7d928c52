"""A filing from rows to receipts: resumable, idempotent, partial success as a value."""

from datetime import date

import attrs
import pytest

import sxbundle as sx
from sxbundle.schema import Level
from sxbundle.testing import papers, people

ON = date(2026, 11, 23)
REFERENCE = "2026-11 入职"


@pytest.fixture
def hall(tmp_path):
    with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall


def selection(*names):
    return sx.HIRE.select(*(names or ("职工参保登记", "就业登记", "劳动用工备案")), on=ON)


def batch(number=3, chosen=None):
    chosen = chosen or selection()
    return chosen.batch(people.rows(chosen.plan, number))


def ready(rows, hall, tmp_path, **changes):
    given = {
        "reference": REFERENCE,
        "unit": papers.unit_record(),
        "materials": tmp_path / "材料",
        "accept": "all",
        "clerk": "示例经办人",
        "papers": tmp_path / "打印",
    }
    return sx.file(rows, hall, **(given | changes))


def provide(tmp_path, ledger):
    form = tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf"
    if form.exists():
        papers.stamp_and_photograph(form, tmp_path / "材料" / "增减申报表.jpg")
    papers.collect(tmp_path / "材料", ledger)


def complete(rows, hall, tmp_path):
    (tmp_path / "材料").mkdir(exist_ok=True)
    first = ready(rows, hall, tmp_path).advance()
    provide(tmp_path, first.ledger)
    return ready(rows, hall, tmp_path).advance()


def kinds(needs):
    return {str(need.kind) for need in needs}


@pytest.mark.parametrize(("number", "told"), [(0, "没有任何人员"), (2, "全部 2 行未通过校验")])
def test_where_nobody_can_be_filed_only_rows_are_asked_for(hall, number, told):
    chosen = selection("职工参保登记")
    rows = [row | {"basic.name": "1"} for row in people.rows(chosen.plan, number)]
    outcome = sx.file(chosen.batch(rows), hall, reference=REFERENCE).advance()
    (need,) = outcome.needs
    assert need.kind == "rows"
    assert told in need.text
    assert not outcome.done
    assert kinds(sx.file(batch(1, chosen), hall, reference=REFERENCE).advance().needs) == {"stamp"}


def test_what_is_needed_is_said_in_the_hall_s_order(hall, tmp_path):
    bare = sx.file(batch(), hall, reference=REFERENCE)
    outcome = bare.advance()
    assert not outcome.done
    assert kinds(outcome.needs) == {"commitment", "unit-record", "material"}  # no stamp: nothing is printed
    agreed = ready(batch(), hall, tmp_path, unit=None, materials=None).advance()
    assert "commitment" not in kinds(agreed.needs)
    assert "unit-record" in kinds(agreed.needs)
    assert {need.people for need in agreed.needs if need.material == "identity"} == {
        tuple(dict.fromkeys(entry.person for entry in agreed.ledger.entries))
    }
    assert "stamp" in kinds(agreed.needs)
    assert kinds(bare.needs) == kinds(agreed.needs)


def test_from_rows_to_receipts(hall, tmp_path):
    outcome = complete(batch(), hall, tmp_path)
    assert outcome.done
    assert len(outcome.receipts) == len(set(outcome.receipts)) == 3 * 5
    assert outcome.ledger.count(sx.State.SUBMITTED) == 15


def test_asking_again_changes_nothing(hall, tmp_path):
    outcome = complete(batch(), hall, tmp_path)
    before = len(hall.audit())
    for _ in range(3):
        again = ready(batch(), hall, tmp_path).advance()
        assert again.receipts == outcome.receipts
    assert len(hall.audit()) == before


def test_another_process_goes_on_by_the_reference(tmp_path):
    for step in range(3):
        with sx.LocalHall.demo(tmp_path / "hall.db") as hall:
            hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
            outcome = complete(batch(), hall, tmp_path) if step else ready(batch(), hall, tmp_path).advance()
    assert outcome.done
    assert len(outcome.receipts) == 15


def test_a_session_that_ends_while_people_stamp_paper(tmp_path):
    from sxbundle.clock import SettableClock

    clock = SettableClock()
    with sx.LocalHall.demo(tmp_path / "hall.db", clock=clock) as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        (tmp_path / "材料").mkdir()
        first = ready(batch(), hall, tmp_path).advance()
        clock.advance(days=3)
        provide(tmp_path, first.ledger)
        assert ready(batch(), hall, tmp_path).advance().done


def test_wrong_rows_wait_while_right_ones_are_filed(hall, tmp_path):
    chosen = selection()
    rows = list(people.rows(chosen.plan, 3))
    right = rows[1]["basic.certificate_number"]
    rows[1]["basic.certificate_number"] = right[:-1] + ("0" if right[-1] != "0" else "1")
    outcome = complete(chosen.batch(rows), hall, tmp_path)
    assert kinds(outcome.needs) == {"rows"}
    assert not outcome.done
    assert len(outcome.receipts) == 10
    rows[1]["basic.certificate_number"] = right
    mended = complete(chosen.batch(rows), hall, tmp_path)
    assert mended.done
    assert set(outcome.receipts) < set(mended.receipts)
    assert len(set(mended.receipts)) == 15


def test_the_same_reference_with_other_items(hall):
    sx.file(batch(), hall, reference=REFERENCE).advance()
    other = batch(chosen=selection("就业登记"))
    with pytest.raises(sx.ReferenceConflict):
        sx.file(other, hall, reference=REFERENCE).advance()


def test_a_truncated_photo_is_a_need_not_a_crash(hall, tmp_path):
    (tmp_path / "材料").mkdir()
    first = ready(batch(), hall, tmp_path).advance()
    provide(tmp_path, first.ledger)
    licence = tmp_path / "材料" / "营业执照.jpg"
    whole = licence.read_bytes()
    licence.write_bytes(whole[: len(whole) // 2])
    outcome = ready(batch(), hall, tmp_path).advance()
    assert [need.material for need in outcome.needs] == ["licence"]
    assert "file." in outcome.needs[0].text or "图" in outcome.needs[0].text
    licence.write_bytes(whole)
    assert ready(batch(), hall, tmp_path).advance().done


def test_a_wrong_unit_page_says_why(hall, tmp_path):
    page = attrs.evolve(papers.unit_record(), men=79)
    outcome = ready(batch(), hall, tmp_path, unit=page, materials=None).advance()
    texts = [need.text for need in outcome.needs if need.kind == "unit-record"]
    assert texts
    assert "男职工" in "".join(texts)


@pytest.mark.parametrize(
    "call", ["open", "accept", "stage", "record_unit", "declaration", "attach", "submit"]
)
@pytest.mark.parametrize("times", [1, 2])
def test_lost_answers_are_looked_up(hall, tmp_path, call, times):
    (tmp_path / "材料").mkdir()
    first = ready(batch(), hall, tmp_path).advance() if call in {"attach", "submit"} else None
    if first:
        provide(tmp_path, first.ledger)
    hall.faults.lose_answer(call, times=times)
    outcome = complete(batch(), hall, tmp_path)
    assert outcome.done
    assert len(set(outcome.receipts)) == 15


def test_three_lost_answers_are_told(hall, tmp_path):
    hall.faults.lose_answer("resume", times=3)
    with pytest.raises(sx.OutcomeUnknown) as caught:
        ready(batch(), hall, tmp_path).advance()
    assert caught.value.reference == REFERENCE
    assert ready(batch(), hall, tmp_path).advance().ledger.entries


def test_a_hall_that_cannot_be_reached_loses_nothing(hall, tmp_path):
    hall.faults.lose_answer("ledger")
    with pytest.raises(sx.HallUnavailable):
        ready(batch(), hall, tmp_path).advance()
    assert complete(batch(), hall, tmp_path).done


def test_needs_travel_as_plain_values(hall):
    import json

    from sxbundle import Need

    for need in sx.file(batch(), hall, reference=REFERENCE).advance().needs:
        assert Need.from_dict(json.loads(json.dumps(need.to_dict()))) == need
        pictured = attrs.evolve(need, picture=b"\x89PNG\0")
        assert Need.from_dict(json.loads(json.dumps(pictured.to_dict()))).picture == pictured.picture
        assert pictured.to_dict(masked=True)["picture"] == ""


def test_progress_is_reported(hall, tmp_path):
    seen = []
    (tmp_path / "材料").mkdir()
    first = ready(batch(), hall, tmp_path, progress=seen.append).advance()
    provide(tmp_path, first.ledger)
    ready(batch(), hall, tmp_path, progress=seen.append).advance()
    assert [one.doing for one in seen if not one.total][:2] == ["确认承诺须知", "导入报盘（数据暂存）"]
    uploads = [one for one in seen if one.doing == "上传材料"]
    assert uploads[-1].done == uploads[-1].total == 3 * 3 + 3


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"reference": "  "}, "reference"),
        ({"accept": "没有这项"}, "没有这项"),
        ({"clerk": ""}, "clerk"),
        ({"materials": {"没有这种材料": "x.jpg"}}, "没有这种材料.*可用：.*申报表"),
        (
            {"materials": {"declaration_photo": {"11010519491231002X": "x.jpg"}}},
            "declaration_photo”是单位材料",
        ),
    ],
)
def test_what_cannot_be_asked_for(hall, tmp_path, changes, because):
    with pytest.raises(sx.DeclarationError, match=because):
        ready(batch(), hall, tmp_path, **changes)


@pytest.mark.parametrize(
    ("materials", "place"),
    [
        ({7: "x.jpg"}, r"materials\.keys\(\) 应为 str，收到的是 int"),
        ({"portrait": {11010519491231002: "x.jpg"}}, r"materials\['portrait'\]\.keys\(\) 应为 str"),
        ({"portrait": {"11010519491231002X": 5}}, r"materials\['portrait'\]\.values\(\) 应为 .*收到的是 int"),
        ({"portrait": {"11010519491231002X": ["x.jpg", 5]}}, "收到的是 int"),
        ({"declaration_photo": object()}, r"materials\['declaration_photo'\] 应为 .*收到的是 object"),
    ],
)
def test_a_mapping_of_a_wrong_type_names_the_place(hall, tmp_path, materials, place):
    with pytest.raises(TypeError, match=place):
        ready(batch(), hall, tmp_path, materials=materials)


def test_papers_where_no_folder_can_be(hall, tmp_path):
    (tmp_path / "打印").write_text("no folder")
    filing = ready(batch(), hall, tmp_path)
    with pytest.raises(sx.FileRefused) as refused:
        filing.advance()
    assert refused.value.code == "target.cannot-write"
    (tmp_path / "打印").unlink()
    filing.advance()
    assert (tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf").is_file()


def test_materials_may_come_as_a_mapping(hall, tmp_path):
    chosen = selection("职工参保登记")
    rows = batch(2, chosen)
    photo = papers.photograph(tmp_path / "x.jpg", "申报表")
    title = "加盖单位印章的《山西省参加社会保险人员增减申报表》照片"
    outcome = sx.file(rows, hall, reference=REFERENCE, materials={title: photo}).advance()
    assert outcome.done


def test_a_mapping_that_names_a_stranger_is_reported(hall, tmp_path):
    chosen = selection("就业登记")
    rows = batch(2, chosen)
    title = next(material.title for material in chosen.materials if material.level is Level.PERSON)
    photo = papers.photograph(tmp_path / "x.jpg", title)
    mapping = {title: {rows.rows[0].basic.certificate_number: photo, "11010519491231002X": photo}}
    outcome = sx.file(rows, hall, reference=REFERENCE, materials=mapping).advance()
    (problem,) = [one for one in outcome.problems if one.code == "material.unknown-person"]
    assert "110105********002X" in problem.message
    assert "11010519491231002X" not in problem.message
    assert "1 numbers" in problem.text("en")


def test_the_people_of_a_mapping_are_gone_through_once(hall, tmp_path):
    """And not once for each file of each of them."""
    chosen = selection("就业登记")
    rows = batch(4, chosen)
    photo = papers.photograph(tmp_path / "x.jpg", "材料")
    asked = []

    class Counted(dict):
        def items(self):
            asked.append(1)
            return super().items()

    numbers = [str(row.basic.certificate_number) for row in rows.rows]
    given = {
        material.key: Counted.fromkeys(numbers, photo)
        for material in chosen.plan.materials
        if material.level is Level.PERSON
    }
    assert given
    filing = sx.file(rows, hall, reference=REFERENCE, materials=given, accept="all", clerk="张经办")
    asked.clear()
    filing.advance()
    assert len(asked) <= len(given)


def test_nothing_personal_in_what_may_be_logged(hall, tmp_path):
    rows = batch()
    outcome = complete(rows, hall, tmp_path)
    filing = ready(rows, hall, tmp_path)
    shown = repr(outcome) + repr(filing) + str(outcome) + repr(filing.request) + repr(outcome.ledger)
    for row in rows.rows:
        assert str(row.basic.certificate_number) not in shown
        assert str(row.basic.name) not in shown


def test_the_print_pack_of_a_filing(hall, tmp_path):
    from pypdf import PdfReader

    rows = batch()
    filing = ready(rows, hall, tmp_path, materials=None)
    with pytest.raises(sx.StepRefused):
        filing.print_pack(tmp_path / "打印包.pdf")
    filing.advance()
    pack = PdfReader(filing.print_pack(tmp_path / "打印包.pdf"))
    text = "".join(page.extract_text() for page in pack.pages)
    assert "山西省参加社会保险人员增减申报表" in text
    assert "用人单位劳动用工基本情况备案表" in text
    assert str(rows.rows[0].basic.name) in text
    assert "报盘.xlsx" in pack.attachments


def test_account_forms_come_back_stamped_one_file_a_person(hall, tmp_path):
    from sxbundle.forms import split_scans

    chosen = sx.RETIREMENT.select("养老保险待遇发放账户维护", on=ON)
    rows = chosen.batch(people.rows(chosen.plan, 4))
    scans = tmp_path / "材料"
    scans.mkdir()
    filing = sx.file(rows, hall, reference="2026-11 退休", materials=scans)
    outcome = filing.advance()
    assert kinds(outcome.needs) == {"material"}
    pack = filing.print_pack(tmp_path / "打印包.pdf")
    stamped = scan(pack, tmp_path / "扫描.pdf")
    split_scans(stamped, pack, scans)
    assert filing.advance().done


def scan(pack, path):
    """What a scanner makes of the printed pack: pictures of the pages that are uploaded."""
    from PIL import Image

    from sxbundle.forms import Manifest

    pages = sum(sheaf.count for sheaf in Manifest.from_pdf(pack).uploads)
    sheets = [Image.new("L", (420, 594), 255 - at) for at in range(pages)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:])
    return path


def test_a_returned_photo_is_mended_and_goes_off_again(hall, tmp_path):
    outcome = complete(batch(), hall, tmp_path)
    person = outcome.ledger.entries[0].person
    hall.send_back(outcome.ledger.filing, "照片不清晰", people=[person], items=["employment_registration"])
    returned = ready(batch(), hall, tmp_path).advance()
    assert kinds(returned.needs) == {"returned"}
    assert returned.ledger.count(sx.State.RETURNED) == 2  # the certificate follows the registration
    (portrait,) = (tmp_path / "材料").glob(f"*{person}/电子照片.jpg")
    papers.photograph(portrait, "电子照片", "更清晰")
    again = ready(batch(), hall, tmp_path).advance()
    assert again.done
    assert again.receipts == outcome.receipts


def test_the_page_of_other_people_is_not_left_to_be_stamped(hall, tmp_path, monkeypatch):
    """Killed between the hall's answer and the writing: the page that lies there is none or the right one."""

    class Killed(BaseException):
        pass

    chosen = selection("职工参保登记")
    form = tmp_path / "打印" / "山西省参加社会保险人员增减申报表.pdf"
    ready(batch(1, chosen), hall, tmp_path, materials=None).advance()
    before = form.read_bytes()
    answer = hall.declaration

    def dies(filing):
        answer(filing)
        raise Killed

    monkeypatch.setattr(hall, "declaration", dies)
    with pytest.raises(Killed):
        ready(batch(2, chosen), hall, tmp_path, materials=None).advance()
    assert not form.exists()
    monkeypatch.undo()
    ready(batch(2, chosen), hall, tmp_path, materials=None).advance()
    assert form.read_bytes() != before


def test_an_old_stamped_photo_never_goes_off_for_other_people(hall, tmp_path):
    chosen = selection("职工参保登记")
    rows = list(people.rows(chosen.plan, 2))
    (tmp_path / "材料").mkdir()

    def advance(number):
        filed = chosen.batch(rows[:number])
        return ready(filed, hall, tmp_path, unit=None, accept=(), clerk="").advance()

    first = advance(1)
    provide(tmp_path, first.ledger)
    for _ in range(2):
        grown = advance(2)
        assert kinds(grown.needs) == {"stamp"}
        assert not grown.receipts
    provide(tmp_path, grown.ledger)
    assert advance(2).done


def test_what_cannot_be_uploaded_is_told_before_anything_is(hall, tmp_path):
    (tmp_path / "材料").mkdir()
    first = ready(batch(), hall, tmp_path, materials=None).advance()
    provide(tmp_path, first.ledger)
    licence = tmp_path / "材料" / "营业执照.jpg"
    whole = licence.read_bytes()
    licence.write_bytes(whole[: len(whole) // 2])
    filing = ready(batch(), hall, tmp_path)
    before = filing.ledger
    assert any("营业执照" in need.text and "不能上传" in need.text for need in filing.needs)
    assert filing.ledger == before  # to ask uploads nothing
    sent = []
    attach = hall.attach_many
    hall.attach_many = lambda identity, uploads: sent.extend(uploads) or attach(identity, uploads)
    filing.advance()
    assert sent
    assert licence not in [one.file for one in sent]


def test_the_callers_keys_go_to_needs_people_and_texts(hall, tmp_path):
    chosen = selection("就业登记")
    rows = chosen.batch(people.rows(chosen.plan, 3), key=["E7", "E8", "E9"], numbers=[12, 13, 14])
    outcome = ready(rows, hall, tmp_path).advance()
    assert [(person.key, person.row) for person in outcome.people] == [("E7", 12), ("E8", 13), ("E9", 14)]
    assert list(outcome.by_key()) == ["E7", "E8", "E9"]
    material = next(need for need in outcome.needs if need.people)
    assert "第 12 行 E7 " in material.text
    assert "E9" in str(outcome.people[2])
    assert outcome.to_dict()["people"][1]["key"] == "E8"


def test_a_ledger_as_plain_values_and_as_a_frame(hall, tmp_path):
    outcome = ready(batch(2), hall, tmp_path).advance()
    rows = outcome.ledger.to_dicts()
    assert [(row["person"], row["item"]) for row in rows] == [
        (str(entry.person), entry.item) for entry in outcome.ledger.entries
    ]
    frame = outcome.ledger.to_frame("polars")
    assert frame["person"].to_list() == [row["person"] for row in rows]
    assert "receipt" in frame.columns
