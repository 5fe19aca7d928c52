"""Stamped scans of many people, cut back into files that the hall takes."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, Fit, FloatObject, NameObject

import sxbundle as sx
from sxbundle.errors import DeclarationError, FileRefused, FormError
from sxbundle.filing.find_materials import Holder, find_materials
from sxbundle.forms import Manifest, Piece, PrintPack, Sheaf, print_pack, split_scans
from sxbundle.workbook import FileKind, check_material

CHANGE = "《山西省社会保险参保人员信息变更表》照片"


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def scan_of(pack: PrintPack, *pages: int) -> bytes:
    """Those pages of the pack (from 1) as a file of their own, as if they had been scanned."""
    writer = PdfWriter()
    writer.append(io.BytesIO(pack.pdf()), pages=[page - 1 for page in pages], import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def uploads(pack: PrintPack) -> list[int]:
    return [
        page for upload in pack.manifest.uploads for page in range(upload.first, upload.first + upload.count)
    ]


def pictures(*numbers: int) -> bytes:
    """A scan of pictures, one a page, each of a grey of its own."""
    pages = [Image.new("L", (200, 280), number) for number in numbers]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def manifest(*people: str) -> Manifest:
    return Manifest(
        (
            Sheaf("清单", "", "", "", 1, 1),
            Sheaf("《申报表》", "declaration_photo", "申报表照片", "", 2, 2),
            *(Sheaf("《变更表》", "change_form_photo", CHANGE, one, n, 1) for n, one in enumerate(people, 4)),
        )
    )


@pytest.fixture(scope="module")
def pack(batch_of: Callable, head) -> PrintPack:
    return print_pack(batch_of(sx.RETIREMENT, people=20), unit=head)


@pytest.mark.slow
def test_from_pack_to_scan_to_the_filing_s_folder(pack, tmp_path):
    printed = pack.save(tmp_path / "打印包.pdf")
    scan = tmp_path / "扫描.pdf"
    scan.write_bytes(scan_of(pack, *uploads(pack)))
    folder = tmp_path / "材料" / "十一月"
    pieces = split_scans(scan, printed, folder)
    rows = pack.batch.rows
    assert len(pieces) == 20
    assert sorted(path.name for path in folder.iterdir()) == sorted(piece.name for piece in pieces)
    holders = [Holder(str(row.basic.certificate_number), str(row.basic.name)) for row in rows]
    found = find_materials(folder, pack.batch.plan.materials, holders)
    assert found.problems == ()
    assert found.people.keys() == {(one.number, "change_form_photo") for one in holders}
    for holder in holders:
        content = found.people[holder.number, "change_form_photo"].read_bytes()
        assert check_material(content) is FileKind.PDF
        assert holder.number in text_of(content)
        assert not any(other.number in text_of(content) for other in holders if other is not holder)


def test_the_unit_s_declaration_is_cut_too(batch_of, head, tmp_path):
    pack = print_pack(batch_of(sx.SEPARATION, people=20), unit=head)
    (piece,) = split_scans(scan_of(pack, 2, 3), pack, tmp_path)
    assert (piece.material, piece.person, piece.count) == ("declaration_photo", "", 2)
    assert piece.name == "加盖单位印章的山西省参加社会保险人员增减申报表照片.pdf"
    found = find_materials(tmp_path, pack.batch.plan.materials, [])
    assert found.unit == {"declaration_photo": piece.path}
    assert found.problems == ()


def test_without_a_folder_the_content_is_given(pack):
    scan = scan_of(pack, *uploads(pack))
    pieces = split_scans(scan, pack)
    assert [piece.person for piece in pieces] == [upload.person for upload in pack.manifest.uploads]
    assert all(piece.path is None and piece.content for piece in pieces)
    assert [piece.first for piece in pieces] == list(range(1, 21))
    again = split_scans(io.BytesIO(scan), pack.manifest)
    assert [one.content for one in again] == [piece.content for piece in pieces]


def test_the_whole_pack_may_be_scanned(pack):
    scan = scan_of(pack, *range(1, pack.manifest.pages + 1))
    pieces = split_scans(scan, pack, whole=True)
    assert len(pieces) == 20
    assert pieces[0].first == 4
    for one in pieces:
        assert one.person in text_of(one.content)
    with pytest.raises(FormError, match="整包扫描请用 whole=True") as caught:
        split_scans(scan, pack)
    assert caught.value.code == "form.scan-pages"


def test_both_sides_of_every_sheet():
    scan = pictures(*range(10, 100, 10))
    pieces = split_scans(scan, manifest("A1234567", "B1234567"), only=CHANGE, pages_each={"A1234567": 8})
    assert [(piece.first, piece.count) for piece in pieces] == [(1, 8), (9, 1)]
    assert [len(PdfReader(io.BytesIO(piece.content)).pages) for piece in pieces] == [8, 1]
    pieces = split_scans(pictures(*range(10, 70, 10)), manifest("A1234567", "B1234567"), pages_each=2)
    assert [(piece.person, piece.first, piece.count) for piece in pieces] == [
        ("", 1, 2),
        ("A1234567", 3, 2),
        ("B1234567", 5, 2),
    ]
    told = {"declaration_photo": 3}
    pieces = split_scans(pictures(*range(10, 60, 10)), manifest("A1234567", "B1234567"), pages_each=told)
    assert [piece.count for piece in pieces] == [3, 1, 1]


@pytest.mark.parametrize(
    ("pages", "says"),
    [
        (3, "扫描件有 3 页，应有 4 页（《申报表》共 2 页，《变更表》 2 人共 2 页），缺 1 页"),
        (3, "请检查是否漏扫"),
        (2, "如果只扫描了各人的表，请用 only= 说明"),
        (5, "扫描件有 5 页，应有 4 页（《申报表》共 2 页，《变更表》 2 人共 2 页），多 1 页"),
        (5, "请检查是否把清单和留存的表也扫描了"),
        (6, "如果每张扫描了 2 面，请用 pages_each= 说明"),
    ],
)
def test_other_page_numbers_are_refused_and_nothing_is_written(tmp_path, pages, says):
    with pytest.raises(FormError) as caught:
        split_scans(pictures(*range(pages)), manifest("A1234567", "B1234567"), tmp_path / "材料")
    assert caught.value.code == "form.scan-pages"
    assert says in str(caught.value)
    assert "A1234567" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_only_some_materials():
    people = manifest("A1234567", "B1234567")
    for only in ("declaration_photo", "申报表照片", "《申报表》", ["declaration_photo"]):
        (piece,) = split_scans(pictures(1, 2), people, only=only)
        assert piece.material == "declaration_photo"
    for only in ("毕业证", ["declaration_photo", "毕业证"], []):
        with pytest.raises(FormError, match="申报表照片、《山西省社会保险参保人员信息变更表》照片") as caught:
            split_scans(pictures(1, 2), people, only=only)
        assert caught.value.code == "form.scan-material"


def test_a_pack_without_uploads_cuts_nothing():
    with pytest.raises(FormError) as caught:
        split_scans(pictures(1), Manifest((Sheaf("清单", "", "", "", 1, 1),)))
    assert caught.value.code == "form.scan-material"


@pytest.mark.parametrize(
    "told",
    [
        {"whole": True, "only": "declaration_photo"},
        {"pages_each": 0},
        {"pages_each": {"A1234567": 0}},
        {"pages_each": {"C7654321": 2}},
    ],
)
def test_arguments_that_contradict(told):
    with pytest.raises(DeclarationError) as caught:
        split_scans(pictures(1, 2, 3), manifest("A1234567"), **told)
    assert "1234567" not in str(caught.value)
    assert "C7654321" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\xff\xd8\xff\xe0 a picture", "file.wrong-type"),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF\n", "file.broken"),
    ],
)
def test_the_guard_looks_first(content, code):
    with pytest.raises(FileRefused) as caught:
        split_scans(content, manifest("A1234567"))
    assert caught.value.code == code


def test_the_pack_itself_is_no_scan(pack):
    with pytest.raises(FileRefused) as caught:
        split_scans(pack.pdf(), pack, whole=True)
    assert caught.value.code == "file.active-content"


def test_a_piece_that_the_hall_would_refuse(tmp_path):
    noise = Image.effect_noise((3400, 3400), 120)
    out = io.BytesIO()
    first = Image.new("L", (200, 280), 1)
    first.save(out, "PDF", save_all=True, append_images=[noise], quality=100)
    people = Manifest(manifest("A1234567", "B1234567").sheaves[2:])
    with pytest.raises(FormError, match="扫描件第 2 页不能作为材料上传：文件太大") as caught:
        split_scans(out.getvalue(), people, tmp_path)
    assert caught.value.code == "form.scan-piece"
    assert list(tmp_path.iterdir()) == []


def test_files_of_the_same_names_are_replaced(tmp_path):
    people = Manifest(manifest("A1234567").sheaves[2:])
    (old,) = split_scans(pictures(1), people, tmp_path)
    before = old.path.read_bytes()
    (new,) = split_scans(pictures(200), people, tmp_path)
    assert new.path == old.path
    assert new.path.read_bytes() != before
    assert [path.name for path in tmp_path.iterdir()] == [f"A1234567_{CHANGE[1:-3]}照片.pdf"]


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "材料").write_bytes(b"no folder")
    with pytest.raises(FileRefused) as caught:
        split_scans(pictures(1, 2, 3), manifest("A1234567"), tmp_path / "材料")
    assert caught.value.code == "target.cannot-write"


def test_names_that_a_file_cannot_have_and_names_that_meet(tmp_path):
    people = Manifest(manifest("军/字:1", "军:字/1", "..").sheaves[2:])
    pieces = split_scans(pictures(1, 2, 3), people, tmp_path)
    assert len({piece.name for piece in pieces}) == 3
    assert all(piece.path.parent == tmp_path and piece.path.exists() for piece in pieces)


def shared(*, link: bool = False) -> bytes:
    """Two pages whose pictures stand in one list for both, as some scanners write them."""
    pdf = FPDF()
    for grey in (50, 200):
        pdf.add_page()
        pdf.image(Image.new("L", (64, 64), grey), 10, 10, 50)
    reader = PdfReader(io.BytesIO(bytes(pdf.output())))
    writer = PdfWriter(clone_from=reader)
    together = DictionaryObject()
    for page in writer.pages:
        listed = page["/Resources"]["/XObject"]
        together.update({key: listed.raw_get(key) for key in listed})
    assert len(together) == 2
    resources = writer._add_object(DictionaryObject({NameObject("/XObject"): together}))
    for page in writer.pages:
        page[NameObject("/Resources")] = resources
    if link:
        writer.add_annotation(0, Link(rect=(0, 0, 50, 50), target_page_index=1, fit=Fit.fit()))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("link", [False, True])
def test_nobody_gets_a_picture_of_somebody_else(link):
    people = Manifest(manifest("A1234567", "B1234567").sheaves[2:])
    for piece, grey in zip(split_scans(shared(link=link), people), (50, 200), strict=True):
        reader = PdfReader(io.BytesIO(piece.content))
        objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
        kinds = [one.get("/Subtype") for one in objects if isinstance(one, DictionaryObject)]
        assert kinds.count("/Image") == 1
        assert sum(one.get("/Type") == "/Page" for one in objects if isinstance(one, DictionaryObject)) == 1
        (picture,) = reader.pages[0].images
        assert picture.image.convert("L").getpixel((5, 5)) == pytest.approx(grey, abs=2)


def stamp_on(writer, appearance):
    return ArrayObject(
        [
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Annot"),
                    NameObject("/Subtype"): NameObject("/Stamp"),
                    NameObject("/Rect"): ArrayObject(FloatObject(one) for one in (0, 0, 50, 50)),
                    NameObject("/AP"): DictionaryObject({NameObject("/N"): appearance}),
                    NameObject("/P"): writer.pages[0].indirect_reference,
                }
            )
        ]
    )


def test_a_stamp_that_is_an_annotation_stays():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pictures(10))))
    seal = PdfWriter(clone_from=PdfReader(io.BytesIO(pictures(90)))).pages[0]
    form = seal["/Resources"]["/XObject"]
    appearance = next(iter(form.values())).get_object().clone(writer)
    writer.pages[0][NameObject("/Annots")] = writer._add_object(
        stamp_on(writer, appearance.indirect_reference)
    )
    out = io.BytesIO()
    writer.write(out)
    people = Manifest(manifest("A1234567").sheaves[2:])
    (piece,) = split_scans(out.getvalue(), people)
    (note,) = PdfReader(io.BytesIO(piece.content)).pages[0]["/Annots"]
    assert note.get_object()["/AP"]["/N"].get_object()["/Subtype"] == "/Image"
    assert "/P" not in note.get_object()


@pytest.mark.long
def test_a_thousand_people(batch_of, head, tmp_path):
    pack = print_pack(batch_of(sx.RETIREE_DEATH, "pension_account", people=1000), unit=head)
    scan = pictures(*(number % 256 for number in range(1000)))
    pieces = split_scans(scan, pack, tmp_path)
    holders = [Holder(str(row.basic.certificate_number), str(row.basic.name)) for row in pack.batch.rows]
    found = find_materials(tmp_path, pack.batch.plan.materials, holders)
    assert found.problems == ()
    assert len(found.people) == len(pieces) == 1000
    last = PdfReader(found.people[holders[-1].number, "payment_form_photo"])
    (picture,) = last.pages[0].images
    assert picture.image.convert("L").getpixel((5, 5)) == pytest.approx(999 % 256, abs=2)


def test_nothing_personal_in_repr(pack):
    (piece, *_) = split_scans(scan_of(pack, *uploads(pack)), pack)
    assert isinstance(piece, Piece)
    assert piece.person not in repr(piece)
    assert piece.person not in repr(attrs.evolve(piece, path=None))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_pack_or_a_scan_that_never_ends_is_refused(pack):
    scan = scan_of(pack, *uploads(pack))
    for told in (lambda: split_scans(scan, Path("/dev/zero")), lambda: split_scans("/dev/zero", pack)):
        with pytest.raises(FileRefused) as caught:
            told()
        assert caught.value.code == "file.unreadable"
