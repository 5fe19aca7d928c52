"""Problems as the store keeps them, and back again."""

from typing import Any

from sxbundle.masking import Personal
from sxbundle.problem import Problem, Severity
from sxbundle.procedure.model import RowError, Staged
from sxbundle.source import Confidence, Source


def from_problem(one: Problem) -> dict[str, Any]:
    """Plain values for JSON; empty fields are left out."""
    plain = {
        "code": one.code,
        "severity": str(one.severity),
        "message": one.message,
        "source": [str(one.source.confidence), one.source.work, one.source.place],
        "fix": one.fix,
        "row": one.row,
        "column": one.column,
        "caption": one.caption,
        "value": one.value,
        "others": list(one.others),
        "personal": one.personal and str(one.personal),
    }
    return {name: value for name, value in plain.items() if value not in (None, [])}


def to_problem(plain: dict[str, Any]) -> Problem:
    """The problem that `from_problem` told."""
    confidence, work, place = plain["source"]
    personal = plain.get("personal")
    return Problem(
        code=plain["code"],
        severity=Severity(plain["severity"]),
        message=plain["message"],
        source=Source(Confidence(confidence), work, place),
        fix=plain.get("fix"),
        row=plain.get("row"),
        column=plain.get("column"),
        caption=plain.get("caption"),
        value=plain.get("value"),
        others=tuple(plain.get("others", ())),
        personal=Personal(personal) if personal else None,
    )


def from_staged(answer: Staged) -> dict[str, Any]:
    """The answer to an import as plain values."""
    return {
        "kept": answer.kept,
        "errors": [[one.row, [from_problem(problem) for problem in one.problems]] for one in answer.errors],
        "warnings": [from_problem(problem) for problem in answer.warnings],
    }


def to_staged(plain: dict[str, Any]) -> Staged:
    """The answer that `from_staged` told; an empty one of nothing."""
    return Staged(
        kept=plain.get("kept", 0),
        errors=tuple(
            RowError(row, tuple(map(to_problem, problems))) for row, problems in plain.get("errors", ())
        ),
        warnings=tuple(map(to_problem, plain.get("warnings", ()))),
    )
