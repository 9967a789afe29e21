"""Credit that a meter counts in money: it costs what it is, and promises no volume.

How much water it gives depends on the prices in the meter and on the use in its period, of which
the counter knows neither (notes/domain.md 4.1, design C). So the customer names an amount; from it
go fees, arrears and standing charges in the same order and within the same share as for volume,
and the rest, down to a step of the card, is the credit.

What needs volume does not apply: tiers and surcharges are prices in the meter (meter_tiers.py),
the monthly cap cannot be checked, and free volume is given as a load of its own. Minimum, maximum,
largest load and hoarding limit are in money and do apply.

A price change reaches a meter with tiers on the next card that is written for it; a meter with
one price is changed by its maker's price card (notes/domain.md 4.2). The sale is the same in both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from app.domain.quantity import Money, Quantity
from app.domain.tariff.breakdown import Line, LineKind, PricingFacts
from app.domain.tariff.charges import tax_named, taxed, volume_charge
from app.domain.tariff.revision import TariffRevision, Tax
from app.domain.text import _


@dataclass(frozen=True, slots=True)
class CreditCharge:
    """What credit in money costs: itself, with its tax inside.

    All of its tax is that of the tiers: which part the meter will take for surcharges is not
    known at the sale. The tax is rounded once for each sale, as its receipt shows it.
    """

    tax: Tax
    bought: Quantity
    """Volume that counts in the period; credit in money changes it not."""
    allowance_used: Quantity

    def free(self, _credit: Money) -> Money:
        """Nothing of it is free."""
        return 0

    def gross(self, credit: Money) -> Money:
        """The credit itself."""
        return credit

    def lines(self, credit: Money) -> tuple[Line, ...]:
        """One line without quantity."""
        return (
            Line(
                kind=LineKind.CREDIT,
                code="credit",
                name=_("Credit"),
                amount=credit,
                tax_code=self.tax.code,
                tax=taxed(credit, self.tax).tax,
            ),
        )


def credit_charge(
    revision: TariffRevision, *, bought: Quantity, allowance_used: Quantity
) -> CreditCharge:
    """Credit under a revision; its tax is inside, even where published prices are without."""
    tax = msgspec.structs.replace(tax_named(revision, revision.tiers_tax), included=True)
    return CreditCharge(tax, bought, allowance_used)


def lifeline_credit(revision: TariffRevision, facts: PricingFacts) -> Money:
    """Credit that is still buyable this month without deduction.

    What the lifeline volume costs at the bottom of the tiers, surcharges and taxes included, less
    the credit that was bought this month already.
    """
    prices = replace(volume_charge(revision, facts, bought=0, allowance_used=0), allowance=0)
    return max(0, prices.gross(revision.lifeline) - facts.credited_this_month)
