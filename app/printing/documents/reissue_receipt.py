"""The receipt of a replaced card."""

from __future__ import annotations

import msgspec

from app.domain.cards import ChargingType, UtilityKind
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.tax_total import TaxTotal


class CarriedLoad(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of the load of one meter; credit as ``charging`` counts it."""

    meter: str
    kind: UtilityKind = UtilityKind.WATER
    charging: ChargingType = ChargingType.VOLUME
    restored: int = 0
    """Load of the old card that the new one carries again."""
    owed: int = 0
    """Load that may have been lost with the old card; the utility looks into it."""


class ReissueReceipt(Document, tag="reissue_receipt", frozen=True, kw_only=True):
    """The new card, the old one that is no longer valid, and what it cost; or the same card, put
    right."""

    customer: Customer
    """Its card is the new one."""
    old_card: str
    """End of the old card's serial; empty: the card is the same and stays valid."""
    reason: str = ""
    lines: tuple[Line, ...] = ()
    total: Money = 0
    taxes: tuple[TaxTotal, ...] = ()
    tenders: tuple[Tender, ...] = ()
    loads: tuple[CarriedLoad, ...] = ()
    """One for each meter that the card serves."""
    balance_after: Money | None = None
