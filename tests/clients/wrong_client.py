"""A client that is wrong in one way: the embedded hall's, with one mutation round its calls."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from sxbundle.problem import Problem
from sxbundle.procedure.ledger import Submitted
from sxbundle.testing.office import LocalOffice

Wrong = Callable[..., Any]
"""What stands in for a call: it is given the client, the right call, and the arguments."""


@frozen
class Mutation:
    """One way to be wrong.

    Attributes:
        name: what is wrong, in words.
        calls: name of a call to what stands in for it.
    """

    name: str
    calls: Mapping[str, Wrong]


class WrongClient:
    """Forwards every call to a right client, but for the mutated ones.

    Attributes:
        right: the client that does the work.
        office: the office whose client it is; `office.memory` is shared by all of its clients.
        memory: what this client remembers.
    """

    def __init__(self, right: Any, mutation: Mutation, office: "WrongOffice") -> None:
        self.right, self.mutation, self.office = right, mutation, office
        self.memory: dict[Any, Any] = {}

    def _call(self, name: str, *args: Any, **named: Any) -> Any:
        right = getattr(self.right, name)
        wrong = self.mutation.calls.get(name)
        return right(*args, **named) if wrong is None else wrong(self, right, *args, **named)

    def __enter__(self) -> "WrongClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return repr(self.right)


def _forwarding(name: str) -> Callable[..., Any]:
    def call(self: WrongClient, *args: Any, **named: Any) -> Any:
        return self._call(name, *args, **named)

    return call


CALLS = (
    "sign_in", "choose", "unit", "open", "accept", "stage", "record_unit", "declaration", "attach",
    "submit", "ledger", "find", "filings", "outlets", "close", "attach_many", "resume", "withdraw",
    "records", "materials", "remove_material", "last_unit_record", "changes",
)  # fmt: skip
WRITES = (
    "open",
    "accept",
    "stage",
    "record_unit",
    "declaration",
    "attach",
    "submit",
    "withdraw",
    "attach_many",
)
"""The calls that change something at the hall."""
for _name in CALLS:
    setattr(WrongClient, _name, _forwarding(_name))


class WrongOffice(LocalOffice):
    """The embedded hall, whose clients are all wrong in the same way."""

    def __init__(self, mutation: Mutation) -> None:
        super().__init__()
        self.mutation = mutation
        self.memory: dict[Any, Any] = {}
        self.expired = 0

    def client(self) -> Any:
        return WrongClient(super().client(), self.mutation, self)

    def expire(self) -> None:
        super().expire()
        self.expired += 1


# What mutations are made of.


def answering(change: Callable[[Any], Any]) -> Wrong:
    """The right call, its answer changed."""
    return lambda client, right, *args, **named: change(right(*args, **named))


def asking(change: Callable[..., tuple[Any, ...]]) -> Wrong:
    """The right call of changed arguments."""
    return lambda client, right, *args: right(*change(*args))


def raising(caught: type[Exception], instead: Callable[[Exception], Exception]) -> Wrong:
    """Another exception than the right one."""

    def call(client: WrongClient, right: Callable[..., Any], *args: Any, **named: Any) -> Any:
        try:
            return right(*args, **named)
        except caught as error:
            raise instead(error) from None

    return call


def swallowing(caught: type[Exception], answer: Any) -> Wrong:
    """An answer in place of an exception."""

    def call(client: WrongClient, right: Callable[..., Any], *args: Any, **named: Any) -> Any:
        try:
            return right(*args, **named)
        except caught:
            return answer

    return call


def remembering(key: Callable[..., Any], everywhere: bool = False) -> Wrong:
    """The first answer for ever, for all arguments of one key; of this client or of all."""

    def call(client: WrongClient, right: Callable[..., Any], *args: Any, **named: Any) -> Any:
        memory = client.office.memory if everywhere else client.memory
        at = (right.__name__, key(*args, **named))
        if at not in memory:
            memory[at] = right(*args, **named)
        return memory[at]

    return call


def silent(caught: type[Exception] = ()) -> Wrong:  # type: ignore[assignment]
    """Nothing is done."""
    return lambda client, right, *args, **named: None


def everywhere(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """`value` with each instance of `kind` in it changed, at any depth."""
    if isinstance(value, Submitted):
        return Submitted(everywhere(tuple(value), kind, change), everywhere(value.prompts, kind, change))
    if isinstance(value, tuple):
        return tuple(everywhere(item, kind, change) for item in value)
    if isinstance(value, dict):
        return {key: everywhere(item, kind, change) for key, item in value.items()}
    if not attrs.has(type(value)):
        return value
    if not isinstance(value, Problem):
        fields = {
            field.name: everywhere(getattr(value, field.name), kind, change)
            for field in attrs.fields(type(value))
        }
        value = attrs.evolve(value, **fields)
    return change(value) if isinstance(value, kind) else value


@frozen
class First:
    """Gives every instance of a class the field of the first."""

    name: str
    seen: list[Any] = field(factory=list)

    def __call__(self, value: Any) -> Any:
        if not self.seen:
            self.seen.append(getattr(value, self.name))
        return attrs.evolve(value, **{self.name: self.seen[0]})
