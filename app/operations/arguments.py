"""Arguments of an operation, from the texts that people type: ``key=value``."""

from __future__ import annotations

import enum
import re
from datetime import date
from types import NoneType
from typing import Annotated, Any, TypeAlias, TypeVar, get_args

import msgspec

from app.domain.days import FIRST_DAY, LAST_DAY, can_be_meant
from app.domain.text import _
from app.operations.errors import BadArgument

Arguments = TypeVar("Arguments", bound=msgspec.Struct)
Paragraphs: TypeAlias = Annotated[str, msgspec.Meta(extra={"lines": "several"})]
"""A text of several lines; every other one is a single line, however it was pasted."""

_LARGEST_NUMBER = 999_999_999
"""Far above any number of a person, class or region; far below what a table cannot keep."""
_LONGEST_LINE = 500
"""Characters of a text on one line; a list of cards has a few hundred."""
_LONGEST_TEXT = 10_000
"""Characters of a text of several lines; a tariff in full has a few hundred."""
_WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
_SHOWN = 40
"""Characters of a wrong value that are said back."""


class WrongValue(BadArgument):
    """A value that its argument cannot have. A command names the argument; a form shows it."""

    def __init__(self, key: str, value: str, fault: str, remedy: str) -> None:
        """``fault`` and ``remedy``: sentences with ``{given}`` and ``{key}``."""
        given = f"{key}={value}"
        super().__init__(fault.format(given=given), remedy.format(key=f"{key}="))
        self.alone = BadArgument(fault.format(given=value), remedy.format(key=""))
        """The same about the value alone."""


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
    if kind is str:
        return _text(field, text)
    try:
        value = msgspec.convert(_without_words(kind, text), kind, strict=False)
    except (msgspec.ValidationError, ValueError):
        value = None
    if value is None or (kind is int and not _is_number(text, value)):
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
        raise WrongValue(
            field.name,
            shown,
            _("{given} cannot be understood."),
            _("Nothing was done. It looks like {wanted}.").format(wanted="{key}" + wanted(field)),
        )
    if isinstance(value, date) and not can_be_meant(value):
        raise WrongValue(
            field.name,
            value.isoformat(),
            _("{given} cannot be meant."),
            _("Nothing was done. Days go from {first} to {last}.").format(
                first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat()
            ),
        )
    return value


def _text(field: msgspec.structs.FieldInfo, given: str) -> str:
    """A text as operations are given it. Raises BadArgument where it is none that was meant."""
    several = field.type is Paragraphs
    text = given if several else "".join(" " if c.isspace() else c for c in given).strip()
    longest = _LONGEST_TEXT if several else _LONGEST_LINE
    if len(text) > longest:
        raise BadArgument(
            _("{key} has {count} characters.").format(key=field.name, count=len(text)),
            _("Nothing was done. There is room for {most}.").format(most=longest),
        )
    if not all(map(str.isprintable, text.split() if several else text)):
        raise BadArgument(
            _("{key} has signs that cannot be printed.").format(key=field.name),
            _("Nothing was done. Type it anew; do not paste it."),
        )
    return text


def _is_number(text: str, value: int) -> bool:
    """Whether digits were typed, and no more of them than somebody can have meant."""
    return bool(_WHOLE.fullmatch(text.strip())) and abs(value) <= _LARGEST_NUMBER


def _without_words(kind: object, text: str) -> str:
    """A truth as a machine writes it."""
    return {"yes": "true", "no": "false"}.get(text, text) if kind is bool else text.strip()
