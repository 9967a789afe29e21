"""What happens to the cash of a drawer beside sales: bags for the safe, paid in, paid out, false
notes, and a drawer opened without a sale.

``date`` is the accounting date of the shift: it is about cash.
"""

from __future__ import annotations

from datetime import date

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.ledger.events.base import Event
from app.ledger.events.operators import Denomination


class CashDropped(Event, tag="cash_dropped", frozen=True, kw_only=True):
    """A numbered bag went from the drawer to the safe."""

    shift: EventId
    bag: str
    """What is printed on it; no two bags of a counter have the same number."""
    counted: tuple[Denomination, ...]
    """What is in it."""
    amount: Money
    date: date
    entries: tuple[Posting, ...]


class CashPaidIn(Event, tag="cash_paid_in", frozen=True, kw_only=True):
    """Cash came into the drawer that is no customer's: change money, something found."""

    shift: EventId
    amount: Money
    reason: str
    date: date
    entries: tuple[Posting, ...]


class CashPaidOut(Event, tag="cash_paid_out", frozen=True, kw_only=True):
    """Cash went out of the drawer to no customer: soap, a bus fare."""

    shift: EventId
    amount: Money
    reason: str
    date: date
    entries: tuple[Posting, ...]


class CounterfeitFound(Event, tag="counterfeit_found", frozen=True, kw_only=True):
    """A note in the drawer is false; it is kept for the police, and its value is lost."""

    shift: EventId
    amount: Money
    """What it pretends to be worth."""
    note: str
    """Number printed on it."""
    reason: str
    """How it was found."""
    date: date
    entries: tuple[Posting, ...]


class DrawerOpened(Event, tag="drawer_opened", frozen=True, kw_only=True):
    """The drawer was opened without a sale."""

    shift: EventId
    reason: str


class DrawerCounted(Event, tag="drawer_counted", frozen=True, kw_only=True):
    """A first blind count before the shift is closed; a second one closes it, a third there is not.

    Whoever counted was told whether it agrees, and nothing else.
    """

    shift: EventId
    counted: tuple[Denomination, ...]
    total: Money
    agrees: bool
