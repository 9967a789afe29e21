"""Function cards of ``at88-water4`` for tests of layout, meters and documentation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec

from app.cards.errors import CardError
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.at88_water4_report import packed_report, report_at
from app.domain.cards import ChargingType, MeterParameters, ReadBack
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, Step, applied
from app.domain.quantity import PRICE_SCALE
from tests.cards.at88_cards import BLANK, KEYS, PROFILE, SERIAL
from tests.cards.profile_tears import with_bytes

TIERED = At88Water4(charging=ChargingType.MONEY_TIERED, money_unit=100)
MARK, LATER_MARK = EventId(7, 1, 9001), EventId(7, 1, 9002)
KINDS = PROFILE.declares.function_cards
PARAMETERS = MeterParameters(
    alarm=5_000, closing_alarm=2_000, hoarding_limit=300_000, pulses_per_unit=10
)
TARIFF = MeterTariff(
    current=TierSet(
        starts=(0, 15_000, 300_000),
        prices=(4_575 * PRICE_SCALE, 6_000 * PRICE_SCALE, 25_599 * PRICE_SCALE),
    )
)
REPORT = ReadBack(number=7, remaining=-1_250, status=3, written_on=date(2026, 3, 30))
_OWN: dict[FunctionKind, dict[str, Any]] = {
    FunctionKind.SETUP: {"place": 3, "parameters": PARAMETERS, "credit": 4_000},
    FunctionKind.CLOCK: {"clock": datetime(2026, 3, 4, 14, 5, 59)},
}


def contents_of(function: FunctionKind, /, **values: Any) -> FunctionContents:
    """The sample of a kind, with other values in some fields."""
    shared: dict[str, Any] = {"utility": 17, "region": 5301, "uses": 0, "mark": MARK}
    return FunctionContents(function=function, **(shared | _OWN.get(function, {}) | values))


def tiered_setup(tariff: MeterTariff | None = TARIFF) -> FunctionContents:
    """A set-up card for meters that count money and have tiers."""
    money = msgspec.structs.replace(
        PARAMETERS, alarm=500, closing_alarm=200, hoarding_limit=100_000
    )
    return contents_of(
        FunctionKind.SETUP,
        charging=ChargingType.MONEY_TIERED,
        parameters=money,
        credit=1_000,
        tariff=tariff,
    )


def steps_for(
    contents: FunctionContents,
    before: CardImage = BLANK,
    keys: KeySource = KEYS,
    profile: At88Water4 = PROFILE,
) -> tuple[Step, ...]:
    """Steps that make a card out of what it was before."""
    return profile.make_function(before, SERIAL, contents, keys)


def made(
    contents: FunctionContents,
    before: CardImage = BLANK,
    keys: KeySource = KEYS,
    profile: At88Water4 = PROFILE,
) -> CardImage:
    """The card made."""
    return applied(before, steps_for(contents, before, keys, profile))


def told(image: CardImage, profile: At88Water4 = PROFILE) -> FunctionReading:
    """A function card as read."""
    reading = profile.function_of(image, KEYS)
    assert reading is not None
    return reading


def read(image: CardImage) -> FunctionReading | None:
    """What a counter takes for whole; None: nothing."""
    try:
        return PROFILE.function_of(image, KEYS)
    except CardError:
        return None


def reported(image: CardImage, place: int, back: ReadBack) -> CardImage:
    """After a meter at a place has written its report."""
    return with_bytes(image, "az2", report_at(place), packed_report(back))
