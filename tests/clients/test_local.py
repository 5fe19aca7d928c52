"""The embedded hall passes the suite that every client passes: in memory, in a file, in PostgreSQL."""

import os
from pathlib import Path
from uuid import uuid4

import pytest

from sxbundle.clients.local import LocalHall
from sxbundle.errors import StepRefused
from sxbundle.testing.contract import HallContract
from sxbundle.testing.contract_repeats import RepeatContract
from sxbundle.testing.office import DAY, LocalOffice
from sxbundle.testing.scenario import hiring

POSTGRES = os.environ.get("SXBUNDLE_TEST_POSTGRES")


class TestInAFile(HallContract):
    @pytest.fixture
    def office(self, tmp_path):
        office = LocalOffice(tmp_path / "hall.db")
        yield office
        office.close()


class TestInMemory(RepeatContract):  # the rest does not depend on where the data lies
    @pytest.fixture
    def office(self):
        office = LocalOffice()
        yield office
        office.close()


@pytest.mark.slow
@pytest.mark.skipif(POSTGRES is None, reason="SXBUNDLE_TEST_POSTGRES names no server")
class TestInPostgres(HallContract):
    @pytest.fixture
    def office(self):
        from sqlalchemy import create_engine, make_url

        url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
        name = f"hall_{uuid4().hex}"
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as conn:
            conn.exec_driver_sql(f"CREATE DATABASE {name}")
        office = LocalOffice(url.set(database=name).render_as_string(hide_password=False))
        yield office
        office.close()
        with server.connect() as conn:
            conn.exec_driver_sql(f"DROP DATABASE {name}")
        server.dispose()


def test_fonts_reach_what_the_hall_prints(tmp_path: Path) -> None:
    """A font that is none stops the printing with a sentence; the filing goes on with a right one."""
    scenario = hiring(1, on=DAY, items=("职工参保登记",))
    wrong = tmp_path / "字体.ttf"
    wrong.write_bytes(b"no font")
    path = tmp_path / "hall.db"
    with LocalHall.demo(path, fonts=[wrong]) as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        filing = scenario.staged(hall)
        with pytest.raises(StepRefused) as refused:
            hall.declaration(filing)
        assert refused.value.code == "hall.cannot-print"
    with LocalHall(path) as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        assert hall.declaration(filing).startswith(b"%PDF-")
