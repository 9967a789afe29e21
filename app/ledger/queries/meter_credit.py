"""Credit inside meters that was paid back."""

from __future__ import annotations

from datetime import date

from peewee import Database

from app.domain.function_cards import MeterDump
from app.domain.identity import EventId
from app.ledger.events.retrieval import RetrieveOpened
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries.journal import entry
from app.ledger.queries.reading import first

_PAID_BACK = "SELECT 1 FROM meter_credit WHERE allocation = ? LIMIT 1"
_SHARED = (
    "SELECT 1 FROM purchase JOIN credit_share share ON share.purchase = purchase.id "
    "AND share.allocation = purchase.allocation "
    "WHERE purchase.account = ? AND purchase.date >= ? LIMIT 1"
)
_PAID_FOR = "SELECT 1 FROM meter_credit WHERE erased_by = ? AND meter = ? LIMIT 1"
_MADE_BLANK = (
    "SELECT id FROM plan WHERE serial = ? AND kind = 'retrieve_opened' "  # noqa: S608  constants of this module
    f"AND outcome = '{Outcome.HAPPENED.value}' ORDER BY id DESC"
)


def paid_back(db: Database, allocation: EventId) -> bool:
    """Whether the credit inside the meter of an allocation was paid back; that ended it."""
    return first(db, _PAID_BACK, (allocation.to_key(),)) is not None


def shared_since(db: Database, account: str, day: date) -> bool:
    """Whether credit of a purchase from that day on was paid back out of a meter."""
    return first(db, _SHARED, (account, day.isoformat())) is not None


def paid_for(db: Database, erased_by: EventId, meter: str) -> bool:
    """Whether credit that went with a transfer card was paid back already."""
    return first(db, _PAID_FOR, (erased_by.to_key(), meter)) is not None


def destroyed_with(
    db: Database, function_card: EventId, serial: bytes
) -> tuple[EventId, tuple[MeterDump, ...]] | None:
    """(plan, credit) that went when a transfer card was made blank here; None: it was not."""
    for (key,) in execute(db, _MADE_BLANK, (serial,)):
        plan = EventId.from_key(key)
        found = entry(db, plan)
        if found is not None and isinstance(found.event, RetrieveOpened):
            opened = found.event
            if opened.function_card == function_card:
                return plan, opened.credit
    return None
