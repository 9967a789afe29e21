"""Time and water in a virtual meter: use, months, status bits."""

from __future__ import annotations

from datetime import date

from app.domain.cards import MeterStatus
from app.simulator.meter import VirtualMeter
from tests.simulator.household import FIRST, KEYS, TODAY, card_of, contents, meter_at, read


def test_water_flows_until_the_credit_ends() -> None:
    meter = meter_at(1)
    assert meter.use(4_000) == 4_000
    assert meter.use(4_000) == 1_000
    assert meter.state.remaining == 0
    assert meter.memory.status & MeterStatus.VALVE_CLOSED


def test_an_overdraft_is_netted_off_by_the_next_load() -> None:
    state = meter_at(1).state
    meter = VirtualMeter(state, KEYS, today=TODAY, overdraft=500)
    assert meter.use(9_000) == 5_500
    card = card_of(FIRST, contents(2))
    meter.take(card)
    assert read(card).read_back.remaining == 4_500


def test_each_month_s_use_is_frozen_at_its_end() -> None:
    meter = meter_at(20)
    meter.days(2, 100)  # 30 and 31 March
    meter.days(30, 10)
    meter.days(5, 7)
    card = card_of(FIRST, contents(21))
    meter.take(card)
    back = read(card).read_back
    assert back.written_on == date(2026, 5, 6)
    assert back.months == (300, 200)
    assert back.total_used == 200 + 300 + 35


def test_twelve_months_are_kept() -> None:
    meter = meter_at(20)
    meter.days(500, 1)
    assert len(meter.memory.months) == 12
    assert meter.memory.months[0] == 31


def test_status_is_told_until_it_is_repaired() -> None:
    meter, card = meter_at(), card_of(FIRST, contents(1))
    meter.raise_status(MeterStatus.BATTERY_LOW | MeterStatus.MAGNET)
    meter.take(card)
    assert read(card).read_back.status == MeterStatus.BATTERY_LOW | MeterStatus.MAGNET
    meter.clear_status(MeterStatus.MAGNET)
    meter.take(card)
    assert read(card).read_back.status == MeterStatus.BATTERY_LOW


def test_the_same_days_give_the_same_meter() -> None:
    one, other = meter_at(20), meter_at(20)
    for meter in (one, other):
        meter.days(100, 33)
    assert one.memory == other.memory
