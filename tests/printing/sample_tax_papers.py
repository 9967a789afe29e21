"""A tax invoice for two receipts, and the credit note for one of them."""

from __future__ import annotations

from app.domain.tax_invoices import TaxSum
from app.printing.documents import CreditNote, TaxedReceipt, TaxInvoice
from tests.printing.sample_parts import ISSUED, JOURNAL, LETTERHEAD

_WATER = (
    TaxSum(code="", net=5_000, tax=0),
    TaxSum(code="VAT", rate=1600, net=124_138, tax=19_862),
)
_REPAIR = (TaxSum(code="VAT", rate=1600, net=10_000, tax=1_600),)

TAX_INVOICE = TaxInvoice(
    letterhead=LETTERHEAD,
    number="K07-01-T000012",
    issued_at=ISSUED,
    operator="12 Neema",
    shift="K07-01-1200",
    journal=JOURNAL,
    name="Baraka Traders and Sons Limited",
    tax_number="A0012345678Z",
    address="Plot 7, Harbour Road, Kilifi",
    receipts=(
        TaxedReceipt(number="K07-01-000123", date="2026-11-20", taxes=_WATER),
        TaxedReceipt(
            number="K07-01-000131", date="2026-11-23", why="less what went back", taxes=_REPAIR
        ),
    ),
    taxes=(
        TaxSum(code="", net=5_000, tax=0),
        TaxSum(code="VAT", rate=1600, net=134_138, tax=21_462),
    ),
)
CREDIT_NOTE = CreditNote(
    letterhead=LETTERHEAD,
    number="K07-01-C000003",
    issued_at=ISSUED,
    operator="12 Neema",
    shift="K07-01-1200",
    journal=JOURNAL,
    name="Baraka Traders and Sons Limited",
    tax_number="A0012345678Z",
    address="Plot 7, Harbour Road, Kilifi",
    invoice="K07-01-T000012",
    receipts=(
        TaxedReceipt(number="K07-01-000131", why="given back by K07-01-000140", taxes=_REPAIR),
    ),
    taxes=_REPAIR,
)
