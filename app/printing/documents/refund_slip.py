"""The slip for a load that was taken off its card and is not paid back yet."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class RefundSlip(Document, tag="refund_slip", frozen=True, kw_only=True):
    """Your load was taken off the card; the money follows against this slip."""

    customer: Customer
    kind: UtilityKind = UtilityKind.WATER
    refunds: str
    """Number of the sale's receipt."""
    reason: str = ""
    amount: Money
    quantity: Quantity
    """Taken off the card; 0 where the meter counts money."""
    money: Money = 0
    """Taken off the card of a meter that counts money."""
    needs_proof: bool = True
    """Whether the card must have been in its meter before money is paid."""
    reversal: bool = False
    """Whether the whole payment is undone."""
    refuted: bool = False
    """The meter proved that it had the load: nothing is paid, this slip or another."""
