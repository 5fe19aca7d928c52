"""Materials in a folder: found by person and by name, never guessed."""

import hashlib
import io
import os
import unicodedata

import pytest
from PIL import Image

import sxbundle as sx
from sxbundle.filing.find_materials import FoundMaterials, Holder, find_materials
from sxbundle.os_reason import printable

PLAN = sx.HIRE.select("职工参保登记", "就业登记", "劳动用工备案").plan
WANTED = (*PLAN.materials, *PLAN.first_materials)
ONE = Holder("11010519491231002X", "测试甲")
TWO = Holder("440524188001010014", "测试甲子")


def put(root, *names, content=b"x"):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content + name.encode())


def codes(found):
    return sorted(problem.code for problem in found.problems)


@pytest.mark.parametrize(
    "name",
    [
        "测试甲/身份证.jpg",
        "测试甲_11010519491231002X/有效身份证件.jpg",
        "测试甲 身份证.pdf",
        "11010519491231002x-身份证照片.png",
        "有效身份证件/测试甲.jpg",
        "就业登记/测试甲（财务部）/身份证件 (1).jpg",
    ],
)
def test_ways_to_name_a_person_s_material(tmp_path, name):
    put(tmp_path, name)
    found = find_materials(tmp_path, WANTED, [ONE])
    assert found.people == {(ONE.number, "identity"): tmp_path / name}
    assert not found.problems


def test_the_longer_name_is_meant(tmp_path):
    put(tmp_path, "测试甲子毕业证.jpg", "测试甲毕业证.jpg")
    found = find_materials(tmp_path, WANTED, [ONE, TWO])
    assert found.people == {
        (TWO.number, "diploma"): tmp_path / "测试甲子毕业证.jpg",
        (ONE.number, "diploma"): tmp_path / "测试甲毕业证.jpg",
    }


def test_the_longer_number_is_meant(tmp_path):
    outer, inner = Holder("E123456789", "测试甲"), Holder("E1234567", "测试乙")
    put(tmp_path, "E123456789_毕业证.pdf", "E1234567_毕业证.pdf")
    found = find_materials(tmp_path, WANTED, [outer, inner])
    assert found.people == {
        (one.number, "diploma"): tmp_path / f"{one.number}_毕业证.pdf" for one in (outer, inner)
    }


def test_people_of_one_name_need_their_numbers(tmp_path):
    twin = Holder(TWO.number, ONE.name)
    put(tmp_path, "测试甲/毕业证.jpg", f"{twin.number}/毕业证.jpg")
    found = find_materials(tmp_path, WANTED, [ONE, twin])
    assert found.people == {(twin.number, "diploma"): tmp_path / twin.number / "毕业证.jpg"}
    assert codes(found) == ["material.whose"]


@pytest.mark.parametrize(
    "name",
    [
        "测试甲_110105199003070011_身份证.jpg",  # of the same name, another number
        "测试甲卯身份证.jpg",
        "身份证/测试甲卯.jpg",
        "测试甲卯_身份证/正面.jpg",
        "测试·甲卯 身份证.jpg",
    ],
)
def test_a_stranger_s_papers_are_nobody_s(tmp_path, name):
    put(tmp_path, name)
    found = find_materials(tmp_path, WANTED, [ONE])
    assert not found.people
    assert codes(found) == ["material.whose"]


@pytest.mark.parametrize(
    "name",
    [
        "测试甲的身份证.jpg",
        "测试甲个人材料/身份证.jpg",
        "测试甲·身份证.jpg",
        "测试甲/家属_110105199003070011/身份证.jpg",
        "测试甲卯与测试甲/测试甲身份证.jpg",
    ],
)
def test_what_follows_a_name_is_not_always_a_name(tmp_path, name):
    put(tmp_path, name)
    found = find_materials(tmp_path, WANTED, [ONE])
    assert found.people == {(ONE.number, "identity"): tmp_path / name}


def test_unit_materials(tmp_path):
    put(tmp_path, "营业执照.jpg", "单位/劳动合同样本.pdf", "增减申报表盖章.jpg")
    found = find_materials(tmp_path, WANTED, [ONE])
    assert sorted(found.unit) == ["contract_sample", "declaration_photo", "licence"]


def test_several_files_of_one_kind(tmp_path):
    put(tmp_path, "营业执照1.jpg", "营业执照2.jpg")
    found = find_materials(tmp_path, WANTED, [ONE])
    assert codes(found) == ["material.ambiguous"]
    assert not found.unit
    for name in ("营业执照1.jpg", "营业执照2.jpg"):
        (tmp_path / name).write_bytes(b"the same")
    assert "licence" in find_materials(tmp_path, WANTED, [ONE]).unit


def test_what_is_no_material(tmp_path):
    left_by_programs = ("Thumbs.db", "照片/thumbs.db", "desktop.ini", "__MACOSX/._营业执照.jpg")
    put(tmp_path, "说明.txt", ".DS_Store", "~$增减申报表.xlsx", *left_by_programs)
    assert codes(find_materials(tmp_path, WANTED, [ONE])) == ["material.unknown-file"]


def test_no_folder(tmp_path):
    with pytest.raises(sx.FileRefused) as caught:
        find_materials(tmp_path / "nowhere", WANTED, [ONE])
    assert caught.value.code == "material.no-folder"


def test_problems_show_nobody(tmp_path):
    put(tmp_path, f"{ONE.number}/{ONE.name}的东西.jpg", "测试甲/测试乙照片", "照片.jpg")
    found = find_materials(tmp_path, WANTED, [ONE])
    shown = repr(found) + "".join(f"{problem!r}{problem}{problem.value}" for problem in found.problems)
    assert ONE.number not in shown
    assert ONE.name not in shown


def test_files_of_strangers_are_told_without_their_names(tmp_path):
    put(tmp_path, "李四二_440524188001010014_身份证.jpg", "王小五身份证.jpg", "赵六的东西.jpg")
    found = find_materials(tmp_path, WANTED, [ONE])
    shown = "".join(f"{problem}{problem.value}" for problem in found.problems)
    assert len(found.problems) == 3
    assert "身份证.jpg" in shown
    for secret in ("李四二", "440524188001010014", "王小五", "赵六"):
        assert secret not in shown


def test_a_number_inside_a_longer_one_is_somebody_else_s(tmp_path):
    short = Holder("E1234567", "测试丙")
    put(tmp_path, "E12345678_毕业证.jpg")
    found = find_materials(tmp_path, WANTED, [short])
    assert not found.people
    assert codes(found) == ["material.whose"]


@pytest.mark.parametrize(
    "name",
    [
        "１１０１０５１９４９１２３１００２Ｘ＿毕业证.jpg",
        "１１０１０５１９４９１２３１００２ｘ/毕业证．jpg",
        "测试\u200b甲_毕业证.jpg",
        "\ufeff测试甲　毕业证.jpg",
        "测试甲毕业证照片.jpg",
    ],
)
def test_names_as_people_type_them(tmp_path, name):
    put(tmp_path, name)
    found = find_materials(tmp_path, WANTED, [ONE])
    assert found.people == {(ONE.number, "diploma"): tmp_path / name}


@pytest.mark.parametrize("dot", "·•．‧∙⋅・･‣")
def test_dots_in_names(tmp_path, dot):
    holder = Holder(ONE.number, "测试·卯辰")
    put(tmp_path, f"测试{dot}卯辰_毕业证.jpg")
    assert (ONE.number, "diploma") in find_materials(tmp_path, WANTED, [holder]).people


def test_names_as_macos_takes_them_apart(tmp_path):
    holder = Holder("X1234567", "René Müller")
    put(tmp_path, unicodedata.normalize("NFD", "René Müller 毕业证.jpg"))
    assert ("X1234567", "diploma") in find_materials(tmp_path, WANTED, [holder]).people


@pytest.mark.parametrize(
    "name",
    ["卯测试甲_毕业证.jpg", "毕业证/卯测试甲.jpg", "卯辰·测试甲 毕业证.jpg", "测试甲·卯辰毕业证.jpg"],
)
def test_the_end_of_a_longer_name_is_nobody(tmp_path, name):
    put(tmp_path, name)
    found = find_materials(tmp_path, WANTED, [ONE])
    assert not found.people
    assert codes(found) == ["material.whose"]


def test_a_name_of_two_materials_is_not_guessed(tmp_path):
    put(tmp_path, "测试甲_身份证_毕业证.jpg", "测试甲/身份证和毕业证书.pdf")
    found = find_materials(tmp_path, WANTED, [ONE])
    assert not found.people
    assert codes(found) == ["material.unknown-file"] * 2


def test_what_cannot_be_uploaded_is_told(tmp_path):
    stream = io.BytesIO()
    Image.effect_noise((64, 64), 60).save(stream, "JPEG")
    put(tmp_path, "营业执照.jpg", "测试甲_毕业证.jpg", "测试甲_身份证.jpg", "测试甲_照片.jpg")
    (tmp_path / "测试甲_毕业证.jpg").write_bytes(stream.getvalue())
    (tmp_path / "测试甲_身份证.jpg").write_bytes(stream.getvalue()[:-500])
    (tmp_path / "测试甲_照片.jpg").write_bytes(b"")
    found = find_materials(tmp_path, WANTED, [ONE], look=True)
    assert list(found.people) == [(ONE.number, "diploma")]
    assert not found.unit
    assert codes(found) == ["material.unreadable"] * 3
    assert all(
        ONE.number not in f"{problem}{problem!r}" and ONE.name not in f"{problem}"
        for problem in found.problems
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_file_is_passed_over(tmp_path):
    os.mkfifo(tmp_path / "测试甲_毕业证.jpg")
    (tmp_path / "测试甲_身份证.jpg").symlink_to("/dev/zero")
    (tmp_path / "测试甲_照片.jpg").symlink_to(tmp_path / "nowhere")
    (tmp_path / "测试甲").symlink_to(tmp_path)
    assert find_materials(tmp_path, WANTED, [ONE], look=True) == FoundMaterials()


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    """What lies elsewhere is nobody's material; a link to a file in the folder is that file."""
    secret = tmp_path / "elsewhere.jpg"
    secret.write_bytes(b"secret")
    root = tmp_path / "材料"
    put(root, "营业执照.jpg")
    (root / "测试甲").mkdir()
    (root / "测试甲" / "身份证.jpg").symlink_to(secret)
    (root / "测试甲" / "毕业证.jpg").symlink_to(root / "测试甲" / "毕业证.jpg")  # a loop
    (root / "劳动合同样本.jpg").symlink_to(root / "营业执照.jpg")
    (root / "别处").symlink_to(tmp_path)
    found = find_materials(root, WANTED, [ONE])
    assert set(found.unit) == {"licence", "contract_sample"}
    assert found.people == {}
    assert codes(found) == ["material.outside"]


@pytest.mark.skipif(os.name != "posix", reason="names are bytes only there")
def test_a_name_in_gbk_bytes_is_found_and_can_be_printed(tmp_path):
    for name in ("测试甲_身份证.jpg", "不知道.jpg"):
        try:
            (tmp_path / os.fsdecode(name.encode("gbk"))).write_bytes(b"x")
        except OSError:
            pytest.skip("this file system takes no such name")
    found = find_materials(tmp_path, WANTED, [ONE])
    assert list(found.people) == [(ONE.number, "identity")]
    assert codes(found) == ["material.unknown-file"]
    for problem in found.problems:
        assert str(problem).encode()


def test_a_folder_of_thousands_of_unknown_files_names_some_and_counts_the_rest(tmp_path):
    for number in range(620):
        (tmp_path / f"IMG_{number}.jpg").write_bytes(b"x")
    found = find_materials(tmp_path, WANTED, [ONE])
    assert codes(found) == ["material.more-unknown-files"] + ["material.unknown-file"] * 500
    assert "120" in next(
        problem.message for problem in found.problems if problem.code == "material.more-unknown-files"
    )


def test_many_files_of_one_material_are_each_read_once(tmp_path, monkeypatch):
    """Files of one size are told apart by what they hold; those of another size are not read at all."""
    for number in range(300):
        (tmp_path / f"测试甲_毕业证 ({number}).jpg").write_bytes(b"%03d" % (number % 150))
    (tmp_path / "测试甲_身份证.jpg").write_bytes(b"xxxx")
    read = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *args: read.append(1) or digest(*args))
    found = find_materials(tmp_path, WANTED, [ONE])
    assert len(read) == 300
    assert codes(found) == ["material.ambiguous"]
    assert list(found.people) == [(ONE.number, "identity")]


def test_copies_of_one_file_are_one(tmp_path):
    for name in ("测试甲_毕业证.jpg", "测试甲_毕业证 (1).jpg", "测试甲/毕业证.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"one")
    found = find_materials(tmp_path, WANTED, [ONE])
    assert list(found.people) == [(ONE.number, "diploma")]
    assert not found.problems


@pytest.mark.parametrize("name", ["a\x1b[2J.jpg", "b\r\nc.jpg", "d\u202egpj.exe", "\x9b31m.jpg"])
def test_a_name_never_gives_a_terminal_orders(name):
    shown = printable(name)
    assert shown.isprintable()
    assert shown.startswith(name[0]) or name[0] == "\x9b"
