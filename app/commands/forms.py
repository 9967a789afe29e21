"""How arguments are listed, for people and for programs."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.text import _
from app.operations.arguments import wanted

_SELF_EVIDENT = (None, "", False, msgspec.NODEFAULT)
"""Defaults that mean "not given"."""


def described(form: type[msgspec.Struct]) -> dict[str, Any]:
    """Keys, whether each is needed, and what it looks like."""
    return {
        field.name: {"needed": field.required, "looks_like": wanted(field)}
        for field in msgspec.structs.fields(form)
    }


def explained(form: type[msgspec.Struct]) -> list[str]:
    """One line per key."""
    return [_line(field) for field in msgspec.structs.fields(form)]


def _line(field: msgspec.structs.FieldInfo) -> str:
    typed = f"{field.name}={wanted(field)}"
    if field.required:
        return typed
    if field.default in _SELF_EVIDENT:
        return f"[{typed}]"
    return _("[{typed}]  {default} if not given").format(typed=typed, default=field.default)
