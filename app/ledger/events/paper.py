"""Paper handed out again, and how it is printed."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.print_methods import PrintMethod
from app.ledger.events.base import Event


class CopyPrinted(Event, tag="copy_printed", frozen=True, kw_only=True):
    """An operator printed a copy of a document."""

    document: str
    copy_number: int
    reason: str = ""


class PrintMethodSet(Event, tag="print_method_set", frozen=True, kw_only=True):
    """A kind of paper is printed so from now on."""

    paper: str
    """The kind under which its print jobs are stored: ``sale_receipt``."""
    method: PrintMethod
    replaces: EventId | None = None
    """The event that set it before, where the old value stands; None: it was never set."""
