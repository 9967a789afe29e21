"""What an event brought from customers, as a vending limit counts it."""

from __future__ import annotations

from app.domain.allowance import Takings
from app.domain.bookkeeping import RECEIVED
from app.ledger.events.base import Event
from app.ledger.events.cash import CashDropped, CashPaidIn, CashPaidOut, CounterfeitFound
from app.ledger.events.corrections import TendersCorrected
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.sales import PurchasePaid
from app.ledger.events.tenders import TenderSettled

NOTHING_TAKEN = Takings()
BESIDE_SALES = (ShiftOpened, ShiftClosed, CashDropped, CashPaidIn, CashPaidOut, CounterfeitFound)
"""Events that move the utility's own cash, no customer's: floats, counts, bags, false notes."""
_NO_TAKINGS = (*BESIDE_SALES, TenderSettled)


def takings_of(event: Event) -> Takings:
    """Cash and the like in, less what went out, and whether it is a sale.

    What moves the utility's own cash is neither; how something was paid may be corrected without
    another sale.
    """
    entries = getattr(event, "entries", ())
    if not entries or isinstance(event, _NO_TAKINGS):
        return NOTHING_TAKEN
    cash = 0
    for one in entries:
        if one.book in RECEIVED:
            cash += one.amount
    sold = isinstance(event, PurchasePaid) or (cash > 0 and not isinstance(event, TendersCorrected))
    return Takings(cash=cash, sales=int(sold)) if cash or sold else NOTHING_TAKEN
