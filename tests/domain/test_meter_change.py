"""What a meter that goes leaves, and how it comes to the one that follows."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import CardForm
from app.domain.meter_change import (
    BadDial,
    LeftTooMuch,
    first_load,
    goes_back,
    opening_written,
    overuse_line,
    reckon,
    used_by_dial,
    used_by_display,
)
from tests.domain.cards_and_meters import final, reading_with

CREDIT = st.integers(0, 10**9)
STEPS = st.sampled_from((1, 10, 100, 1_000))


@given(credited=CREDIT, unloaded=CREDIT, used=CREDIT)
def test_what_is_left_is_owed_or_was_used_beyond_never_both(
    credited: int, unloaded: int, used: int
) -> None:
    found = reckon(credited=credited, unloaded=unloaded, used=used)
    assert found.owed - found.overuse == credited - unloaded - used
    assert min(found.owed, found.overuse) == 0 <= max(found.owed, found.overuse)


@given(credited=CREDIT, parts=st.tuples(CREDIT, CREDIT), used=CREDIT)
def test_whether_a_load_was_taken_changes_nothing_of_the_whole(
    credited: int, parts: tuple[int, int], used: int
) -> None:
    """Nobody gains by a load that the card shows as unloaded, or does not show."""
    totals = {
        unloaded + found.owed - found.overuse
        for unloaded in parts
        for found in (reckon(credited=credited, unloaded=unloaded, used=used),)
    }
    assert totals == {credited - used}


@given(credited=CREDIT, unloaded=CREDIT, used=CREDIT, step=STEPS, largest=st.integers(0, 10**7))
def test_the_first_load_is_what_card_and_meter_take_and_the_rest_stays_owed(
    credited: int, unloaded: int, used: int, step: int, largest: int
) -> None:
    reckoning = reckon(credited=credited, unloaded=unloaded, used=used)
    first = first_load(reckoning, step=step, largest=largest)
    assert first.load + first.still_owed == reckoning.owed + unloaded
    assert min(first.moved, first.instalment, first.still_owed) >= 0
    assert first.load <= largest
    assert first.load % step == 0
    # What waits is what had no room, or less than the card can carry.
    assert first.still_owed < step or first.load + step > largest


@given(credited=CREDIT, used=CREDIT, unloaded=CREDIT, largest=CREDIT)
def test_the_unloaded_load_goes_before_what_is_owed(
    credited: int, used: int, unloaded: int, largest: int
) -> None:
    reckoning = reckon(credited=credited, unloaded=unloaded, used=used)
    assert first_load(reckoning, step=1, largest=largest).moved == min(unloaded, largest)


@given(first=st.integers(0, 99_999_999), used=st.integers(0, 99_999_999))
def test_a_register_that_goes_round_measures_on(first: int, used: int) -> None:
    last = (first + used) % 100_000_000
    assert used_by_dial(first, last, digits=5) == used


class TestADial:
    def test_below_its_first_reading_is_refused_where_its_digits_are_not_known(self) -> None:
        with pytest.raises(BadDial, match=r"less than the 5\.000 it began at"):
            used_by_dial(5_000, 4_999, digits=None)

    def test_with_more_digits_than_the_register_is_refused(self) -> None:
        with pytest.raises(BadDial, match="shows 3 digits"):
            used_by_dial(0, 1_000_000, digits=3)
        assert used_by_dial(999_000, 1_000, digits=3) == 2_000


class TestADisplayOfMoney:
    @given(credited=CREDIT, unloaded=CREDIT, left=st.integers(-(10**9), 10**9))
    def test_tells_the_use_unless_it_tells_more_than_was_credited(
        self, credited: int, unloaded: int, left: int
    ) -> None:
        if left > credited - unloaded:
            with pytest.raises(LeftTooMuch):
                used_by_display(credited=credited, unloaded=unloaded, left=left)
            return
        used = used_by_display(credited=credited, unloaded=unloaded, left=left)
        found = reckon(credited=credited, unloaded=unloaded, used=used)
        assert found.owed - found.overuse == left


def test_overuse_has_a_price_of_its_own_with_its_tax_inside() -> None:
    line = overuse_line(2_500, name="Overuse", price=116_00, tax_code="VAT", rate=1_600)
    assert (line.quantity, line.amount, line.tax) == (2_500, 290_00, 40_00)


class TestThePartOfTheCard:
    def test_opens_the_new_meter_and_keeps_what_belongs_to_the_household(self) -> None:
        old = reading_with(final()).contents
        new = opening_written(old, meter="77", load=4_500, sequence=9, parameters=None, tariff=None)
        assert (new.form, new.meter, new.number) == (CardForm.OPENING, "77", 1)
        assert (new.load, new.cumulative, new.sequence) == (4_500, 4_500, 9)
        kept = ("account", "period_start", "bought_in_period", "allowance_used", "standing_paid_to")
        assert all(getattr(new, name) == getattr(old, name) for name in kept)

    def test_leaves_number_1_to_the_next_purchase_where_it_brings_nothing(self) -> None:
        old = reading_with(final()).contents
        new = opening_written(old, meter="77", load=0, sequence=9, parameters=None, tariff=None)
        assert (new.number, new.load, new.cumulative) == (0, 0, 0)

    def test_goes_back_without_the_load_that_the_old_meter_had(self) -> None:
        reading = reading_with(final())
        back = goes_back(reading, taken=True)
        assert back == msgspec.structs.replace(reading.contents, form=CardForm.USER, load=0)

    def test_goes_back_with_the_load_that_it_had_not(self) -> None:
        reading = reading_with()
        assert goes_back(reading, taken=False) == reading.contents
