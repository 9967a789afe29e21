"""Pre-printed numbers, as kiosks tell of them: acts of :mod:`tests.ledger.rumours`."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events.base import Event
from app.ledger.events.invoice_stock import (
    InvoiceRuleSet,
    InvoicesAssigned,
    InvoicesReceived,
    InvoicesSpoiled,
    InvoicesTakenBack,
    InvoicesVoided,
    InvoiceUsed,
)
from tests.ledger.goods import TODAY


def numbered(shift: EventId, node: int, which: int) -> Event:
    """Something of the same few numbers, some of it several times, by several kiosks."""
    first, last = 1 + which % 4, 5 + which % 3
    several: tuple[Event, ...] = (
        InvoiceRuleSet(preprinted=bool((which + node) % 2)),
        InvoicesReceived(first=first, last=last, received=TODAY),
        InvoicesTakenBack(
            first=first,
            last=last,
            taken_first=last,
            taken_last=last,
            left_first=first if which % 4 else None,
            left_last=last - 1 if which % 4 else None,
            reason=f"wrong at {node}",
            replaces=EventId(7, 1, 1 + which % 5),
        ),
        InvoicesAssigned(first=first, last=last, kiosk=7 + which % 3, operator=11 + which % 2),
        InvoicesSpoiled(first=last, last=last, operator=11, reason=f"jam at {node}"),
        InvoicesVoided(first=last, last=last + 1, reason="lost"),
        InvoiceUsed(
            number=first if which % 5 else None,
            of=EventId(node, 1, 1 + which),
            operator=11,
            copy=bool(which % 2),
            shift=shift if which % 4 else None,
            further=which % 3,
        ),
    )
    return several[which % len(several)]
