"""Which numbers papers took, from the journal's events alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.domain.identity import Stamp, milliseconds_of
from app.ledger.events.exceptions import PlanInDoubt
from app.ledger.events.invoice_stock import (
    InvoicesAssigned,
    InvoicesReceived,
    InvoicesSpoiled,
    InvoicesVoided,
    InvoiceUsed,
)
from tests.reports.truth import Events

Numbers = dict[tuple[str, str], set[int]]
"""By paper and state."""
_ZONE = ZoneInfo("Africa/Nairobi")


def numbers(events: Events, since: date, until: date) -> Numbers:
    """Those of which something was said on the days."""
    found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for _id, entry in events:
        if not since <= _day(entry.at) <= until:
            continue
        match entry.event:
            case PlanInDoubt() as doubt:
                found["slip", "used"].add(doubt.slip)
            case InvoiceUsed(number=int(number)):
                found["invoice", "used"].add(number)
            case InvoicesReceived(first=first, last=last):
                found["invoice", "received"] |= set(range(first, last + 1))
            case InvoicesAssigned(first=first, last=last):
                found["invoice", "assigned"] |= set(range(first, last + 1))
            case InvoicesSpoiled(first=first, last=last):
                found["invoice", "spoiled"] |= set(range(first, last + 1))
            case InvoicesVoided(first=first, last=last):
                found["invoice", "void"] |= set(range(first, last + 1))
            case event:
                receipt = getattr(event, "receipt", None)
                if receipt is not None:
                    found["receipt", "used"].add(receipt)
    return dict(found)


def _day(at: Stamp) -> date:
    return datetime.fromtimestamp(milliseconds_of(at) / 1000, UTC).astimezone(_ZONE).date()
