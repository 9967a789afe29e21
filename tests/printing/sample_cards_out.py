"""The slip of cards that a technician takes along, as it is printed in the tests."""

from __future__ import annotations

from datetime import date

from app.printing.documents import CardsOutSlip
from tests.printing.sample_parts import ISSUED, JOURNAL, LETTERHEAD

CARDS_OUT = CardsOutSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1402",
    issued_at=ISSUED,
    operator="20 Juma",
    journal=JOURNAL,
    holder="Baraka Ali",
    cards=("0011A2", "0011A3", "9F3A01C2-77"),
    reason="weekend duty",
    due_back=date(2026, 11, 30),
)
