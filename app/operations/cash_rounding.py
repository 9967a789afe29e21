"""Cash at the counter without a card: rounded to what coins there are, as a sale is.

What the books or a price say is rounded, and the difference stands in a line of its own. What
somebody chooses must be payable as it is: small sums, chosen well, would earn by rounding.
"""

from __future__ import annotations

from datetime import date

from peewee import Database

from app.domain.amounts import format_money
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.queries import choices
from app.operations.errors import BadArgument


def cash_unit(db: Database, on: date, tariff_class: int | None = None) -> Money:
    """Smallest amount of cash by the tariff in force; ``tariff_class`` None: the largest of all."""
    revisions = choices.revisions_in_force(db, on)
    own = [one.rounding for one in revisions if one.tariff_class == tariff_class]
    return max(own or [one.rounding for one in revisions], default=1)


def require_payable(amount: Money, unit: Money, digits: int) -> Money:
    """The amount, which somebody chose. Raises BadArgument where no coins make it up."""
    if amount % unit:
        raise BadArgument(
            _("{amount} cannot be paid in cash: the smallest step is {unit}.").format(
                amount=format_money(amount, digits), unit=format_money(unit, digits)
            ),
            _("Nothing was paid. Choose an amount in such steps, or leave it out for all."),
        )
    return amount
