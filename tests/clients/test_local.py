"""The embedded hall passes the suite that every client passes: in memory, in a file, in PostgreSQL."""

import os
from uuid import uuid4

import pytest

from sxbundle.testing.contract import HallContract
from sxbundle.testing.contract_repeats import RepeatContract
from sxbundle.testing.office import LocalOffice

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
