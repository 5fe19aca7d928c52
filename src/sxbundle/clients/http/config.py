"""How a client reaches its gateway: address, retries, certificates, proxies."""

import logging
import random
import ssl
from collections.abc import Callable
from functools import cache, partial
from os import PathLike
from typing import Any

from attrs import field, frozen

from sxbundle.argument_checks import is_loopback
from sxbundle.bilingual import Bilingual
from sxbundle.clients.http.operations import Retry
from sxbundle.clients.http.request import Request
from sxbundle.clients.http.response import Failed, httpx, tenacity
from sxbundle.errors import DeclarationError

LOG = logging.getLogger("sxbundle.http")


@frozen
class RetryPolicy:
    """How long a client tries. Only questions, and what was not done, are sent again.

    Attributes:
        attempts: of one request, the first included.
        first_wait, longest_wait: seconds before the second attempt, and at most between two; they double.
        jitter: seconds at most that are added by chance, so that clients do not come in step.
        total: seconds after which no further attempt is begun.
        connect: seconds for a connection.
        answer: seconds without any byte of an answer, in which a hall checks a large sheet; its body has as
            long, and a second more for each KiB.
    """

    attempts: int = 4
    first_wait: float = 0.2
    longest_wait: float = 8.0
    jitter: float = 0.5
    total: float = 60.0
    connect: float = 10.0
    answer: float = 120.0

    def attempts_for(self, request: Request) -> tenacity.Retrying:
        """The attempts of one request, for `for`."""
        return tenacity.Retrying(**self._options(request))

    def async_attempts_for(self, request: Request) -> tenacity.AsyncRetrying:
        """The attempts of one request, for `async for`."""
        return tenacity.AsyncRetrying(**self._options(request))

    def _options(self, request: Request) -> dict[str, Any]:
        attempts = 1 if request.retry is Retry.NEVER else self.attempts
        return {
            "retry": tenacity.retry_if_exception(self._again),
            "stop": tenacity.stop_after_attempt(attempts) | tenacity.stop_after_delay(self.total),
            "wait": self._wait,
            "before_sleep": partial(_log_attempt, request.operation.name),
            "reraise": True,
        }

    def _again(self, error: BaseException) -> bool:
        # Who asks for more time than there is gets no further attempt now.
        return isinstance(error, Failed) and error.again and (error.after or 0.0) <= self.total

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = None if state.outcome is None else state.outcome.exception()
        if isinstance(error, Failed) and error.after is not None:
            return error.after
        doubled: float = self.first_wait * 2.0 ** min(state.attempt_number - 1, 30)
        return min(doubled, self.longest_wait) + random.uniform(0, self.jitter)


def _log_attempt(call: str, state: tenacity.RetryCallState) -> None:
    error = None if state.outcome is None else state.outcome.exception()
    code = error.error.code if isinstance(error, Failed) else type(error).__name__
    LOG.info("%s: attempt %d failed (%s), once more", call, state.attempt_number, code)


@frozen
class Uploaded:
    """How far an upload is, in bytes."""

    call: str
    sent: int
    total: int


Progress = Callable[[Uploaded], None]


@frozen
class Connection:
    """The way to a gateway, for `HttpHall` and `AsyncHttpHall`.

    Attributes:
        url: of the gateway, `https://host[:port][/path]`.
        retry: how long to try.
        certificate: the client's own certificate: a PEM file with its key, or a pair of files.
        authority: PEM file of the authority that signed the gateway's certificate; by
            default the system's authorities.
        proxy: URL of a proxy; by default the environment's (`HTTPS_PROXY`, `NO_PROXY`).
        progress: called while sheets and materials are sent.
        transport: takes the place of the network, for tests and for special ways.

    Raises:
        DeclarationError: an address that is none, a certificate that cannot be read.
    """

    url: str
    retry: RetryPolicy
    certificate: str | PathLike[str] | tuple[str, str] | None
    authority: str | PathLike[str] | None
    proxy: str | None = field(repr=False)  # may hold a password
    progress: Progress | None
    transport: Any

    def __attrs_post_init__(self) -> None:
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL as error:
            raise DeclarationError(
                Bilingual(
                    "网关地址有误：{error}", "The address of the gateway is wrong: {error}", error=error
                )
            ) from error
        if url.scheme not in ("http", "https") or not url.host:
            raise DeclarationError(
                Bilingual(
                    "网关地址应为 https://主机[:端口]", "The address of a gateway is https://host[:port]"
                )
            )
        if url.port is not None and not 0 < url.port < 1 << 16:
            raise DeclarationError(
                Bilingual(
                    "网关地址有误：端口应为 1 至 65535",
                    "The address of the gateway is wrong: ports are 1 to 65535",
                )
            )
        if url.userinfo or url.query or url.fragment:
            raise DeclarationError(
                Bilingual(
                    "网关地址不含账号、查询和片段；账号用 sign_in 给出",
                    "The address of a gateway holds no account, query or fragment; give the account to "
                    "sign_in",
                )
            )

    def warn_if_readable(self) -> None:
        """Logs a warning when passwords and people go over a network in clear."""
        url = httpx.URL(self.url)
        if self.transport is None and url.scheme == "http" and not is_loopback(url.host):
            LOG.warning("http:// to another machine: passwords and people travel in clear; use https://")

    def options(self) -> dict[str, Any]:
        """The arguments of httpx, for either of its clients.

        Raises:
            DeclarationError: a certificate that cannot be read, a proxy's address that is none.
        """
        retry = self.retry
        timeout = httpx.Timeout(retry.answer, connect=retry.connect, pool=retry.total)
        options: dict[str, Any] = {
            "base_url": self.url,
            "timeout": timeout,
            "limits": httpx.Limits(max_connections=20, max_keepalive_connections=10),
            "headers": {
                "User-Agent": "sxbundle",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            },
        }
        if self.transport is not None:
            return {**options, "transport": self.transport}
        return {**options, "verify": self._tls(), "proxy": self.proxy}

    def _tls(self) -> ssl.SSLContext:
        if self.authority is None and self.certificate is None:
            return _trusted()
        try:
            context = ssl.create_default_context(cafile=self.authority)
            match self.certificate:
                case None:
                    pass
                case (certificate, key):
                    context.load_cert_chain(certificate, key)
                case file:
                    context.load_cert_chain(file)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise DeclarationError(
                Bilingual(
                    "证书不能使用：{name}",
                    "The certificates cannot be used: {name}",
                    name=type(error).__name__,
                )
            ) from error
        return context


@cache
def _trusted() -> ssl.SSLContext:
    """What this machine trusts, read once a process: most of what a client spends on a short filing."""
    return ssl.create_default_context()
