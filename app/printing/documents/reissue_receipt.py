"""The receipt of a replaced card."""

from __future__ import annotations

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class ReissueReceipt(Document, tag="reissue_receipt", frozen=True, kw_only=True):
    """The new card, the old one that is no longer valid, and what it cost."""

    customer: Customer
    """Its card is the new one."""
    kind: UtilityKind = UtilityKind.WATER
    old_card: str
    """End of the old card's serial."""
    reason: str = ""
    lines: tuple[Line, ...] = ()
    total: Money = 0
    taxes: tuple[TaxTotal, ...] = ()
    tenders: tuple[Tender, ...] = ()
    restored: Quantity = 0
    """Load of the old card that the new one carries again."""
    owed: Quantity = 0
    """Load that may have been lost with the old card; the utility looks into it."""
    balance_after: Money | None = None
