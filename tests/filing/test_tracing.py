"""Spans of OpenTelemetry and lines of the log: what was called, counts and codes, and nobody in it."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import sxbundle as sx
from sxbundle.testing import people


@pytest.fixture(scope="module")
def recorder():
    """One for all tests: a program sets its provider once."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(recorder):
    recorder.clear()
    return recorder


@pytest.fixture
def hall():
    with sx.LocalHall.demo() as hall:
        hall.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        yield hall


@pytest.fixture
def batch():
    selection = sx.HIRE.select("职工参保登记", "高校毕业生报到")
    return selection.batch(people.rows(selection.plan, 4))


class AwaitedHall:
    """The embedded hall with calls that are awaited."""

    def __init__(self, hall):
        self._hall = hall

    def __getattr__(self, name):
        call = getattr(self._hall, name)

        async def awaited(*arguments, **options):
            return call(*arguments, **options)

        return awaited if callable(call) else call


def personal(batch):
    columns = [column for column in batch.plan.columns if column.personal is not None]
    cells = {str(cell) for column in columns for cell in batch.table.cells.get(column.key, ()) if cell}
    return {text for text in cells if len(text) > 1}


def said(spans):
    return [
        (span.name, dict(span.attributes), span.status.description) for span in spans.get_finished_spans()
    ]


def test_advance_and_each_call_are_spans(spans, hall, batch, tmp_path: Path, caplog) -> None:
    caplog.set_level(logging.DEBUG, "sxbundle")
    folder = tmp_path / "材料"
    folder.mkdir()
    (folder / f"{batch.rows[0].basic.name}_不认识.jpg").write_bytes(b"no picture")
    reference = f"{batch.rows[1].basic.name} 入职"
    filing = sx.file(batch, hall, reference=reference, accept="all", clerk="示例", materials=folder)
    outcome = filing.advance()
    names = [name for name, *_ in said(spans)]
    assert names[-1] == "sxbundle.advance"
    assert {"sxbundle.hall.resume", "sxbundle.hall.stage", "sxbundle.hall.ledger"} <= set(names)
    facts = said(spans)[-1][1]
    assert facts["sxbundle.people"] == 4
    assert facts["sxbundle.needs"] == len(outcome.needs)
    assert facts["sxbundle.bundle"] == "hire"
    everything = str(said(spans)) + caplog.text
    assert "sxbundle.filing" in caplog.text
    assert [text for text in personal(batch) if text in everything] == []


def test_an_error_is_its_code(spans, hall, batch) -> None:
    hall.faults.lose_request("stage")
    filing = sx.file(batch, hall, reference="r", accept="all", clerk="示例")
    with pytest.raises(sx.HallUnavailable) as caught:
        filing.advance()
    failed = [(name, facts, status) for name, facts, status in said(spans) if status]
    assert [name for name, *_ in failed] == ["sxbundle.hall.stage", "sxbundle.advance"]
    assert {facts["sxbundle.error"] for _, facts, _ in failed} == {caught.value.code}
    assert not any(span.events for span in spans.get_finished_spans())


def test_the_awaited_filing_has_the_same_spans(spans, hall, batch) -> None:
    sx.file(batch, hall, reference="r", accept="all", clerk="示例").advance()
    names = [name for name, *_ in said(spans)]
    spans.clear()
    with sx.LocalHall.demo() as other:
        other.sign_in(sx.LocalHall.DEMO_ACCOUNTS["enterprise"])
        filing = sx.file(batch, AwaitedHall(other), reference="r", accept="all", clerk="示例")
        asyncio.run(filing.advance())
    assert [name for name, *_ in said(spans)] == names


def test_a_program_without_it_imports_nothing_of_it() -> None:
    code = (
        "import sys, sxbundle as sx; from sxbundle.tracing import span\n"
        "with span('x', count=1) as measured: measured.add(more=2)\n"
        "sx.file; assert not any(name.startswith('opentelemetry') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
