"""Sums of tax invoices: nothing is lost by adding, taking off, or grouping by tax code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.tariff.breakdown import Line, LineKind
from app.domain.tax_invoices import (
    BadTaxpayer,
    gross_of,
    less,
    numbers_in,
    same_amounts,
    tax_sums,
    taxpayer,
    together,
)

RATES = {"VAT": 1600, "LOW": 500}
FEW = settings(max_examples=60)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    made = []
    for code in draw(st.lists(st.sampled_from(["", "VAT", "LOW", "GONE"]), max_size=6)):
        net = draw(st.integers(-10_000, 1_000_000))
        tax = 0 if not code else round(net * RATES.get(code, 1000) / 10_000)
        made.append(
            Line(kind=LineKind.OTHER, code="x", name="x", amount=net + tax, tax_code=code, tax=tax)
        )
    return tuple(made)


@FEW
@given(lines())
def test_sums_keep_every_unit_and_the_rate_that_explains_them(some: tuple[Line, ...]) -> None:
    sums = tax_sums(some, RATES)
    assert gross_of(sums) == sum(line.amount for line in some)
    assert sum(one.tax for one in sums) == sum(line.tax for line in some)
    assert [one.code for one in sums] == sorted({one.code for one in sums})
    assert all(one.rate == RATES.get(one.code) for one in sums)


@FEW
@given(lines(), lines())
def test_what_is_taken_off_and_what_is_left_are_the_whole(
    one: tuple[Line, ...], other: tuple[Line, ...]
) -> None:
    whole, taken = tax_sums(one, RATES), tax_sums(other, RATES)
    left = less(whole, taken)
    assert gross_of(left) == gross_of(whole) - gross_of(taken)
    assert same_amounts(together((left, taken)), whole)
    assert less(whole, whole) == ()
    assert same_amounts(whole, left) is same_amounts(taken, ())


def test_a_rate_that_was_changed_since_is_not_told() -> None:
    line = Line(kind=LineKind.FEE, code="x", name="x", amount=11_600, tax_code="VAT", tax=1_600)
    (now,) = tax_sums([line], {"VAT": 1800})
    assert (now.rate, now.net, now.tax) == (None, 10_000, 1_600)
    mixed = together((tax_sums([line], RATES), (now,)))
    assert [(one.rate, one.gross) for one in mixed] == [(None, 23_200)]


@pytest.mark.parametrize("text", ["12+13", "12, 13", " 12 13 ", "12;13", "12*13"])
def test_numbers_are_listed_as_people_do(text: str) -> None:
    assert numbers_in(text) == ("12", "13")


def test_a_taxpayer_is_told_as_typed() -> None:
    who = taxpayer(" Baraka   Traders ", "a1/2-3 ", "Plot 7")
    assert (who.name, who.tax_number, who.address) == ("Baraka Traders", "A1/2-3", "Plot 7")
    assert taxpayer("حسن علي", "1", "كيليفي").name == "حسن علي"
    for number in ("", "-1", "1 2", "\uff11\uff12", "1" * 21, "1\n2"):
        with pytest.raises(BadTaxpayer):
            taxpayer("A", number, "B")
