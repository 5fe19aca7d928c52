"""Official templates by several writers, written once."""

import shutil
import subprocess
from datetime import date

import official
import pytest

import sxbundle as sx
from sxbundle.testing import people

ON = date(2026, 11, 30)


NAMES = [sample.name for sample in official.samples()]
SAVED = "libreoffice"
"""The one of openpyxl as LibreOffice saves it."""


@pytest.fixture(scope="session")
def tool():
    return official


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Name to path."""
    folder = tmp_path_factory.mktemp("official")
    paths = {}
    for sample in official.samples():
        paths[sample.name] = folder / f"{sample.name}{sample.suffix}"
        paths[sample.name].write_bytes(sample.build())
    return paths


@pytest.fixture(scope="session")
def saved_template(templates, tmp_path_factory):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("libreoffice")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", folder / "saved"]
    subprocess.run([*command, templates["openpyxl"]], check=True, capture_output=True, timeout=300)
    return folder / "saved" / "openpyxl.xlsx"


@pytest.fixture(params=[*NAMES, pytest.param(SAVED, marks=pytest.mark.slow)])
def template(request):
    """Each of them in turn."""
    if request.param == SAVED:
        return request.getfixturevalue("saved_template")
    return request.getfixturevalue("templates")[request.param]


@pytest.fixture
def selection():
    return sx.HIRE.select("职工参保登记", on=ON)


@pytest.fixture
def rows(selection):
    """So many synthetic people, with the columns and the lists that the template has."""

    def make(count, profile):
        kept = {column.key for column in profile.columns}
        made = []
        for row in people.rows(selection.plan, count):
            row = {key: text for key, text in row.items() if key in kept}
            number = row["basic.certificate_number"]
            told = {
                "basic.sex": "男" if int(number[16]) % 2 else "女",
                "basic.ethnic_group": "汉",
                "basic.education": "双学士学位",
                "enrolment.employment_form": "灵活用工",
            }
            made.append({**row, **told})
        return made

    return make
