"""Arguments of an operation, from the texts that people type: ``key=value``."""

from __future__ import annotations

import enum
from datetime import date
from types import NoneType
from typing import Any, TypeVar, get_args

import msgspec

from app.domain.text import _
from app.operations.errors import BadArgument

Arguments = TypeVar("Arguments", bound=msgspec.Struct)

_LARGEST_NUMBER = 999_999_999
"""Far above any number of a person, class or region; far below what a table cannot keep."""
_LONGEST_TEXT = 10_000
"""Characters; a tariff in full has a few hundred."""
_SHOWN = 40
"""Characters of a wrong value that are said back."""


def typed_arguments(name: str, form: type[Arguments], given: dict[str, str]) -> Arguments:
    """The arguments of the operation called ``name``.

    Raises BadArgument naming the key, the value and what is possible.
    """
    fields = {field.name: field for field in msgspec.structs.fields(form)}
    for key in given:
        if key not in fields:
            raise BadArgument(
                _("{operation} has no argument {key}.").format(operation=name, key=key),
                _("Nothing was done. It takes: {names}.").format(
                    names=", ".join(fields) or _("none")
                ),
            )
    missing = [field.name for field in fields.values() if field.required]
    missing = [key for key in missing if key not in given]
    if missing:
        raise BadArgument(
            _("{operation} needs more: {names}.").format(operation=name, names=", ".join(missing)),
            _("Nothing was done. Write each as key=value."),
        )
    return form(**{key: _value(fields[key], text) for key, text in given.items()})


def wanted(field: msgspec.structs.FieldInfo) -> str:
    """What a value looks like: ``NUMBER``, ``TEXT``, ``YYYY-MM-DD``, ``yes|no``, or its choices."""
    kind = _kind_of(field)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "|".join(str(choice.value) for choice in kind)
    names = {int: _("NUMBER"), date: _("YYYY-MM-DD"), bool: _("yes|no")}
    return names.get(kind, _("TEXT"))


def _kind_of(field: msgspec.structs.FieldInfo) -> Any:  # noqa: ANN401  a type, or a union's only one
    kinds = [kind for kind in get_args(field.type) if kind is not NoneType]
    return kinds[0] if kinds else field.type


def _value(field: msgspec.structs.FieldInfo, text: str) -> object:
    kind = _kind_of(field)
    if kind is str and len(text) <= _LONGEST_TEXT and _is_text(text):
        return text
    try:
        value = msgspec.convert(_without_words(kind, text), kind, strict=False)
    except (msgspec.ValidationError, ValueError):
        value = None
    if value is None or kind is str or (kind is int and abs(value) > _LARGEST_NUMBER):
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
        raise BadArgument(
            _("{key}={value} cannot be understood.").format(key=field.name, value=shown),
            _("Nothing was done. It looks like {key}={wanted}.").format(
                key=field.name, wanted=wanted(field)
            ),
        )
    return value


def _without_words(kind: object, text: str) -> str:
    """A truth as a machine writes it."""
    return {"yes": "true", "no": "false"}.get(text, text) if kind is bool else text.strip()


def _is_text(text: str) -> bool:
    """Whether it is Unicode: a shell may pass bytes that are none."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
