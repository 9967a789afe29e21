"""From a customer's wish, by amount or by volume, to a priced and paid purchase."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.amounts import parse_money, parse_volume
from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.sales import Load, LoadKind, Tender
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.cash_part import rounded_together, rounding_of_cash, unrounded
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import TariffRevision
from app.domain.tenders import Handed, handed_over
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.tendering import Rest, tenders_for


class Priced(NamedTuple):
    """What one wish costs."""

    breakdown: Breakdown
    handed: Money
    """What the customer puts down for it: the amount named, or exactly what is to be paid."""
    unit: Money
    """Smallest amount of cash by its tariff."""


class Paid(NamedTuple):
    """Prices and how they are paid."""

    breakdowns: tuple[Breakdown, ...]
    """As priced, but that only what is paid in cash is rounded to cash."""
    tenders: tuple[Tender, ...]


def priced(
    revision: TariffRevision,
    facts: PricingFacts,
    *,
    amount: str | None,
    volume: str | None,
    currency_digits: int,
) -> Priced:
    """The breakdown of a wish by amount or by volume.

    Raises BadArgument, and what amounts and tariff refuse.
    """
    if (amount is None) == (volume is None):
        raise BadArgument(
            _("Say either an amount or a volume."), _("Nothing was paid. Give one of the two.")
        )
    if amount is not None:
        handed = parse_money(amount, currency_digits)
        return Priced(
            afford(revision, facts, handed, digits=currency_digits), handed, revision.rounding
        )
    breakdown = quote_volume(revision, facts, parse_volume(volume or ""), digits=currency_digits)
    return Priced(breakdown, breakdown.to_pay, revision.rounding)


def paid(
    wishes: Sequence[Priced],
    *,
    tendered: str | None,
    tenders: str | None,
    rest: Rest,
    currency_digits: int,
) -> Paid:
    """The tenders of all wishes together; ``tendered``: cash, ``tenders``: all, as typed.

    Without either the customer hands over what was put down for each.
    Raises NotEnoughTendered, TooMuchTendered, BadTender, BadAmount.
    """
    handed = handed_over(tendered, tenders, currency_digits)
    breakdowns = tuple(wish.breakdown for wish in wishes)
    if handed.others:
        due = sum(unrounded(breakdown) for breakdown in breakdowns)
        unit = max(wish.unit for wish in wishes)
        rounding = rounding_of_cash(due, handed.not_cash(due), unit)
        breakdowns = rounded_together(breakdowns, rounding)
    elif handed.cash is None:
        handed = Handed(cash=sum(wish.handed for wish in wishes))
    return Paid(
        breakdowns,
        tenders_for(
            to_pay=sum(breakdown.to_pay for breakdown in breakdowns),
            balance_used=sum(breakdown.balance_used for breakdown in breakdowns),
            handed=handed,
            rest=rest,
            currency_digits=currency_digits,
        ),
    )


def load_bought(
    allocation: EventId, contents: CardContents, breakdown: Breakdown, *, first: bool
) -> Load:
    """A purchase's load as its event lists it; the price of the ``first`` stands in the event."""
    counts_money = contents.charging.counts_money
    return Load(
        allocation=allocation,
        kind=LoadKind.PURCHASE,
        charging=contents.charging,
        number=contents.number,
        quantity=0 if counts_money else contents.load,
        money=contents.load if counts_money else 0,
        breakdown=None if first else breakdown,
    )
