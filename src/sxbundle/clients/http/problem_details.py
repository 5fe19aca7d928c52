"""Our exceptions as problem documents (RFC 9457), and back again.

`status` is for machines between client and gateway; `error` and `code` say exactly what it was.
"""

from typing import Any

from attrs import frozen

from sxbundle import errors
from sxbundle.clients.http.json_codec import decode
from sxbundle.errors import HallError, SxError
from sxbundle.problem import Problem
from sxbundle.procedure.need import Need

MEDIA = "application/problem+json"

STATUS: dict[type[SxError], int] = {
    errors.InvalidValue: 422,
    errors.SelectionError: 422,
    errors.FileRefused: 422,
    errors.FormError: 422,
    errors.DeclarationError: 422,
    errors.MissingExtra: 501,
    errors.UnknownCode: 404,
    errors.SignInFailed: 403,
    errors.SessionExpired: 401,
    errors.StepRefused: 409,
    errors.ReferenceConflict: 422,
    errors.NotFound: 404,
    errors.MaterialRefused: 422,
    errors.HallUnavailable: 503,
    errors.PageChanged: 502,
    errors.PersonNeeded: 409,
    errors.OutcomeUnknown: 504,
    errors.HallError: 409,
    errors.SxError: 500,
}
"""Which status each exception has."""

_WITH_PROBLEMS = (errors.InvalidValue, errors.SelectionError, errors.FileRefused, errors.FormError)
_BY_NAME = {kind.__name__: kind for kind in STATUS}


@frozen
class Document:
    """One exception as it travels.

    Attributes:
        status: of the answer.
        error: name of the class of `sxbundle.errors`.
        code: stable for ever.
        detail: the Chinese sentence.
        title: the same as `error`, for programs that know only the RFC.
        type: names the code.
        instance: id of the request, to be found in the gateway's log.
        reference: the caller's name of the filing, where it matters.
        problems: for the exceptions that stand for several.
        names: further facts of the exception: the extra that is missing, codes that look alike.
        needs: what a person must do, where only a person can go on.
    """

    status: int
    error: str
    code: str
    detail: str
    title: str = ""
    type: str = "about:blank"
    instance: str | None = None
    reference: str | None = None
    problems: tuple[Problem, ...] = ()
    names: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()


def document(error: SxError, *, instance: str | None = None, status: int | None = None) -> Document:
    """The exception as it travels; of a class of somebody else's, the nearest of ours."""
    kind = next(class_ for class_ in type(error).__mro__ if class_ in STATUS)
    names: tuple[str, ...] = getattr(error, "near", ())
    if isinstance(error, errors.MissingExtra):
        names = (error.extra,)
    return Document(
        status=status or STATUS[kind],
        error=kind.__name__,
        code=error.code,
        detail=str(error),
        title=kind.__name__,
        type=f"urn:sxbundle:{error.code}",
        instance=instance,
        reference=getattr(error, "reference", None),
        problems=getattr(error, "problems", ()),
        names=names,
        needs=getattr(error, "needs", ()),
    )


def revived(details: Document) -> SxError:
    """The exception again; of a class that this version does not know, a `HallError`.

    >>> from sxbundle.errors import StepRefused
    >>> revived(document(StepRefused("请先导入", code="hall.step")))
    StepRefused('请先导入')
    """
    kind = _BY_NAME.get(details.error, HallError)
    if kind in _WITH_PROBLEMS and not details.problems:
        kind = HallError  # it would promise what it does not have
    error = kind.__new__(kind)
    error.args = (details.detail,)
    facts: dict[str, Any] = {"code": details.code}
    if issubclass(kind, HallError):
        facts["reference"] = details.reference
    if issubclass(kind, errors.PersonNeeded) and details.needs:
        facts["needs"] = details.needs
    if details.problems:
        facts["problems"] = details.problems
    if issubclass(kind, errors.MissingExtra):
        facts["extra"] = details.names[0] if details.names else ""
    if issubclass(kind, errors.UnknownCode):
        facts["near"] = details.names
    error.__dict__.update(facts)
    return error


def read(content: bytes) -> SxError | None:
    """The exception in a body; None when there is none."""
    try:
        details = decode(content, Document)
    except ValueError:
        return None
    return revived(details)
