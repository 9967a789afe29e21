"""Cards signed out: the register."""

from __future__ import annotations

from app.domain.identity import EventId
from app.ledger.events import cards_out
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import Projector, Rows, key_of, text_of
from app.ledger.projection.tables.cards_out import CardOutRecord


def _signed_out(out: Rows, id: EventId, entry: Entry, event: cards_out.CardsSignedOut) -> None:
    for card in event.cards:
        out.add(
            CardOutRecord(
                key_of(id),
                card,
                holder=event.holder,
                reason=event.reason,
                out_on=text_of(event.date),
                due_back=text_of(event.due_back),
                operator=entry.operator,
            )
        )


def _came_back(out: Rows, id: EventId, entry: Entry, event: cards_out.CardCameBack) -> None:
    record = CardOutRecord(
        key_of(event.card.sign_out),
        event.card.card,
        back_at=entry.at,
        back_by=key_of(id),
        back_on=text_of(event.date),
        outcome=event.outcome.value,
        lost_why=event.reason,
    )
    out.add(record)


def add_recorded(
    out: Rows, id: EventId, entry: Entry, card: cards_out.SignedOutCard, change: EventId
) -> None:
    """A meter change names a card that was out."""
    record = CardOutRecord(
        key_of(card.sign_out),
        card.card,
        recorded_at=entry.at,
        recorded_by=key_of(id),
        change=key_of(change),
    )
    out.add(record)


PROJECTORS: dict[type[Event], Projector] = {
    cards_out.CardsSignedOut: _signed_out,
    cards_out.CardCameBack: _came_back,
}
