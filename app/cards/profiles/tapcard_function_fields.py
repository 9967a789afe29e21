"""Values that only function cards carry, and values that may be missing on them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from app.cards.profiles.fields import DAY_ZERO, Code, Digits, Field, Raw, Record, Unsigned
from app.domain.cards import MeterParameters
from app.domain.meter_tariff import MOST_TIERS, TierSet
from app.domain.text import _

E = TypeVar("E", bound=enum.Enum)

_TIME_ZERO = datetime.combine(DAY_ZERO, datetime.min.time())
_SECOND = timedelta(seconds=1)
_NOTHING = 0xFF

_PARAMETERS = Record(
    Field("alarm", Unsigned(4)),
    Field("closing_alarm", Unsigned(4)),
    Field("hoarding_limit", Unsigned(4)),
    Field("overdraft", Unsigned(4)),
    Field("pulses_per_unit", Unsigned(2)),
)
_STARTS = MOST_TIERS - 1
"""The first tier starts at 0 and is not written."""


@dataclass(frozen=True)
class OptionalDigits:
    """Digits, or FF in every byte for an empty number."""

    size: int
    form = "optional digits"

    def encode(self, value: str) -> bytes:
        """As :class:`Digits`; an empty number is allowed."""
        return Digits(self.size).encode(value) if value else _nothing(self.size)

    def decode(self, data: bytes) -> str:
        """As :class:`Digits`."""
        return "" if data == _nothing(self.size) else Digits(self.size).decode(data)


@dataclass(frozen=True)
class OptionalSerial:
    """A card's serial, or FF in every byte where there is none."""

    size: int
    form = "serial"

    def encode(self, value: bytes) -> bytes:
        """``size`` bytes; ValueError for a serial of another kind of card."""
        return Raw(self.size).encode(value) if value else _nothing(self.size)

    def decode(self, data: bytes) -> bytes:
        """The serial, or nothing."""
        return b"" if data == _nothing(self.size) else data


@dataclass(frozen=True)
class OptionalCode(Generic[E]):
    """A code, or 0 where nothing is known."""

    codes: Mapping[E, int]
    size = 1
    form = "optional code"

    def encode(self, value: E | None) -> bytes:
        """As :class:`Code`; None is allowed."""
        return bytes(1) if value is None else Code(self.codes).encode(value)

    def decode(self, data: bytes) -> E | None:
        """As :class:`Code`."""
        return None if data == bytes(1) else Code(self.codes).decode(data)


@dataclass(frozen=True)
class Time:
    """Seconds of local time since 1 January 2000, 00:00; FFFFFFFF where there is none."""

    optional: bool = False
    size = 4
    form = "time"

    def encode(self, value: datetime | None) -> bytes:
        """Four bytes; ValueError for parts of a second, for a time zone, or out of range."""
        if value is None:
            if not self.optional:
                raise ValueError(_("it is missing"))
            return _nothing(self.size)
        if value.tzinfo is not None or value.microsecond:
            raise ValueError(_("it is a local time in whole seconds"))
        seconds = (value - _TIME_ZERO) // _SECOND
        return Unsigned(self.size, (1 << 8 * self.size) - 2).encode(seconds)

    def decode(self, data: bytes) -> datetime | None:
        """The time; ValueError where it may not be missing."""
        if data != _nothing(self.size):
            return _TIME_ZERO + int.from_bytes(data) * _SECOND
        if not self.optional:
            raise ValueError(data.hex())
        return None


@dataclass(frozen=True)
class Parameters:
    """A meter's parameters behind a byte that says whether there are any (1) or not (0)."""

    size = 1 + _PARAMETERS.size
    form = "parameters"

    def encode(self, value: MeterParameters | None) -> bytes:
        """19 bytes. Raises ContentsUnfit naming the parameter without room."""
        if value is None:
            return bytes(self.size)
        values = {name: getattr(value, name) for name in value.__struct_fields__}
        return b"\x01" + _PARAMETERS.pack(values)

    def decode(self, data: bytes) -> MeterParameters | None:
        """The parameters; ValueError for a first byte that means nothing."""
        if data[0] not in (0, 1):
            raise ValueError(data.hex())
        return MeterParameters(**_PARAMETERS.unpack(data[1:])) if data[0] else None


@dataclass(frozen=True)
class Tiers:
    """Number of tiers (0: no set), where tiers 2 to 6 start, six prices; unused ones are zero."""

    size = 1 + 4 * (_STARTS + MOST_TIERS)
    form = "tiers"

    def encode(self, value: TierSet | None) -> bytes:
        """45 bytes; ValueError for a set that is none, or too large a start or price."""
        if value is None:
            return bytes(self.size)
        count = len(value.prices)
        ascending = list(value.starts) == sorted(set(value.starts))
        if not 1 <= count <= MOST_TIERS or len(value.starts) != count:
            raise ValueError(_("it needs 1 to {most} tiers").format(most=MOST_TIERS))
        if value.starts[0] != 0 or not ascending:
            raise ValueError(_("tiers start at 0 and ascend"))
        starts = (*value.starts[1:], *[0] * (MOST_TIERS - count))
        prices = (*value.prices, *[0] * (MOST_TIERS - count))
        numbers = b"".join(Unsigned(4).encode(number) for number in (*starts, *prices))
        return bytes([count]) + numbers

    def decode(self, data: bytes) -> TierSet | None:
        """The set; ValueError for more tiers than there can be."""
        count = data[0]
        if count > MOST_TIERS:
            raise ValueError(data.hex())
        numbers = [int.from_bytes(data[at : at + 4]) for at in range(1, self.size, 4)]
        starts, prices = (0, *numbers[:_STARTS]), tuple(numbers[_STARTS:])
        return TierSet(starts=starts[:count], prices=prices[:count]) if count else None


def _nothing(size: int) -> bytes:
    return bytes([_NOTHING]) * size
