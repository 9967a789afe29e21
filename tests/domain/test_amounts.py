"""Figures as people type them and as they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amounts import (
    BadAmount,
    format_money,
    format_price,
    format_volume,
    parse_money,
    parse_volume,
)
from app.domain.errors import MoneyState

FIGURES = st.integers(1, 10**12)


@pytest.mark.parametrize(
    ("typed", "digits", "money"),
    [
        ("20", 2, 2000),
        ("20.5", 2, 2050),
        (" 20.05 ", 2, 2005),
        ("0.01", 2, 1),
        ("007", 2, 700),
        ("20000", 0, 20000),
        ("1.234", 3, 1234),
        ("10000000000", 2, 10**12),
    ],
)
def test_amounts_that_are_meant(typed: str, digits: int, money: int) -> None:
    assert parse_money(typed, digits) == money


@pytest.mark.parametrize(
    ("typed", "digits", "wrong"),
    [
        ("", 2, "No figure"),
        ("   ", 2, "No figure"),
        ("0", 2, "0 is nothing"),
        ("0.00", 2, "0.00 is nothing"),
        ("-5", 2, "-5 is below zero"),
        ("-0", 2, "below zero"),
        ("abc", 2, "abc is not a number"),
        ("12a", 2, "not a number"),
        ("1e3", 2, "not a number"),
        ("NaN", 2, "not a number"),
        ("+5", 2, "not a number"),
        ("5.", 2, "not a number"),
        (".5", 2, "not a number"),
        ("1.2.3", 2, "not a number"),
        ("1,50", 2, "not a number"),
        ("1 000", 2, "not a number"),
        ("1_000", 2, "not a number"),
        ("\u0662\u0660", 2, "not a number. Only the digits 0 to 9"),
        ("\uff12\uff10", 2, "Only the digits 0 to 9"),
        ("\u00b2", 2, "Only the digits 0 to 9"),
        ("20.001", 2, "has 3 decimals; at most 2"),
        ("20.0", 0, "has 1 decimals; at most 0"),
        ("10000000000.01", 2, "more than can be meant: the most is 10000000000.00"),
        ("9" * 5000, 2, "more than can be meant"),
    ],
)
def test_amounts_that_are_refused(typed: str, digits: int, wrong: str) -> None:
    with pytest.raises(BadAmount) as caught:
        parse_money(typed, digits)
    assert wrong in caught.value.message
    assert len(caught.value.message) < 120
    assert "Nothing was paid" in caught.value.remedy
    assert caught.value.money is MoneyState.UNTOUCHED


@pytest.mark.parametrize(("digits", "example"), [(2, "12.00"), (0, "12."), (3, "12.000")])
def test_the_remedy_shows_the_form_of_the_currency(digits: int, example: str) -> None:
    with pytest.raises(BadAmount) as caught:
        parse_money("x", digits)
    assert f"such as {example}" in caught.value.remedy


@pytest.mark.parametrize(
    ("typed", "quantity"),
    [("2.5", 2500), ("2", 2000), ("0.001", 1), ("2500L", 2500), (" 40 l ", 40), ("007L", 7)],
)
def test_volumes_that_are_meant(typed: str, quantity: int) -> None:
    assert parse_volume(typed) == quantity


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("0", "0 is nothing"),
        ("0L", "0 is nothing"),
        ("-1", "below zero"),
        ("-1L", "below zero"),
        ("2.5L", "not a number"),
        ("L", "not a number"),
        ("2.5m3", "not a number"),
        ("2,5", "not a number"),
        ("1.2345", "has 4 decimals; at most 3"),
        ("1000000000.001", "the most is 1000000000.000"),
        ("1000000000001L", "the most is 1000000000000"),
        ("\u0665L", "not a number"),
    ],
)
def test_volumes_that_are_refused(typed: str, wrong: str) -> None:
    with pytest.raises(BadAmount) as caught:
        parse_volume(typed)
    assert wrong in caught.value.message


@pytest.mark.parametrize(
    ("money", "digits", "shown"),
    [(0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (123456, 2, "1234.56"), (-42, 0, "-42")],
)
def test_money_is_shown_with_the_decimals_of_its_currency(
    money: int, digits: int, shown: str
) -> None:
    assert format_money(money, digits) == shown


@pytest.mark.parametrize(
    ("price", "digits", "shown"),
    [
        (2_500_000, 2, "2.50"),
        (2_512_300, 2, "2.5123"),
        (1, 2, "0.000001"),
        (2_500_000, 0, "250"),
        (2_500_500, 0, "250.05"),
        (0, 2, "0.00"),
    ],
)
def test_prices_are_shown_with_the_decimals_they_need(price: int, digits: int, shown: str) -> None:
    assert format_price(price, digits) == shown


@given(FIGURES, st.integers(0, 4))
def test_what_is_shown_can_be_typed(figure: int, digits: int) -> None:
    assert parse_money(format_money(figure, digits), digits) == figure
    assert parse_volume(format_volume(figure)) == figure
    assert parse_volume(f"{figure}L") == figure


@given(st.text(max_size=30))
def test_any_text_is_a_figure_or_is_refused_with_a_reason(text: str) -> None:
    try:
        assert 0 < parse_money(text, 2) <= 10**12
    except BadAmount as refused:
        assert refused.message
