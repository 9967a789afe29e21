"""The meter's decision table for every layout: notes/domain.md 2.3 (binding), 2.4 (count)."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.cards import CardForm
from app.domain.metering import MeterAnswer
from tests.simulator.houses import HOUSES, LOAD, STRANGER, House

pytestmark = pytest.mark.parametrize("house", HOUSES, ids=lambda house: house.name)

NOT_USER = [CardForm.OPENING, CardForm.REISSUE]


class TestCount:
    """c on the card, n in the meter."""

    def test_c_below_n_gives_no_credit_and_writes_back(self, house: House) -> None:
        second = house.contents(2)
        meter, card = house.meter(3), house.card(second)
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert meter.state == house.meter(3).state
        told = house.told(card, second)
        assert (told.number, told.remaining) == (3, 3 * LOAD)

    @pytest.mark.parametrize("form", NOT_USER)
    def test_c_below_n_registers_the_serial_of_a_new_card(
        self, house: House, form: CardForm
    ) -> None:
        meter, card = house.meter(3), house.card(house.contents(1, form=form), card=2)
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert meter.state.serial == house.serial(2)
        assert meter.state.total_credited == 3 * LOAD

    def test_c_equal_n_and_empty_gives_no_credit_and_writes_back(self, house: House) -> None:
        second = house.contents(2)
        meter, card = house.meter(2), house.card(second)
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert meter.state == house.meter(2).state
        assert house.told(card, second).number == 2
        assert house.read(card, second).taken

    @pytest.mark.parametrize("form", NOT_USER)
    def test_c_equal_n_and_not_empty_refuses_a_new_card_of_another_serial(
        self, house: House, form: CardForm
    ) -> None:
        """Here a card that another meter board has marked."""
        second = house.contents(2, form=form)
        card = house.card(second, card=2)
        house.meter(2).take(card)
        meter, before = house.meter(2), card.snapshot()
        assert meter.take(card) is MeterAnswer.WRONG_CARD
        assert meter.state == house.meter(2).state
        assert (meter.memory.error, meter.memory.illegal_cards) == (33, 1)
        assert card.snapshot() == before

    def test_c_next_and_empty_is_credited_and_written_back(self, house: House) -> None:
        second = house.contents(2)
        meter, card = house.meter(1), house.card(second)
        assert house.read(card, second).unloaded
        assert meter.take(card) is MeterAnswer.CREDIT
        assert (meter.state.number, meter.state.total_credited) == (2, 2 * LOAD)
        assert house.read(card, second).taken
        assert house.told(card, second).remaining == 2 * LOAD
        assert meter.memory.error == 0

    def test_c_next_and_not_empty_is_refused(self, house: House) -> None:
        second = house.contents(2)
        card = house.card(second)
        house.meter(2).take(card)
        meter = house.meter(1)
        assert meter.take(card) is MeterAnswer.RETURN_FILE_NOT_EMPTY
        assert meter.state == house.meter(1).state
        assert meter.memory.error == 34
        if house.reports_again:
            told = house.told(card, second)
            assert (told.number, told.remaining) == (1, LOAD)

    def test_what_was_refused_so_is_taken_once_it_is_written_again(self, house: House) -> None:
        second = house.contents(2)
        card, meter = house.card(second), house.meter(1)
        house.meter(2).take(card)
        meter.take(card)
        house.rewrite(card, house.contents(2, sequence=3))
        assert meter.take(card) is MeterAnswer.CREDIT
        assert meter.state.total_credited == 2 * LOAD

    @pytest.mark.parametrize("number", [3, 200])
    def test_c_further_ahead_is_refused_and_written_back(self, house: House, number: int) -> None:
        ahead = house.contents(number)
        meter, card = house.meter(1), house.card(ahead)
        assert meter.take(card) is MeterAnswer.COUNT_WRONG
        assert meter.state == house.meter(1).state
        assert meter.memory.error == 34
        assert house.told(card, ahead).number == 1
        assert house.read(card, ahead).unloaded

    def test_over_the_hoarding_limit_nothing_is_taken_until_enough_was_used(
        self, house: House
    ) -> None:
        third = house.contents(3)
        meter, card = house.meter(2, hoarding_limit=12_000), house.card(third)
        assert meter.take(card) is MeterAnswer.OVER_HOARDING
        assert meter.state.total_credited == 2 * LOAD
        assert meter.memory.error == 36
        assert house.read(card, third).unloaded
        assert house.told(card, third).number == (2 if house.keeps_refused else 0)
        meter.use(3_000)
        assert meter.take(card) is MeterAnswer.CREDIT
        assert meter.state.remaining == 12_000
        assert house.read(card, third).taken

    def test_up_to_the_hoarding_limit_all_is_taken(self, house: House) -> None:
        meter, card = house.meter(2, hoarding_limit=15_000), house.card(house.contents(3))
        assert meter.take(card) is MeterAnswer.CREDIT

    def test_a_load_above_the_largest_is_refused_whole(self, house: House) -> None:
        first = house.contents(1)
        meter, card = house.meter(largest_load=LOAD - 1), house.card(first)
        assert meter.take(card) is MeterAnswer.TOO_LARGE
        assert meter.state.total_credited == 0
        assert house.read(card, first).unloaded

    def test_a_cancelled_load_uses_up_its_number(self, house: House) -> None:
        cancelled = house.contents(2, load=0, cumulative=LOAD)
        meter, card = house.meter(1), house.card(cancelled)
        assert meter.take(card) is MeterAnswer.CREDIT
        assert (meter.state.number, meter.state.total_credited) == (2, LOAD)
        assert house.read(card, cancelled).taken

    def test_a_card_that_was_in_the_meter_is_sold_to_again_and_again(self, house: House) -> None:
        meter = house.meter(card=None)
        card = house.card(house.contents(1, form=CardForm.OPENING))
        meter.take(card)
        for number in range(2, 5):
            house.rewrite(card, house.contents(number))
            assert meter.take(card) is MeterAnswer.CREDIT
            assert meter.take(card) is MeterAnswer.NOTHING_NEW
            assert meter.state.total_credited == number * LOAD


class TestBinding:
    """Whose card a meter takes."""

    def test_an_opening_card_binds_account_and_serial(self, house: House) -> None:
        first = house.contents(1, form=CardForm.OPENING)
        meter, card = house.meter(card=None), house.card(first)
        assert meter.take(card) is MeterAnswer.CREDIT
        assert meter.state.account is not None
        assert meter.state.serial == house.serial()
        assert house.read(card, first).taken

    def test_an_opening_card_without_a_load_opens_too(self, house: House) -> None:
        card = house.card(house.contents(0, form=CardForm.OPENING, load=0))
        meter = house.meter(card=None)
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert meter.state.serial == house.serial()

    @pytest.mark.parametrize("form", [CardForm.USER, CardForm.REISSUE])
    def test_only_an_opening_card_opens(self, house: House, form: CardForm) -> None:
        meter, card = house.meter(card=None), house.card(house.contents(1, form=form))
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.NOT_OPENED
        assert meter.state == house.meter(card=None).state
        assert meter.memory.error == 34
        assert card.snapshot() == before

    def test_an_opening_card_with_a_later_number_opens_nothing(self, house: House) -> None:
        card = house.card(house.contents(2, form=CardForm.OPENING))
        meter = house.meter(card=None)
        assert meter.take(card) is MeterAnswer.NOT_OPENED
        assert meter.state == house.meter(card=None).state

    def test_a_card_of_another_meter_is_not_touched(self, house: House) -> None:
        """Where the card has no room for a meter number, one at another place."""
        meter, card = house.meter(1), house.card(house.another_meter())
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.WRONG_METER
        assert card.snapshot() == before
        assert (meter.memory.error, meter.memory.illegal_cards) == (33, 1)

    def test_a_card_of_another_customer_is_not_touched(self, house: House) -> None:
        meter, card = house.meter(1), house.card(house.contents(2, account="100000025"))
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.WRONG_ACCOUNT
        assert card.snapshot() == before
        assert meter.memory.error == 33

    @pytest.mark.parametrize("change", [{"region": 8}, {"utility": 43}])
    def test_a_card_that_names_another_utility_is_not_touched(
        self, house: House, change: dict[str, Any]
    ) -> None:
        if house.names_utility:
            meter, card = house.meter(), house.card(house.contents(1, **change))
            before = card.snapshot()
            assert meter.take(card) is MeterAnswer.WRONG_UTILITY
            assert card.snapshot() == before
            assert meter.memory.error == 32

    def test_a_card_with_other_keys_is_an_illegal_card(self, house: House) -> None:
        meter, card = house.meter(), house.card(house.contents(1), keys=STRANGER)
        before = card.snapshot()
        assert meter.take(card) is None
        assert meter.state == house.meter().state
        assert (meter.memory.error, meter.memory.illegal_cards) == (32, 1)
        assert card.snapshot() == before

    def test_the_meter_takes_its_own_card_only(self, house: House) -> None:
        """A copy on another card, or a card that was never there."""
        meter, card = house.meter(1), house.card(house.contents(2), card=2)
        assert meter.take(card) is MeterAnswer.WRONG_CARD
        assert meter.state == house.meter(1).state

    def test_the_lost_card_dies_when_the_reissued_one_was_in_the_meter(self, house: House) -> None:
        meter = house.meter(1)
        lost = house.card(house.contents(2))
        found = house.card(house.contents(2, form=CardForm.REISSUE), card=2)
        assert meter.take(found) is MeterAnswer.CREDIT
        assert meter.take(lost) is MeterAnswer.WRONG_CARD
        assert meter.state.total_credited == 2 * LOAD

    def test_only_the_newest_reissued_card_counts(self, house: House) -> None:
        meter = house.meter(1)
        second = house.card(house.contents(2, form=CardForm.REISSUE), card=2)
        third = house.card(house.contents(2, form=CardForm.REISSUE), card=3)
        meter.take(second)
        meter.take(third)
        assert meter.state.serial == house.serial(3)
        house.rewrite(second, house.contents(3))
        assert meter.take(second) is MeterAnswer.WRONG_CARD
        house.rewrite(third, house.contents(3))
        assert meter.take(third) is MeterAnswer.CREDIT

    def test_a_blank_card_and_a_foreign_one_are_counted_and_told_on_the_next_good_one(
        self, house: House
    ) -> None:
        first = house.contents(1)
        meter, card = house.meter(), house.card(first)
        assert meter.take(house.blank(9)) is None
        assert meter.memory.error == 32
        meter.take(house.card(first, card=2))
        assert meter.memory.illegal_cards == 2
        assert meter.take(card) is MeterAnswer.CREDIT
        assert meter.memory.illegal_cards == 0
