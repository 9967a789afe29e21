"""Accounts by numbers that stand on papers, meters and cards: page by page, along an index."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.statements import all_rows
from app.ledger.projection.tables.accounts import METER_STARTS, PERSONAL
from app.ledger.projection.tables.cards import SERIAL_STARTS
from app.ledger.queries.accounts import METER_NUMBER, NOT_UNWRITTEN, edited_fields
from app.ledger.queries.reading import NOTHING_MORE, marks_for

_SHORTEST_PART = 4
"""Digits of a meter's number, or of a serial, by which a part of it is found."""
_ABOVE_DIGITS = ":"
"""The character after 9."""


def ending(column: str, start: int) -> str:
    """The end of a column as its indexes have it."""
    return column if start == 1 else f"substr({column}, {start})"


_ACCOUNTS = (
    "SELECT account FROM account WHERE account >= ? AND account < ? AND account > ? "
    "AND at IS NOT NULL ORDER BY account LIMIT ? + 0"
)
# A meter's number is the one that was put right, where one was.
_METERS = f"""
    SELECT meter, id, account, {{end}} FROM allocation
    WHERE {{end}} >= ? AND {{end}} < ? AND ({{end}}, id) > (?, ?) AND instr(meter, ?) = {{start}}
    AND {NOT_UNWRITTEN}
    AND NOT EXISTS (SELECT 1 FROM allocation_field WHERE allocation_field.allocation = allocation.id
        AND field = 'meter')
    UNION ALL
    SELECT value, allocation.id, account, {{put_right}} FROM allocation_field
    JOIN allocation ON allocation.id = allocation_field.allocation
    WHERE field = 'meter' AND {{put_right}} >= ? AND {{put_right}} < ?
    AND ({{put_right}}, allocation.id) > (?, ?) AND instr(value, ?) = {{start}}
    AND {NOT_UNWRITTEN}
    ORDER BY 4, 2 LIMIT ? + 0
"""  # noqa: S608  constants of this module
_CARDS = (
    "SELECT serial, COALESCE(account, seen_account) FROM card WHERE {0} >= ? AND {0} < ? "
    "AND ({0}, serial) > (?, ?) AND COALESCE(account, seen_account) IS NOT NULL "
    "ORDER BY {0}, serial LIMIT ? + 0"
)
_METERS_FROM = {
    start: _METERS.format(start=start, end=ending("meter", start), put_right=ending("value", start))
    for start in (1, *METER_STARTS)
}
_CARDS_FROM = {start: _CARDS.format(ending("serial", start)) for start in (1, *SERIAL_STARTS)}


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


def start_in_meter(meter: str, part: str) -> int:
    """Digit of a meter's number at which a part that is found begins; 0 where it is not found."""
    start = meter.find(part) + 1
    return start if start in meter_starts(part) else 0


def start_in_serial(serial: bytes, part: str) -> int:
    """Byte of a serial at which hexadecimal digits that are found begin; 0 where none are."""
    written = serial.hex()
    starts = (start for start in serial_starts(part) if written.startswith(part, 2 * start - 2))
    return next(starts, 0)


def meter_starts(part: str) -> tuple[int, ...]:
    """Where a part may begin in a meter's number: short ones only at its first digit."""
    return (1, *METER_STARTS) if len(part) >= _SHORTEST_PART else (1,)


def serial_starts(part: str) -> tuple[int, ...]:
    """Where digits may begin in a serial, in bytes."""
    return (1, *SERIAL_STARTS) if len(part) >= _SHORTEST_PART else (1,)


def meters_from(
    db: Database, number: str, most: int, after: MeterPlace, *, start: int = 1, whole: bool = False
) -> list[MeterFound]:
    """Meters whose number has these digits first at ``start``, or is so where ``whole``.

    In the order of what begins there.
    """
    upper = number + (NOTHING_MORE if whole else _ABOVE_DIGITS)
    end = after.meter[start - 1 :]
    given = (end or number, upper, end, after.allocation, number)
    return [
        MeterFound(meter=str(meter), allocation=EventId.from_key(id), account=str(account))
        for meter, id, account, _end in all_rows(db, _METERS_FROM[start], (*given, *given, most))
    ]


def cards_from(
    db: Database, digits: str, most: int, after: bytes = b"", *, start: int = 1
) -> list[CardFound]:
    """Cards whose serial has these hexadecimal digits from a byte on, in the order of that end."""
    lower = bytes.fromhex(digits.ljust(len(digits) + len(digits) % 2, "0"))
    upper = bytes.fromhex(digits.ljust(len(digits) + len(digits) % 2, "f")) + b"\xff" * 16
    end = after[start - 1 :]
    rows = all_rows(db, _CARDS_FROM[start], (end or lower, upper, end, after, most))
    return [CardFound(serial=bytes(row[0]), account=str(row[1])) for row in rows]


def described(db: Database, numbers: Sequence[str]) -> dict[str, Described]:
    """What tells these accounts from others; those that are not on file are left out."""
    marks = marks_for(numbers)
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
