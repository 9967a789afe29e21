"""What each kind of write leaves on a card: numbers, totals, sequence, form."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.card_writes import (
    TierUse,
    cancellation_written,
    form_after,
    money_back_written,
    purchase_written,
    reissue_purchase_written,
    reissue_written,
    reversal_written,
    rewrite_written,
)
from app.domain.cards import CardContents, CardForm, CardReading
from app.domain.tariff.breakdown import Breakdown
from tests.domain.cards_and_meters import CONTENTS, begun, contents_with, final, reading_with

USE = TierUse(period_start=date(2026, 3, 1), bought=6_000, allowance_used=1_000)
BOUGHT = Breakdown(
    quantity=2_500,
    lines=(),
    total=12_000,
    balance_used=0,
    to_pay=12_000,
    rest=0,
    tariff_class=1,
    revision=3,
    period_start=date(2026, 4, 1),
    bought=2_500,
    allowance_used=500,
    standing_paid_to=date(2026, 5, 1),
)

forms = st.sampled_from(CardForm)
cards = st.builds(
    contents_with,
    form=forms,
    number=st.integers(1, 9),
    load=st.sampled_from([0, 3_000]),
    cumulative=st.integers(3_000, 90_000),
    sequence=st.integers(1, 99),
)


def bought_on(reading: CardReading) -> CardContents:
    return purchase_written(
        reading,
        BOUGHT,
        sequence=reading.contents.sequence + 1,
        tariff_class=2,
        household_size=6,
    )


class TestTheForm:
    """Every image stays a reissue (or opening) image until the card has been in the meter."""

    @pytest.mark.parametrize("form", CardForm)
    def test_stays_while_no_meter_has_seen_the_card(self, form: CardForm) -> None:
        assert form_after(reading_with(form=form)) is form

    @pytest.mark.parametrize("form", CardForm)
    def test_becomes_a_user_card_once_a_meter_has(self, form: CardForm) -> None:
        assert form_after(reading_with(final(), form=form)) is CardForm.USER
        assert form_after(reading_with(begun(), form=form)) is CardForm.USER

    @given(forms)
    def test_is_so_for_every_write_on_a_card(self, form: CardForm) -> None:
        reading = reading_with(form=form)
        written = [
            bought_on(reading),
            rewrite_written(reading, sequence=reading.contents.sequence + 1),
            cancellation_written(reading, sequence=9, copyable=True, use=USE),
        ]
        assert {contents.form for contents in written} == {form}


class TestAPurchase:
    """The next number, and all that the next kiosk needs for its price."""

    def test_takes_the_next_number_and_sequence_and_adds_to_the_total(self) -> None:
        contents = bought_on(reading_with(final()))
        assert (contents.number, contents.sequence) == (6, 9)
        assert (contents.load, contents.cumulative) == (2_500, 22_500)

    def test_adds_to_what_the_meter_says_where_a_card_was_made_without_a_load(self) -> None:
        reading = reading_with(final(5, 20_000), load=0, cumulative=17_000)
        assert bought_on(reading).cumulative == 22_500

    def test_carries_what_pricing_needs_elsewhere(self) -> None:
        contents = bought_on(reading_with(final()))
        assert (contents.tariff_class, contents.household_size) == (2, 6)
        assert contents.period_start == date(2026, 4, 1)
        assert (contents.bought_in_period, contents.allowance_used) == (2_500, 500)
        assert contents.standing_paid_to == date(2026, 5, 1)

    def test_changes_nothing_else(self) -> None:
        contents = bought_on(reading_with(final()))
        for name in ("utility", "region", "kind", "charging", "account", "meter"):
            assert getattr(contents, name) == getattr(CONTENTS, name)


class TestACancellation:
    """The unloaded load comes off; the total is again what it was before."""

    def test_keeps_the_number_where_a_copy_may_exist(self) -> None:
        contents = cancellation_written(reading_with(), sequence=9, copyable=True, use=USE)
        assert (contents.number, contents.load, contents.cumulative) == (5, 0, 17_000)

    def test_gives_the_number_back_where_none_can(self) -> None:
        contents = cancellation_written(reading_with(), sequence=9, copyable=False, use=USE)
        assert (contents.number, contents.load, contents.cumulative) == (4, 0, 17_000)

    def test_gives_the_tier_back(self) -> None:
        contents = cancellation_written(reading_with(), sequence=9, copyable=True, use=USE)
        assert (contents.bought_in_period, contents.allowance_used) == (6_000, 1_000)
        assert contents.sequence == 9

    def test_lets_the_next_sale_take_the_same_number(self) -> None:
        contents = cancellation_written(reading_with(), sequence=9, copyable=False, use=USE)
        again = msgspec.structs.replace(reading_with(), contents=contents)
        assert bought_on(again).number == 5


class TestAReversal:
    """The card says again what it said before the purchase, but for sequence, form and mark."""

    @given(cards, st.booleans())
    def test_leaves_tier_and_standing_charges_as_they_were(
        self, before: CardContents, copyable: bool
    ) -> None:
        bought = bought_on(msgspec.structs.replace(reading_with(), contents=before))
        card = msgspec.structs.replace(reading_with(), contents=bought)
        after = reversal_written(card, before, sequence=bought.sequence + 1, copyable=copyable)
        expected = msgspec.structs.replace(
            before,
            form=after.form,
            load=0,
            number=bought.number if copyable else before.number,
            sequence=bought.sequence + 1,
            tariff_class=bought.tariff_class,
            household_size=bought.household_size,
        )
        assert after == expected


class TestMoneyBack:
    """Zero load in place of a plan that was not written."""

    PLANNED = contents_with(number=6, load=2_500, cumulative=22_500, sequence=9)

    def written(self, *, copyable: bool) -> CardContents:
        return money_back_written(
            CONTENTS, self.PLANNED, form=CardForm.USER, copyable=copyable, use=USE
        )

    def test_outdoes_the_sequence_of_the_plan_that_it_replaces(self) -> None:
        assert self.written(copyable=True).sequence == 10
        assert self.written(copyable=False).sequence == 10

    def test_uses_the_planned_number_up_where_a_copy_may_exist(self) -> None:
        assert (self.written(copyable=True).number, self.written(copyable=False).number) == (6, 5)

    @pytest.mark.parametrize("copyable", [False, True])
    def test_leaves_the_total_as_if_nothing_had_been_bought(self, copyable: bool) -> None:
        contents = self.written(copyable=copyable)
        assert (contents.load, contents.cumulative) == (0, 20_000)
        assert contents.bought_in_period == 6_000


class TestARewrite:
    """The same load once more."""

    @given(cards)
    def test_changes_only_the_sequence(self, old: CardContents) -> None:
        reading = msgspec.structs.replace(reading_with(), contents=old)
        expected = msgspec.structs.replace(old, sequence=old.sequence + 1)
        assert rewrite_written(reading, sequence=reading.contents.sequence + 1) == expected


class TestAReissue:
    """A new card continues the old one's numbers, totals and sequence."""

    def test_restores_the_load_under_the_same_number(self) -> None:
        contents = reissue_written(
            CONTENTS, sequence=CONTENTS.sequence + 1, restores=True, taken=False
        )
        assert (contents.number, contents.load, contents.cumulative) == (5, 3_000, 20_000)

    def test_carries_no_load_that_the_meter_has(self) -> None:
        contents = reissue_written(
            CONTENTS, sequence=CONTENTS.sequence + 1, restores=False, taken=True
        )
        assert (contents.number, contents.load, contents.cumulative) == (5, 0, 20_000)

    def test_leaves_out_of_its_total_a_load_that_may_be_lost(self) -> None:
        contents = reissue_written(
            CONTENTS, sequence=CONTENTS.sequence + 1, restores=False, taken=False
        )
        assert (contents.number, contents.load, contents.cumulative) == (5, 0, 17_000)

    @pytest.mark.parametrize(
        ("number", "form"), [(0, CardForm.OPENING), (1, CardForm.OPENING), (2, CardForm.REISSUE)]
    )
    def test_is_an_opening_card_until_there_was_a_second_purchase(
        self, number: int, form: CardForm
    ) -> None:
        last = contents_with(number=number)
        assert (
            reissue_written(last, sequence=last.sequence + 1, restores=True, taken=False).form
            is form
        )

    @given(cards)
    def test_carries_a_purchase_under_the_next_number(self, last: CardContents) -> None:
        made = reissue_written(last, sequence=last.sequence + 1, restores=False, taken=True)
        contents = reissue_purchase_written(made, BOUGHT, tariff_class=1, household_size=4)
        assert contents.number == last.number + 1
        assert (contents.load, contents.cumulative) == (2_500, last.cumulative + 2_500)
        assert contents.sequence == last.sequence + 1
        assert contents.form is (CardForm.REISSUE if last.number else CardForm.OPENING)

    @given(cards, st.booleans(), st.booleans())
    def test_outdoes_the_sequence_of_the_lost_card(
        self, last: CardContents, restores: bool, taken: bool
    ) -> None:
        contents = reissue_written(last, sequence=last.sequence + 1, restores=restores, taken=taken)
        assert contents.sequence == last.sequence + 1
        assert contents.number == last.number


class TestOnACopyableCard:
    """No kind of write ever makes sequence or number of a card go back."""

    @given(cards)
    def test_sequence_rises_and_the_number_stays_or_rises(self, old: CardContents) -> None:
        reading = msgspec.structs.replace(reading_with(), contents=old)
        for contents in (
            bought_on(reading),
            rewrite_written(reading, sequence=reading.contents.sequence + 1),
            cancellation_written(reading, sequence=old.sequence + 1, copyable=True, use=USE),
            reissue_written(old, sequence=old.sequence + 1, restores=True, taken=False),
        ):
            assert contents.sequence == old.sequence + 1
            assert contents.number >= old.number
