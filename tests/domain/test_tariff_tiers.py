"""Accounting periods, and thresholds that follow the household."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tariff.periods import add_months, period_end, period_start
from app.domain.tariff.revision import PeriodKind
from app.domain.tariff.tiers import bands, growth
from tests.domain.examples import WUXI, facts_with, revision_with
from tests.domain.strategies import DAYS

APRIL = date(2026, 4, 1)
MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("months", "today", "start", "end"),
    [
        (1, date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1)),
        (3, date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        (3, date(2026, 4, 1), date(2026, 4, 1), date(2026, 7, 1)),
        (6, date(2026, 12, 31), date(2026, 7, 1), date(2027, 1, 1)),
        (12, date(2026, 12, 31), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_calendar_periods_divide_the_year(months: int, today: date, start: date, end: date) -> None:
    revision = revision_with(period_months=months)
    began = date(2025, 6, 15)
    assert (period_start(revision, today, began), period_end(revision, today, began)) == (
        start,
        end,
    )


@pytest.mark.parametrize(
    ("months", "began", "today", "start", "end"),
    [
        (1, date(2026, 1, 15), date(2026, 1, 15), date(2026, 1, 15), date(2026, 2, 15)),
        (1, date(2026, 1, 15), date(2026, 3, 14), date(2026, 2, 15), date(2026, 3, 15)),
        (1, date(2026, 1, 31), date(2026, 2, 27), date(2026, 1, 31), date(2026, 2, 28)),
        (1, date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28), date(2026, 3, 31)),
        (1, date(2026, 1, 31), date(2026, 3, 30), date(2026, 2, 28), date(2026, 3, 31)),
        (3, date(2025, 11, 30), date(2026, 2, 28), date(2026, 2, 28), date(2026, 5, 30)),
        (12, date(2024, 2, 29), date(2026, 2, 27), date(2025, 2, 28), date(2026, 2, 28)),
        (12, date(2024, 2, 29), date(2028, 3, 1), date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_anniversary_periods_begin_on_the_day_of_the_allocation(
    months: int, began: date, today: date, start: date, end: date
) -> None:
    revision = revision_with(period_months=months, period_kind=PeriodKind.ANNIVERSARY)
    assert (period_start(revision, today, began), period_end(revision, today, began)) == (
        start,
        end,
    )


@given(DAYS, DAYS, st.sampled_from([1, 3, 6, 12]), st.sampled_from(PeriodKind))
def test_every_day_lies_in_one_period_and_periods_touch(
    today: date, began: date, months: int, kind: PeriodKind
) -> None:
    revision = revision_with(period_months=months, period_kind=kind)
    start, end = period_start(revision, today, began), period_end(revision, today, began)
    assert start <= today < end
    assert period_start(revision, end, began) == end
    assert period_end(revision, start, began) == end


def test_months_are_added_to_the_last_day_where_the_month_is_shorter() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)
    assert add_months(date(2026, 1, 31), 12) == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("household", "extra"),
    [
        ((), 0),
        (((date(2020, 1, 1), 4),), 0),
        (((date(2020, 1, 1), 2),), 0),
        (((date(2020, 1, 1), 5),), 6_000),
        (((date(2020, 1, 1), 7),), 18_000),
        # Two more persons for half of April.
        (((date(2020, 1, 1), 4), (date(2026, 4, 16), 6)), 6_000),
        # From 3, below the published size, to 5 on the last day.
        (((date(2020, 1, 1), 3), (date(2026, 4, 30), 5)), 200),
        # Two changes in the period: 10 days with 5, 10 with 6, 10 with 4.
        (
            ((date(2026, 1, 1), 5), (date(2026, 4, 11), 6), (date(2026, 4, 21), 4)),
            6_000,
        ),
        # Changes before the period and after it do not count; one on its first day counts whole.
        (((date(2025, 1, 1), 9), (APRIL, 5), (MAY, 9)), 6_000),
        # Known only from a day in the period on: that number holds for its beginning too.
        (((date(2026, 4, 20), 5),), 6_000),
    ],
)
def test_thresholds_grow_per_person_by_the_days_of_the_period(
    household: tuple[tuple[date, int], ...], extra: int
) -> None:
    assert growth(WUXI, household, APRIL, MAY) == extra


def test_prorated_growth_is_rounded_to_the_litre() -> None:
    """One day of 31 with one more person: 6000 / 31 is 193.5."""
    household = ((date(2020, 1, 1), 4), (date(2026, 3, 31), 5))
    assert growth(WUXI, household, date(2026, 3, 1), APRIL) == 194


def test_every_threshold_grows_by_the_same() -> None:
    facts = facts_with(today=date(2026, 4, 20), household=((date(2020, 1, 1), 6),))
    assert [(band.low, band.high) for band in bands(WUXI, facts)] == [
        (0, 37_000),
        (37_000, 42_000),
        (42_000, None),
    ]


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=4),
    st.sets(st.integers(-40, 60), min_size=4, max_size=4),
)
def test_prorated_growth_is_the_average_over_the_days(sizes: list[int], days: set[int]) -> None:
    household = tuple(
        (date.fromordinal(APRIL.toordinal() + day), size)
        for day, size in zip(sorted(days), sizes, strict=False)
    )
    persons = []
    for day in range(APRIL.toordinal(), MAY.toordinal()):
        known = [size for since, size in household if since.toordinal() <= day]
        persons.append(known[-1] if known else household[0][1])
    total = sum(max(0, size - 4) * 6_000 for size in persons)
    assert 2 * abs(growth(WUXI, household, APRIL, MAY) * len(persons) - total) <= len(persons)
