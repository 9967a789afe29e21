"""Meters of the four-meter water card at the maker's function cards, at the level of chips."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from app.cards.key_sources.master import MasterKeys
from app.domain.cards import CardForm, ChargingType
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.metering import CARD_NOT_PROVED, CARD_UNREADABLE, MeterAnswer, MeterState
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.function_moves import FunctionAnswer
from app.simulator.meter import VirtualMeter
from app.simulator.tears import every_tear
from tests.cards.at88_cards import PROFILE, SUITE
from tests.cards.at88_function_cards import (
    KINDS,
    PARAMETERS,
    TARIFF,
    TIERED,
    contents_of,
    tiered_setup,
)
from tests.simulator.function_cards_and_meters import TODAY, Workshop, put_in

SHOP = Workshop(PROFILE)
DEVICE = "900000000001"


def meter(place: int = 3, shop: Workshop = SHOP, **state: Any) -> VirtualMeter:
    """A meter that is set up, with some credit and a customer."""
    usual: dict[str, Any] = {
        "meter": f"7700000{place}",
        "region": 5301,
        "place": place,
        "account": "000000012340",
        "serial": b"SERIAL-1",
        "number": 2,
        "total_credited": 10_000,
        "total_used": 4_000,
    }
    return shop.meter(DEVICE, **usual | state)


def unopened(shop: Workshop = SHOP, **state: Any) -> VirtualMeter:
    """One from the factory, unless said otherwise."""
    return shop.meter(DEVICE, **{"utility": 0, "region": 0} | state)


def obeyed(one: VirtualMeter, contents: FunctionContents, shop: Workshop = SHOP) -> None:
    """Puts a card in that it obeys, fresh from the counter."""
    assert one.take(shop.make(contents)) is FunctionAnswer.OBEYED
    assert one.memory.error == 0


def test_a_set_up_card_makes_a_meter_the_utility_s_however_often_it_is_put_in() -> None:
    one, card = unopened(), SHOP.make(contents_of(FunctionKind.SETUP))
    before = card.snapshot()
    for _time in range(3):
        assert one.take(card) is FunctionAnswer.OBEYED
        state = one.state
        assert (state.utility, state.region, state.place) == (17, 5301, 3)
        assert state.charging is ChargingType.VOLUME
        assert state.hoarding_limit == PARAMETERS.hoarding_limit
        assert (one.memory.alarm, one.memory.closing_alarm) == (5_000, 2_000)
        assert one.memory.pulses_per_unit == 10
        assert state.remaining == 4_000
        one.use(1_000)
    assert card.snapshot() == before


def test_after_the_set_up_it_takes_the_customer_s_card_at_its_place() -> None:
    one = unopened()
    obeyed(one, contents_of(FunctionKind.SETUP))
    told = SUITE.changed(SUITE.contents(place=3), form=CardForm.OPENING)
    assert one.take(SHOP.customer_card(told)) is MeterAnswer.CREDIT
    assert (one.state.total_credited, one.state.remaining) == (5_000, 9_000)
    assert one.take(SHOP.make(contents_of(FunctionKind.SETUP))) is FunctionAnswer.ALREADY_OPENED


def test_a_set_up_card_with_tiers_gives_a_meter_its_prices() -> None:
    shop = Workshop(TIERED)
    one = unopened(shop)
    obeyed(one, tiered_setup(), shop)
    assert one.memory.tariff == TARIFF
    assert one.state.remaining == 1_000
    # One without leaves the meter its own.
    obeyed(one, tiered_setup(None), shop)
    assert one.memory.tariff == TARIFF


def test_a_clear_card_leaves_an_unopened_meter_without_credit() -> None:
    one = meter()
    obeyed(one, contents_of(FunctionKind.CLEAR))
    assert (one.state.account, one.state.number, one.state.remaining) == (None, 0, 0)
    assert (one.state.region, one.state.place) == (5301, 3)
    assert one.memory.valve_closed


def test_an_init_card_sets_the_clock_and_nothing_else() -> None:
    one = meter()
    before = one.state
    obeyed(one, contents_of(FunctionKind.CLOCK, clock=datetime(2026, 6, 30, 23, 59)))
    assert (one.memory.today, one.state) == (date(2026, 6, 30), before)


def test_a_query_card_takes_one_report_of_each_place() -> None:
    card = SHOP.make(contents_of(FunctionKind.CHECK))
    third, first = meter(3), meter(1, number=9)
    for one in (third, first):
        before = one.state
        assert one.take(card) is FunctionAnswer.OBEYED
        assert one.state == before
        assert one.take(card) is FunctionAnswer.ALREADY_DONE
    dumps = SHOP.read(card).dumps
    assert [(dump.place, dump.number, dump.remaining) for dump in dumps] == [
        (1, 9, 6_000),
        (3, 2, 6_000),
    ]
    assert {dump.written_on for dump in dumps} == {TODAY}


def test_a_query_card_pulled_anywhere_brings_the_report_the_next_time() -> None:
    fresh, one = SHOP.make(contents_of(FunctionKind.CHECK)), meter()
    for tear in every_tear(one.tear_points(fresh)):
        card, twin = fresh.clone(), one.clone()
        put_in(twin, card, tear)
        for dump in SHOP.read(card).dumps:
            assert (dump.place, dump.number, dump.remaining) == (3, 2, 6_000)
        put_in(twin, card)
        (dump,) = SHOP.read(card).dumps
        assert (dump.place, dump.number, dump.remaining) == (3, 2, 6_000)
        assert twin.state == one.state


def test_a_torn_report_is_never_mixed_with_another() -> None:
    """The chip lets bits be taken away only, and the meter may have moved on."""
    fresh, one = SHOP.make(contents_of(FunctionKind.CHECK)), meter()
    for tear in every_tear(one.tear_points(fresh)):
        card, twin = fresh.clone(), one.clone()
        put_in(twin, card, tear)
        twin.use(7)
        put_in(twin, card)
        assert {dump.remaining for dump in SHOP.read(card).dumps} <= {6_000, 5_993}


@pytest.mark.parametrize("function", [one for one in KINDS if one is not FunctionKind.SETUP])
def test_cards_of_another_area_or_utility_change_nothing(function: FunctionKind) -> None:
    one = meter()
    for other in ({"region": 5302}, {"utility": 18}):
        card = SHOP.make(contents_of(function, **other))
        before, standing = one.memory, card.snapshot()
        assert one.take(card) is FunctionAnswer.WRONG_UTILITY
        assert one.memory == msgspec.structs.replace(before, error=CARD_UNREADABLE)
        assert card.snapshot() == standing


def test_a_set_up_card_of_another_utility_changes_nothing() -> None:
    one = unopened(utility=17, region=5301)
    card = SHOP.make(contents_of(FunctionKind.SETUP, utility=18))
    assert one.take(card) is FunctionAnswer.WRONG_UTILITY


@pytest.mark.parametrize("function", KINDS)
def test_a_card_of_other_keys_is_no_card_to_a_meter(function: FunctionKind) -> None:
    card = SHOP.make(contents_of(function))
    state = MeterState(meter="", utility=17, region=5301)
    one = VirtualMeter(state, MasterKeys({1: bytes(16)}), today=TODAY, profile=PROFILE)
    assert one.take(card) is None
    assert (one.state, one.memory.error) == (state, CARD_NOT_PROVED)


@pytest.mark.parametrize("function", KINDS)
def test_a_card_whose_making_broke_off_is_obeyed_by_nobody(function: FunctionKind) -> None:
    whole = SHOP.make(contents_of(function))
    assert isinstance(whole, VirtualAt88sc102)
    memory = bytearray(whole.snapshot().memory)
    memory[0x0E:0x16] = b"\xff" * 8
    whole.restore(msgspec.structs.replace(whole.snapshot(), memory=bytes(memory)))
    one = unopened(utility=17, region=5301)
    assert one.take(whole) is None
    assert one.state == MeterState(meter="", utility=17, region=5301)
