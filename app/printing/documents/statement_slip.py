"""The slip of an account's movements between two days."""

from __future__ import annotations

import msgspec

from app.domain.quantity import Money
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class StatementEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was paid, or that moved a book."""

    day: str
    name: str
    paper: str = ""
    """Number of its receipt or slip."""
    amount: Money
    """What the customer paid, or what more is owed or kept; below zero: the other way."""


class StatementSums(msgspec.Struct, frozen=True, kw_only=True):
    """What the account owes and has."""

    arrears: Money
    balance: Money
    deposit: Money


class StatementSlip(Document, tag="statement_slip", frozen=True, kw_only=True):
    """Opening sums and what moved them make the closing ones. It is no receipt."""

    customer: Customer
    since: str
    until: str
    opening: StatementSums
    closing: StatementSums
    bought: tuple[StatementEntry, ...] = ()
    """Paid at the counter: purchases, other payments, what was given back."""
    moved: tuple[StatementEntry, ...] = ()
    """Of arrears, balance and deposit."""
