"""Standing charges: what is due, day by day.

A month is due from its first day on, whole. The first month counts from the day the allocation
began, the last up to its end, suspended days not at all; every day of a month is worth the same
part of it. Payment reaches to a day, because a day is what a card can carry (``standing_paid_to``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.quantity import Money, divide_rounded
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.charges import Charge, tax_named, taxed
from app.domain.tariff.periods import days_in_month, next_month
from app.domain.tariff.revision import StandingCharge, TariffRevision, Tax
from app.domain.text import _

_DAY = timedelta(days=1)
_NOTHING = Charge(0, 0)


class PaidTo(NamedTuple):
    """What it costs to have standing charges paid up to, not including, ``day``."""

    day: date
    charge: Charge


class StandingDue(NamedTuple):
    """Every day up to which standing charges could be paid now, earliest first."""

    stops: tuple[PaidTo, ...]
    tax_code: str = ""

    @property
    def whole(self) -> Money:
        """All that may be collected now."""
        return self.stops[-1].charge.gross

    def within(self, most: Money) -> PaidTo:
        """The latest day that costs at most ``most`` (0 or more)."""
        index = bisect_right(self.stops, most, key=lambda stop: stop.charge.gross)
        return self.stops[index - 1]

    def line(self, charge: Charge) -> Line | None:
        """The line for a charge; None if there is nothing to pay."""
        if not charge.gross:
            return None
        return Line(
            kind=LineKind.STANDING,
            code="standing",
            name=_("Standing charge"),
            amount=charge.gross,
            tax_code=self.tax_code,
            tax=charge.tax,
        )


def standing_due(revision: TariffRevision, facts: PricingFacts) -> StandingDue:
    """Due from where the last payment ended to the end of the month of today.

    At most ``most_months`` months with a charge in them; what is older comes first, the rest
    stays due. All days are charged by the revision in force today. Under a revision without
    standing charge nothing becomes due, and the days count as paid.
    """
    start = max(facts.standing_paid_to, facts.began)
    until = next_month(facts.today)
    if facts.ended is not None:
        until = min(until, facts.ended)
    if revision.standing is None or start >= until:
        return StandingDue((PaidTo(max(start, until), _NOTHING),))
    tax = tax_named(revision, revision.standing.tax)
    stops = [PaidTo(start, _NOTHING)]
    months = 0
    while stops[-1].day < until and months < revision.standing.most_months:
        before = stops[-1].charge
        stops += _rest_of_month(revision.standing, tax, facts, stops[-1], until)
        months += stops[-1].charge.gross > before.gross
    return StandingDue(tuple(stops), tax.code)


def standing_between(
    revision: TariffRevision, facts: PricingFacts, start: date, end: date
) -> Line | None:
    """What the days from ``start`` to ``end``, not included, cost by a revision; None: nothing.

    Rounded as :func:`standing_due` does, so that days apart cost what they cost together.
    """
    if revision.standing is None:
        return None
    tax = tax_named(revision, revision.standing.tax)
    gross = tax_part = 0
    day = max(start, facts.began)
    while day < end:
        month, stop = day.replace(day=1), min(next_month(day), end)
        before = _charged_days(facts, max(month, facts.began), day)
        earlier = _part_of_month(revision.standing, tax, month, before)
        counted = before + _charged_days(facts, day, stop)
        now = _part_of_month(revision.standing, tax, month, counted).since(earlier)
        gross, tax_part, day = gross + now.gross, tax_part + now.tax, stop
    return StandingDue((), tax.code).line(Charge(gross, tax_part))


def _rest_of_month(
    standing: StandingCharge, tax: Tax, facts: PricingFacts, paid: PaidTo, until: date
) -> Iterator[PaidTo]:
    """One stop for each day from ``paid.day`` to the end of its month, or to ``until``."""
    month = paid.day.replace(day=1)
    # Rounded cumulatively from the first of the month, so that days paid one by one cost the month.
    counted = _charged_days(facts, max(month, facts.began), paid.day)
    earlier = _part_of_month(standing, tax, month, counted)
    day = paid.day
    while day < min(next_month(month), until):
        counted += _charged_days(facts, day, day + _DAY)
        day += _DAY
        now = _part_of_month(standing, tax, month, counted).since(earlier)
        yield PaidTo(day, Charge(paid.charge.gross + now.gross, paid.charge.tax + now.tax))


def _part_of_month(standing: StandingCharge, tax: Tax, month: date, days: int) -> Charge:
    return taxed(divide_rounded(standing.monthly * days, days_in_month(month)), tax)


def _charged_days(facts: PricingFacts, start: date, end: date) -> int:
    """Days from ``start`` to ``end``, not included, on which the account was not suspended."""
    days = (start + _DAY * offset for offset in range((end - start).days))
    return sum(not _suspended(facts, day) for day in days)


def _suspended(facts: PricingFacts, day: date) -> bool:
    return any(since <= day and (to is None or day < to) for since, to in facts.suspended)
