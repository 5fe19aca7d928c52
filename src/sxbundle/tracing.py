"""OpenTelemetry spans, for programs that use OpenTelemetry (extra `otel`); nothing for all others.

An attribute is a count, a code or the key of a declaration: no name, no number, no text that a caller or an
office wrote. What an exception says stays out, too; its code is there.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sxbundle.errors import SxError

_LIBRARY = "opentelemetry.trace"


class Span:
    """What is measured: facts can be added as they become known."""

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def add(self, **facts: int | str | bool) -> None:
        """Adds attributes, as `sxbundle.<name>`."""
        if self._span is not None:
            self._span.set_attributes({f"sxbundle.{name}": value for name, value in facts.items()})


@contextmanager
def span(name: str, **facts: int | str | bool) -> Iterator[Span]:
    """A span around what is done inside; an error of ours sets its code.

    Args:
        name: of the span, after `sxbundle.`.
        facts: counts, codes, keys of declarations.
    """
    trace = sys.modules.get(_LIBRARY)  # a program that records spans has imported it
    if trace is None:
        yield Span()
        return
    tracer = trace.get_tracer("sxbundle")
    options = {"record_exception": False, "set_status_on_exception": False}
    with tracer.start_as_current_span(f"sxbundle.{name}", **options) as current:
        measured = Span(current)
        measured.add(**facts)
        try:
            yield measured
        except BaseException as error:
            code = error.code if isinstance(error, SxError) else type(error).__name__
            current.set_status(trace.StatusCode.ERROR, code)
            measured.add(error=code)
            raise
