"""What the blacklist becomes."""

from __future__ import annotations

from datetime import date

from app.domain.identity import EventId
from app.ledger.events import blacklist
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, text_of
from app.ledger.projection.tables.blacklist import BlacklistRecord


def _listed(out: Rows, id: EventId, entry: Entry, event: blacklist.Blacklisted) -> None:
    out.add(_row(id, entry, event, lifted=False, until=event.until))


def _lifted(out: Rows, id: EventId, entry: Entry, event: blacklist.BlacklistLifted) -> None:
    out.add(_row(id, entry, event, lifted=True, until=None))


def _row(
    id: EventId,
    entry: Entry,
    event: blacklist.Blacklisted | blacklist.BlacklistLifted,
    *,
    lifted: bool,
    until: date | None,
) -> BlacklistRecord:
    return BlacklistRecord(
        what=event.subject.what.value,
        number=event.subject.number,
        at=entry.at,
        event=key_of(id),
        lifted=lifted,
        account=event.account,
        day=text_of(event.date),
        until=None if until is None else text_of(until),
        reason=event.reason,
        operator=entry.operator,
        second=entry.second,
    )


PROJECTORS: dict[type[Event], Projector] = {
    blacklist.Blacklisted: _listed,
    blacklist.BlacklistLifted: _lifted,
}
