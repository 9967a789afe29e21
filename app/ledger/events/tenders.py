"""Money that is not cash: what a counter takes of it, and whether it came."""

from __future__ import annotations

from datetime import date

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.sales import TenderKind
from app.ledger.events.base import Event


class TenderKindSet(Event, tag="tender_kind_set", frozen=True, kw_only=True):
    """Whether the counter that says so takes a kind of payment; head office says it for all."""

    kind: TenderKind
    old: bool
    new: bool


class TenderSettled(Event, tag="tender_settled", frozen=True, kw_only=True):
    """Of a payment of which nobody knew whether it came, somebody now says so."""

    account: str
    sale: EventId
    """The event that was paid with it."""
    line: int
    """Which one of its tenders, from 0."""
    kind: TenderKind
    amount: Money
    came: bool
    """If not, the account owes it."""
    reference: str = ""
    """What proves it."""
    reason: str = ""
    """How it is known that it did not come."""
    date: date
    shift: EventId
    """Shift that books it."""
    entries: tuple[Posting, ...]
