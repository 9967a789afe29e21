"""Operations that head office performs, and the types of what goes to and fro for each."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any, get_type_hints

import msgspec

from app.domain.master_data import head_office_sets
from app.domain.text import _
from app.operations.catalogue import OPERATIONS
from app.operations.change_pin import CHANGE_PIN
from app.operations.errors import BadArgument
from app.operations.operation import Operation

AnyOperation = Operation[Any, Any, Any, Any]


def performed_at_head_office(operation: AnyOperation) -> bool:
    """What head office sets for everybody, and one's own PIN there."""
    if operation.sets is None:
        return operation.name == CHANGE_PIN.name
    return head_office_sets(operation.sets)


OFFICE_OPERATIONS = {one.name: one for one in OPERATIONS if performed_at_head_office(one)}
"""By name."""


def office_operation(name: str) -> AnyOperation:
    """Raises BadArgument for what head office does not perform."""
    found = OFFICE_OPERATIONS.get(name)
    if found is None:
        raise BadArgument(
            _("Head office does not perform {name}.").format(name=name), _("Nothing was done.")
        )
    return found


@cache
def look_form(name: str) -> Any:  # noqa: ANN401  a type
    """Of what looking brings."""
    return get_type_hints(OFFICE_OPERATIONS[name].look_at)["return"]


@cache
def quote_form(name: str) -> Any:  # noqa: ANN401  a type
    """Of what is performed."""
    function: Callable[..., Any] = OFFICE_OPERATIONS[name].carry_out
    *_before, quote = inspect.signature(function).parameters
    return get_type_hints(function)[quote]


@cache
def result_form(name: str) -> Any:  # noqa: ANN401  a type
    """Of what performing brings."""
    return get_type_hints(OFFICE_OPERATIONS[name].carry_out)["return"]


def packed(value: object) -> bytes:
    """For the way."""
    return msgspec.msgpack.encode(value)


def unpacked_as(form: Any, data: bytes) -> Any:  # noqa: ANN401  of any type
    """Raises BadArgument where the other side is of another release."""
    try:
        return msgspec.msgpack.decode(data, type=form)
    except msgspec.DecodeError as error:
        raise BadArgument(
            _("Head office's screens and `serve` do not understand each other: {why}").format(
                why=error
            ),
            _("Nothing was done. Start both anew: one of them is of another release."),
        ) from error
