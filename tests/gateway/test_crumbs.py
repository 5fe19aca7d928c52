"""Bodies in crumbs, bodies that nobody reads, and texts that are none."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from gateway_process import GatewayProcess

import sxbundle as sx
from sxbundle.clients.http.operations import ATTACH_MANY
from sxbundle.schema import Material
from sxbundle.testing.office import DAY
from sxbundle.testing.scenario import hiring, picture

ACCOUNT = sx.LocalHall.DEMO_ACCOUNTS["enterprise"]
AT = "/v1/filings/F00000001"


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess(path=":memory:")
    with sx.HttpHall(gateway.url) as hall:
        hall.sign_in(ACCOUNT)
        hiring(2, on=DAY).staged(hall)
    yield gateway
    assert gateway.stop() == 0


@pytest.fixture(scope="module")
def bearer(gateway: GatewayProcess) -> dict[str, str]:
    account = {"user": ACCOUNT.user, "password": ACCOUNT.password}
    answer = httpx.post(f"{gateway.url}/v1/session", json=account, trust_env=False)
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def crumbs(gateway: GatewayProcess, head: str, number: int) -> bytes:
    """The answer to a body of so many chunks of one byte that never ends."""
    with socket.create_connection(("127.0.0.1", gateway.port)) as line:
        line.settimeout(20)
        line.sendall(head.encode() + b"1\r\nx\r\n" * number)
        answer = b""
        try:
            while part := line.recv(1 << 16):
                answer += part
        except ConnectionResetError:
            pass
    return answer


def head_of(path: str, **headers: str) -> str:
    lines = [f"PUT {path} HTTP/1.1", "Host: x", "Transfer-Encoding: chunked"]
    return "\r\n".join([*lines, *(f"{name}: {text}" for name, text in headers.items()), "", ""])


def test_a_body_in_crumbs_is_refused(gateway: GatewayProcess, bearer: dict[str, str]) -> None:
    """With a session as soon as it is known; the connection ends."""
    answer = crumbs(gateway, head_of(f"{AT}/materials/licence", **bearer), 5000)
    assert answer.startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("number", [1, 5000])
def test_a_body_without_a_session_is_not_read(gateway: GatewayProcess, number: int) -> None:
    """401 at once; then the connection ends, whether the body does or not."""
    answer = crumbs(gateway, head_of(f"{AT}/materials/licence"), number)
    assert answer.startswith((b"HTTP/1.1 401 ", b"HTTP/1.1 400 "))
    assert answer.count(b"HTTP/1.1 ") == 1


def test_small_chunks_now_and_then_are_no_crumbs(gateway: GatewayProcess, bearer: dict[str, str]) -> None:
    content = picture(7)

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(content), 5):
            yield content[at : at + 5]

    answer = httpx.put(
        f"{gateway.url}{AT}/materials/licence", content=pieces(), headers=bearer, trust_env=False
    )
    assert answer.status_code in (200, 409)


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/v1/filings/by-reference", {"headers": {"Idempotency-Key": '"%ED%A0%80"'}}),
        ("GET", "/v1/filings/by-reference", {"headers": {"Idempotency-Key": '"%FF"'}}),
        ("PUT", f"{AT}/materials/licence", {"headers": {"Person": "%ED%A0%80"}, "content": b"x"}),
        ("PUT", f"{AT}/materials/licence", {"headers": {"Person": "1%00"}, "content": b"x"}),
        ("POST", f"{AT}/commitments", {"content": b'{"item": "x", "by": "\\ud800"}'}),
        ("POST", f"{AT}/commitments", {"content": b'{"item": "x", "by": "\xed\xa0\x80"}'}),
        ("POST", f"{AT}/submission", {"content": b'{"people": ["1\\u0000"]}'}),
        ("POST", f"{AT}/withdrawal", {"content": b'{"people": ["1\\u0000"]}'}),
    ],
)
def test_a_text_that_is_none_is_a_wrong_request(
    gateway: GatewayProcess, bearer: dict[str, str], method: str, path: str, told: dict[str, object]
) -> None:
    headers = {**bearer, **told.pop("headers", {})}  # type: ignore[dict-item]
    answer = httpx.request(method, gateway.url + path, headers=headers, trust_env=False, **told)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["code"]) == (400, "gateway.request")


def many(gateway: GatewayProcess, bearer: dict[str, str], parts: dict[str, bytes]) -> httpx.Response:
    files = [(name, ("file", content)) for name, content in parts.items()]
    return httpx.post(f"{gateway.url}{AT}/materials", files=files, headers=bearer, trust_env=False)


def test_many_files_in_one_body_are_answered_one_by_one(
    gateway: GatewayProcess, bearer: dict[str, str]
) -> None:
    """As any program's form sends them; a file that is too large takes no other with it."""
    with sx.HttpHall(gateway.url) as hall:
        hall.sign_in(ACCOUNT)
        scenario = hiring(2, on=DAY)
        filing = scenario.printed(hall)
        ledger = hall.ledger(filing)
    first, second = scenario.people
    huge = bytes(Material.MOST_BYTES + 1)
    parts = {
        f"identity/{first}": picture(1),
        "licence": huge,
        f"identity/{second}": b"no picture",
        "identity/140105190001010000": picture(2),
        f"portrait/{second}": picture(3),
    }
    answer = many(gateway, bearer, parts)
    answers = answer.json()["answers"]
    told = [one["refused"]["error"] if one["refused"] else one["attached"]["material"] for one in answers]
    assert told == ["identity", "MaterialRefused", "MaterialRefused", "NotFound", "portrait"]
    assert answers[1]["refused"]["code"] == "file.too-large"
    assert ledger.filing == filing


def test_a_form_that_is_none(gateway: GatewayProcess, bearer: dict[str, str]) -> None:
    url, head = f"{gateway.url}{AT}/materials", "multipart/form-data"
    for media, body, status in (
        ("application/json", b"{}", 415),
        (head, b"x", 400),
        (f"{head}; boundary=b", b"", 400),
        (f"{head}; boundary=b", b"--b\r\n", 400),
        (f"{head}; boundary=b", b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\nabc", 400),
        (f"{head}; boundary=b", b"--c\r\n\r\n--c--\r\n", 400),
    ):
        headers = {**bearer, "Content-Type": media}
        answer = httpx.post(url, content=body, headers=headers, trust_env=False)
        assert answer.status_code == status, (body, answer.text)


def test_a_body_of_many_files_has_an_end(gateway: GatewayProcess, bearer: dict[str, str]) -> None:
    def endless() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="licence"\r\n\r\n'
        for _ in range((ATTACH_MANY.most_bytes >> 20) + 2):
            yield bytes(1 << 20)

    headers = {**bearer, "Content-Type": "multipart/form-data; boundary=b"}
    try:
        answer = httpx.post(
            f"{gateway.url}{AT}/materials", content=endless(), headers=headers, trust_env=False
        )
    except httpx.TransportError:
        return  # closed while we were still sending
    assert answer.status_code == 413
    assert json.loads(answer.text)["code"] == "gateway.too-large"
