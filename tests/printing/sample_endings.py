"""Papers with which an account or a card ends."""

from __future__ import annotations

from datetime import date

from app.domain.account_closing import Emptied
from app.domain.cards import UtilityKind
from app.printing.documents import (
    FinalStatement,
    MergeSlip,
    OwedLoad,
    RetrieveSlip,
    StatementMeter,
    tax_totals,
)
from tests.printing.sample_parts import (
    CUSTOMER,
    ISSUED,
    JOURNAL,
    LETTERHEAD,
    LINES,
    RATES,
)

STATEMENT = FinalStatement(
    letterhead=LETTERHEAD,
    number="K07-01-000125",
    issued_at=ISSUED,
    operator="12 Amina",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    second="20 Juma",
    reason="Moves away",
    worked_on=date(2026, 11, 20),
    card="lost",
    meters=(
        StatementMeter(
            meter="30112233",
            kind=UtilityKind.WATER,
            returned=True,
            dial_before=12_000,
            dial=58_345,
            credited=60_000,
            unproven=5_000,
            left=8_655,
            lines=LINES[4:7],
            emptied=Emptied.HANDED_IN,
        ),
        StatementMeter(
            meter="30112234",
            kind=UtilityKind.ELECTRICITY,
            counts_money=True,
            returned=False,
            dial_before=0,
            dial=123_000,
            credited=100_000,
            left=2_500,
            read_back=True,
            emptied=Emptied.UNKNOWN,
        ),
    ),
    charges=LINES[2:3],
    rounding=LINES[7:],
    arrears=10_000,
    balance=50,
    taxes=tax_totals(LINES[4:7], RATES),
    to_cash=62_550,
)
MERGED = MergeSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1235",
    issued_at=ISSUED,
    operator="12 Amina",
    journal=JOURNAL,
    customer=CUSTOMER,
    ended="104200000180",
    second="20 Juma",
    reason="Opened twice",
    balance=2500,
    arrears=10000,
)
RETRIEVED = RetrieveSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1234",
    issued_at=ISSUED,
    operator="12 Amina",
    journal=JOURNAL,
    customer=CUSTOMER,
    card="...9F3A01C2",
    superseded=True,
    owed=(OwedLoad(meter="30112233", quantity=8345), OwedLoad(meter="30112234", money=50000)),
)
