"""An older export of the same job runs between any two calls of a newer one: nobody of the newer is lost."""

import pytest

import sxbundle as sx
from sxbundle.testing import people

SELECTION = sx.HIRE.select("职工参保登记")
CALLS = 7
"""Calls of one `advance()`, and some beyond its last."""


class Interrupted:
    """A client that lets something happen before its call of that number."""

    def __init__(self, hall, at, happen):
        self.hall, self.left, self.happen = hall, at, happen

    def __getattr__(self, name):
        value = getattr(self.hall, name)
        if not callable(value):
            return value

        def call(*arguments, **named):
            self.left -= 1
            if self.left == 0:
                self.happen()
            return value(*arguments, **named)

        return call


@pytest.mark.parametrize("at", range(1, CALLS + 1))
@pytest.mark.parametrize("staged_before", [False, True])
def test_an_older_export_between_two_calls(at, staged_before):
    rows = [dict(row) for row in people.rows(SELECTION.plan, 6)]
    newer = SELECTION.batch(rows)
    older = SELECTION.batch([row | {"basic.phone": "13900000000"} for row in rows[1:4]])
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.Credentials("taiyuan-demo", "demo-2026"))
        other = sx.file(older, hall, reference="入职")
        if staged_before:
            other.advance(submit=False)
        client = Interrupted(hall, at, lambda: other.advance(submit=False))
        outcome = sx.file(newer, client, reference="入职").advance(submit=False)
        assert not outcome.done
        staged = {entry.person for entry in hall.ledger(hall.find("入职")).entries}
        assert staged == {row.basic.certificate_number for row in newer.rows}
