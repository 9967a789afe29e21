"""What sample documents have in common: head, customer, lines of a sale."""

from __future__ import annotations

from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.printing.documents import Customer, JournalReference, Letterhead

LETTERHEAD = Letterhead(
    utility_name="Kisumu Rural Water",
    utility_address="P.O. Box 412\nOdera Street 7, Kisumu",
    tax_number="P051234567Q",
    phone="+254 700 112 233",
    footer="Keep this paper. Water is life.",
    kiosk="K07",
    program="Tapcard 0.1.0",
    demo_keys=True,
    currency="KES",
    currency_digits=2,
)
JOURNAL = JournalReference(event="K07-01-1234", hash="3fa94c01be")
CUSTOMER = Customer(
    account="104200000172",
    name="Neema Achieng Odhiambo",
    premises="House 12, Odera Street",
    meter="30112233",
    card="...9F3A01C2",
    purchase_number=5,
)
LINES = (
    Line(kind=LineKind.FEE, code="card", name="Card fee", amount=5000, tax_code="VAT", tax=690),
    Line(kind=LineKind.ARREARS, code="arrears", name="Arrears", amount=10000),
    Line(
        kind=LineKind.STANDING,
        code="standing",
        name="Standing charge",
        amount=6000,
        tax_code="VAT",
        tax=828,
    ),
    Line(kind=LineKind.ALLOWANCE, code="allowance", name="Free volume", quantity=1000),
    Line(
        kind=LineKind.TIER,
        code="tier-1",
        name="Tier 1",
        quantity=5000,
        price=80_000_000,
        amount=40000,
        tax_code="ZERO",
    ),
    Line(
        kind=LineKind.TIER,
        code="tier-2",
        name="Tier 2",
        quantity=2345,
        price=125_500_000,
        amount=34138,
        tax_code="VAT",
        tax=4708,
    ),
    Line(
        kind=LineKind.SURCHARGE,
        code="sewage",
        name="Sewage",
        quantity=7345,
        price=6_000_000,
        amount=4407,
        tax_code="VAT",
        tax=608,
    ),
    Line(kind=LineKind.ROUNDING, code="rounding", name="Rounding", amount=-45),
)
TOTAL = sum(line.amount for line in LINES)
RATES = {"VAT": 1600, "ZERO": 0}
CASH = Tender(
    kind=TenderKind.CASH, amount=TOTAL - 2500, tendered=100000, change=2950, to_balance=50
)
BALANCE = Tender(kind=TenderKind.BALANCE, amount=2500, tendered=2500)
ISSUED = "2026-11-23 14:05 UTC+03:00"
