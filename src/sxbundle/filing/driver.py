"""One call of `advance`: takes the next step until only people can go on.

The driver is pure: it yields the calls of the hall and the work on files, and whoever runs it carries them
out (`filing.calls`). It asks the hall where the filing stands before each step and keeps nothing that could
disagree with it.
"""

import logging
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from sxbundle.bilingual import Bilingual
from sxbundle.errors import DeclarationError, HallError, MaterialRefused, OutcomeUnknown, StepRefused
from sxbundle.filing.batch_people import batch_people, redactor_of
from sxbundle.filing.calls import Driver, file_work, hall_call, held_materials
from sxbundle.filing.differences import differences
from sxbundle.filing.events import Event, EventKind, ledger_events, need_events
from sxbundle.filing.material_source import MaterialSlot, MaterialSource, digest_of
from sxbundle.filing.needs import filing_needs, registration_need
from sxbundle.filing.outcome import Outcome, person_outcomes
from sxbundle.filing.plan import unopened_ledger
from sxbundle.filing.request import FilingRequest, Progress, check_people
from sxbundle.problem import Problem
from sxbundle.procedure.identity import FilingId, PersonId, Registration
from sxbundle.procedure.ledger import Entry, Ledger, State
from sxbundle.procedure.model import Staged, Upload
from sxbundle.procedure.need import Need
from sxbundle.procedure.sign_in import CHOOSE_FIRST
from sxbundle.selection import Selection

LOG = logging.getLogger("sxbundle.filing")
_LOGGED = ("filing", "item", "material", "row", "code", "count")
"""The fields of an event that are logged; none is personal."""
_MAX_LOST_ANSWERS = 3
_FILES_AT_ONCE = 500
"""Files in one call, so that the caller sees how far it is."""
_UPLOADING = Bilingual("上传材料", "uploading materials")


class AdvanceDriver:
    """One call of `advance`; it remembers what it tried and tries nothing twice.

    Args:
        request: what is filed.
        filing: the hall's name for it, when it is known.
        submit: False stops before anything is submitted.
        people: certificate numbers of those who are submitted; None for everybody on the batch.
        choices: the registrations that the sign-in left open.
        before: the ledger that was seen last, for the events.
    """

    def __init__(
        self,
        request: FilingRequest[Any],
        *,
        filing: FilingId | None = None,
        submit: bool = True,
        people: Iterable[str] | None = None,
        choices: "dict[str, tuple[Registration, ...]] | None" = None,
        before: Ledger | None = None,
    ) -> None:
        check_people(people)
        self.request = request
        self.filing = filing
        self.source = MaterialSource(request)
        self.last_ledger = before
        self._submit = submit
        self._chosen = None if people is None else frozenset(map(PersonId, people))
        self._choices = choices or {}
        self._people = batch_people(request.batch)
        self._sent: set[MaterialSlot] = set()
        self._tried: set[str] = set()
        self._unit_problems: tuple[Problem, ...] = ()

    def advance(self) -> Driver[Outcome]:
        """Does all that can be done now.

        Raises:
            HallError: the hall cannot be reached, or refuses.
            OutcomeUnknown: answers got lost three times on end.
            DeclarationError: somebody in `people` is neither on the batch nor in the filing.
        """
        lost_answers = 0
        while True:
            try:
                ledger = yield from self.read_ledger()
                self._check_chosen(ledger)
                if not (yield from self._step(ledger)):
                    return (yield from self._outcome(ledger))
                lost_answers = 0
            except OutcomeUnknown as unknown:
                lost_answers += 1
                if lost_answers == _MAX_LOST_ANSWERS:
                    unknown.reference = self.request.reference
                    raise
                self._tried.clear()
                self._sent.clear()
            except HallError as error:
                needs = self._sign_in_needs(error)
                if not needs:
                    raise
                return self._waiting_for_sign_in(needs)

    def read_ledger(self) -> Driver[Ledger]:
        """Where the filing stands; opens it when the hall does not know the reference."""
        if self.filing is not None:
            ledger: Ledger = yield from hall_call("ledger", self.filing)
        else:
            selection = Selection(self.request.plan)
            ledger = yield from hall_call("resume", selection, self.request.reference)
            self.filing = ledger.filing
        self._emit(*ledger_events(self.last_ledger, ledger))
        self.last_ledger = ledger
        return ledger

    def needs(self, ledger: Ledger) -> Driver[tuple[Need, ...]]:
        """What the filing waits for; nothing is done."""
        yield from file_work(partial(self.source.uploads, ledger, self._sent))  # finds unreadable files
        return filing_needs(self.request, ledger, self.source, self._unit_problems)

    def _step(self, ledger: Ledger) -> Driver[bool]:
        """Does the first step that can be done, in the hall's order; False when there is none."""
        if ledger.importing is not None:
            return False  # the hall processes it; the next call goes on
        for item in sorted(self.request.accept.intersection(ledger.commitments)):
            yield from self._accept(item)
            return True
        if ledger.commitments or ledger.offline:
            return False
        if self._wants_staging(ledger):
            yield from self._stage()
            return True
        if not ledger.entries:
            return False
        if ledger.unit_record and self.request.unit is not None and self._is_first_try("unit"):
            yield from self._record_unit()
            return True
        if ledger.unit_record:
            return False
        if (yield from file_work(partial(self._wants_declaration, ledger))):
            yield from self._print(ledger)
            return True
        if uploads := (yield from file_work(partial(self.source.uploads, ledger, self._sent))):
            yield from self._attach(uploads)
            return True
        ready = self._ready(ledger)
        if ready and (uploads := (yield from self._replaced(ledger, ready))):
            yield from self._attach(uploads)
            return True
        ready = tuple(person for person in ready if not self.source.has_unusable_file(person))
        if ready and self._submit and self._is_first_try("submit"):
            yield from self._submit_people(ready)
            return True
        return False

    def _accept(self, item: str) -> Driver[None]:
        self._progress(Bilingual("确认承诺须知", "accepting commitments"))
        yield from hall_call("accept", self.filing, item, self.request.clerk)

    def _wants_staging(self, ledger: Ledger) -> bool:
        batch = self.request.batch
        is_new = ledger.staged != batch.digest or _has_errors_of_the_hall(ledger)
        if self.request.replace and not is_new:
            on_batch = {person.person for person in self._people}
            is_new = any(
                entry.state is State.PENDING and entry.person not in on_batch for entry in ledger.entries
            )
        return bool(batch.good) and is_new and self._is_first_try("stage")

    def _stage(self) -> Driver[None]:
        label = self.request.plan.import_label
        self._progress(Bilingual("导入报盘（{label}）", "staging the batch (「{label}」)", label=label))
        options = {"replace": True} if self.request.replace else {}
        staged: Staged = yield from hall_call("stage", self.filing, self.request.batch, **options)
        if staged.progress is not None:
            return  # the next call sees the result
        self._emit(self._event(EventKind.STAGED, count=staged.people))
        for error in staged.errors:
            self._emit(self._event(EventKind.REFUSED, row=error.row, code=error.problems[0].code))

    def _record_unit(self) -> Driver[None]:
        self._progress(Bilingual("填写劳动用工基本情况", "filling the unit page"))
        self._unit_problems = yield from hall_call("record_unit", self.filing, self.request.unit)

    def _wants_declaration(self, ledger: Ledger) -> bool:
        if not (self.request.plan.declaration and ledger.count(State.PENDING)):
            return False
        target = self.source.declaration_path
        missing = target is not None and not target.exists()
        return (not ledger.printed or missing) and self._is_first_try("print")

    def _print(self, ledger: Ledger) -> Driver[None]:
        self._progress(Bilingual("打印增减申报表", "printing the change declaration"))
        yield from file_work(partial(self.source.mark_photo_outdated, ledger))
        yield from file_work(self.source.remove_declaration, writes=True)
        pdf: bytes = yield from hall_call("declaration", self.filing)
        yield from file_work(partial(self.source.write_declaration, pdf), writes=True)
        self._emit(self._event(EventKind.PRINTED))

    def _replaced(self, ledger: Ledger, ready: Iterable[PersonId]) -> Driver[list[Upload]]:
        """The files of people who are ready that differ from what the hall holds since an earlier run."""
        people = frozenset(ready)
        wanted = {
            material: None
            for entry in ledger.entries
            if entry.person in people
            for material in self.source.slots_of(ledger, entry)
            if material not in self._sent
        }
        if not wanted or self.request.materials is None or not self._is_first_try("replace"):
            return []
        held = yield from held_materials(self.filing)
        digests = {(file.material, file.person): file.digest for file in held}

        def changed() -> list[Upload]:
            paths = ((key, self.source.path(ledger, key)) for key in wanted if key in digests)
            return [
                Upload(key[0], path, key[1])
                for key, path in paths
                if path is not None and digest_of(path) not in (None, digests[key])
            ]

        return (yield from file_work(changed))

    def _attach(self, uploads: Sequence[Upload]) -> Driver[None]:
        for start in range(0, len(uploads), _FILES_AT_ONCE):
            self._progress(_UPLOADING, start, len(uploads))
            part = uploads[start : start + _FILES_AT_ONCE]
            self._sent.update((upload.material, upload.person) for upload in part)
            answers = yield from hall_call("attach_many", self.filing, part)
            for upload, answer in zip(part, answers, strict=True):
                if isinstance(answer, MaterialRefused):
                    self.source.refused[upload.material, upload.person] = answer.sentence
                elif isinstance(answer, HallError):
                    raise answer
        self._progress(_UPLOADING, len(uploads), len(uploads))
        self._tried.discard("submit")

    def _ready(self, ledger: Ledger) -> tuple[PersonId, ...]:
        """The people of the batch, or the chosen ones, who lack nothing; nobody is submitted in part."""
        people = self._chosen
        if people is None:
            people = frozenset(person.person for person in self._people if person.good)
        open_entries: dict[PersonId, list[Entry]] = {}
        for entry in ledger.entries:
            if entry.person in people and entry.state in (State.PENDING, State.RETURNED):
                open_entries.setdefault(entry.person, []).append(entry)
        return tuple(
            person
            for person, entries in open_entries.items()
            if all(entry.state is State.PENDING and not entry.lacking for entry in entries)
        )

    def _submit_people(self, people: tuple[PersonId, ...]) -> Driver[None]:
        self._progress(Bilingual("提交申报", "submitting"))
        yield from hall_call("submit", self.filing, people)
        self._emit(self._event(EventKind.SUBMITTED, count=len(people)))

    def _outcome(self, ledger: Ledger) -> Driver[Outcome]:
        needs = yield from self.needs(ledger)
        self._emit(*need_events(ledger, needs))
        is_known = ledger.staged is not None and ledger.importing is None
        staged = differences(ledger, self._people) if is_known else ()
        everybody = {entry.person for entry in ledger.entries} | {person.person for person in self._people}
        unknown_people = self.source.unknown_people(everybody)
        people = person_outcomes(ledger, self.request.plan, self._people)
        redactor = redactor_of(self.request.batch, ledger)
        return Outcome(ledger, needs, (*ledger.warnings, *staged, *unknown_people), people, redactor)

    def _check_chosen(self, ledger: Ledger) -> None:
        known = {entry.person for entry in ledger.entries} | {person.person for person in self._people}
        if self._chosen is not None and (unknown := self._chosen - known):
            raise DeclarationError(
                Bilingual(
                    "people：其中 {count} 人既不在报盘上，也不在本次申报中",
                    "people: {count} of them are neither on the batch nor in this filing",
                    count=len(unknown),
                )
            )

    def _sign_in_needs(self, error: HallError) -> tuple[Need, ...]:
        """What a person must do at the sign-in before the hall answers at all."""
        if isinstance(error, StepRefused) and error.code == CHOOSE_FIRST.code:
            return (registration_need(self._choices, error),)
        needs: tuple[Need, ...] = getattr(error, "needs", ())
        return needs

    def _waiting_for_sign_in(self, needs: tuple[Need, ...]) -> Outcome:
        ledger = self.last_ledger or unopened_ledger(self.request)
        self._emit(*need_events(ledger, needs))
        return Outcome(ledger, needs)

    def _is_first_try(self, step: str) -> bool:
        if step in self._tried:
            return False
        self._tried.add(step)
        return True

    def _progress(self, doing: Bilingual, done: int = 0, total: int = 0) -> None:
        if self.request.progress is not None:
            self.request.progress(Progress(str(doing), done, total))

    def _event(self, kind: EventKind, **facts: Any) -> Event:
        return Event(kind, self.request.reference, self.filing or "", **facts)

    def _emit(self, *events: Event) -> None:
        for event in events:
            LOG.info(
                "%s: %s", event.kind, {key: getattr(event, key) for key in _LOGGED if getattr(event, key)}
            )
            if self.request.events is not None:
                self.request.events(event)


def _has_errors_of_the_hall(ledger: Ledger) -> bool:
    """True when rows were refused for facts that only the hall knows; they may have changed."""
    return any(problem.code.startswith("hall.") for error in ledger.errors for problem in error.problems)
