"""What a client does not offer is done by the contract's own calls, with the same answers."""

from typing import Any

import pytest

from sxbundle.clients.capabilities import attach_many
from sxbundle.clients.local import LocalHall
from sxbundle.errors import NotFound, StepRefused
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.model import Upload
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

NOBODY = PersonId("140105190001010000")


class OneByOne:
    """A client that takes one file a call."""

    def __init__(self, hall: LocalHall) -> None:
        self.attach = hall.attach


def test_file_by_file_gives_what_many_at_once_give() -> None:
    with LocalHall.demo() as hall:
        hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])
        scenario = hiring(2, on=DAY, items=("就业登记",))
        filing = scenario.open(hall)
        files = [
            Upload("licence", picture(1)),
            Upload("portrait", b"no picture", scenario.people[0]),
            Upload("portrait", picture(2), NOBODY),
            Upload("portrait", picture(3), scenario.people[1]),
        ]
        slow: Any = OneByOne(hall)
        with pytest.raises(StepRefused):
            attach_many(slow, filing, files)
        scenario.staged(hall)
        one_by_one = attach_many(slow, filing, files)
        at_once = attach_many(hall, filing, files)
        assert list(map(type, one_by_one)) == list(map(type, at_once))
        assert NotFound in map(type, one_by_one)
        with pytest.raises(NotFound):
            attach_many(slow, FilingId("F99999999"), files)
