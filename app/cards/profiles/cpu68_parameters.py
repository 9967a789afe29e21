"""What no source proves about the ``cpu68`` cards, each with its default and where that is from.

The sources are reading and writing programs of other people, so they show sizes and offsets and
leave open what the numbers mean. Before a first card is sold, a utility compares a card of its
meter maker with these and, where one differs, gives its own in a profile from outside
(docs/maker-profiles.md). Source of the layout: notes/domain.md 6.1 and 6.2.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import xor
from typing import Literal, TypeAlias

from app.domain.cards import Marking, MeterStatus, UtilityKind
from app.domain.quantity import Money, Price, Quantity

ByteOrder: TypeAlias = Literal["big", "little"]


class Checksum(enum.Enum):
    """How the byte before the last of a frame follows from those between it and the first."""

    SUM = "sum"
    """Their sum modulo 256: State Grid's files; assumed for the others (notes/domain.md 6.1)."""
    XOR = "xor"

    def of(self, covered: bytes) -> int:
        """0..255."""
        return sum(covered) & 0xFF if self is Checksum.SUM else reduce(xor, covered, 0)


class WalletUse(enum.Enum):
    """What stands in the wallet file of water, gas and heat."""

    LOAD = "load"
    """Amount and number of this load, as in the purchase file."""
    UNUSED = "unused"
    """The meter does not read it, so it is left alone."""


METER_TYPES: Mapping[UtilityKind, int] = {
    UtilityKind.WATER: 0x10,
    UtilityKind.HEAT: 0x20,
    UtilityKind.GAS: 0x30,
}
"""Type codes of CJ/T 188 (cold water, heat, gas); suggested in notes/domain.md 6.7."""

STATUS_BITS: tuple[MeterStatus, ...] = (
    MeterStatus.VALVE_CLOSED,
    MeterStatus.BATTERY_LOW,
    MeterStatus.MAGNET,
    MeterStatus.TAMPER,
    MeterStatus.VALVE_FAULT,
)
"""Assumed; no source explains the bits."""


@dataclass(frozen=True)
class Parameters:
    """Assumptions about one maker's cards and meters."""

    byte_order: ByteOrder = "big"
    """Of all numbers in water, gas and heat: big in State Grid's files, else not proven (6.1)."""
    unit: Quantity = 10
    """One count of a volume, in thousandths of its unit: 0.01 cubic metre; not stated (6.1)."""
    money_unit: Money = 1
    """One count of an amount of money, in minor units; not stated (6.1)."""
    price_unit: Price = 100
    """One count of a price: 0.0001 of a currency with two decimals, as other makers have it (5)."""
    largest_load: Quantity = 10_000_000
    """Our own limit, far below the 32 bits on the card."""
    checksum: Checksum = Checksum.SUM
    wallet: WalletUse = WalletUse.LOAD
    marking: Marking = Marking.AFTER
    """By the decision table (2.4) a meter writes the return file after it has credited."""
    emptied: int = 0x00
    """Byte that an emptied return file is filled with: empty means not 68, and for electricity a
    current ratio of zero (6.2)."""
    heat_directory: int | None = None
    """Where heat stands, in the form of water; no source names it, so there is none by default."""
    meter_types: Mapping[UtilityKind, int] = field(default_factory=lambda: METER_TYPES)
    sub_meter: int = 0
    """Two digits that are the same on all cards."""
    status_bits: tuple[MeterStatus, ...] = STATUS_BITS
    """What the bits of the status word mean, lowest first."""
    account_digits: int = 1
    meter_digits: int = 1
    """Digits that a number read from a card has at least. Numbers stand there with zeros in front,
    so that which of them belong to it cannot be read: all above these digits are dropped."""
    key_factors: tuple[bytes, ...] = ()
    """8-byte factors that diversify the keys before the serial does: the city, with some (6.7)."""
    settlement_days: bytes = bytes(12)
    """Four yearly settlement days of electricity, as they stand in the rate file (6.2)."""
