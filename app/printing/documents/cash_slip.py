"""The paper of cash that left a drawer, or came into it, beside sales."""

from __future__ import annotations

from app.domain.quantity import Money
from app.printing.documents.document import Document
from app.printing.documents.shift_report import CountedPieces


class CashSlip(Document, tag="cash_slip", frozen=True, kw_only=True):
    """A bag for the safe, cash paid in or out, a false note, a drawer handed over."""

    title: str
    accounting_date: str
    bag: str = ""
    """Number of the bag."""
    typed: str = ""
    """The number that was typed for it by mistake."""
    counted: tuple[CountedPieces, ...] = ()
    """What is in the bag, or the drawer."""
    note: str = ""
    """Number on a false note."""
    reason: str = ""
    amount: Money
    second: str = ""
    taken_by: str = ""
    """Who took the drawer over, where it was handed over."""
