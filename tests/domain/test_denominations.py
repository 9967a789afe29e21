"""Notes and coins by currency, in minor units."""

from __future__ import annotations

import pytest

from app.domain.denominations import denominations


def test_a_listed_currency_has_its_own() -> None:
    assert denominations("KES", 2) == (
        *(100_000, 50_000, 20_000, 10_000, 5_000),
        *(2_000, 1_000, 500, 100),
    )


def test_a_currency_without_decimals_is_counted_in_whole_units() -> None:
    assert denominations("RWF", 0) == (5_000, 2_000, 1_000, 500, 100, 50, 20, 10, 5)


def test_what_is_no_whole_number_of_minor_units_is_left_out() -> None:
    assert denominations("EUR", 0) == (200, 100, 50, 20, 10, 5, 2, 1)


@pytest.mark.parametrize(
    ("digits", "largest", "smallest"), [(2, 100_000, 100), (3, 1_000_000, 1_000), (0, 10_000, 10)]
)
def test_others_follow_one_two_five(digits: int, largest: int, smallest: int) -> None:
    series = denominations("XTS", digits)
    assert (series[0], series[-1]) == (largest, smallest)
    assert {str(value).rstrip("0") for value in series} == {"1", "2", "5"}


@pytest.mark.parametrize(
    "currency", ["KES", "TZS", "UGX", "RWF", "XOF", "XAF", "EUR", "INR", "USD", "XTS"]
)
def test_the_largest_comes_first_and_all_fit_on_a_screen(currency: str) -> None:
    values = denominations(currency, 2)
    assert list(values) == sorted(set(values), reverse=True)
    assert len(values) <= 14
