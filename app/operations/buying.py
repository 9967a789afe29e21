"""From a customer's wish, by amount or by volume, to a priced and paid purchase."""

from __future__ import annotations

from app.domain.amounts import parse_money, parse_volume
from app.domain.sales import Tender
from app.domain.tariff.afford import afford
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.quote import quote_volume
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.operations.errors import BadArgument
from app.operations.tendering import Rest, tenders_for


def priced_and_paid(
    revision: TariffRevision,
    facts: PricingFacts,
    *,
    amount: str | None,
    volume: str | None,
    tendered: str | None,
    rest: Rest,
    currency_digits: int,
) -> tuple[Breakdown, tuple[Tender, ...]]:
    """The breakdown and its tenders.

    Bought by amount, the whole amount counts as tendered unless ``tendered`` says otherwise;
    bought by volume, exactly what is to be paid.
    Raises BadArgument, NotEnoughTendered, and what amounts and tariff refuse.
    """
    if (amount is None) == (volume is None):
        raise BadArgument(
            _("Say either an amount or a volume."), _("Nothing was paid. Give one of the two.")
        )
    handed = None
    if amount is not None:
        handed = parse_money(amount, currency_digits)
        breakdown = afford(revision, facts, handed, digits=currency_digits)
    else:
        breakdown = quote_volume(
            revision, facts, parse_volume(volume or ""), digits=currency_digits
        )
    if tendered is not None:
        handed = parse_money(tendered, currency_digits)
    tenders = tenders_for(
        to_pay=breakdown.to_pay,
        balance_used=breakdown.balance_used,
        tendered=handed,
        rest=rest,
        currency_digits=currency_digits,
    )
    return breakdown, tenders
