"""Whatever the line does comes out as one of ours; nothing is sent again blindly."""

import asyncio
import json
import ssl
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import tenacity

import sxbundle as sx
from sxbundle.bilingual import verbatim
from sxbundle.clients.http import json_codec, messages, operations, problem_details
from sxbundle.clients.http.client import AsyncHttpHall
from sxbundle.clients.http.config import RetryPolicy, Uploaded
from sxbundle.clients.http.json_codec import decode, encode
from sxbundle.clients.http.request import make_request
from sxbundle.clients.http.response import Body, Failed, Spoilt, value
from sxbundle.clients.http.sync import HttpHall
from sxbundle.procedure.identity import FilingId, SignIn, Unit
from sxbundle.procedure.ledger import Ledger
from sxbundle.procedure.need import Need, NeedKind
from sxbundle.schema import Step

QUICK = RetryPolicy(attempts=3, first_wait=0.001, jitter=0.001, total=5)
ACCOUNT = sx.Credentials("taiyuan-demo", "demo-2026")
FILING = FilingId("F00000001")
UNIT = Unit("单位", "91140100MA0DEMA178", ())
LEDGER = Ledger(FILING, "r", "hire", (), Step.SUBMIT, None, (), False, (), False, False, (), ())

Answer = Callable[[httpx.Request], httpx.Response]


def told(body: object, status: int = 200) -> httpx.Response:
    return httpx.Response(status, content=encode(body), headers={"Content-Type": "application/json"})


class Line:
    """A transport that answers sign-ins and ledgers well, and everything else as it is told."""

    def __init__(self, answer: Answer, *, ledger: Answer | None = None) -> None:
        self.answer = answer
        self.ledger = ledger or (lambda _: told(LEDGER))
        self.seen: list[str] = []
        self.transport = httpx.MockTransport(self)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/session":
            return (
                told(messages.SignedIn("t", SignIn(UNIT)), 201)
                if request.method == "POST"
                else httpx.Response(204)
            )
        self.seen.append(f"{request.method} {request.url.path.rpartition('/')[2]}")
        return self.ledger(request) if request.url.path.endswith("/ledger") else self.answer(request)

    def hall(self, **more: Any) -> HttpHall:
        hall = HttpHall("http://gateway", transport=self.transport, retry=QUICK, **more)
        hall.sign_in(ACCOUNT)
        return hall


def foreign() -> list[type[Exception]]:
    """Every exception of httpx that a request can meet."""

    def below(kind: type[Exception]) -> list[type[Exception]]:
        return [kind, *(one for sub in kind.__subclasses__() for one in below(sub))]

    some = {one for one in (*below(httpx.RequestError),) if one.__module__.startswith("httpx")}
    return [*sorted(some, key=lambda one: one.__name__), OSError, ConnectionResetError, ssl.SSLError]


def raising(kind: type[Exception]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise kind("x")

    return answer


@pytest.mark.parametrize("kind", foreign())
def test_every_exception_of_the_line_is_translated(kind: type[Exception]) -> None:
    """A question: nothing was done. A deed: unknown when it may have been sent, and only then."""
    line = Line(raising(kind))
    with line.hall() as hall:
        with pytest.raises(sx.HallUnavailable):
            hall.unit()
        assert line.seen == ["GET unit"] * QUICK.attempts
        with pytest.raises((sx.HallUnavailable, sx.OutcomeUnknown)) as failure:
            hall.submit(FILING)
    not_sent = {
        "ConnectError",
        "ConnectTimeout",
        "PoolTimeout",
        "ProxyError",
        "UnsupportedProtocol",
        "LocalProtocolError",
    }
    assert isinstance(failure.value, sx.HallUnavailable) == (kind.__name__ in not_sent)


def test_every_exception_of_the_line_is_translated_when_awaited() -> None:
    async def ask(kind: type[Exception]) -> None:
        line = Line(raising(kind))
        async with AsyncHttpHall("http://gateway", transport=line.transport, retry=QUICK) as hall:
            await hall.sign_in(ACCOUNT)
            with pytest.raises(sx.HallUnavailable):
                await hall.unit()
            with pytest.raises((sx.HallUnavailable, sx.OutcomeUnknown)):
                await hall.submit(FILING)

    for kind in foreign():
        asyncio.run(ask(kind))


HTML = "<html><h1>502 Bad Gateway</h1></html>"
GARBAGE = {
    "html 502": httpx.Response(502, html=HTML),
    "plain 500": httpx.Response(500, text="oops"),
    "html 503": httpx.Response(503, html=HTML),
    "html 200": httpx.Response(200, html=HTML),
    "broken json": httpx.Response(200, content=b'{"a": [', headers={"Content-Type": "application/json"}),
    "other json": httpx.Response(200, json={"a": 1}),
    "json of another shape": httpx.Response(200, json=[[[]]]),
    "nested json": httpx.Response(200, content=b"[" * 10**5, headers={"Content-Type": "application/json"}),
    "no json": httpx.Response(200, content=b"\xff\xfe", headers={"Content-Type": "application/json"}),
    "empty": httpx.Response(200),
    "no content": httpx.Response(204),
    "redirect": httpx.Response(302, headers={"Location": "http://elsewhere/"}),
    "problem that is none": httpx.Response(
        500, content=b"{}", headers={"Content-Type": "application/problem+json"}
    ),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_no_answer(name: str) -> None:
    """Never a traceback of httpx or json; a deed in doubt is asked for before it is done again."""
    line = Line(lambda _: GARBAGE[name])
    with line.hall() as hall:
        with pytest.raises(sx.HallUnavailable):
            hall.unit()
        line.seen.clear()
        with pytest.raises(sx.OutcomeUnknown):
            hall.submit(FILING)
        assert line.seen == ["POST submission", "GET ledger"] * 2 + ["POST submission"]
        if name != "no content":  # which is the whole answer here
            with pytest.raises(sx.OutcomeUnknown):
                hall.accept(FILING, "x", "甲") if LEDGER.commitments else hall.declaration(FILING)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 407, 413, 431])
def test_somebody_elses_refusal_did_nothing(status: int) -> None:
    line = Line(lambda _: httpx.Response(status, html=HTML))
    with line.hall() as hall:
        with pytest.raises(sx.HallUnavailable) as refused:
            hall.submit(FILING)
        assert refused.value.code == "http.not-a-gateway"
        assert line.seen == ["POST submission"]


def test_a_doubt_without_a_ledger_stays_a_doubt() -> None:
    """And nothing is sent a second time."""
    line = Line(raising(httpx.ReadError), ledger=raising(httpx.ConnectError))
    with line.hall() as hall:
        with pytest.raises(sx.OutcomeUnknown):
            hall.submit(FILING)
        assert line.seen == ["POST submission", *["GET ledger"] * QUICK.attempts]


def test_a_deed_that_the_ledger_shows_is_adopted() -> None:
    """A commitment that is accepted is not accepted again."""
    line = Line(raising(httpx.ReadTimeout))
    with line.hall() as hall:
        hall.accept(FILING, "employment_registration", "甲")
        assert line.seen == ["POST commitments", "GET ledger"]


def test_what_was_not_done_is_tried_again() -> None:
    answers = iter([httpx.ConnectError, httpx.ConnectTimeout])

    def answer(request: httpx.Request) -> httpx.Response:
        if (kind := next(answers, None)) is not None:
            raise kind("x")
        return told(messages.Receipts(()))

    line = Line(answer)
    with line.hall() as hall:
        assert hall.submit(FILING) == ()
        assert line.seen == ["POST submission"] * 3


def test_a_session_that_ends_time_and_again() -> None:
    """Is not the caller's matter, and not tried for ever."""
    expired = encode(problem_details.document(sx.SessionExpired("x")))
    media = {"Content-Type": problem_details.MEDIA}
    line = Line(lambda _: httpx.Response(401, content=expired, headers=media))
    with line.hall() as hall:
        with pytest.raises(sx.HallUnavailable):
            hall.unit()
        assert len(line.seen) == 3


def later(header: str) -> float | None:
    body = encode(problem_details.document(sx.HallUnavailable("x")))
    headers = {"content-type": problem_details.MEDIA, "retry-after": header}
    with pytest.raises(Failed) as failure:
        value(make_request(operations.UNIT), 503, headers, body)
    assert failure.value.again
    return failure.value.after


def test_retry_after_is_heeded() -> None:
    """In seconds and as a date; more than there is time for ends the trying."""
    assert later("7") == 7
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert 60 < (later(f"{soon:%a, %d %b %Y %H:%M:%S GMT}") or 0) <= 90
    assert later("Mon, 01 Jan 2001 00:00:00 GMT") == 0
    assert later("soon") is None
    again = RetryPolicy(total=60)._again
    unavailable = sx.HallUnavailable("x")
    assert again(Failed(unavailable, again=True, after=7.0))
    assert not again(Failed(unavailable, again=True, after=61.0))
    assert not again(Failed(unavailable, again=False))
    assert not again(ValueError())


def test_the_wait_that_is_asked_for_is_the_wait() -> None:
    """And without one it doubles, up to the longest."""
    policy = RetryPolicy(first_wait=1, longest_wait=5, jitter=0)
    state = tenacity.RetryCallState(policy.attempts_for(make_request(operations.UNIT)), None, (), {})
    state.set_exception((Failed, Failed(sx.HallUnavailable("x"), again=True, after=7.0), None))
    assert policy._wait(state) == 7.0
    state.set_exception((Failed, Failed(sx.HallUnavailable("x"), again=True), None))
    waits = []
    for state.attempt_number in range(1, 6):
        waits.append(policy._wait(state))
    assert waits == [1, 2, 4, 5, 5]


def test_further_attempts_are_logged_and_never_printed(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """With counts and codes only."""
    caplog.set_level("INFO", "sxbundle.http")
    with Line(raising(httpx.ConnectError)).hall() as hall, pytest.raises(sx.HallUnavailable):
        hall.find("测试甲的申报")
    assert capfd.readouterr() == ("", "")
    assert [record.message for record in caplog.records if record.name == "sxbundle.http"] == [
        f"find: attempt {at} failed (http.unreachable), once more" for at in (1, 2)
    ]


def every_error() -> list[sx.SxError]:
    problem = sx.rules.citizen_id()
    with pytest.raises(sx.InvalidValue) as found:
        problem.parse("140105199003072310")
    problems = found.value.problems
    return [
        found.value,
        sx.SelectionError([*problems, *problems]),
        sx.FileRefused(problems),
        sx.FormError(problems),
        sx.DeclarationError("声明有误"),
        sx.MissingExtra("pdf", "fpdf2"),
        sx.UnknownCode("a.b", ["a.c", "a.d"]),
        *(
            kind("话", code="hall.some", reference="入职-1")
            for kind in (
                sx.HallError,
                sx.SignInFailed,
                sx.SessionExpired,
                sx.StepRefused,
                sx.ReferenceConflict,
                sx.NotFound,
                sx.MaterialRefused,
                sx.HallUnavailable,
                sx.PageChanged,
                sx.PersonNeeded,
                sx.OutcomeUnknown,
            )
        ),
    ]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_every_error_travels(error: sx.SxError) -> None:
    document = problem_details.document(error)
    back = problem_details.read(encode(document))
    assert type(back) is type(error)
    assert str(back) == str(error)
    assert back.__dict__ == error.__dict__
    assert 400 <= document.status < 600


def test_what_a_person_must_do_travels() -> None:
    error = sx.PersonNeeded("请完成验证", code="browser.person")
    error.needs = (Need(NeedKind.CAPTCHA, verbatim("请完成滑块验证")),)
    back = problem_details.read(encode(problem_details.document(error)))
    assert isinstance(back, sx.PersonNeeded)
    assert back.needs == error.needs


@pytest.mark.parametrize("sentence", [5, None, [], {"zh": "话"}])
def test_a_sentence_that_is_no_text_is_no_problem_document(sentence: object) -> None:
    body = json.loads(encode(problem_details.document(every_error()[0])))
    body["problems"][0]["sentence"] = sentence
    assert problem_details.read(json.dumps(body).encode()) is None


def test_no_class_of_the_tree_is_forgotten() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(*(below(subclass) for subclass in kind.__subclasses__()))

    ours = {one for one in below(sx.SxError) if not one.__name__.startswith("_")}
    assert ours == set(problem_details.STATUS)
    assert {type(one) for one in every_error()} | {sx.SxError} == ours


def test_an_error_of_a_later_version_is_a_hall_error() -> None:
    body = b'{"status": 409, "error": "FromTheFuture", "code": "a.b", "detail": "x"}'
    assert type(problem_details.read(body)) is sx.HallError


def test_uploads_tell_how_far_they_are() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        assert request.headers["content-length"] == str(200_000)
        return told({"material": "licence", "digest": "x", "new": True, "people": 1})

    seen: list[Uploaded] = []
    line = Line(answer)
    with line.hall(progress=seen.append) as hall:
        hall.attach(FILING, "licence", b"x" * 200_000)
    assert [one.sent for one in seen] == [65536, 131072, 196608, 200_000]
    assert {(one.call, one.total) for one in seen} == {("attach", 200_000)}


def test_a_material_that_is_too_large_is_not_sent(tmp_path: Path) -> None:
    line = Line(raising(AssertionError))
    with line.hall() as hall:
        for file in (b"x" * (10 * 2**20 + 1), b"", tmp_path / "missing.jpg", tmp_path):
            with pytest.raises(sx.MaterialRefused):
                hall.attach(FILING, "licence", file)
    assert line.seen == []


@pytest.mark.parametrize(
    "url", ["gateway", "ftp://gateway", "http://", "https://a:b@gateway", "https://g?x=1", "http://[::1"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(sx.DeclarationError):
        HttpHall(url)


def test_a_certificate_that_is_none(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate")
    for more in ({"certificate": wrong}, {"certificate": (str(wrong), str(wrong))}, {"authority": wrong}):
        with pytest.raises(sx.DeclarationError):
            HttpHall("https://gateway", **more)  # type: ignore[arg-type]


def test_nothing_secret_is_shown() -> None:
    line = Line(lambda _: told(UNIT))
    hall = line.hall()
    assert repr(hall) == "<HttpHall http://gateway signed in>"
    assert "demo-2026" not in repr(messages.SignInRequest("a", "demo-2026"))
    assert "secret" not in repr(messages.SignedIn("secret", SignIn(UNIT)))
    assert "1401" not in repr(json_codec.TypedCell("text", "140105199003072317"))
    hall.close()


@pytest.mark.parametrize("missing", ["httpx", "msgspec", "tenacity"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    program = (
        f"import sys; sys.modules[{missing!r}] = None\nimport sxbundle as sx\n"
        "try: sx.connect('http://gateway')\nexcept sx.MissingExtra as error: print(error.extra)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "http"


def test_a_day_is_a_day() -> None:
    """What JSON has no type for comes back as what it was."""
    some: list[object] = [
        date(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4),
        10**30,
        1.5,
        True,
        None,
        "甲",
        "\ud800",
    ]
    back = [
        json_codec.unpack(one)
        for one in decode(encode([json_codec.pack(one) for one in some]), list[json_codec.Cell])
    ]
    assert back[:-1] == some[:-1]
    assert [type(one) for one in back] == [type(one) for one in some]


def _answering(content: bytes, **headers: str) -> httpx.MockTransport:
    told = {"content-type": "application/json"} | {key.replace("_", "-"): one for key, one in headers.items()}
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=told, stream=httpx.ByteStream(content)))


def test_a_packed_answer_is_not_unfolded() -> None:
    """Some KB that would become some GB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(64)) + packer.flush()
    hall = sx.HttpHall("https://g", retry=QUICK, transport=_answering(bomb, content_encoding="gzip"))
    with pytest.raises(sx.HallUnavailable, match="压缩的答复"):
        hall.sign_in(sx.Credentials("a", "b"))


def test_an_answer_without_end_is_left() -> None:
    """And one that comes in drops."""
    body = Body({}, -1000.0)
    with pytest.raises(Spoilt, match="过慢"):
        body.add(bytes(1 << 19))
    body.add(bytes(1 << 20))  # so much in the time is no drop
    body = Body({}, 60.0)
    for _ in range(8):
        body.add(bytes(64 << 20))
    with pytest.raises(Spoilt, match="过大"):
        body.add(b" ")


@pytest.mark.parametrize("token", ["令牌", "a\r\nX: y", "", "a b"])
def test_a_token_that_is_no_header(token: str) -> None:
    """Is no answer of a gateway, and never sent."""
    content = json.dumps({"token": token, "answer": {"unit": None, "choices": {}}}).encode()
    hall = sx.HttpHall("https://g", retry=QUICK, transport=_answering(content))
    with pytest.raises(sx.HallUnavailable):
        hall.sign_in(sx.Credentials("a", "b"))


def test_a_refusal_that_lacks_what_it_is_about() -> None:
    """Is a plain refusal of the hall, and says what it can."""
    told = {"status": 422, "error": "InvalidValue", "code": "x.y", "detail": "不行"}
    error = problem_details.read(json.dumps(told).encode())
    assert (type(error), str(error)) == (sx.HallError, "不行")


def test_an_ended_session_at_the_sign_in() -> None:
    """Never reaches the caller: there was none."""
    told = problem_details.document(sx.SessionExpired("已超时"))
    headers = {"content-type": problem_details.MEDIA}
    transport = httpx.MockTransport(lambda _: httpx.Response(401, headers=headers, content=encode(told)))
    with pytest.raises(sx.HallUnavailable):
        sx.HttpHall("https://g", retry=QUICK, transport=transport).sign_in(sx.Credentials("a", "b"))


@pytest.mark.parametrize("filing", [".", "..", "F1/../F2", "/"])
def test_an_id_that_would_be_another_path(filing: str) -> None:
    content = json.dumps({"token": "t", "answer": {"unit": None, "choices": {}}}).encode()
    hall = sx.HttpHall("https://g", retry=QUICK, transport=_answering(content))
    hall.sign_in(sx.Credentials("a", "b"))
    with pytest.raises(sx.NotFound) as refused:
        hall.ledger(FilingId(filing))
    assert refused.value.code == "hall.no-filing"
