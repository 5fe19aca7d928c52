"""How this project is checked. `nox` runs what a change needs; `.ci/run` runs what every change must pass.

nox                     the checks and the quick tests
nox -s check            style, types, layers, documentation
nox -s tests            the same tests, with coverage
nox -s slow             the tests that take tens of seconds each
nox -s long examples    the long tests; Hypothesis with more examples
nox -s bounds pythons   the oldest and the newest dependencies, other versions of Python
nox -s benchmarks       that the benchmarks run, not how fast
nox -s release          what a release uploads, into dist/
"""

import os
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.sessions = ["check", "quick"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"

# A few tests for each dependency, in this order: frames, OpenTelemetry, fonts and PDF, SQLAlchemy, Pillow and
# pypdf, httpx, openpyxl, msgspec and Litestar, xlwt and the readers that ours is compared with.
TOUCHING = (
    "tests/filing/test_frames.py",
    "tests/filing/test_tracing.py",
    "tests/forms/test_truetype.py",
    "tests/forms/test_split_scans.py",
    "tests/hall/test_store.py",
    "tests/workbook/test_material.py",
    "tests/clients/test_http_wire.py",
    "tests/sheet/test_annotate.py",
    "tests/gateway/test_schema.py",
    "tests/workbook/test_compare_readers.py",
)


def _pytest(session: nox.Session, *arguments: str) -> None:
    """Runs pytest; where SXBUNDLE_RESULTS names a folder, with a result file for `.ci/run` to count."""
    results = os.environ.get("SXBUNDLE_RESULTS")
    report = [f"--junit-xml={Path(results) / session.name}.xml"] if results else []
    session.run("pytest", "-q", *report, *arguments, *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Style, types, layers, documentation."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy")
    session.run("pyright")
    session.run("lint-imports", "--no-cache")
    session.run("python", "tools/build_docs.py", "--check")
    _pytest(session, "-m", "", "tests/typing", "tests/test_site.py")


@nox.session
def quick(session: nox.Session) -> None:
    """The tests that take minutes."""
    session.install("-e", ".[test]")
    _pytest(session)


@nox.session
def tests(session: nox.Session) -> None:
    """The same, with coverage."""
    session.install("-e", ".[test]")
    _pytest(session, "--cov", "--cov-report=term:skip-covered")


@nox.session
def slow(session: nox.Session) -> None:
    """The tests that take tens of seconds each; a test may be both slow and long."""
    session.install("-e", ".[test,scale]")
    _pytest(session, "-m", "slow and not long")


@nox.session
def long(session: nox.Session) -> None:
    """The long tests."""
    session.install("-e", ".[test]")
    _pytest(session, "-m", "long")


@nox.session
def examples(session: nox.Session) -> None:
    """The tests of Hypothesis with five times as many examples, new ones each time."""
    session.install("-e", ".[test]")
    _pytest(session, "-m", "hypothesis")


@nox.session(venv_backend="uv")
@nox.parametrize("resolution", ["lowest-direct", "highest"], ids=["lowest", "newest"])
def bounds(session: nox.Session, resolution: str) -> None:
    """The lowest versions that pyproject.toml allows, and the newest that there are."""
    session.install("-e", ".[test]", "--upgrade", f"--resolution={resolution}")
    # What an old dependency calls of a newer Python may warn.
    _pytest(session, "-W", "default::DeprecationWarning", *TOUCHING)


@nox.session(python=["3.12", "3.13"])
def pythons(session: nox.Session) -> None:
    """Other versions of Python, where they are installed."""
    session.install("-e", ".[test]")
    _pytest(session, *TOUCHING)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """That the benchmarks and the cluster run."""
    session.install("-e", ".[bench,scale]")
    _pytest(session, "-m", "", "tests/benchmarks", "tests/filing/test_many_dask.py")
    session.run("python", "-m", "benchmarks", "--quick")
    session.run("python", "-m", "benchmarks", "--quick", "--table")


@nox.session
def release(session: nox.Session) -> None:
    """Archives and wheels of sxbundle and of its font; see docs/release.md."""
    session.install("hatchling>=1.27")
    session.run("python", "tools/build_release.py", *(session.posargs or ["dist"]))
