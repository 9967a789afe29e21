"""How single values stand in the files of ``cpu68``. Source: notes/domain.md 6.1 and 6.2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.cards.profiles.cpu68_parameters import ByteOrder
from app.domain.text import _

_CENTURY = 2000


@dataclass(frozen=True)
class Count:
    """A whole number from 0 to ``most`` (default: all that ``size`` bytes hold)."""

    size: int
    order: ByteOrder
    most: int | None = None
    form = "count"

    def encode(self, value: int) -> bytes:
        """``size`` bytes; ValueError outside 0..``most``."""
        most = (1 << 8 * self.size) - 1 if self.most is None else self.most
        if not 0 <= value <= most:
            raise ValueError(
                _("{value} is not between {least} and {most}").format(
                    value=value, least=0, most=most
                )
            )
        return value.to_bytes(self.size, self.order)

    def decode(self, data: bytes) -> int:
        """The number."""
        return int.from_bytes(data, self.order)


@dataclass(frozen=True)
class SignedCount:
    """A whole number in two's complement; that it may be negative is assumed."""

    size: int
    order: ByteOrder
    form = "signed count"

    def encode(self, value: int) -> bytes:
        """``size`` bytes; ValueError outside what they hold."""
        half = 1 << 8 * self.size - 1
        if not -half <= value < half:
            raise ValueError(
                _("{value} is not between {least} and {most}").format(
                    value=value, least=-half, most=half - 1
                )
            )
        return value.to_bytes(self.size, self.order, signed=True)

    def decode(self, data: bytes) -> int:
        """The number."""
        return int.from_bytes(data, self.order, signed=True)


@dataclass(frozen=True)
class Numeral:
    """A number that names something: two digits per byte (BCD), zeros in front.

    ``least``: digits that it has at least. Only what reads back as it was written is taken.
    """

    size: int
    least: int = 1
    form = "BCD"

    def encode(self, value: str) -> bytes:
        """``size`` bytes; ValueError for what is no number or would read back as another."""
        most = 2 * self.size
        if not (value.isascii() and value.isdigit() and len(value) <= most):
            raise ValueError(_("it needs 1 to {most} digits").format(most=most))
        if value != self._shortened(value):
            raise ValueError(
                _("it needs {least} digits at least, and more only without zeros in front").format(
                    least=self.least
                )
            )
        return bytes.fromhex(value.zfill(most))

    def decode(self, data: bytes) -> str:
        """The digits; ValueError where a half byte is none."""
        digits = data.hex()
        if not digits.isdigit():
            raise ValueError(digits)
        return self._shortened(digits)

    def _shortened(self, digits: str) -> str:
        return digits.lstrip("0").zfill(self.least)


@dataclass(frozen=True)
class Amount:
    """A count from 0, written in decimal digits, two per byte (BCD)."""

    size: int
    form = "BCD amount"

    def encode(self, value: int) -> bytes:
        """``size`` bytes; ValueError outside what their digits say."""
        most = 10 ** (2 * self.size) - 1
        if not 0 <= value <= most:
            raise ValueError(
                _("{value} is not between {least} and {most}").format(
                    value=value, least=0, most=most
                )
            )
        return bytes.fromhex(str(value).zfill(2 * self.size))

    def decode(self, data: bytes) -> int:
        """The count; ValueError where a half byte is no digit."""
        return int(data.hex())


@dataclass(frozen=True)
class Moment:
    """A local time in BCD: YYMMDDhhmm in 5 bytes, or CCYYMMDDhhmmss and a byte 00 in 8.

    The form of 8 bytes is assumed: no source explains it. Anything that is no such time, zeros
    among it, means none.
    """

    size: int
    form = "time"

    _SHORT = 5

    def encode(self, value: datetime | None) -> bytes:
        """``size`` bytes, zeros for none; ValueError for a century that 5 bytes cannot say."""
        if value is None:
            return bytes(self.size)
        if self.size > self._SHORT:
            return bytes.fromhex(value.strftime("%Y%m%d%H%M%S")).ljust(self.size, b"\x00")
        if value.year // 100 != _CENTURY // 100:
            raise ValueError(_("{day} is not in this century").format(day=value.date()))
        return bytes.fromhex(value.strftime("%y%m%d%H%M"))

    def decode(self, data: bytes) -> datetime | None:
        """The time, or None."""
        text = data.hex()
        form = "%Y%m%d%H%M%S"
        if self.size == self._SHORT:
            text, form = f"{_CENTURY // 100}{text}", "%Y%m%d%H%M"
        try:
            return datetime.strptime(text[:14], form)
        except ValueError:
            return None


@dataclass(frozen=True)
class Counts:
    """``count`` whole numbers of ``width`` bytes, one after another."""

    count: int
    width: int
    order: ByteOrder
    form = "counts"

    @property
    def size(self) -> int:
        """Bytes taken."""
        return self.count * self.width

    def encode(self, value: tuple[int, ...]) -> bytes:
        """``size`` bytes; ValueError unless there are ``count``, or where one does not fit."""
        if len(value) != self.count:
            raise ValueError(_("it needs {count} values").format(count=self.count))
        one = Count(self.width, self.order)
        return b"".join(one.encode(each) for each in value)

    def decode(self, data: bytes) -> tuple[int, ...]:
        """All of them."""
        starts = range(0, self.size, self.width)
        return tuple(int.from_bytes(data[at : at + self.width], self.order) for at in starts)


@dataclass(frozen=True)
class Fixed:
    """Bytes that are always the same; whatever stands there is read past."""

    data: bytes
    form = "fixed"

    @property
    def size(self) -> int:
        """Bytes taken."""
        return len(self.data)

    def encode(self, value: None) -> bytes:  # noqa: ARG002  one shape for all
        """The same bytes."""
        return self.data

    def decode(self, data: bytes) -> None:
        """Nothing."""
