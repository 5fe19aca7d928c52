"""The steps that a driver yields, and the runners that carry them out.

The driver is a generator of `HallCall`s and `FileWork`. `run` carries them out for a client that blocks,
`run_async` for one that is awaited.
"""

import asyncio
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from sxbundle.clients import capabilities
from sxbundle.clients.contract import Client
from sxbundle.errors import HallError, MaterialRefused, NotFound, StepRefused
from sxbundle.procedure.held_materials import HeldMaterial
from sxbundle.procedure.identity import FilingId
from sxbundle.procedure.model import Answer
from sxbundle.procedure.problems import NO_FILING
from sxbundle.tracing import span

T = TypeVar("T")


@frozen
class HallCall:
    """One call of the contract or of a capability.

    Attributes:
        name: of the call.
        arguments, options: its arguments.
    """

    name: str
    arguments: tuple[Any, ...] = field(default=(), repr=False)
    options: Mapping[str, Any] = field(factory=dict, repr=False)


@frozen
class FileWork(Generic[T]):
    """Work on local files, which an event loop has done in a thread.

    Attributes:
        do: does it.
        writes: False when it only looks.
    """

    do: Callable[[], T] = field(repr=False)
    writes: bool = False


Driver = Generator[HallCall | FileWork[Any], Any, T]


def hall_call(name: str, *arguments: Any, **options: Any) -> Driver[Any]:
    """The answer of the hall to one call."""
    return (yield HallCall(name, arguments, options))


def held_materials(filing: FilingId | None) -> Driver[Sequence[HeldMaterial]]:
    """The files that the hall holds; none of a client that does not list them."""
    try:
        held: Sequence[HeldMaterial] = yield from hall_call("materials", filing)
        return held
    except StepRefused as error:
        if error.code != capabilities.NOT_OFFERED.code:
            raise
        return ()


def file_work(do: Callable[[], T], *, writes: bool = False) -> Driver[T]:
    """The result of work on local files."""
    result: T = yield FileWork(do, writes)
    return result


def run(driver: Driver[T], hall: Client) -> T:
    """Carries a driver out with a client that blocks; each call of the hall is a span."""

    def perform(step: HallCall | FileWork[Any]) -> Any:
        if not isinstance(step, HallCall):
            return step.do()
        with span(f"hall.{step.name}"):
            return _call(hall, step)

    return drive(driver, perform)


def drive(driver: Driver[T], perform: Callable[[HallCall | FileWork[Any]], Any]) -> T:
    """Carries a driver out with a function that performs each of its steps."""
    try:
        step = next(driver)
        while True:
            try:
                answer = perform(step)
            except HallError as error:
                step = driver.throw(error)
            else:
                step = driver.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result


async def run_async(driver: Driver[T], hall: Any) -> T:
    """Carries a driver out with a client whose calls are awaited; files are read in threads."""
    try:
        step = next(driver)
        while True:
            try:
                if isinstance(step, HallCall):
                    with span(f"hall.{step.name}"):
                        answer = await _call_async(hall, step)
                else:
                    answer = await asyncio.to_thread(step.do)
            except HallError as error:
                step = driver.throw(error)
            else:
                step = driver.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result


_CAPABILITIES: Mapping[str, Callable[..., Any]] = {
    "attach_many": capabilities.attach_many,
    "materials": capabilities.materials,
    "resume": capabilities.resume,
    "withdraw": capabilities.withdraw,
}


def _call(hall: Client, call: HallCall) -> Any:
    if call.name in _CAPABILITIES:
        return _CAPABILITIES[call.name](hall, *call.arguments)
    return getattr(hall, call.name)(*call.arguments, **call.options)


async def _call_async(hall: Any, call: HallCall) -> Any:
    """As `_call`; what the client does not offer is done by the contract's own calls."""
    method = getattr(hall, call.name, None)
    if method is not None:
        return await method(*call.arguments, **call.options)
    match call.name:
        case "resume":
            return await hall.ledger(await hall.open(*call.arguments))
        case "attach_many":
            filing, uploads = call.arguments
            return tuple([await _attach_async(hall, filing, upload) for upload in uploads])
        case _:
            return _CAPABILITIES[call.name](hall, *call.arguments)  # refuses


async def _attach_async(hall: Any, filing: Any, upload: Any) -> Answer:
    try:
        answer: Answer = await hall.attach(filing, upload.material, upload.file, upload.person)
    except MaterialRefused as error:
        return error
    except NotFound as error:
        if error.code == NO_FILING.code:
            raise
        return error  # no such person: the other files are kept
    return answer
