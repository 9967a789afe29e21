"""The filters of inquiries, called alike on every screen."""

from __future__ import annotations

from datetime import date

from app.domain.days import can_be_meant
from app.domain.text import _
from app.operations.errors import BadArgument
from app.widgets.field import Field, FieldKind

_ACCOUNT_DIGITS = 12
_SERIAL_SIGNS = 32
_DAY_SIGNS = (8, 10)


def account_field() -> Field:
    """An account's number."""
    return Field(_("Account"), FieldKind.DIGITS, id="account", longest=_ACCOUNT_DIGITS)


def meter_field() -> Field:
    """A meter's number."""
    hint = _("zeros in front not needed")
    return Field(_("Meter"), FieldKind.DIGITS, id="meter", hint=hint, longest=_ACCOUNT_DIGITS)


def card_field() -> Field:
    """A card's serial; a card on the reader fills it."""
    return Field(_("Card on reader/serial"), FieldKind.TEXT, id="card", longest=_SERIAL_SIGNS)


def operator_field() -> Field:
    """An operator's number."""
    return Field(_("Operator"), FieldKind.DIGITS, id="operator", longest=9)


def day_fields() -> tuple[Field, Field]:
    """First and last day."""
    return (
        Field(_("First day YYYY-MM-DD"), FieldKind.TEXT, id="since", longest=10),
        Field(_("Last day YYYY-MM-DD"), FieldKind.TEXT, id="until", longest=10),
    )


def day_typed(text: str) -> date | None:
    """A day, with dashes or as eight digits; None where it is empty. Raises BadArgument."""
    if not text:
        return None
    wrong = BadArgument(
        _("{text} is no day.").format(text=text),
        _("Type year, month and day as eight digits: 20261203."),
    )
    if len(text) not in _DAY_SIGNS:
        raise wrong
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise wrong from error
    if not can_be_meant(day):
        raise wrong
    return day
