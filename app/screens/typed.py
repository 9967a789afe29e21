"""What was typed into a form as the arguments of an operation."""

from __future__ import annotations

from typing import Any

from app.operations.arguments import Arguments, WrongValue
from app.operations.operation import Operation, parse_arguments


def typed_into(operation: Operation[Arguments, Any, Any, Any], texts: dict[str, str]) -> Arguments:
    """Raises BadArgument; it says the value, not the argument: a form has fields, no names."""
    try:
        return parse_arguments(operation, texts)
    except WrongValue as error:
        raise error.alone from error
