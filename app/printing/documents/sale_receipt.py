"""The receipt of a purchase that is on its card."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money, Quantity
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document
from app.printing.documents.meter_sale import MeterSale
from app.printing.documents.reissue_receipt import CarriedLoad
from app.printing.documents.tax_total import TaxTotal


class NewCard(msgspec.Struct, frozen=True, kw_only=True):
    """The card that the sale was written to replaces another one."""

    old_card: str
    """End of the old card's serial."""
    reason: str
    loads: tuple[CarriedLoad, ...] = ()
    """What becomes of the loads of the card's meters that bought nothing."""


class SaleReceipt(Document, tag="sale_receipt", frozen=True, kw_only=True):
    """What was bought, what it cost line by line, how it was paid."""

    customer: Customer
    kind: UtilityKind = UtilityKind.WATER
    tariff: str = ""
    """Name and revision of the tariff."""
    lines: tuple[Line, ...]
    """In the order in which they were deducted, rounding last; with those of ``others`` they sum
    to ``total``."""
    arrears_left: Money = 0
    standing_paid_to: date | None = None
    """First day that standing charges are not paid for yet."""
    total: Money
    taxes: tuple[TaxTotal, ...] = ()
    tenders: tuple[Tender, ...]
    quantity: Quantity
    """On the card: bought and free; 0 where the meter counts money."""
    money: Money = 0
    """On the card of a meter that counts money."""
    others: tuple[MeterSale, ...] = ()
    """Further meters of the card; what stands above but for total, taxes and tenders is the first
    one's."""
    new_card: NewCard | None = None
    """For a sale that goes with a new card."""
    balance_after: Money | None = None
    """Account balance; None where this kiosk cannot know it."""
