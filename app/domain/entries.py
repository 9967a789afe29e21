"""Balanced entries: what an event does to the books. Debit positive; every event sums to zero."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from app.domain.quantity import Money


class Book(enum.StrEnum):
    """The books of a kiosk."""

    DRAWER = "drawer"
    """Cash in a drawer; subject: the shift."""
    TENDER = "tender"
    """Money received otherwise than in cash; subject: the kind of tender."""
    CARD_CLEARING = "card_clearing"
    """Paid at the counter by card, to be received from the acquirer; subject: the shift."""
    MOBILE_CLEARING = "mobile_clearing"
    """The same in mobile money, to be received from its operator."""
    VOUCHER_CLEARING = "voucher_clearing"
    """The same in vouchers, to be received from who gave them out."""
    BANK_CLEARING = "bank_clearing"
    """The same by transfer, to be found on the bank's statement."""
    UNCONFIRMED = "unconfirmed"
    """Paid, as was hoped, by means of which nobody knows yet whether it came; subject: the
    account."""
    SUSPENSE = "suspense"
    """Paid and not yet proved to be on a card; subject: the account."""
    REFUND_DUE = "refund_due"
    """Taken off a card, to be paid out; subject: the account."""
    WATER = "water"
    """Credit sold, by what flows through the meter."""
    ELECTRICITY = "electricity"
    GAS = "gas"
    HEAT = "heat"
    SURCHARGE = "surcharge"
    STANDING = "standing"
    FEE = "fee"
    ARREARS = "arrears"
    """What an account owes; subject: the account."""
    BALANCE = "balance"
    """What the utility owes an account; subject: the account."""
    DEPOSIT = "deposit"
    """What the utility keeps for an account until it ends; subject: the account."""
    OTHER = "other"
    """Paid for, or owed, without a card; subject: the account of the general ledger."""
    WRITTEN_OFF = "written_off"
    """Arrears that were given up."""
    SUBSIDY = "subsidy"
    """What third parties owe for credit that customers bought; subject: the scheme."""
    TAX = "tax"
    """Subject: the tax code."""
    ROUNDING = "rounding"
    OVER_SHORT = "over_short"
    SAFE = "safe"
    """Cash outside the drawers: floats come from it, counted drawers go to it."""
    BAG = "bag"
    """Cash in a sealed bag in the safe; subject: the number of the bag."""
    TO_BANK = "to_bank"
    """Bags that left the safe and of which the bank said nothing yet; subject: the deposit slip."""
    BANK = "bank"
    """Cash that the bank says it received; subject: the account there."""
    BANK_OVER_SHORT = "bank_over_short"
    """By how much the bank received less than its slip came to; subject: the slip."""
    PAID_IN = "paid_in"
    """Cash put into drawers that no customer paid."""
    PAID_OUT = "paid_out"
    """Cash taken out of drawers for no customer."""
    COUNTERFEIT = "counterfeit"
    """What was lost by false notes; never part of what is over or short."""
    AGENT_DEPOSIT = "agent_deposit"
    """What an agent deposited with the utility and has not used up; subject: the agent."""
    AGENT_OWES = "agent_owes"
    """What an agent sold beyond the deposit; subject: the agent."""
    AGENT_CASH = "agent_cash"
    """Of the cash in drawers and safe, an agent's own; subject: the agent."""
    COMMISSION = "commission"
    """What agents earned by selling; subject: the agent."""
    COMMISSION_DUE = "commission_due"
    """Of that, what is put to the deposit when the agent is settled with."""


class Posting(msgspec.Struct, frozen=True):
    """One line of an event's entries."""

    book: Book
    subject: str
    amount: Money


def balanced(postings: Iterable[Posting]) -> bool:
    """Whether the postings of one event sum to zero."""
    return sum(posting.amount for posting in postings) == 0
