"""What credit without money, and credit in money, leave on a card."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.card_writes import purchase_written
from app.domain.cards import CardForm, ChargingType
from app.domain.compensation import BetweenSteps, check_compensation, compensation_written
from app.domain.tariff.afford import afford
from app.domain.tariff.errors import BadQuantity, OverLargest, OverLargestCredit
from tests.domain.cards_and_meters import final, reading_with
from tests.domain.examples import WUXI, facts_with


def test_compensation_takes_the_next_number_and_consumes_no_tier() -> None:
    reading = reading_with(final())
    old, written = reading.contents, compensation_written(reading, 4_500, sequence=9)
    assert written == msgspec.structs.replace(
        old, form=CardForm.USER, number=6, load=4_500, cumulative=24_500, sequence=9
    )
    assert (written.bought_in_period, written.allowance_used) == (9_000, 0)
    assert written.standing_paid_to == old.standing_paid_to


def test_compensation_adds_to_what_the_meter_says_it_was_given() -> None:
    told = reading_with(final(total=23_000))
    assert compensation_written(told, 1_000, sequence=9).cumulative == 24_000


def test_credit_in_money_goes_on_the_card_and_leaves_its_volumes_alone() -> None:
    facts = facts_with(charging=ChargingType.MONEY, bought=9_000)
    reading = reading_with(final(), charging=ChargingType.MONEY)
    written = purchase_written(
        reading, afford(WUXI, facts, 500_00), sequence=9, tariff_class=1, household_size=4
    )
    assert (written.load, written.cumulative) == (500_00, 20_000 + 500_00)
    assert written.bought_in_period == 9_000


def test_compensation_keeps_to_the_steps_and_the_largest_load_of_the_card() -> None:
    volume = reading_with(final()).contents
    money = msgspec.structs.replace(volume, charging=ChargingType.MONEY)
    for contents, between, over in (
        (volume, BadQuantity, OverLargest),
        (money, BetweenSteps, OverLargestCredit),
    ):
        limits = {"step": 100, "largest": 5_000, "digits": 2}
        check_compensation(5_000, contents, **limits)
        with pytest.raises(between):
            check_compensation(4_950, contents, **limits)
        with pytest.raises(over):
            check_compensation(5_100, contents, **limits)
