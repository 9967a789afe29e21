"""Byte map of the function cards of ``at88-water4``; for installers it is docs/maker-profiles.md.

Types in the head, set-up and clock in zone 2 are the maker's (notes/domain.md 6.3); clear and query
cards have nothing but their type. The record in zone 1 is ours. What the note leaves open is taken
as it stands on the customers' cards: numbers high byte first, hundredths before whole prices; a
clock in BCD; and credit in whole units, for one byte has room for no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.cards.profiles.at88_water4_layout import CRC_SIZE, MAC_SIZE, RECORD_AT, REPORTS_AT
from app.cards.profiles.fields import DAY_ZERO, Field, Mark, Raw, Record, Unsigned
from app.domain.text import _

_CENTURY = DAY_ZERO.year // 100


@dataclass(frozen=True)
class Clock:
    """A local time in BCD: YY MM DD hh mm ss, of this century."""

    size = 6
    form = "time"

    def encode(self, value: datetime | None) -> bytes:
        """Six bytes; ValueError for none, another century, parts of a second, or a time zone."""
        if value is None:
            raise ValueError(_("it is missing"))
        if value.tzinfo is not None or value.microsecond:
            raise ValueError(_("it is a local time in whole seconds"))
        if value.year // 100 != _CENTURY:
            raise ValueError(_("{day} is not in this century").format(day=value.date()))
        return bytes.fromhex(value.strftime("%y%m%d%H%M%S"))

    def decode(self, data: bytes) -> datetime:
        """The time; ValueError where it is none."""
        return datetime.strptime(f"{_CENTURY}{data.hex()}", "%Y%m%d%H%M%S")


TOLD_AT = 1
"""Where in zone 2 what a card tells a meter begins; the byte before it is the chip's."""
TOLD_SIZE = REPORTS_AT - TOLD_AT

MOST_THRESHOLDS = 2
NO_THRESHOLD = 0xFFFF
"""Where there are fewer tiers: it is never reached, and the last price stands again."""
TIERED = 0x88
TIME_SET = 0x88

SETUP = Record(
    Field("region", Unsigned(2, 0xFFFE)),
    Field("place", Unsigned(1)),
    Field("pulses_per_unit", Unsigned(1)),
    Field("hoarding_limit", Unsigned(2)),
    Field("alarm", Unsigned(1)),
    Field("closing_alarm", Unsigned(1)),
    Field("credit", Unsigned(1)),
    Field("tiered", Unsigned(1)),
    Field("thresholds", Raw(2 * MOST_THRESHOLDS)),
    Field("prices", Raw(2 * (MOST_THRESHOLDS + 1))),
    Field("xor", Unsigned(1)),
)
"""In zone 2 from ``TOLD_AT``: the maker's area, meter, sampling, hoard, display alarm, valve alarm,
preset, tier flag, thresholds, prices, check."""

CLOCK_AT = 21
CLOCK = Record(
    Field("clock", Clock()),
    Field("flag", Unsigned(1)),
    Field("xor", Unsigned(1)),
)
"""In zone 2 from ``CLOCK_AT``."""

FUNCTION_RECORD = Record(
    Field("region", Unsigned(2, 0xFFFE)),
    Field("crc", Raw(CRC_SIZE)),
    Field("mac", Raw(MAC_SIZE)),
    Field("mark", Mark()),
)
"""Our record, in zone 1 where a customer's card has its own."""

FUNCTION_MARK_AT = RECORD_AT + FUNCTION_RECORD.size - Mark.size
FUNCTION_TAG = b"\x13"
"""First byte of what the record's MAC is about, as ``RECORD_TAG``."""
