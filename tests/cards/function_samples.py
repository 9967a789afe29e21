"""Function cards of the open layouts, for the tests of layouts, meters and documentation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from app.cards.keys import KeySource
from app.domain.cards import ChargingType, MeterParameters, MeterStatus, UtilityKind
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading, MeterDump
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, Step, applied
from tests.cards.tapcard_cards import KEYS, TapcardContract

MARK = EventId(7, 1, 9001)
LATER_MARK = EventId(7, 1, 9002)
FULL_TARIFF = MeterTariff(
    current=TierSet(
        starts=(0, 10_000, 20_000, 30_000, 40_000, 50_000),
        prices=(25_000_000, 30_000_000, 35_000_000, 40_000_000, 45_000_000, 50_000_000),
    ),
    following=TierSet(
        starts=(0, 12_000, 24_000, 36_000, 48_000, 60_000),
        prices=(26_000_000, 31_000_000, 36_000_000, 41_000_000, 46_000_000, 51_000_000),
    ),
    switch_at=datetime(2026, 7, 1),
)
"""Two sets of six tiers: the most that a card can be asked to carry."""
PARAMETERS = MeterParameters(
    alarm=3000, closing_alarm=1000, hoarding_limit=90_000, overdraft=500, pulses_per_unit=10
)
OWN_VALUES: dict[FunctionKind, dict[str, Any]] = {
    FunctionKind.SETUP: {
        "charging": ChargingType.MONEY_TIERED,
        "parameters": PARAMETERS,
        "credit": 1500,
        "uses": 200,
    },
    FunctionKind.METER_NUMBER: {"meter": "20260001"},
    FunctionKind.TEST_VOLUME: {"credit": 1000, "uses": 3},
    FunctionKind.CLOCK: {"clock": datetime(2026, 3, 4, 14, 5, 59), "uses": 255},
    FunctionKind.TARIFF: {"tariff": FULL_TARIFF, "expires": date(2026, 6, 30), "uses": 255},
    FunctionKind.KEY_CHANGE: {"key_version": 2},
    FunctionKind.CLOSE_VALVE: {"meter": "000000000042", "kind": UtilityKind.GAS},
}
"""What each kind says beyond the rest, each of its own fields at least once."""
DUMP = MeterDump(
    device="900000000001",
    meter="20260001",
    account="000000012340",
    card=bytes.fromhex("5EC0A1B2C3D4E500"),
    number=3,
    remaining=-12,
    total_credited=15_000,
    total_used=15_012,
    status=MeterStatus.BATTERY_LOW | MeterStatus.VALVE_CLOSED,
    written_on=date(2026, 3, 4),
    months=(1200, 0, 900, 800, 700, 600, 500, 400, 300, 200, 100, 50),
    charging=ChargingType.VOLUME,
    taken=EventId(7, 1, 4003),
    begun=EventId(7, 1, 4004),
)
NEW_DEVICE = "900000000002"


def contents_of(function: FunctionKind, /, **values: Any) -> FunctionContents:
    """The sample of a kind, with other values in some fields."""
    shared: dict[str, Any] = {"utility": 17, "region": 530102, "mark": MARK}
    return FunctionContents(function=function, **(shared | OWN_VALUES.get(function, {}) | values))


def dump_for(cards: TapcardContract, /, **values: Any) -> MeterDump:
    """The sample dump with a customer's serial that this chip has, and other values."""
    return msgspec.structs.replace(DUMP, **({"card": cards.serial()} | values))


def steps_for(
    cards: TapcardContract, contents: FunctionContents, keys: KeySource = KEYS
) -> tuple[Step, ...]:
    """Steps that make a blank into a function card."""
    return cards.profile().make_function(cards.blank(), cards.serial(), contents, keys)


def made(cards: TapcardContract, contents: FunctionContents, keys: KeySource = KEYS) -> CardImage:
    """A blank made into a function card."""
    return applied(cards.blank(), steps_for(cards, contents, keys))


def told(cards: TapcardContract, image: CardImage, keys: KeySource = KEYS) -> FunctionReading:
    """A function card as read."""
    reading = cards.profile().function_of(image, keys)
    assert reading is not None
    return reading
