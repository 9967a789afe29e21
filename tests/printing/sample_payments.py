"""Papers of money that moved without a card."""

from __future__ import annotations

from datetime import date

from app.domain.arrears import instalments
from app.domain.payments import PaymentFor
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Line, LineKind
from app.printing.documents import (
    AgentLine,
    AgentSlip,
    ArrearsSlip,
    CashSlip,
    CountedPieces,
    Customer,
    DepositedBag,
    DepositSlip,
    Moved,
    PaymentReceipt,
    StatementEntry,
    StatementSlip,
    StatementSums,
    tax_totals,
)
from tests.printing.sample_parts import CUSTOMER, ISSUED, JOURNAL, LETTERHEAD

_REPAIR = Line(
    kind=LineKind.OTHER,
    code="repair",
    name="Repair of the connection",
    amount=11_600,
    tax_code="VAT",
    tax=1_600,
)
_DEPOSIT = Line(kind=LineKind.OTHER, code="deposit", name="Deposit", amount=50_000)

PAYMENT = PaymentReceipt(
    letterhead=LETTERHEAD,
    number="K07-01-000131",
    issued_at=ISSUED,
    operator="12 Neema",
    shift="K07-01-1200",
    journal=JOURNAL,
    moved=Moved.TAKEN,
    what=PaymentFor.OTHER,
    customer=Customer(account="", name="Baraka S."),
    line=_REPAIR,
    ledger_code="4100",
    note="form F-2041",
    taxes=tax_totals([_REPAIR], {"VAT": 1600}),
    tenders=(Tender(kind=TenderKind.CASH, amount=11_600, tendered=20_000, change=8_400),),
)
DEPOSIT_BACK = PaymentReceipt(
    letterhead=LETTERHEAD,
    number="K07-01-000132",
    issued_at=ISSUED,
    operator="12 Neema",
    shift="K07-01-1200",
    journal=JOURNAL,
    moved=Moved.GIVEN_BACK,
    what=PaymentFor.DEPOSIT,
    customer=CUSTOMER,
    line=_DEPOSIT,
    ledger_code="2100",
    note="Customer moves away",
    second="20 Juma",
    left=0,
)
ARREARS = ArrearsSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1340",
    issued_at=ISSUED,
    operator="12 Neema",
    shift="K07-01-1200",
    journal=JOURNAL,
    title="ARREARS BOOKED",
    customer=CUSTOMER,
    reason="Damage by the customer",
    second="20 Juma",
    line=_REPAIR,
    due="2026-12-23",
    ledger_code="4100",
    taxes=tax_totals([_REPAIR], {"VAT": 1600}),
    arrears_after=21_600,
)
PLAN = ArrearsSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1341",
    issued_at=ISSUED,
    operator="12 Neema",
    journal=JOURNAL,
    title="INSTALMENT PLAN",
    customer=CUSTOMER,
    reason="Cannot pay at once",
    second="20 Juma",
    plan=instalments(21_600, 3, date(2026, 12, 23)),
    arrears_after=21_600,
)
BAG = CashSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1352",
    issued_at=ISSUED,
    operator="12 Neema",
    journal=JOURNAL,
    title="BAG FOR THE SAFE",
    accounting_date="2026-11-23",
    bag="B-0017",
    counted=(CountedPieces(value=100_000, pieces=3), CountedPieces(value=5_000, pieces=7)),
    amount=335_000,
)
DEPOSITED = DepositSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1360",
    issued_at=ISSUED,
    operator="12 Neema",
    journal=JOURNAL,
    accounting_date="2026-11-23",
    bank="KCB 1107 220 913",
    carrier="Juma Ali",
    bags=(
        DepositedBag(number="B-0017", amount=335_000),
        DepositedBag(number="B-0018", amount=30_700),
    ),
    counted=(CountedPieces(value=100_000, pieces=3), CountedPieces(value=5_000, pieces=7)),
    uncounted=30_700,
    amount=365_700,
    second="20 Juma",
)
SETTLEMENT = AgentSlip(
    letterhead=LETTERHEAD,
    number="71/4",
    issued_at=ISSUED,
    operator="20 Juma",
    journal=JOURNAL,
    title="SETTLEMENT",
    agent="71",
    holder="12 Neema",
    since="2026-11-01",
    until="2026-11-30",
    sales=37,
    lines=tuple(
        AgentLine(name=name, amount=amount)
        for name, amount in (
            ("Paid in", 500_000),
            ("Paid back", 0),
            ("Sold for cash", 462_050),
            ("Given back", -12_000),
            ("Commission earned", 9_750),
            ("Put to the deposit", 9_750),
        )
    ),
    position=59_700,
    may_sell=59_700,
)
MOVEMENTS = StatementSlip(
    letterhead=LETTERHEAD,
    number="STATEMENT-43200000",
    issued_at=ISSUED,
    operator="12 Neema",
    customer=CUSTOMER,
    since="2026-11-01",
    until="2026-11-30",
    opening=StatementSums(arrears=30_000, balance=0, deposit=50_000),
    closing=StatementSums(arrears=20_000, balance=8_000, deposit=50_000),
    bought=(
        StatementEntry(day="2026-11-03", name="Purchase 4", paper="K07-01-000118", amount=50_000),
        StatementEntry(day="2026-11-09", name="Repair of the connection", amount=11_600),
        StatementEntry(day="2026-11-10", name="Given back", paper="K07-01-000121", amount=-5_000),
    ),
    moved=(
        StatementEntry(day="2026-11-03", name="Arrears", amount=-10_000),
        StatementEntry(day="2026-11-20", name="Balance", amount=8_000),
    ),
)
