"""The slip "payment taken, not on card"."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class InDoubtSlip(Document, tag="in_doubt_slip", frozen=True, kw_only=True):
    """The money is taken or owed, and whether the card took its part is not known yet."""

    customer: Customer
    kind: UtilityKind = UtilityKind.WATER
    operation: str
    """What was being done, as the operator would call it."""
    why: str = ""
    """What went wrong, for the operator who takes the slip back."""
    amount: Money
    """What was paid, or what would have been paid back; 0 if the operation is free."""
    paid: bool = True
    """False: the customer is to receive the amount (a refund in doubt)."""
    tenders: tuple[Tender, ...] = ()
    quantity: Quantity = 0
    """What the card was to get or to give; 0 where the meter counts money."""
    money: Money = 0
    """The same for a meter that counts money."""
