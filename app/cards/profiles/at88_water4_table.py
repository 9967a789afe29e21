"""The maker's table in zone 2 of ``at88-water4``: purchases and counts of four meters.

Source: notes/domain.md 6.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Any

import msgspec

from app.cards.profiles.at88_water4_layout import (
    ALL_PLACES,
    ERASED,
    FLAG,
    LARGEST_NUMBER,
    NO_METER,
    PLACES,
    REPORT_SIZE,
    SEALED,
    TABLE,
    TABLE_AT,
)
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.maker_contents import counts
from app.domain.cards import CardContents, ChargingType
from app.domain.quantity import THOUSANDTHS, Money, Quantity
from app.domain.text import _

VOLUME_STEP: Quantity = 10
"""Hundredths of a cubic metre."""

_LARGEST_BYTE = 0xFF
_LARGEST_VOLUME = 511_990
"""Cubic metres modulo 256 with a carry bit, and 99 hundredths."""
_LARGEST_WORD = 0xFFFF
_WHOSE = 4
"""The first bytes of the table, region and user."""
_ACCOUNTS = 65_521
"""The largest prime that two bytes hold."""


@dataclass(frozen=True)
class Mode:
    """What the meters of one utility count; the card does not say it."""

    charging: ChargingType
    money_unit: Money
    """One count of money, in minor units."""

    @property
    def step(self) -> int:
        """Smallest credit."""
        return self.money_unit if self.charging.counts_money else VOLUME_STEP

    @property
    def largest_load(self) -> int:
        """Most credit in one load."""
        if self.charging.counts_money:
            return _LARGEST_WORD * self.money_unit
        return _LARGEST_VOLUME

    def encode(self, load: Quantity) -> tuple[bytes, bool]:
        """Two bytes and the carry bit. Raises ContentsUnfit."""
        count = counts("load", load, self.step, self.largest_load)
        if self.charging.counts_money:
            return count.to_bytes(2, "little"), False
        whole, hundredths = divmod(count, THOUSANDTHS // VOLUME_STEP)
        return bytes([whole & _LARGEST_BYTE, hundredths]), whole > _LARGEST_BYTE

    def decode(self, data: bytes, *, carry: bool) -> Quantity:
        """The load; a carry bit says nothing where money is counted."""
        if self.charging.counts_money:
            return int.from_bytes(data, "little") * self.money_unit
        whole = data[0] + (_LARGEST_BYTE + 1 if carry else 0)
        return whole * THOUSANDTHS + data[1] * VOLUME_STEP


class Meter(msgspec.Struct, frozen=True):
    """What the table says of one place."""

    number: int
    purchase: bytes
    carry: bool
    unloaded: bool


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The table, taken apart."""

    region: int
    user: int
    meters: tuple[Meter | None, ...]
    """By place; None where there is no meter."""
    opening: bool
    """Flags are the card's: some meter has yet to see an opening load, or a reissued one."""
    reissue: bool
    tiered: bool

    @property
    def unloaded(self) -> int:
        """Bit of each place whose meter has not taken its load."""
        return sum(1 << at for at, one in enumerate(self.meters) if one and one.unloaded)

    def packed(self) -> bytes:
        """Table with check, and an empty report. Raises ContentsUnfit."""
        meters = [one or Meter(NO_METER, bytes([ERASED] * 2), False, False) for one in self.meters]
        values: dict[str, Any] = {
            "region": self.region,
            "user": self.user,
            "purchases": b"".join(one.purchase for one in meters),
            "counts": bytes(one.number for one in meters),
            "time": bytes([ERASED] * 5),
            "carry": sum(1 << at for at, one in enumerate(meters) if one.carry),
            "opening": _flag(self.opening),
            "set_time": _flag(False),
            "reissue": _flag(self.reissue),
            "tiered": _flag(self.tiered),
            "unloaded": self.unloaded,
            "xor": 0,
        }
        covered = TABLE.pack(values)[:-1]
        return covered + bytes([reduce(xor, covered)]) + bytes([ERASED] * REPORT_SIZE)


def table_of(zone: bytes) -> Table:
    """What stands in zone 2, whether its check holds or not."""
    values = TABLE.unpack(zone[TABLE_AT:])
    return Table(
        region=values["region"],
        user=values["user"],
        meters=tuple(_meter(values, at) for at in range(PLACES)),
        opening=values["opening"] == FLAG,
        reissue=values["reissue"] == FLAG,
        tiered=values["tiered"] == FLAG,
    )


def check_holds(zone: bytes, written: int | None = None) -> bool:
    """Whether a meter takes the table for whole.

    ``written``: the unloaded bits when the counter wrote it. A meter that clears its bit cannot
    set the bits of the check again, so a check over the bits as written holds, too. An erased
    table, over which the check would hold by chance, and one without any meter do not.
    """
    table = zone[TABLE_AT : TABLE_AT + TABLE.size]
    *covered, unloaded, check = table
    sums = {reduce(xor, covered) ^ bits for bits in (unloaded, written) if bits is not None}
    return check in sums and any(meter is not None for meter in table_of(zone).meters)


def sealed_part(zone: bytes) -> bytes:
    """What our seal covers of the table: region to counts, and carry bits."""
    table = zone[TABLE_AT : TABLE_AT + TABLE.size]
    return table[:SEALED] + bytes([TABLE.unpack(table)["carry"]])


def torn_amid(zone: bytes, planned: bytes) -> bool:
    """Whether zone 2 is on its way to ``planned``: no table that another counter may have written.

    The check may hold by chance amid the way. Erasing only adds bits, and writing begins where all
    are set: then region or user, which no counter changes, have bits too many, or a byte of places
    has bits of places that there are not; or all that a load is made of stands already.
    """
    if not check_holds(zone) or sealed_part(zone) == sealed_part(planned):
        return True
    values = TABLE.unpack(zone[TABLE_AT:])
    if values["carry"] > ALL_PLACES or values["unloaded"] > ALL_PLACES:
        return True
    whose = slice(TABLE_AT, TABLE_AT + _WHOSE)
    stands, due = int.from_bytes(zone[whose]), int.from_bytes(planned[whose])
    return stands != due and stands & due == due


def user_number(account: str) -> int:
    """Two bytes to tell accounts apart by: the account's remainder by the prime 65521.

    The card has no room for an account; the counter finds it by the card's serial. Raises
    ContentsUnfit for what is no number.
    """
    if not (account.isascii() and account.isdigit()):
        raise ContentsUnfit("account", _("it needs digits"))
    return int(account) % _ACCOUNTS


def written_meter(contents: CardContents, mode: Mode) -> Meter:
    """The place of a meter that gets a load. Raises ContentsUnfit."""
    if not 0 <= contents.number <= LARGEST_NUMBER:
        raise ContentsUnfit(
            "number",
            _("this card counts purchases up to {most}; allocate the meter anew").format(
                most=LARGEST_NUMBER
            ),
        )
    purchase, carry = mode.encode(contents.load)
    return Meter(contents.number, purchase, carry, True)


def _meter(values: dict[str, Any], at: int) -> Meter | None:
    number = values["counts"][at]
    if number == NO_METER:
        return None
    purchase = values["purchases"][2 * at : 2 * at + 2]
    return Meter(
        number, purchase, bool(values["carry"] >> at & 1), bool(values["unloaded"] >> at & 1)
    )


def _flag(on: bool) -> int:
    return FLAG if on else ERASED
