"""A hall behind a gateway, over HTTP: the synchronous client.

Generated from `client.py` by `tools/build_sync_client.py`; change it there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

from attrs import evolve

from sxbundle.batch import Batch
from sxbundle.bilingual import Bilingual
from sxbundle.clients.http import messages, operations
from sxbundle.clients.http.operations import Operation, Retry
from sxbundle.clients.http.problems import LOST, UNREACHABLE
from sxbundle.clients.http.request import Request, make_request, parts_of
from sxbundle.clients.http.transport import SyncTransport
from sxbundle.errors import (
    HallUnavailable,
    MaterialRefused,
    OutcomeUnknown,
    SessionExpired,
    StepRefused,
    refusal,
)
from sxbundle.forms import UnitRecord
from sxbundle.problem import Problem
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import Credentials, FilingId, PersonId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger, Submitted
from sxbundle.procedure.model import Answer, Attached, Changes, FilingSummary, Outlet, Page, Staged, Upload
from sxbundle.procedure.problems import NOT_SIGNED_IN
from sxbundle.procedure.records import RecordPage
from sxbundle.procedure.upload_file import Files
from sxbundle.selection import Selection

_MAX_LOST_ANSWERS = 3
"""How many answers to one call may get lost before it gives up."""
_RENEWALS = 3
_BYTES_AT_ONCE = 32 << 20
"""Of files in one request, all of which are in memory; one file has 10 MiB at most."""
_FILES_AT_ONCE = 500


class HttpHall(SyncTransport):
    """A hall behind a gateway; see `clients.contract.Client`, and `HttpBase` for the arguments.

    Several threads may use one client. It keeps its credentials in memory and signs in again when the
    session ended. An answer that gets lost is looked up in the ledger; `OutcomeUnknown` means that the
    ledger could not be asked either.
    """

    def sign_in(self, credentials: Credentials) -> SignIn:
        """See `Client.sign_in`."""
        self._credentials, self._choice = None, {}
        self._leave()
        answer = self._enter(credentials)
        self._token, self._credentials = answer.token, credentials
        self.open_choices = answer.answer.choices
        return answer.answer

    def choose(self, registrations: Mapping[str, str]) -> Unit:
        """See `Client.choose`."""
        body = messages.ChosenRegistrations(dict(registrations))
        unit: Unit = self._ask(operations.CHOOSE, body)
        self._choice, self.open_choices = dict(registrations), {}
        return unit

    def unit(self) -> Unit:
        """See `Client.unit`."""
        unit: Unit = self._ask(operations.UNIT)
        return unit

    def open(self, selection: Selection[Any], reference: str) -> FilingId:
        """See `Client.open`."""
        body = messages.selection_message(selection)
        opened: messages.FilingName = self._change(operations.OPEN, body, reference=reference)
        return FilingId(str(opened.filing))

    def resume(self, selection: Selection[Any], reference: str) -> Ledger:
        """See `Resumes.resume`."""
        body = messages.selection_message(selection)
        ledger: Ledger = self._change(operations.RESUME, body, reference=reference)
        return ledger

    def accept(self, filing: FilingId, item: str, by: str) -> None:
        """See `Client.accept`."""
        body = messages.AcceptedCommitment(item, by)

        def done(ledger: Ledger) -> bool:
            return item not in ledger.commitments

        self._change(operations.ACCEPT, body, done, filing=filing)

    def stage(self, filing: FilingId, batch: Batch[Any], replace: bool = False) -> Staged:
        """See `Client.stage`."""
        body = evolve(messages.batch_message(batch), replace=replace)

        def done(ledger: Ledger) -> bool:
            importing = ledger.importing
            return batch.digest in (ledger.staged, importing and importing.digest)

        staged: Staged = self._change(operations.STAGE, body, done, filing=filing)
        return staged

    def record_unit(self, filing: FilingId, record: UnitRecord) -> tuple[Problem, ...]:
        """See `Client.record_unit`."""
        body = messages.UnitPage(record.to_mapping())
        page_problems: messages.PageProblems = self._change(operations.RECORD_UNIT, body, filing=filing)
        return page_problems.problems

    def declaration(self, filing: FilingId) -> bytes:
        """See `Client.declaration`."""

        def done(ledger: Ledger) -> bool:
            return ledger.printed

        pdf: bytes = self._change(operations.DECLARATION, None, done, filing=filing)
        return pdf

    def attach(
        self, filing: FilingId, material: str, file: Files, person: PersonId | None = None
    ) -> Attached:
        """See `Client.attach`."""
        content = self._content_of(file)
        attached: Attached = self._change(
            operations.ATTACH, content, filing=filing, material=material, person=person
        )
        return attached

    def attach_many(self, filing: FilingId, uploads: Sequence[Upload]) -> tuple[Answer, ...]:
        """See `AttachesMany.attach_many`; as many files at a time as fit into 32 MiB."""
        answers: list[Answer | None] = []
        waiting: list[tuple[str, PersonId | None, bytes]] = []
        size = 0
        for upload in uploads:
            try:
                content = self._content_of(upload.file)
            except MaterialRefused as error:
                answers.append(error)
                continue
            if waiting and (size + len(content) > _BYTES_AT_ONCE or len(waiting) == _FILES_AT_ONCE):
                self._send_files(filing, waiting, answers)
                size = 0
            answers.append(None)
            waiting.append((upload.material, upload.person, content))
            size += len(content)
        self._send_files(filing, waiting, answers)
        return tuple(answer for answer in answers if answer is not None)

    def submit(self, filing: FilingId, people: Sequence[PersonId] | None = None) -> Submitted:
        """See `Client.submit`."""
        body = messages.Submission(None if people is None else tuple(map(str, people)))

        def done(ledger: Ledger) -> bool:
            return ledger.done

        receipts: messages.Receipts = self._change(operations.SUBMIT, body, done, filing=filing)
        return Submitted(receipts.receipts, receipts.prompts)

    def withdraw(self, filing: FilingId, people: Sequence[PersonId]) -> int:
        """See `Withdraws.withdraw`."""
        body = messages.Withdrawal(tuple(map(str, people)))
        withdrawn: messages.WithdrawnEntries = self._change(operations.WITHDRAW, body, filing=filing)
        return withdrawn.entries

    def ledger(self, filing: FilingId) -> Ledger:
        """See `Client.ledger`."""
        ledger: Ledger = self._ask(operations.LEDGER, filing=filing)
        return ledger

    def find(self, reference: str) -> FilingId | None:
        """See `Client.find`."""
        filing_name: messages.FilingName = self._ask(operations.FIND, reference=reference)
        return None if filing_name.filing is None else FilingId(filing_name.filing)

    def filings(self, *, page: int = 1, size: int = 50) -> Page[FilingSummary]:
        """See `Client.filings`."""
        filings: Page[FilingSummary] = self._ask(operations.FILINGS, page=page, size=size)
        return filings

    def changes(self, since: int = 0) -> Changes:
        """See `ReportsChanges.changes`."""
        changes: Changes = self._ask(operations.CHANGES, since=since)
        return changes

    def records(
        self,
        *,
        states: str | Iterable[str] | None = None,
        items: str | Iterable[str] | None = None,
        people: str | Iterable[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        page: int = 1,
        size: int = 200,
    ) -> RecordPage:
        """See `ListsRecords.records`."""
        body = messages.RecordQuery.of(
            states=states, items=items, people=people, since=since, until=until, page=page, size=size
        )
        records: RecordPage = self._ask(operations.RECORDS, body)
        return records

    def materials(self, filing: FilingId) -> tuple[HeldMaterial, ...]:
        """See `ManagesMaterials.materials`."""
        held: tuple[HeldMaterial, ...] = self._ask(operations.MATERIALS, filing=filing)
        return held

    def remove_material(self, filing: FilingId, material: str, person: PersonId | None = None) -> bool:
        """See `ManagesMaterials.remove_material`."""
        answer: messages.MaterialRemoved = self._change(
            operations.REMOVE_MATERIAL, filing=filing, material=material, person=person
        )
        return answer.removed

    def last_unit_record(self) -> UnitRecord | None:
        """See `RemembersUnitRecord.last_unit_record`."""
        answer: messages.LastUnitRecord = self._ask(operations.LAST_UNIT_RECORD)
        return None if answer.fields is None else UnitRecord.from_mapping(answer.fields)

    def outlets(self, division: str) -> tuple[Outlet, ...]:
        """See `Client.outlets`."""
        outlets: tuple[Outlet, ...] = self._ask(operations.OUTLETS, division=division)
        return outlets

    def close(self) -> None:
        """Ends the session and the connections; a gateway that is away lets the session end by itself."""
        self._settle()
        with self._lock:
            self._credentials = None
            self._choice = {}
            self._leave()
            self._disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, operation: Operation, body: object = None, **arguments: Any) -> Any:
        """The answer to a question."""
        return self._send(make_request(operation, body, **arguments))

    def _change(
        self,
        operation: Operation,
        body: object = None,
        done: Callable[[Ledger], bool] = lambda ledger: False,
        **arguments: Any,
    ) -> Any:
        """The answer to what changes something.

        When the answer gets lost, the ledger says what happened. A call that was done is repeated as the
        mere question that it is by then; a call that was not done is sent again.

        Args:
            operation: which call.
            body: its body.
            done: says by the ledger whether the call was done; a call that does no harm twice needs none.
            arguments: its parameters.

        Raises:
            OutcomeUnknown: the ledger could not be asked, or answers got lost time and again.
        """
        request = make_request(operation, body, **arguments)
        for attempts_left in reversed(range(_MAX_LOST_ANSWERS)):
            try:
                return self._send(request)
            except OutcomeUnknown as doubt:
                if not attempts_left:
                    raise
                try:
                    if "filing" in arguments:
                        was_done = done(self.ledger(arguments["filing"]))
                    else:
                        was_done = self.find(arguments["reference"]) is not None
                except (HallUnavailable, OutcomeUnknown):
                    raise doubt from None
                if was_done and operation.answer is None:
                    return None
                request = evolve(request, retry=Retry.QUESTION if was_done else Retry.DEED)
        raise AssertionError("unreachable")

    def _send(self, request: Request) -> Any:
        """The answer within a session; signs in again when it ended, or began in another process."""
        for _ in range(_RENEWALS):
            self._settle()
            token = self._token
            if token is not None:
                try:
                    return self._exchange(request.bearing(token))
                except SessionExpired:
                    pass
            self._renew(token)
        raise refusal(
            HallUnavailable,
            UNREACHABLE,
            reason=Bilingual("会话一再中断", "the session broke again and again"),
        )

    def _renew(self, expired: str | None) -> None:
        """A new session in place of one that ended, with the registrations that were chosen before."""
        self._settle()
        with self._lock:  # callers that wait use the session that the first of them opened
            if self._credentials is None:
                raise refusal(StepRefused, NOT_SIGNED_IN)
            if self._token != expired:
                return
            answer = self._enter(self._credentials)
            if answer.answer.unit is None and self._choice:
                body = messages.ChosenRegistrations(self._choice)
                self._exchange(make_request(operations.CHOOSE, body).bearing(answer.token))
            self._token = answer.token

    def _enter(self, credentials: Credentials) -> messages.SignedIn:
        # A sign-in whose answer got lost leaves a session that nobody uses; it ends by itself.
        body = messages.SignInRequest(credentials.user, credentials.password)
        self._settle()
        try:
            answer: messages.SignedIn = self._exchange(make_request(operations.SIGN_IN, body))
        except SessionExpired as error:  # there is none yet: it is no answer of a gateway
            raise refusal(
                HallUnavailable, UNREACHABLE, reason=Bilingual("登录不成", "signing in failed")
            ) from error
        return answer

    def _leave(self) -> None:
        """Ends the session of this process, if there is one."""
        self._settle()
        token, self._token = self._token, None
        if token is not None:
            try:
                self._exchange(make_request(operations.LEAVE).bearing(token))
            except (SessionExpired, HallUnavailable, OutcomeUnknown):
                return  # a gateway that is away lets the session end by itself

    def _send_files(
        self,
        filing: FilingId,
        waiting: list[tuple[str, PersonId | None, bytes]],
        answers: list[Answer | None],
    ) -> None:
        """Sends the files that wait, and puts their answers into the places that are left for them."""
        if not waiting:
            return
        body = parts_of(waiting, token_hex(24))
        result: messages.FileAnswers = self._change(operations.ATTACH_MANY, body, filing=filing)
        if len(result.answers) != len(waiting):
            raise refusal(
                OutcomeUnknown,
                LOST,
                reason=Bilingual("答复的份数不符", "the answers are not as many as the files"),
            )
        places = [place for place, answer in enumerate(answers) if answer is None]
        for place, answer in zip(places, result.answers, strict=True):
            answers[place] = answer.value()
        waiting.clear()
