"""What head office lets a counter sell."""

from __future__ import annotations

from datetime import date

from app.domain.allowance import Allowance
from app.screens.refill_allowance import RefillAllowance
from tests.grants import enrol, grant, refill_code
from tests.screens.gallery.invoice_stock import shift_menu
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def enrolled(case: Case) -> None:
    """The counter belongs to head office."""
    assert case.counter.ledger is not None
    enrol(case.counter.ledger)
    grant(case.counter.ledger, money=12_050, count=7, until=date(2026, 11, 30))


async def refill_allowance(visit: Visit) -> None:
    """The review of a code."""
    hand, ledger = visit.cashier, visit.case.counter.ledger
    assert ledger is not None
    await shift_menu(visit)
    await hand.press("5")
    await hand.on(RefillAllowance)
    granted = Allowance(serial=2, money=500_000, count=40, until=date(2026, 12, 24))
    await hand.types(refill_code(ledger.signer, ledger.node, ledger.epoch, granted))
    await hand.press("enter")
    await hand.sees("Press + to go by this limit.")


GRANTS = (Page(RefillAllowance, refill_allowance, before=enrolled),)
