"""Fields of a fixed byte layout: how one value stands in bytes, and which values do not fit.

All numbers are big-endian. An encoder raises ValueError with a translated reason, which
:meth:`Record.pack` turns into :class:`ContentsUnfit` naming the field; a decoder raises ValueError
for bytes that no encoder makes.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from app.cards.errors import CardError
from app.domain.identity import EventId
from app.domain.text import _

DAY_ZERO = date(2000, 1, 1)
"""Days on cards count from here."""

_NO_DAY = 0xFFFF
_NO_QUANTITY = 0xFFFFFF

T = TypeVar("T")
E = TypeVar("E", bound=enum.Enum)


class ContentsUnfit(CardError):
    """A value that the layout has no room for. Raised before anything is written."""

    code = "contents_unfit"

    def __init__(self, field: str, reason: str) -> None:
        """``field``: its name in the byte map; ``reason``: what would fit, translated."""
        super().__init__(
            _("The card has no room for this {field}: {reason}.").format(
                field=field, reason=reason
            ),
            _("Nothing was paid or written. Correct it, or use another kind of card."),
        )
        self.field = field


class Codec(Protocol[T]):
    """Turns one value into a fixed number of bytes and back."""

    @property
    def size(self) -> int:
        """Bytes taken."""
        ...

    @property
    def form(self) -> str:
        """Name of the form in docs/card-profiles.md."""
        ...

    def encode(self, value: T) -> bytes:
        """Bytes of a value; ValueError when it does not fit."""
        ...

    def decode(self, data: bytes) -> T:
        """Inverse of :meth:`encode`; ValueError when ``data`` means nothing."""
        ...


@dataclass(frozen=True)
class Unsigned:
    """A number from 0 to ``most`` (default: all that ``size`` bytes hold)."""

    size: int
    most: int | None = None
    form = "unsigned"

    def encode(self, value: int) -> bytes:
        """``size`` bytes; ValueError outside 0..``most``."""
        most = (1 << 8 * self.size) - 1 if self.most is None else self.most
        return _within(value, 0, most).to_bytes(self.size)

    def decode(self, data: bytes) -> int:
        """The number."""
        return int.from_bytes(data)


@dataclass(frozen=True)
class Signed:
    """A number in two's complement."""

    size: int
    form = "signed"

    def encode(self, value: int) -> bytes:
        """``size`` bytes; ValueError outside what they hold."""
        half = 1 << 8 * self.size - 1
        return _within(value, -half, half - 1).to_bytes(self.size, signed=True)

    def decode(self, data: bytes) -> int:
        """The number."""
        return int.from_bytes(data, signed=True)


@dataclass(frozen=True)
class Digits:
    """1 to ``2 * size`` decimal digits, one per half byte, filled up with F; leading zeros stay."""

    size: int
    form = "digits"

    def encode(self, value: str) -> bytes:
        """Two digits per byte; ValueError for anything but 1 to ``2 * size`` of 0-9."""
        most = 2 * self.size
        if not (value.isascii() and value.isdigit() and len(value) <= most):
            raise ValueError(_("it needs 1 to {most} digits").format(most=most))
        return bytes.fromhex(value.ljust(most, "F"))

    def decode(self, data: bytes) -> str:
        """The digits; ValueError where a half byte is neither digit nor filling."""
        digits = data.hex().rstrip("f")
        if not digits.isdigit():
            raise ValueError(data.hex())
        return digits


@dataclass(frozen=True)
class Day:
    """Days since 1 January 2000; 65535 where ``optional`` and not known."""

    optional: bool = False
    size = 2
    form = "day"

    def encode(self, value: date | None) -> bytes:
        """Two bytes; ValueError before 2000, after what they hold, or for None unless optional."""
        if value is None:
            if not self.optional:
                raise ValueError(_("it is missing"))
            return _NO_DAY.to_bytes(self.size)
        last = _NO_DAY - 1 if self.optional else _NO_DAY
        days = (value - DAY_ZERO).days
        if not 0 <= days <= last:
            raise ValueError(
                _("{day} is not between {first} and {last}").format(
                    day=value, first=DAY_ZERO, last=DAY_ZERO + timedelta(last)
                )
            )
        return days.to_bytes(self.size)

    def decode(self, data: bytes) -> date | None:
        """The day; None for the last value where optional."""
        days = int.from_bytes(data)
        if self.optional and days == _NO_DAY:
            return None
        return DAY_ZERO + timedelta(days)


@dataclass(frozen=True)
class Code(Generic[E]):
    """One byte for one of a few members."""

    codes: Mapping[E, int]
    size = 1
    form = "code"

    def encode(self, value: E) -> bytes:
        """The member's byte; ValueError for a member without one."""
        if value not in self.codes:
            raise ValueError(_("{value} is not one of its kinds").format(value=value.value))
        return bytes([self.codes[value]])

    def decode(self, data: bytes) -> E:
        """The member; ValueError for a byte that is nobody's."""
        for member, code in self.codes.items():
            if code == data[0]:
                return member
        raise ValueError(data.hex())


class BitGroup(NamedTuple):
    """One member of :class:`PackedCodes`."""

    name: str
    bits: int
    codes: Mapping[Any, int]
    """0 is nobody's, so that a byte of zeros means nothing."""


@dataclass(frozen=True)
class PackedCodes:
    """Codes of several values in the bits of one byte, the first of them uppermost."""

    groups: tuple[BitGroup, ...]
    size = 1
    form = "codes"

    def encode(self, value: Mapping[str, Any]) -> bytes:
        """One byte. Raises ContentsUnfit naming the member that has no code."""
        packed = 0
        for name, bits, codes in self.groups:
            packed = packed << bits | Field(name, Code(codes)).pack(value[name])[0]
        return bytes([packed])

    def decode(self, data: bytes) -> dict[str, Any]:
        """Every member by its name; ValueError where one has a code that is nobody's."""
        rest, found = data[0], {}
        for name, bits, codes in reversed(self.groups):
            found[name] = Code(codes).decode(bytes([rest & (1 << bits) - 1]))
            rest >>= bits
        return found


@dataclass(frozen=True)
class Mark:
    """The identity of an event: node, epoch, number."""

    size = 8
    form = "mark"

    def encode(self, value: EventId) -> bytes:
        """Eight bytes; ValueError outside 16, 16 and 32 bits."""
        node, epoch, seq = value
        _within(node, 0, 0xFFFF)
        _within(epoch, 0, 0xFFFF)
        _within(seq, 0, 0xFFFFFFFF)
        return value.to_bytes()

    def decode(self, data: bytes) -> EventId:
        """The event's identity."""
        return EventId.from_bytes(data)


@dataclass(frozen=True)
class Months:
    """Up to ``count`` quantities of three bytes, newest first; FFFFFF where there is none."""

    count: int
    form = "months"

    @property
    def size(self) -> int:
        """Bytes taken."""
        return 3 * self.count

    def encode(self, value: tuple[int, ...]) -> bytes:
        """``size`` bytes; ValueError for more than ``count`` or one above 16777214."""
        if len(value) > self.count:
            raise ValueError(_("there are more than {most} months").format(most=self.count))
        used = b"".join(_within(month, 0, _NO_QUANTITY - 1).to_bytes(3) for month in value)
        return used.ljust(self.size, b"\xff")

    def decode(self, data: bytes) -> tuple[int, ...]:
        """The quantities, newest first; ValueError for a gap among them."""
        months = [int.from_bytes(data[at : at + 3]) for at in range(0, self.size, 3)]
        while months and months[-1] == _NO_QUANTITY:
            months.pop()
        if _NO_QUANTITY in months:
            raise ValueError(data.hex())
        return tuple(months)


@dataclass(frozen=True)
class Raw:
    """Bytes as they are."""

    size: int
    form = "bytes"

    def encode(self, value: bytes) -> bytes:
        """The same bytes; ValueError unless ``size`` of them."""
        if len(value) != self.size:
            raise ValueError(_("it needs {size} bytes").format(size=self.size))
        return value

    def decode(self, data: bytes) -> bytes:
        """The same bytes."""
        return data


class Field(NamedTuple):
    """A named value of a record."""

    name: str
    codec: Codec[Any]

    def pack(self, value: object) -> bytes:
        """Bytes of a value. Raises ContentsUnfit when it does not fit."""
        try:
            return self.codec.encode(value)
        except ValueError as error:
            raise ContentsUnfit(self.name, str(error)) from error


class Placed(NamedTuple):
    """A field and where it begins, in bytes from the beginning of its record."""

    offset: int
    field: Field


class Record:
    """Fields one after another, without gaps."""

    def __init__(self, *fields: Field) -> None:
        """``fields`` in the order of their bytes."""
        self.fields = fields
        self.size = sum(field.codec.size for field in fields)

    def __iter__(self) -> Iterator[Placed]:
        """Every field with its offset, in order."""
        offset = 0
        for field in self.fields:
            yield Placed(offset, field)
            offset += field.codec.size

    def pack(self, values: Mapping[str, Any]) -> bytes:
        """Bytes of all fields. Raises ContentsUnfit for the first value that does not fit."""
        return b"".join(field.pack(values[field.name]) for field in self.fields)

    def unpack(self, data: bytes) -> dict[str, Any]:
        """Values by field name. Raises ValueError where bytes mean nothing."""
        return {
            field.name: field.codec.decode(data[offset : offset + field.codec.size])
            for offset, field in self
        }


def _within(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise ValueError(
            _("{value} is not between {least} and {most}").format(
                value=value, least=least, most=most
            )
        )
    return value
