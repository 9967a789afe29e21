"""The slip of a new account."""

from __future__ import annotations

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class TakenMeter(msgspec.Struct, frozen=True, kw_only=True):
    """A meter that the new person takes over, and its dial."""

    meter: str
    kind: UtilityKind
    dial: Quantity


class AccountSlip(Document, tag="account_slip", frozen=True, kw_only=True):
    """The account number that a customer needs for everything else."""

    customer: Customer
    region: str = ""
    tariff: str = ""
    household_size: int = 1
    meters: tuple[TakenMeter, ...] = ()
    """Taken over from the person before."""
    balance: Money = 0
    """What came over."""
