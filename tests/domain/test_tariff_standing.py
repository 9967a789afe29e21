"""Standing charges by hand: prorated by days, paused while suspended, some months at a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from app.domain.tariff.breakdown import PricingFacts
from app.domain.tariff.revision import StandingCharge, TariffRevision, Tax
from app.domain.tariff.standing import standing_due
from tests.domain.examples import VAT_ADDED, VAT_INCLUDED, WUXI, facts_with, revision_with
from tests.domain.strategies import sales

JAN_20 = date(2026, 1, 20)


def monthly(amount: int, months: int = 12, **changes: Any) -> TariffRevision:
    standing = StandingCharge(monthly=amount, tax="", most_months=months)
    return revision_with(standing=standing, **changes)


def since(began: date, **changes: Any) -> PricingFacts:
    return facts_with(**{"began": began, "standing_paid_to": began, **changes})


@pytest.mark.parametrize(
    ("facts", "amount", "paid_to"),
    [
        # The first month by days: 12 of 31.
        (since(JAN_20, today=JAN_20), 120, date(2026, 2, 1)),
        # Whole months after it, the running one included, whatever their length.
        (since(JAN_20, today=date(2026, 2, 1)), 120 + 310, date(2026, 3, 1)),
        (since(JAN_20, today=date(2026, 3, 31)), 120 + 2 * 310, date(2026, 4, 1)),
        # Nothing twice, and nothing back where it was paid ahead.
        (since(JAN_20, standing_paid_to=date(2026, 4, 1)), 0, date(2026, 4, 1)),
        (since(JAN_20, standing_paid_to=date(2026, 9, 1)), 0, date(2026, 9, 1)),
        # From the middle of a month on: 21 of the 31 days of March are left.
        (since(JAN_20, standing_paid_to=date(2026, 3, 11)), 210, date(2026, 4, 1)),
        # The last month by days: 1 to 9 March.
        (
            since(JAN_20, standing_paid_to=date(2026, 3, 1), ended=date(2026, 3, 10)),
            90,
            date(2026, 3, 10),
        ),
        # Began and ended in one month.
        (since(date(2026, 3, 2), ended=date(2026, 3, 7)), 50, date(2026, 3, 7)),
        # Suspended for ten days of March, and since some day of it.
        (
            since(
                JAN_20,
                standing_paid_to=date(2026, 3, 1),
                suspended=(
                    (date(2026, 2, 27), date(2026, 3, 1)),
                    (date(2026, 3, 5), date(2026, 3, 15)),
                ),
            ),
            210,
            date(2026, 4, 1),
        ),
        (
            since(JAN_20, standing_paid_to=date(2026, 3, 1), suspended=((date(2026, 3, 6), None),)),
            50,
            date(2026, 4, 1),
        ),
        # Paid to a day before the allocation began: the days before it were another's.
        (since(date(2026, 3, 22), standing_paid_to=date(2026, 2, 1)), 100, date(2026, 4, 1)),
    ],
)
def test_due_at_310_a_month(facts: PricingFacts, amount: int, paid_to: date) -> None:
    due = standing_due(monthly(310), facts)
    assert (due.whole, due.stops[-1].day) == (amount, paid_to)


def test_days_before_the_allocation_began_do_not_weigh_in_rounding() -> None:
    """Half of April at 11 a month is 5.5, and halves round up."""
    due = standing_due(monthly(11), since(date(2026, 4, 16), today=date(2026, 4, 16)))
    assert due.whole == 6


def test_at_most_so_many_months_at_once_the_oldest_first() -> None:
    due = standing_due(monthly(310, months=2), since(JAN_20, today=date(2026, 6, 15)))
    assert (due.whole, due.stops[-1].day) == (120 + 310, date(2026, 3, 1))


def test_months_without_charge_do_not_use_up_the_months_collected_at_once() -> None:
    """Suspended from February to May: January and June are the two months."""
    facts = since(
        JAN_20, today=date(2026, 7, 15), suspended=((date(2026, 2, 1), date(2026, 6, 1)),)
    )
    due = standing_due(monthly(310, months=2), facts)
    assert (due.whole, due.stops[-1].day) == (120 + 310, date(2026, 7, 1))


@pytest.mark.parametrize(("tax", "gross", "part"), [(VAT_ADDED, 360, 50), (VAT_INCLUDED, 310, 43)])
def test_the_charge_has_its_own_tax(tax: Tax, gross: int, part: int) -> None:
    standing = StandingCharge(monthly=310, tax="vat", most_months=1)
    due = standing_due(revision_with(standing=standing, taxes=(tax,)), since(date(2026, 3, 1)))
    line = due.line(due.stops[-1].charge)
    assert line is not None
    assert (line.amount, line.tax, line.tax_code) == (gross, part, "vat")


def test_without_standing_charge_nothing_becomes_due_later_for_these_days() -> None:
    due = standing_due(WUXI, since(JAN_20))
    assert (due.whole, due.stops[-1].day) == (0, date(2026, 4, 1))


@given(sales())
def test_a_month_paid_day_by_day_costs_the_month(sale: tuple[TariffRevision, PricingFacts]) -> None:
    revision, facts = sale
    month = facts.today.replace(day=1)
    paid_to = facts.began if facts.began > month else month
    from_first = facts_with(
        began=facts.began, today=facts.today, standing_paid_to=paid_to, suspended=facts.suspended
    )
    whole = standing_due(revision, from_first)
    amount = tax = 0
    while paid_to < whole.stops[-1].day:
        due = standing_due(
            revision,
            facts_with(
                began=facts.began,
                today=facts.today,
                standing_paid_to=paid_to,
                suspended=facts.suspended,
            ),
        )
        step = due.stops[min(1, len(due.stops) - 1)]
        amount, tax = amount + step.charge.gross, tax + step.charge.tax
        assert 0 <= step.charge.tax <= step.charge.gross
        paid_to = max(step.day, paid_to + timedelta(days=1))
    assert (amount, tax) == whole.stops[-1].charge
