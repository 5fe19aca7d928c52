"""A state machine for Hypothesis over the embedded hall: anything a clerk and an office may do, in any order.

Run it in a test module::

    TestHall = HallMachine.TestCase

After each act the hall is held against what must always be true: one receipt for each person and
item, nothing acknowledged is lost, states move only along the allowed arrows, the ledger agrees
with itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sxbundle.clients.local import LocalHall
from sxbundle.clock import SettableClock
from sxbundle.errors import HallUnavailable, MaterialRefused, NotFound, OutcomeUnknown, StepRefused
from sxbundle.hall.review import Case
from sxbundle.procedure import Verdict, accepted, rejected, returned
from sxbundle.procedure.identity import FilingId, PersonId
from sxbundle.procedure.ledger import Ledger, State
from sxbundle.procedure.model import Upload
from sxbundle.schema import Step
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import CLERK, Scenario, hiring, picture, unit_record

POOL = 4
KINDS_OF_FILING: tuple[tuple[str, ...], ...] = (("职工参保登记",), ("就业登记",), ("劳动用工备案",))
MATERIALS = ("declaration_photo", "licence", "contract_sample", "identity", "diploma", "portrait")
REFUSALS = (StepRefused, MaterialRefused, NotFound, OutcomeUnknown)

Key = tuple[FilingId, PersonId, str]

ARROWS: dict[State | None, frozenset[State | None]] = {
    None: frozenset({None, State.PENDING}),
    State.PENDING: frozenset({None, State.PENDING, State.SUBMITTED, State.RETURNED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.SUBMITTED, State.ACCEPTED, State.RETURNED, State.REJECTED}),
    State.RETURNED: frozenset({State.RETURNED, State.PENDING, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.ACCEPTED}),
    State.REJECTED: frozenset({State.REJECTED}),
    State.WITHDRAWN: frozenset({State.WITHDRAWN, State.PENDING}),
}
"""How the state of a person's item may move in one act; None is not in the ledger."""

filings = st.integers(0, len(KINDS_OF_FILING))
people = st.lists(st.integers(0, POOL - 1), unique=True, min_size=1)


class HallMachine(RuleBasedStateMachine):
    """Four filings of three kinds, four people, one clerk, one office."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SettableClock(DAY)
        self.hall = LocalHall.demo(clock=self.clock)
        self.opened: dict[int, FilingId] = {}
        self.states: dict[Key, State] = {}
        self.receipts: dict[Key, str] = {}

    @initialize()
    def sign_in(self) -> None:
        """A clerk sits down."""
        self.hall.sign_in(LocalHall.DEMO_ACCOUNTS["enterprise"])

    @rule(at=filings)
    def open(self, at: int) -> None:
        """Opens one of the filings, or finds it."""
        filing = self._scenario(at, ()).open(self.hall)
        assert self.opened.setdefault(at, filing) == filing

    @rule(at=filings)
    def accept(self, at: int) -> None:
        """Accepts what there is to accept."""
        self._try(at, lambda filing: self.hall.accept(filing, "employment_registration", CLERK))

    @rule(at=filings, members=people, wage=st.sampled_from(["4000.00", "5000.00", "很多"]))
    def stage(self, at: int, members: list[int], wage: str) -> None:
        """Imports some of the people, one of them perhaps mended or spoilt."""
        scenario = self._scenario(at, members)
        if "enrolment.wage" in scenario.rows[0]:
            scenario = scenario.changed(0, enrolment__wage=wage)
        answer = self._try(at, lambda filing: self.hall.stage(filing, scenario.batch))
        if answer is not None:
            assert len(answer.errors) <= len(members)
            assert answer.people <= POOL

    @rule(at=filings, postcode=st.sampled_from(["030006", "030007"]))
    def record_unit(self, at: int, postcode: str) -> None:
        """Fills the unit page, perhaps differently."""
        record = unit_record(self.hall.unit(), postcode=postcode)
        self._try(at, lambda filing: self.hall.record_unit(filing, record))

    @rule(at=st.sampled_from([0, 3]))
    def declaration(self, at: int) -> None:
        """Prints."""
        paper = self._try(at, self.hall.declaration)
        assert paper is None or paper.startswith(b"%PDF-")

    @rule(at=filings, seed=st.integers(0, 2))
    def attach_all(self, at: int, seed: int) -> None:
        """Uploads everything that anybody wants."""
        if at not in self.opened:
            return
        ledger = self.hall.ledger(self.opened[at])
        for key in ledger.lacking:
            self._attach(at, key, None, seed)
        for entry in ledger.entries:
            for key in entry.lacking:
                self._attach(at, key, entry.person, seed)

    @rule(
        at=filings,
        key=st.sampled_from(MATERIALS),
        person=st.none() | st.integers(0, POOL - 1),
        seed=st.integers(0, 2),
    )
    def attach(self, at: int, key: str, person: int | None, seed: int) -> None:
        """Uploads something, wanted or not."""
        who = None if person is None else self._scenario(at, [person]).people[0]
        self._attach(at, key, who, seed)

    @rule(at=filings, members=st.none() | people)
    def submit(self, at: int, members: list[int] | None) -> None:
        """Submits members, or all; what is acknowledged is there ever after."""
        who = None if members is None else self._scenario(at, members).people
        answer = self._try(at, lambda filing: self.hall.submit(filing, who))
        for receipt in answer or ():
            key = (self.opened[at], receipt.person, receipt.item)
            assert self.receipts.setdefault(key, receipt.number) == receipt.number

    @rule(at=filings, members=people)
    def withdraw(self, at: int, members: list[int]) -> None:
        """Takes some people out, whether they can be or not."""
        who = self._scenario(at, members).people
        self._try(at, lambda filing: self.hall.withdraw(filing, who))

    @rule(at=filings, seed=st.integers(0, 2), members=people)
    def attach_many(self, at: int, seed: int, members: list[int]) -> None:
        """Uploads everything of some people at once, wanted or not."""
        who = (None, *self._scenario(at, members).people)
        uploads = [Upload(key, picture(seed), person_id) for key in MATERIALS for person_id in who]
        self._try(at, lambda filing: self.hall.attach_many(filing, uploads))

    @rule(
        verdict=st.sampled_from([accepted(), returned("请补正"), rejected("不符合条件"), None]),
        only=st.none() | st.integers(0, POOL - 1),
    )
    def review(self, verdict: Verdict | None, only: int | None) -> None:
        """The office decides of all, or of one person."""
        person = None if only is None else self._scenario(0, [only]).people[0]

        def decide(case: Case) -> Verdict | None:
            return verdict if person is None or case.first or case.person == person else None

        self.hall.review(decide)

    @rule(at=filings, members=people, acts=st.integers(1, 12))
    def go_on(self, at: int, members: list[int], acts: int) -> None:
        """Does what comes next several times, so that filings get far."""
        self.open(at)
        for _ in range(acts):
            self._next(at, members)
            self.holds()

    def _next(self, at: int, members: list[int]) -> None:
        match self.hall.ledger(self.opened[at]).step:
            case Step.SELECT:
                self.accept(at)
            case Step.IMPORT | Step.RESULT:
                self.stage(at, members, "4000.00")
            case Step.UNIT_PAGE:
                self.record_unit(at, "030006")
            case Step.PRINT:
                self.declaration(at)
            case Step.MATERIALS:
                self.attach_all(at, 0)
            case Step.SUBMIT:
                self.submit(at, None)
            case Step.RECORDS:
                if self.hall.ledger(self.opened[at]).count(State.RETURNED):
                    self._mend(at, members)
                else:
                    self.review(returned("请补正"), None)

    @rule(minutes=st.sampled_from([1, 45]))
    def wait(self, minutes: int) -> None:
        """Time passes; sessions end."""
        self.clock.advance(minutes=minutes)

    @precondition(lambda self: not self.hall.faults.pending)
    @rule(
        call=st.sampled_from(["stage", "attach", "attach_many", "submit", "withdraw", "declaration"]),
        kind=st.integers(0, 3),
    )
    def trouble(self, call: str, kind: int) -> None:
        """Something will go wrong with the next such call."""
        faults = self.hall.faults
        if kind == 0:
            faults.lose_answer(call)
        elif kind == 1:
            faults.lose_request(call)
        elif kind == 2:
            faults.drop_session(call)
        else:
            faults.half_accept(2)

    @invariant()
    def holds(self) -> None:
        """What must always be true."""
        ledgers = {filing: self.hall.ledger(filing) for filing in self.opened.values()}
        now: dict[Key, State] = {}
        receipts: dict[Key, str] = {}
        for filing, ledger in ledgers.items():
            self._agrees(ledger)
            for entry in ledger.entries:
                key = (filing, entry.person, entry.item)
                assert key not in now, "an entry stands twice"
                now[key] = entry.state
                if entry.receipt is not None:
                    receipts[key] = entry.receipt
        for key in self.states.keys() | now.keys():
            if self.states.get(key) is not now.get(key):
                event(f"{self.states.get(key)} to {now.get(key)}")
            assert now.get(key) in ARROWS[self.states.get(key)], (self.states.get(key), now.get(key))
        for key, number in self.receipts.items():
            assert receipts.get(key) == number, "a receipt that was there is gone"
        assert len(set(receipts.values())) == len(receipts), "one receipt for two"
        self._in_force_once(now)
        self.states, self.receipts = now, receipts

    def teardown(self) -> None:
        """Everybody goes home."""
        self.hall.faults.clear()
        self.hall.close()

    def _agrees(self, ledger: Ledger) -> None:
        """A ledger agrees with itself."""
        for entry in ledger.entries:
            assert (entry.state is State.PENDING) or not entry.lacking
            assert bool(entry.reason) == (entry.state in (State.RETURNED, State.REJECTED))
            if entry.state not in (State.PENDING, State.WITHDRAWN):
                assert entry.receipt is not None
        assert not (set(ledger.lacking) and ledger.done)
        assert list(ledger.entries) == sorted(ledger.entries, key=lambda entry: entry.row)

    def _in_force_once(self, now: dict[Key, State]) -> None:
        """A person and item are in force in one filing."""
        force = [
            (person, item)
            for (_, person, item), state in now.items()
            if state in (State.PENDING, State.SUBMITTED, State.RETURNED)
        ]
        assert len(set(force)) == len(force), "a person and item are in force twice"

    def _attach(self, at: int, key: str, person: PersonId | None, seed: int) -> None:
        self._try(at, lambda filing: self.hall.attach(filing, key, picture(seed), person))

    def _mend(self, at: int, members: Sequence[int]) -> None:
        """Another wage and another picture: what was returned may be submitted again."""
        self.stage(at, list(members), "5000.00")
        self.declaration(at)
        for key in MATERIALS:
            self._attach(at, key, None, 3)
            for person in self._scenario(at, members).people:
                self._attach(at, key, person, 3)

    def _try(self, at: int, call: Callable[[FilingId], Any]) -> Any:
        """The answer, or None when the hall refuses or the way to it fails."""
        if at not in self.opened:
            return None
        try:
            return call(self.opened[at])
        except HallUnavailable as error:
            if error.code != HallUnavailable.default_code:  # the database itself had to say no
                raise
            return None
        except REFUSALS:
            return None

    def _scenario(self, at: int, members: Sequence[int]) -> Scenario:
        kinds = len(KINDS_OF_FILING)
        whole = hiring(POOL, on=DAY, items=KINDS_OF_FILING[at % kinds], reference=f"第{at}份")
        return whole.with_rows([whole.rows[index] for index in members])


HallMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
