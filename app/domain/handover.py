"""Change of customer: what of the former person's goes over to the new one, and what stays.

Premises and meter stay. Arrears stay with the former person; so does what is left of the balance
and the worth of the credit in the meter, unless the settings say that they go over. What goes over
never is more than what is left after the former person's charges and arrears, so that nobody gets
rid of a debt by moving out. Source: notes/domain.md 3.10.
"""

from __future__ import annotations

import enum

import msgspec

from app.domain.account_closing import Balance, balanced_out
from app.domain.quantity import Money


class Handover(enum.StrEnum):
    """What may go over; each is a setting."""

    TIER_USE = "tier_use"
    """What the household bought in the period counts for the new person's tiers."""
    CREDIT = "credit"
    """The worth of the credit in the meters becomes balance of the new account."""
    BALANCE = "balance"
    """The account balance becomes balance of the new account."""


class ChangeReason(enum.StrEnum):
    """Why another person takes over."""

    SALE = "sale"
    TENANT = "tenant"
    DEATH = "death"


class Unpaid(enum.StrEnum):
    """What becomes of what the former person owes in the end."""

    PAID = "paid"
    """In cash, now."""
    STAYS = "stays"
    """As arrears of the account that ends."""


class Parting(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets what when one person goes and another comes."""

    outcome: Balance
    """Between the former person and the utility."""
    to_successor: Money
    """Balance of the new account."""
    arrears_settled: Money
    """Of the former person's arrears; below zero where charges are added to them."""
    still_owed: Money
    """Arrears that stay with the account that ends."""


def parted(
    *,
    worth: Money,
    balance: Money,
    deposit: Money,
    charges: Money,
    arrears: Money,
    goes: frozenset[Handover],
    in_cash: bool,
    unpaid: Unpaid,
    unit: Money,
) -> Parting:
    """As :func:`balanced_out`, with what goes over taken out first.

    The deposit is the former person's: it pays what worth and balance do not, and none goes over.
    """
    net = worth + balance - charges - arrears
    most = worth if Handover.CREDIT in goes else 0
    most += max(0, balance) if Handover.BALANCE in goes else 0
    over = max(0, min(net, most))
    stays = max(0, -net - deposit) if unpaid is Unpaid.STAYS else 0
    outcome = balanced_out(
        worth=worth,
        balance=balance + deposit - over,
        charges=charges,
        arrears=arrears - stays,
        in_cash=in_cash,
        unit=unit,
    )
    return Parting(
        outcome=outcome, to_successor=over, arrears_settled=arrears - stays, still_owed=stays
    )
