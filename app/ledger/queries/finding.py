"""Accounts by numbers that stand on papers, meters and cards: page by page, along an index."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.statements import all_rows
from app.ledger.projection.tables.accounts import PERSONAL
from app.ledger.queries.accounts import METER_NUMBER, NOT_UNWRITTEN, edited_fields

_ABOVE_DIGITS = ":"
"""The character after 9."""

_ACCOUNTS = (
    "SELECT account FROM account WHERE account >= ? AND account < ? AND account > ? "
    "AND at IS NOT NULL ORDER BY account LIMIT ? + 0"
)
# A meter's number is the one that was put right, where one was.
_METERS = f"""
    SELECT meter, id, account FROM allocation
    WHERE meter >= ? AND meter < ? AND (meter, id) > (?, ?) AND {NOT_UNWRITTEN}
    AND NOT EXISTS (SELECT 1 FROM allocation_field WHERE allocation_field.allocation = allocation.id
        AND field = 'meter')
    UNION ALL
    SELECT value, allocation.id, account FROM allocation_field
    JOIN allocation ON allocation.id = allocation_field.allocation
    WHERE field = 'meter' AND value >= ? AND value < ? AND (value, allocation.id) > (?, ?)
    AND {NOT_UNWRITTEN}
    ORDER BY 1, 2 LIMIT ? + 0
"""  # noqa: S608  constants of this module
_CARDS = (
    "SELECT serial, COALESCE(account, seen_account) FROM card WHERE serial >= ? AND serial < ? "
    "AND serial > ? AND COALESCE(account, seen_account) IS NOT NULL ORDER BY serial LIMIT ? + 0"
)


_DESCRIBED = f"""
    SELECT account.account, sealed, erased, (
        SELECT {METER_NUMBER} FROM allocation
        LEFT JOIN allocation_end ON allocation_end.allocation = allocation.id
        WHERE allocation.account = account.account AND ended IS NULL AND {NOT_UNWRITTEN}
        ORDER BY began DESC, id DESC LIMIT 1)
    FROM account WHERE at IS NOT NULL AND account.account IN (%s)
"""  # noqa: S608  constants of this module


# Only what is sealed: no other field's name begins so.
_EDITED = (
    "SELECT account, field, value FROM account_field WHERE account IN (%s) "  # noqa: S608  constants of this module
    f"AND field >= '{PERSONAL}' AND field < '{PERSONAL}~'"
)


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What tells an account from others."""

    sealed: bytes
    erased: bool
    edited: dict[str, bytes]
    meter: str
    """The newest that hangs there; empty without one."""


class MeterPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A meter in the order of numbers."""

    meter: str = ""
    allocation: int = 0


class MeterFound(msgspec.Struct, frozen=True, kw_only=True):
    """A meter that an account has, or had."""

    meter: str
    allocation: EventId
    account: str

    @property
    def place(self) -> MeterPlace:
        """Where it stands."""
        return MeterPlace(meter=self.meter, allocation=self.allocation.to_key())


class CardFound(msgspec.Struct, frozen=True, kw_only=True):
    """A card that an account has, or had."""

    serial: bytes
    account: str


def accounts_from(db: Database, number: str, most: int, after: str = "") -> list[str]:
    """Accounts whose number begins so, in its order."""
    rows = all_rows(db, _ACCOUNTS, (number, number + _ABOVE_DIGITS, after, most))
    return [str(row[0]) for row in rows]


def meters_from(
    db: Database, number: str, most: int, after: MeterPlace, *, whole: bool
) -> list[MeterFound]:
    """Meters whose number begins so, or is so where ``whole``, in its order."""
    upper = number + ("\0" if whole else _ABOVE_DIGITS)
    given = (number, upper, after.meter, after.allocation)
    return [
        MeterFound(meter=str(meter), allocation=EventId.from_key(id), account=str(account))
        for meter, id, account in all_rows(db, _METERS, (*given, *given, most))
    ]


def cards_from(db: Database, serial: str, most: int, after: bytes = b"") -> list[CardFound]:
    """Cards whose serial begins with these hexadecimal digits, in its order."""
    lower = bytes.fromhex(serial.ljust(len(serial) + len(serial) % 2, "0"))
    upper = bytes.fromhex(serial.ljust(len(serial) + len(serial) % 2, "f")) + b"\xff" * 16
    rows = all_rows(db, _CARDS, (lower, upper, after, most))
    return [CardFound(serial=bytes(row[0]), account=str(row[1])) for row in rows]


def described(db: Database, numbers: Sequence[str]) -> dict[str, Described]:
    """What tells these accounts from others; those that are not on file are left out."""
    marks = ", ".join("?" * len(numbers))
    edited: dict[str, list[tuple[str, str]]] = {}
    for number, field, text in all_rows(db, _EDITED % marks, numbers):
        edited.setdefault(number, []).append((field, text))
    rows = all_rows(db, _DESCRIBED % marks, numbers)
    return {
        number: Described(
            sealed=bytes(sealed),
            erased=bool(erased),
            edited=edited_fields(edited[number]) if number in edited else {},
            meter=meter or "",
        )
        for number, sealed, erased, meter in rows
    }
