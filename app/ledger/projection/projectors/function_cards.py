"""Function cards: their plans, the register, what meters wrote on them."""

from __future__ import annotations

from app.domain.function_cards import MeterDump
from app.domain.identity import EventId
from app.ledger.events import function_cards
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry
from app.ledger.projection.projectors.parts import (
    Projector,
    Rows,
    key_of,
    tag_of,
    text_of,
    to_json,
)
from app.ledger.projection.tables.cards import Outcome, PlanRecord
from app.ledger.projection.tables.function_cards import FunctionCardRecord, MeterReadingRecord


def _opened(out: Rows, id: EventId, entry: Entry, event: function_cards.FunctionCardOpened) -> None:
    key, plan = key_of(id), event.plan
    opened = PlanRecord(
        id=key,
        kind=tag_of(event),
        serial=plan.serial,
        profile=plan.profile,
        sequence=plan.sequence,
        images=plan.images,
        issues=plan.issues,
        rekeys=plan.rekeys,
        subject=key,
        date=text_of(event.date),
        operator=entry.operator,
        request=entry.request,
    )
    card = FunctionCardRecord(
        id=key,
        function=event.contents.function.value,
        holder=event.holder,
        reason=event.reason,
        due_back=text_of(event.due_back),
        second=entry.second,
        contents=to_json(event.contents),
    )
    out.add(opened, card)


def _made(out: Rows, id: EventId, entry: Entry, event: function_cards.FunctionCardMade) -> None:
    out.add(_closed(id, entry, event.plan, Outcome.HAPPENED))


def _closed(id: EventId, entry: Entry, plan: EventId, outcome: Outcome) -> PlanRecord:
    return PlanRecord(
        id=key_of(plan), closed_at=entry.at, closed_by=key_of(id), outcome=outcome.value
    )


def _read(out: Rows, id: EventId, entry: Entry, event: function_cards.FunctionCardRead) -> None:
    key, card, day = key_of(id), key_of(event.card), text_of(event.date)
    out.add(FunctionCardRecord(card, read_at=entry.at, read_by=key, uses_left=event.uses_left))
    for line, dump in enumerate(event.dumps):
        out.add(_reading(key, line, card, day, dump))


def _reading(key: int, line: int, card: int, day: str, dump: MeterDump) -> MeterReadingRecord:
    return MeterReadingRecord(
        event=key,
        line=line,
        function_card=card,
        read_on=day,
        meter=dump.meter,
        account=dump.account,
        number=dump.number,
        remaining=dump.remaining,
        total_credited=dump.total_credited,
        total_used=dump.total_used,
        status=dump.status,
        written_on=None if dump.written_on is None else text_of(dump.written_on),
        dump=to_json(dump),
    )


def _returned(
    out: Rows, id: EventId, entry: Entry, event: function_cards.FunctionCardReturned
) -> None:
    record = FunctionCardRecord(
        key_of(event.card),
        returned_at=entry.at,
        returned_by=key_of(id),
        returned=text_of(event.date),
    )
    out.add(record)


def _lost(out: Rows, id: EventId, entry: Entry, event: function_cards.FunctionCardLost) -> None:
    record = FunctionCardRecord(
        key_of(event.card),
        lost_at=entry.at,
        lost_by=key_of(id),
        lost=text_of(event.date),
        lost_why=event.reason,
    )
    # The earliest closing of a plan counts: one that had come to its end stays as it is.
    out.add(record, _closed(id, entry, event.card, Outcome.SCRAPPED))


PROJECTORS: dict[type[Event], Projector] = {
    function_cards.FunctionCardOpened: _opened,
    function_cards.FunctionCardMade: _made,
    function_cards.FunctionCardRead: _read,
    function_cards.FunctionCardReturned: _returned,
    function_cards.FunctionCardLost: _lost,
}
