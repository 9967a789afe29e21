"""Whom and what an event is about, by the names and types of its fields.

The rule holds for every event, those that are still to be written too: a field called ``account``
or ``..._account`` names an account, ``meter`` or ``..._meter`` a meter, ``operator`` an operator;
a serial is a card; an identity is an allocation where the field says so, else an event that this
one goes on with. Fields of values inside an event (a card's contents, terms, dumps) count alike.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

import msgspec

from app.domain.identity import NO_MARK, EventId
from app.ledger.events.base import Event


class SubjectKind(enum.StrEnum):
    """What can be asked about."""

    ACCOUNT = "account"
    CARD = "card"
    """By its serial, in hexadecimal."""
    METER = "meter"
    ALLOCATION = "allocation"
    """Account and meter; by the key of the event that brought them together."""
    OPERATOR = "operator"
    """Who did it, who signed as second person, whom it was done to."""
    EVENT = "event"
    """An earlier event that this one goes on with, by its key: its plan, its purchase."""


Subject: TypeAlias = tuple[str, str]
"""Somebody or something that an event is about: a :class:`SubjectKind`, and the name.

A plain pair: every event of a ledger has several, and Python makes those much faster.
"""

_NAMES: dict[tuple[type, str], SubjectKind] = {
    (str, "account"): SubjectKind.ACCOUNT,
    (str, "survivor"): SubjectKind.ACCOUNT,
    (str, "meter"): SubjectKind.METER,
    (int, "operator"): SubjectKind.OPERATOR,
    (int, "approver"): SubjectKind.OPERATOR,
    (bytes, "serial"): SubjectKind.CARD,
    (bytes, "card"): SubjectKind.CARD,
    (EventId, "allocation"): SubjectKind.ALLOCATION,
    (EventId, "allocations"): SubjectKind.ALLOCATION,
}
"""By the type and the last word of a field."""
_NOT_FOLLOWED = frozenset({"shift", "mark", "taken", "begun", "known"})
"""Identities that are a circumstance, or what a card or meter showed."""

Path: TypeAlias = tuple[str, ...]
"""Names of fields, from the event inwards; ``*`` goes through all values of a list."""


class Found(NamedTuple):
    """A field that names a subject."""

    path: Path
    kind: SubjectKind


@cache
def fields_of(event: type[Event]) -> tuple[Found, ...]:
    """The fields of a type of event that name its subjects."""
    return tuple(_walked(event, ()))


def _walked(form: type[msgspec.Struct], path: Path) -> Iterator[Found]:
    hints = get_type_hints(form)
    for name in form.__struct_fields__:
        yield from _field(name, hints[name], (*path, name))


def _field(name: str, hint: Any, path: Path) -> Iterator[Found]:  # noqa: ANN401  any type
    if get_origin(hint) in (Union, types.UnionType):
        for one in get_args(hint):
            yield from _field(name, one, path)
    elif get_origin(hint) is tuple:
        yield from _field(name, get_args(hint)[0], (*path, "*"))
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield from _walked(hint, path)
    else:
        kind = _kind_of(name, hint)
        if kind is not None:
            yield Found(path, kind)


def _kind_of(name: str, hint: Any) -> SubjectKind | None:  # noqa: ANN401  any type
    word = name.rpartition("_")[2]
    found = _NAMES.get((hint, word)) if isinstance(hint, type) else None
    if found is None and hint is EventId and name not in _NOT_FOLLOWED:
        return SubjectKind.EVENT
    return found


@lru_cache(maxsize=4096)
def name_of_event(id: EventId) -> str:
    """An event, or an allocation, as the name of a subject."""
    return str(id.to_key())


_TEXTS = {
    SubjectKind.ACCOUNT: "{0}",
    SubjectKind.METER: "{0}",
    SubjectKind.OPERATOR: "str({0})",
    SubjectKind.CARD: "{0}.hex()",
    SubjectKind.ALLOCATION: "name_of_event({0})",
    SubjectKind.EVENT: "name_of_event({0})",
}
_SAID = {
    **dict.fromkeys(SubjectKind, "{0}"),
    # An identity is never false; a place that no plan wrote yet shows an empty one.
    SubjectKind.ALLOCATION: "{0} is not None and {0} != NO_MARK",
    SubjectKind.EVENT: "{0} is not None and {0} != NO_MARK",
}


@cache
def subjects_function(event: type[Event]) -> Callable[[Any], dict[Subject, None]]:
    """A function of an event of this type that tells its subjects, each once, in a fixed order.

    Compiled from its fields: every event of a ledger passes here, more than once in its life.
    """
    lines = ["def subjects(event):", "    found = {}"]
    for one in fields_of(event):
        lines += _reading(one)
    lines.append("    return found")
    made: dict[str, Any] = {"name_of_event": name_of_event, "NO_MARK": NO_MARK}
    exec("\n".join(lines), made)  # noqa: S102  made of names of our fields only
    found: Callable[[Any], dict[Subject, None]] = made["subjects"]
    return found


def _reading(one: Found) -> Iterator[str]:
    """Lines that add what one field names; a value that is empty on the way names nothing."""
    value, depth = "event", 1
    for step in one.path:
        indent, name = "    " * depth, f"at_{depth}"
        if step == "*":
            yield f"{indent}for {name} in {value}:"
        else:
            yield f"{indent}{name} = {value}.{step}"
            yield f"{indent}if {_SAID[one.kind].format(name)}:"
        value = name
        depth += 1
    text = _TEXTS[one.kind].format(value)
    yield f"{'    ' * depth}found[{one.kind.value!r}, {text}] = None"


def reason_of(event: Event) -> str:
    """Why it was done, as people said; empty where nobody was asked."""
    said = getattr(event, "reason", "") or getattr(event, "why", "")
    return said if isinstance(said, str) else ""
