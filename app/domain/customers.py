"""What is kept of a customer: which fields there are, what fits into them, who seems the same."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable, Mapping

from app.domain.errors import TapcardError
from app.domain.searching import words_of
from app.domain.text import _


class PersonalField(enum.StrEnum):
    """A field of a customer's file that is kept under the account's own key."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY_TYPE = "identity_type"
    IDENTITY = "identity"
    ADDRESS = "address"
    STREET = "street"
    ESTATE = "estate"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    NOTES = "notes"


class IdentityRule(enum.StrEnum):
    """What happens when another account has the same identity number."""

    TELL = "tell"
    """It is said."""
    SECOND_PERSON = "second_person"
    """Two people open the account."""
    REFUSE = "refuse"


class Likeness(enum.StrEnum):
    """In what an account is like the one that is about to be opened."""

    IDENTITY = "identity"
    PHONE = "phone"
    NAME_AND_ADDRESS = "name_and_address"


class BadPersonalField(TapcardError):
    """A field of a customer's file that cannot be kept as it was typed."""

    code = "bad_personal_field"


FIELD_NAMES: dict[PersonalField, str] = {
    PersonalField.NAME: _("Name"),
    PersonalField.PHONE: _("Phone"),
    PersonalField.IDENTITY_TYPE: _("Document"),
    PersonalField.IDENTITY: _("Identity"),
    PersonalField.ADDRESS: _("Address"),
    PersonalField.STREET: _("Street"),
    PersonalField.ESTATE: _("Estate"),
    PersonalField.BUILDING: _("Building"),
    PersonalField.UNIT: _("Unit"),
    PersonalField.ROOM: _("Room"),
    PersonalField.NOTES: _("Notes"),
}
LONGEST: dict[PersonalField, int] = dict.fromkeys(PersonalField, 60) | {
    PersonalField.PHONE: 24,
    PersonalField.IDENTITY_TYPE: 20,
    PersonalField.IDENTITY: 30,
    PersonalField.BUILDING: 30,
    PersonalField.UNIT: 20,
    PersonalField.ROOM: 20,
    PersonalField.NOTES: 200,
}
"""Characters."""

_PREMISES = (
    PersonalField.STREET,
    PersonalField.ESTATE,
    PersonalField.BUILDING,
    PersonalField.UNIT,
    PersonalField.ROOM,
)
_FEWEST_DIGITS = 3
_IN_PHONES = frozenset("0123456789+-()/. ")


def kept(field: PersonalField, typed: str) -> str:
    """A field as it is kept: without spaces around it, digits of any script as 0 to 9 in numbers.

    Raises BadPersonalField for control characters, for too much, and for a telephone or an identity
    number with signs that none has.
    """
    text = typed.strip()
    if not text.isprintable():
        raise _bad(
            field,
            _("{field} has signs that cannot be printed, a line break perhaps."),
            _("Nothing was recorded. Type it on one line."),
        )
    text = " ".join(text.split())
    if field in (PersonalField.PHONE, PersonalField.IDENTITY):
        text = _with_digits(text)
    if len(text) > LONGEST[field]:
        raise _bad(
            field,
            _("{field} has {count} characters; there is room for {most}."),
            _("Nothing was recorded. Shorten it."),
            count=len(text),
            most=LONGEST[field],
        )
    if text and field is PersonalField.PHONE:
        _check_phone(text)
    if text and field is PersonalField.IDENTITY and not words_of(text):
        raise _bad(
            field,
            _("{field} has neither a digit nor a letter."),
            _("Nothing was recorded. Type the number as it stands on the document."),
        )
    return text


def kept_fields(typed: Mapping[PersonalField, str]) -> dict[str, str]:
    """All fields that are not empty, as they are kept. Raises BadPersonalField."""
    fields = {field.value: kept(field, text) for field, text in typed.items()}
    return {name: text for name, text in fields.items() if text}


def require_fields(fields: Mapping[str, str], required: Iterable[PersonalField]) -> None:
    """Raises BadPersonalField that names the first field that must be there and is not."""
    for field in required:
        if not fields.get(field.value):
            raise _bad(
                field,
                _("{field} must not be empty here."),
                _("No account was opened. Ask the customer for it."),
            )


def address_of(fields: Mapping[str, str]) -> str:
    """The address on one line: as it was typed, or else made of the parts of the premises."""
    typed = fields.get(PersonalField.ADDRESS.value, "")
    if typed:
        return typed
    return ", ".join(part for field in _PREMISES if (part := fields.get(field.value, "")))


def likeness(one: Mapping[str, str], other: Mapping[str, str]) -> Likeness | None:
    """In what two customers are the same; the strongest likeness of several."""
    if _same(one, other, PersonalField.IDENTITY) and _types_agree(one, other):
        return Likeness.IDENTITY
    if _same(one, other, PersonalField.PHONE):
        return Likeness.PHONE
    mine, theirs = words_of(address_of(one)), words_of(address_of(other))
    if mine and mine == theirs and _same(one, other, PersonalField.NAME):
        return Likeness.NAME_AND_ADDRESS
    return None


def _same(one: Mapping[str, str], other: Mapping[str, str], field: PersonalField) -> bool:
    """Whether both have the same, however it is spaced and written."""
    mine, theirs = (words_of(each.get(field.value, "")) for each in (one, other))
    if field is not PersonalField.NAME:
        mine, theirs = ["".join(mine)], ["".join(theirs)]
    return any(mine) and sorted(mine) == sorted(theirs)


def _types_agree(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether both documents are of one type, as far as both say."""
    mine, theirs = (words_of(each.get("identity_type", "")) for each in (one, other))
    return not mine or not theirs or mine == theirs


def _with_digits(text: str) -> str:
    return "".join(
        char if (digit := unicodedata.decimal(char, None)) is None else str(digit) for char in text
    )


def _check_phone(text: str) -> None:
    digits = sum(char.isdigit() for char in text)
    if not set(text) <= _IN_PHONES or digits < _FEWEST_DIGITS:
        raise _bad(
            PersonalField.PHONE,
            _("{field} is no telephone number: digits count, and + - ( ) / . between them."),
            _("Nothing was recorded. The letter O is no 0; type the digits again."),
        )


def _bad(field: PersonalField, message: str, remedy: str, **facts: int) -> BadPersonalField:
    return BadPersonalField(message.format(field=FIELD_NAMES[field], **facts), remedy)
