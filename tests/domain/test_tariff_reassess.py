"""Purchases reckoned anew: as if class and household had been right from the day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from app.domain.cards import ChargingType, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.tariff.breakdown import Breakdown, Line, LineKind, PricingFacts
from app.domain.tariff.periods import next_month, period_start
from app.domain.tariff.pricing import pricing_for
from app.domain.tariff.reassess import (
    NoPrices,
    Reassessed,
    Sold,
    booked_apart,
    differences,
    reassess,
    reckoned_lines,
    total,
)
from app.domain.tariff.revision import StandingCharge, TariffRevision, Tier
from app.domain.tariff.schedule import Schedule, corrected, known_on, schedule_of
from app.domain.tariff.standing import standing_between, standing_due
from tests.domain.examples import revision_with
from tests.domain.strategies import VOLUME_KINDS, facts_for, revisions

BEGAN = date(2026, 1, 10)
WATER = UtilityKind.WATER
A, B = 1, 2


class Life(NamedTuple):
    """What one household bought, and under which classes it could have."""

    tariffs: dict[int, list[TariffRevision]]
    wishes: list[tuple[int, Quantity]]
    """(days after the allocation began, volume)."""

    def sold(self, tariff_class: int, household: Schedule) -> list[Sold]:
        """All wishes, sold one after the other under one class."""
        found: list[Sold] = []
        counted: dict[date, list[Quantity]] = {}
        paid_to = BEGAN
        for number, (days, quantity) in enumerate(self.wishes):
            (revision,) = self.tariffs[tariff_class]
            today = BEGAN + timedelta(days=days)
            start = period_start(revision, today, BEGAN)
            bought = counted.setdefault(start, [0, 0])
            facts = PricingFacts(
                today=today,
                period_start=start,
                bought=bought[0],
                allowance_used=bought[1],
                household=known_on(household, today),
                began=BEGAN,
                standing_paid_to=paid_to,
            )
            priced = pricing_for(revision, facts).breakdown(quantity)
            bought[:] = [priced.bought, priced.allowance_used]
            paid_to = priced.standing_paid_to
            found.append(purchase(number, today, revision, priced))
        return found


def purchase(number: int, today: date, revision: TariffRevision, priced: Breakdown) -> Sold:
    return Sold(
        purchase=EventId(7, 1, number),
        allocation=EventId(7, 1, 0),
        kind=WATER,
        charging=ChargingType.VOLUME,
        day=today,
        began=BEGAN,
        own_class=None,
        priced=priced,
        original=revision,
        counts=True,
        lines=reckoned_lines(priced.lines, counts=True),
        period_start=priced.period_start,
        allowance=sum(x.quantity for x in priced.lines if x.kind is LineKind.ALLOWANCE),
    )


def after(sold: Sequence[Sold], changed: Sequence[Reassessed]) -> list[Sold]:
    """The purchases as a correction leaves them."""
    by_id = {one.purchase: one for one in changed}
    return [
        one
        if one.purchase not in by_id
        else msgspec.structs.replace(
            one,
            lines=by_id[one.purchase].new,
            period_start=by_id[one.purchase].period_start,
            allowance=by_id[one.purchase].allowance,
        )
        for one in sold
    ]


def volume_of(one: Sold) -> list[Line]:
    """What its volume costs now; other tiers leave other money for standing charges."""
    return [line for line in one.lines if line.kind in VOLUME_KINDS]


@composite
def lives(draw: DrawFn) -> Life:
    first, second = draw(revisions()), draw(revisions())
    tariffs = {
        A: [msgspec.structs.replace(first, tariff_class=A)],
        B: [msgspec.structs.replace(second, tariff_class=B)],
    }
    days = sorted(draw(st.lists(st.integers(0, 400), min_size=1, max_size=6)))
    volumes = draw(st.lists(st.integers(1, 40_000), min_size=len(days), max_size=len(days)))
    return Life(tariffs, list(zip(days, volumes, strict=True)))


some_days = st.integers(0, 400).map(lambda days: BEGAN + timedelta(days=days))
persons = st.integers(1, 12)
ALWAYS_A: Schedule = ((BEGAN, A),)
FOUR: Schedule = ((BEGAN, 4),)


def class_from(
    life: Life, sold: Sequence[Sold], classes: Schedule, since: date, value: int
) -> tuple[tuple[Reassessed, ...], Schedule]:
    schedule = corrected(classes, since, value)
    changed = reassess(sold, since, classes=schedule, household=FOUR, revisions=life.tariffs)
    return changed, schedule


class TestReckoningAnew:
    """The differences of any corrections add up to that of the last one alone."""

    @given(lives(), some_days)
    def test_what_was_right_already_changes_nothing(self, life: Life, since: date) -> None:
        assert class_from(life, life.sold(A, FOUR), ALWAYS_A, since, A)[0] == ()

    @given(lives(), some_days)
    def test_there_and_back_leaves_every_line_and_sum_where_it_was(
        self, life: Life, since: date
    ) -> None:
        sold = life.sold(A, FOUR)
        there, classes = class_from(life, sold, ALWAYS_A, since, B)
        back, _schedule = class_from(life, after(sold, there), classes, since, A)
        assert after(after(sold, there), back) == sold
        assert sum(one.difference for one in (*there, *back)) == 0

    @given(lives(), some_days, some_days)
    def test_days_in_parts_come_out_as_days_in_one(
        self, life: Life, one: date, other: date
    ) -> None:
        sold, (early, late) = life.sold(A, FOUR), sorted((one, other))
        at_once, _schedule = class_from(life, sold, ALWAYS_A, early, B)
        first, classes = class_from(life, sold, ALWAYS_A, late, B)
        second, _schedule = class_from(life, after(sold, first), classes, early, B)
        assert after(after(sold, first), second) == after(sold, at_once)
        apart = sum(one.difference for one in (*first, *second))
        assert apart == sum(one.difference for one in at_once)

    @given(lives())
    def test_a_second_time_the_same_changes_nothing(self, life: Life) -> None:
        sold = life.sold(A, FOUR)
        first, classes = class_from(life, sold, ALWAYS_A, BEGAN, B)
        assert class_from(life, after(sold, first), classes, BEGAN, B)[0] == ()

    @given(lives())
    def test_volume_costs_what_it_would_have_cost_in_the_right_class(self, life: Life) -> None:
        changed, _schedule = class_from(life, life.sold(A, FOUR), ALWAYS_A, BEGAN, B)
        now = after(life.sold(A, FOUR), changed)
        for one, right in zip(now, life.sold(B, FOUR), strict=True):
            assert volume_of(one) == volume_of(right)

    @given(lives(), some_days, persons)
    def test_a_household_counts_from_its_day_on_and_back(
        self, life: Life, since: date, number: int
    ) -> None:
        sold = life.sold(A, FOUR)
        grown = corrected(FOUR, since, number)
        there = reassess(sold, since, classes=ALWAYS_A, household=grown, revisions=life.tariffs)
        now = after(sold, there)
        for one, right in zip(now, life.sold(A, grown), strict=True):
            if one.day >= since:
                assert volume_of(one) == volume_of(right)
            else:
                assert one in sold
        back = reassess(
            now,
            since,
            classes=ALWAYS_A,
            household=corrected(grown, since, 4),
            revisions=life.tariffs,
        )
        assert after(now, back) == sold

    @given(lives(), some_days)
    def test_the_lines_of_the_difference_are_its_sum(self, life: Life, since: date) -> None:
        changed, _schedule = class_from(life, life.sold(A, FOUR), ALWAYS_A, since, B)
        assert total(differences(changed)) == sum(one.difference for one in changed)


def test_a_load_that_was_taken_off_fills_no_tier_and_is_not_reckoned() -> None:
    tariffs = {A: [revision_with(tariff_class=A)], B: [revision_with(tariff_class=B, revision=1)]}
    dear = [msgspec.structs.replace(tariffs[A][0], tariff_class=B, household_size=1)]
    life = Life({A: tariffs[A], B: dear}, [(0, 20_000), (1, 20_000)])
    first, second = life.sold(A, ((BEGAN, 1),))
    off = msgspec.structs.replace(first, counts=False, lines=())
    (changed,) = reassess(
        [off, second],
        BEGAN,
        classes=ALWAYS_A,
        household=((BEGAN, 1),),
        revisions=life.tariffs,
    )
    assert changed.purchase == second.purchase
    assert changed.difference < 0


def test_what_the_card_told_of_other_kiosks_still_counts() -> None:
    """The only sale here was the household's 30th unit of the month: it stays in the dear tier."""
    plain = revision_with(tariff_class=A, household_size=1)
    life = Life({A: [plain]}, [(0, 5_000)])
    (sold,) = life.sold(A, ((BEGAN, 1),))
    facts = PricingFacts(
        today=sold.day,
        period_start=sold.period_start,
        bought=25_000,
        began=BEGAN,
        standing_paid_to=BEGAN,
        household=((BEGAN, 1),),
    )
    priced = pricing_for(plain, facts).breakdown(5_000)
    told = purchase(0, sold.day, plain, priced)
    assert [line.code for line in told.lines] == ["tier-2"]
    same = reassess(
        [told],
        BEGAN,
        classes=ALWAYS_A,
        household=((BEGAN, 1),),
        revisions=life.tariffs,
    )
    assert same == ()


def test_standing_charges_that_were_paid_elsewhere_are_left_alone() -> None:
    """The card said that all but the last month was paid: no more is asked for the others."""
    plain = revision_with(
        tariff_class=A, standing=StandingCharge(monthly=5_000, tax="", most_months=6)
    )
    dear = msgspec.structs.replace(
        plain, tariff_class=B, standing=StandingCharge(monthly=8_000, tax="", most_months=6)
    )
    facts = PricingFacts(
        today=date(2026, 4, 20),
        period_start=date(2026, 4, 1),
        began=BEGAN,
        standing_paid_to=date(2026, 4, 1),
        household=FOUR,
    )
    sold = purchase(0, facts.today, plain, pricing_for(plain, facts).breakdown(20_000))
    life = Life({A: [plain], B: [dear]}, [])
    assert class_from(life, [sold], ALWAYS_A, BEGAN, B)[0] == ()


def test_a_meter_with_a_class_of_its_own_keeps_its_prices() -> None:
    dear = revision_with(tariff_class=B, household_size=1, tiers=(Tier(upto=None, price=9),))
    life = Life({A: [revision_with(tariff_class=A)], B: [dear]}, [(0, 5_000)])
    own = [msgspec.structs.replace(one, own_class=A) for one in life.sold(A, FOUR)]
    assert class_from(life, own, ALWAYS_A, BEGAN, B)[0] == ()
    assert class_from(life, life.sold(A, FOUR), ALWAYS_A, BEGAN, B)[0] != ()


def test_a_class_without_prices_on_the_day_is_said() -> None:
    life = Life({A: [revision_with(tariff_class=A)]}, [(0, 1_000)])
    with pytest.raises(NoPrices):
        reassess(
            life.sold(A, FOUR),
            BEGAN,
            classes=((BEGAN, 9),),
            household=FOUR,
            revisions=life.tariffs,
        )


def test_days_before_the_correction_keep_their_standing_charge() -> None:
    """50 a month against 80: of January to March only March is of the dearer class."""
    plain = revision_with(
        tariff_class=A, standing=StandingCharge(monthly=5_000, tax="", most_months=6)
    )
    dear = msgspec.structs.replace(
        plain,
        tariff_class=B,
        standing=StandingCharge(monthly=8_000, tax="", most_months=6),
    )
    life = Life({A: [plain], B: [dear]}, [(0, 100_000), (70, 100_000)])
    sold = life.sold(A, FOUR)
    assert [one.priced.standing_paid_to for one in sold] == [date(2026, 2, 1), date(2026, 4, 1)]
    changed, _schedule = class_from(life, sold, ALWAYS_A, date(2026, 3, 1), B)
    assert sum(one.difference for one in changed) == 3_000


@given(st.data())
def test_standing_charges_of_days_apart_cost_what_they_cost_together(data: st.DataObject) -> None:
    revision = data.draw(revisions())
    facts = data.draw(facts_for(revision))
    due = standing_due(revision, facts)
    start = max(facts.standing_paid_to, facts.began)
    for stop in due.stops[:: max(1, len(due.stops) // 4)]:
        line = standing_between(revision, facts, start, stop.day)
        middle = start + (stop.day - start) / 2
        parts = [
            standing_between(revision, facts, *span)
            for span in ((start, middle), (middle, stop.day))
        ]
        assert (line.amount if line else 0) == stop.charge.gross
        assert sum(part.amount for part in parts if part) == stop.charge.gross


class TestASchedule:
    """A correction holds from its day on, whatever was thought of later days."""

    @given(some_days, persons, st.lists(st.tuples(some_days, persons), max_size=4))
    def test_is_what_the_corrections_leave(
        self, day: date, first: int, corrections: list[tuple[date, int]]
    ) -> None:
        found = schedule_of(BEGAN, first, corrections)
        assert list(found) == sorted(found, key=lambda entry: entry[0])
        if corrections:
            since, value = corrections[-1]
            assert found[-1] == (since, value)
        assert all(entry[0] <= day for entry in known_on(found, day)) or day < found[0][0]

    def test_is_told_up_to_a_day(self) -> None:
        schedule = ((date(2026, 1, 1), 4), (date(2026, 3, 1), 6))
        assert known_on(schedule, date(2026, 2, 28)) == schedule[:1]
        assert known_on(schedule, date(2025, 1, 1)) == schedule[:1]
        assert known_on(schedule, next_month(date(2026, 2, 1))) == schedule


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**9))
def test_what_was_paid_too_much_lessens_arrears_before_it_goes_to_the_balance(
    difference: int, arrears: int
) -> None:
    to_arrears, to_balance = booked_apart(difference, arrears)
    assert to_arrears - to_balance == difference
    assert to_balance >= 0
    if difference < 0:
        assert to_arrears == -min(max(0, arrears), -difference)
