"""What happened to the cash in the safe."""

from __future__ import annotations

from datetime import date

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.safe import SlipState, same_reference
from app.ledger.events import safe
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, add_entries, key_of, text_of
from app.ledger.projection.tables.safe import (
    BagRecord,
    BankWordRecord,
    SlipBagRecord,
    SlipRecord,
)

_NO_SHIFT = 0
"""The safe is no drawer."""


def add_bag(out: Rows, id: EventId, entry: Entry, *, number: str, amount: Money, day: date) -> None:
    """A bag came into the safe, from a drawer or of loose cash."""
    key = key_of(id)
    out.add(BagRecord(key, entry.at, key, number, number, amount, text_of(day), entry.operator))


def _bagged(out: Rows, id: EventId, entry: Entry, event: safe.CashBagged) -> None:
    add_bag(out, id, entry, number=event.bag, amount=event.amount, day=event.date)
    _book(out, id, entry, event.entries, event.date)


def _renumbered(out: Rows, id: EventId, entry: Entry, event: safe.BagRenumbered) -> None:
    bag = key_of(event.bag)
    out.add(BagRecord(bag, entry.at, key_of(id), event.new, None, None, None, None))
    _book(out, id, entry, event.entries, event.date)


def _deposited(out: Rows, id: EventId, entry: Entry, event: safe.BagsDeposited) -> None:
    slip, day = key_of(id), text_of(event.date)
    out.add(
        SlipRecord(
            slip=slip,
            amount=event.amount,
            carrier=event.carrier,
            bank=event.bank,
            date=day,
            operator=entry.operator,
            ended_at=None,
            ended_by=None,
            state=None,
        )
    )
    for one in event.bags:
        out.add(SlipBagRecord(slip, key_of(one.bag), one.number, one.amount))
    _book(out, id, entry, event.entries, event.date)


def _taken_back(out: Rows, id: EventId, entry: Entry, event: safe.DepositTakenBack) -> None:
    _end(out, id, entry, event.deposit, SlipState.TAKEN_BACK)
    _book(out, id, entry, event.entries, event.date)


def _confirmed(out: Rows, id: EventId, entry: Entry, event: safe.DepositConfirmed) -> None:
    if event.corrects is None:
        _end(out, id, entry, event.deposit, SlipState.CONFIRMED)
    reference = same_reference(event.reference)
    out.add(BankWordRecord(key_of(id), key_of(event.deposit), event.received, reference))
    _book(out, id, entry, event.entries, event.date)


def _end(out: Rows, id: EventId, entry: Entry, slip: EventId, state: SlipState) -> None:
    out.add(
        SlipRecord(
            slip=key_of(slip),
            amount=None,
            carrier=None,
            bank=None,
            date=None,
            operator=None,
            ended_at=entry.at,
            ended_by=key_of(id),
            state=state.value,
        )
    )


def _book(out: Rows, id: EventId, entry: Entry, entries: tuple[Posting, ...], day: date) -> None:
    add_entries(out, key_of(id), entry, entries, text_of(day), _NO_SHIFT)


PROJECTORS: dict[type[Event], Projector] = {
    safe.CashBagged: _bagged,
    safe.BagRenumbered: _renumbered,
    safe.BagsDeposited: _deposited,
    safe.DepositTakenBack: _taken_back,
    safe.DepositConfirmed: _confirmed,
}
