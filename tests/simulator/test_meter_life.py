"""What befalls a meter between two cards: notes/domain.md 4, and 4.1 C for money and tiers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import MeterStatus
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.metering import MeterAnswer, display_code
from app.domain.quantity import PRICE_SCALE
from app.simulator.meter import VirtualMeter
from app.simulator.meter_life import cost
from tests.simulator.houses import HOUSES, LOAD, POWER, SLE4442, WATER, House

ALL = pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)


def with_limits(meter: VirtualMeter, **limits: Any) -> VirtualMeter:
    meter.memory = msgspec.structs.replace(meter.memory, **limits)
    return meter


def closed(meter: VirtualMeter) -> bool:
    return meter.memory.valve_closed


class TestCreditRunsOut:
    @ALL
    def test_at_the_alarm_the_valve_closes_once_and_a_card_opens_it(self, house: House) -> None:
        meter = with_limits(house.meter(1), closing_alarm=1_000)
        card = house.card(house.contents(1))
        assert meter.use(4_500) == 4_000
        assert closed(meter)
        assert meter.use(1) == 0
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert not closed(meter)
        assert meter.use(400) == 400
        assert not closed(meter)
        assert meter.use(5_000) == 600
        assert meter.state.remaining == 0
        assert closed(meter)
        meter.take(card)
        assert closed(meter)

    def test_it_warns_again_after_the_next_load(self) -> None:
        meter = with_limits(SLE4442.meter(1), closing_alarm=1_000)
        meter.use(4_500)
        meter.take(SLE4442.card(SLE4442.contents(2)))
        assert meter.use(9_000) == 5_000
        assert closed(meter)
        assert meter.state.remaining == 1_000

    def test_a_card_that_is_refused_at_the_door_opens_nothing(self) -> None:
        meter = with_limits(SLE4442.meter(1), closing_alarm=1_000)
        meter.use(4_500)
        meter.take(SLE4442.card(SLE4442.contents(2), card=2))
        assert closed(meter)

    def test_a_card_opens_the_valve_before_the_meter_says_how_it_stands(self) -> None:
        meter, first = with_limits(SLE4442.meter(1), closing_alarm=1_000), SLE4442.contents(1)
        card = SLE4442.card(first)
        meter.use(4_500)
        meter.take(card)
        assert not SLE4442.told(card, first).status & MeterStatus.VALVE_CLOSED

    def test_the_display_warns_before_that(self) -> None:
        meter = with_limits(SLE4442.meter(1), alarm=2_000, closing_alarm=1_000)
        assert not meter.memory.warns
        meter.use(3_000)
        assert meter.memory.warns
        assert not closed(meter)

    @ALL
    def test_an_overdraft_is_netted_off_by_the_next_load(self, house: House) -> None:
        second = house.contents(2)
        meter, card = with_limits(house.meter(1), overdraft=500), house.card(second)
        assert meter.use(9_000) == LOAD + 500
        assert meter.state.remaining == -500
        meter.take(card)
        assert meter.state.remaining == LOAD - 500
        assert house.told(card, second).remaining == LOAD - 500


class TestInterference:
    @ALL
    def test_a_low_battery_is_told_for_a_day_and_then_stops_everything(self, house: House) -> None:
        first = house.contents(1)
        meter, card = house.meter(), house.card(first)
        meter.raise_status(MeterStatus.BATTERY_LOW)
        assert meter.take(card) is MeterAnswer.CREDIT
        told = house.told(card, first).status
        assert told & house.bits == MeterStatus.BATTERY_LOW & house.bits
        meter.days(1, 100)
        assert closed(meter)
        assert meter.use(100) == 0
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.LOW_BATTERY
        assert meter.memory.error == 31
        assert card.snapshot() == before
        meter.clear_status(MeterStatus.BATTERY_LOW)
        assert not closed(meter)
        assert meter.take(card) is MeterAnswer.NOTHING_NEW

    @ALL
    def test_a_magnet_closes_the_valve_and_a_card_opens_it(self, house: House) -> None:
        first = house.contents(1)
        meter, card = house.meter(1), house.card(first)
        meter.raise_status(MeterStatus.MAGNET)
        assert closed(meter)
        assert meter.use(100) == 0
        meter.take(card)
        assert not closed(meter)
        told = house.told(card, first).status
        assert told & house.bits == MeterStatus.MAGNET & house.bits

    @ALL
    def test_an_opened_lid_closes_the_valve_whatever_the_customer_does(self, house: House) -> None:
        first = house.contents(1)
        meter, card = house.meter(1), house.card(first)
        meter.raise_status(MeterStatus.TAMPER)
        meter.take(card)
        assert closed(meter)
        bits = MeterStatus.TAMPER | MeterStatus.VALVE_CLOSED
        assert house.told(card, first).status & house.bits == bits & house.bits
        meter.clear_status(MeterStatus.TAMPER)
        assert not closed(meter)

    @ALL
    def test_illegal_cards_are_counted_and_told_once(self, house: House) -> None:
        first = house.contents(1)
        meter, card = house.meter(), house.card(first)
        for _ in range(3):
            meter.take(house.card(first, card=2))
        assert meter.memory.illegal_cards == 3
        meter.take(card)
        told = house.told(card, first).status
        assert told & house.bits == MeterStatus.ILLEGAL_CARD & house.bits
        assert meter.memory.illegal_cards == 0

    def test_the_valve_s_movements_are_counted(self) -> None:
        meter = SLE4442.meter(1)
        meter.use(9_000)
        meter.take(SLE4442.card(SLE4442.contents(2)))
        meter.raise_status(MeterStatus.TAMPER)
        meter.raise_status(MeterStatus.TAMPER)
        meter.clear_status(MeterStatus.TAMPER)
        assert meter.memory.valve_operations == 4

    def test_the_display_shows_the_last_card_s_error_until_the_next(self) -> None:
        meter = SLE4442.meter(1)
        meter.take(SLE4442.card(SLE4442.contents(2), card=2))
        assert meter.memory.error == 33
        meter.take(SLE4442.card(SLE4442.contents(2)))
        assert meter.memory.error == 0

    def test_error_groups(self) -> None:
        """31 voltage, 32 not ours, 33 number or serial, 34 count and file, 36 too much."""
        groups: dict[int, set[MeterAnswer]] = {}
        for answer in MeterAnswer:
            groups.setdefault(display_code(answer), set()).add(answer)
        assert groups == {
            0: {MeterAnswer.CREDIT, MeterAnswer.NOTHING_NEW},
            31: {MeterAnswer.LOW_BATTERY},
            32: {MeterAnswer.WRONG_UTILITY, MeterAnswer.WRONG_KIND},
            33: {MeterAnswer.WRONG_METER, MeterAnswer.WRONG_ACCOUNT, MeterAnswer.WRONG_CARD},
            34: {
                MeterAnswer.NOT_OPENED,
                MeterAnswer.COUNT_WRONG,
                MeterAnswer.RETURN_FILE_NOT_EMPTY,
            },
            36: {MeterAnswer.OVER_HOARDING, MeterAnswer.TOO_LARGE},
        }


class TestMonths:
    @pytest.mark.parametrize("house", [SLE4442, WATER], ids=lambda house: house.name)
    def test_twelve_are_told(self, house: House) -> None:
        last = house.contents(3)
        meter, card = house.meter(2), house.card(last)
        for _month in range(13):
            meter.days(31, 10)
        meter.take(card)
        months = house.told(card, last).months
        assert len(months) == 12
        assert all(280 <= month <= 310 for month in months)


def priced(starts: tuple[int, ...], *prices: int) -> TierSet:
    """Prices in minor units for a unit."""
    return TierSet(starts=starts, prices=tuple(price * PRICE_SCALE for price in prices))


class TestMoney:
    """Credit in minor units of money, use in thousandths of a kilowatt-hour."""

    def test_use_is_paid_by_its_price(self) -> None:
        meter = POWER.meter(1, tariff=MeterTariff(current=priced((0,), 2_500)))
        assert meter.use(1_200) == 1_200
        assert meter.state.remaining == LOAD - 3_000
        assert meter.use(1_000) == 800
        assert meter.state.remaining == 0
        assert closed(meter)

    def test_use_is_paid_by_tiers_over_the_period(self) -> None:
        meter = POWER.meter(20, tariff=MeterTariff(current=priced((0, 2_000, 4_000), 10, 20, 50)))
        spent = []
        for _ in range(5):
            before = meter.state.total_used
            meter.use(1_000)
            spent.append(meter.state.total_used - before)
        assert spent == [10, 10, 20, 20, 50]

    def test_a_new_period_begins_at_the_first_price(self) -> None:
        meter = POWER.meter(20, tariff=MeterTariff(current=priced((0, 2_000), 10, 20)))
        meter.days(2, 2_000)  # until 1 April
        assert meter.memory.used_in_period == 0
        assert meter.state.total_used == 20 + 40
        meter.use(1_000)
        assert meter.state.total_used == 70

    def test_a_period_of_three_months_begins_with_a_quarter(self) -> None:
        meter = with_limits(POWER.meter(20), period_months=3)
        meter.days(2, 100)
        assert (meter.memory.today, meter.memory.used_in_period) == (date(2026, 4, 1), 0)
        meter.days(61, 10)
        assert (meter.memory.today, meter.memory.used_in_period) == (date(2026, 6, 1), 610)

    def test_the_following_set_comes_into_force_at_its_time(self) -> None:
        tariff = MeterTariff(
            current=priced((0,), 10),
            following=priced((0,), 90),
            switch_at=datetime(2026, 4, 1),
        )
        meter = POWER.meter(20, tariff=tariff)
        meter.days(2, 1_000)
        assert meter.state.total_used == 20
        assert meter.memory.tariff == MeterTariff(current=priced((0,), 90))
        meter.use(1_000)
        assert meter.state.total_used == 110

    def test_without_prices_nothing_flows(self) -> None:
        meter = POWER.meter(1, tariff=None)
        assert meter.use(1_000) == 0
        assert meter.state.remaining == LOAD

    def test_a_meter_takes_what_it_counts_from_its_first_card(self) -> None:
        meter = POWER.meter(charging=None)
        meter.take(POWER.card(POWER.contents(1)))
        assert meter.memory.counts_money

    def test_volume_is_never_taken_for_money(self) -> None:
        meter, card = SLE4442.meter(1), SLE4442.card(SLE4442.contents(2, charging=POWER.charging))
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.WRONG_KIND
        assert card.snapshot() == before

    @given(st.lists(st.integers(0, 3_000), max_size=20), st.integers(0, 900))
    def test_credit_is_what_is_left_and_what_was_spent(self, uses: list[int], alarm: int) -> None:
        tiers = priced((0, 1_000, 5_000), 137, 211, 399)
        meter = with_limits(_power(MeterTariff(current=tiers)), closing_alarm=alarm)
        flowed = 0
        for use in uses:
            flowed += meter.use(use)
        state = meter.state
        assert 0 <= state.remaining == state.total_credited - state.total_used
        assert flowed == meter.memory.flowed == meter.memory.used_this_month
        assert cost(tiers, flowed) <= state.total_used
        if not closed(meter):
            assert flowed == sum(uses)
            assert cost(tiers, flowed) == state.total_used


def _power(tariff: MeterTariff) -> VirtualMeter:
    meter = POWER.meter(card=None, tariff=tariff, number=0)
    state = msgspec.structs.replace(meter.state, total_credited=1_000)
    return with_limits(meter, state=state)
