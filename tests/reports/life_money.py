"""A week at one counter whose meters count money: one of electricity that is changed, and owed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from app.domain.cards import ChargingType, UtilityKind
from app.domain.meter_tariff import MeterTariff, TierSet
from tests.bench.model_households import CalendarClock
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.reports.long_shifts import shifts_of_any_length

FIRST, LAST = date(2026, 11, 23), date(2026, 12, 10)


_PRICE = MeterTariff(current=TierSet(starts=(0,), prices=(450_000,)))
"""45.00 a unit: the meter reckons it itself."""


def counted_in_money(path: Path) -> Counter:
    """Two households; the meter of one holds less than what is owed for it."""
    with shifts_of_any_length():
        return _counted_in_money(path)


def _counted_in_money(path: Path) -> Counter:
    clock = CalendarClock()
    counter = Counter(
        path, clock=clock, kind=UtilityKind.ELECTRICITY, charging=ChargingType.MONEY
    ).begin()
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model="DN8",
        profile=counter.profile.name,
        kind="electricity",
        charging="money",
        hoarding_limit="100",
    )
    for number in range(2):
        account, card = counter.account(f"Neighbour {number}"), counter.new_card()
        meter = counter.meter(f"{number + 1:012d}", tariff=_PRICE)
        given: dict[str, Any] = {"account": account, "meter": meter.state.meter, "model": "DN15"}
        counter.do("allocate-meter", amount="1000", **given)
        meter.take(card)
        meter.use(2_000)
        meter.take(card)
        clock.go_to(date(2026, 12, 2 + number))
        counter.put(card)
        counter.do("read-card")
        counter.do("prepay", amount="300", tendered="300")
    meter.take(card)
    counter.do("read-card")
    clock.go_to(date(2026, 12, 8))
    work: dict[str, Any] = {"technician": "Baraka", "form": "F-1", "second": SUPERVISOR}
    new: dict[str, Any] = {"new_meter": "77", "model": "DN8", "old_dial": "3", "left": "120"}
    counter.do("change-meter", account=account, **new, **work)
    return counter
