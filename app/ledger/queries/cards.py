"""Cards, and what is known to stand on them."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import CardRecord
from app.ledger.queries.reading import first, id_of, select, value


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """A card that some event names."""

    serial: bytes
    issued: bool
    """Whether an event made it, or told of a write on it; a hold alone leaves it unknown."""
    account: str | None
    allocation: EventId | None
    superseded: bool
    superseded_by: bytes | None
    """Serial of the card that replaced it."""
    held: str | None
    """Why a supervisor holds it, if one does."""
    retrieved: bool
    """Whether it was taken back and made blank, and not issued again since."""


class CardWrite(msgspec.Struct, frozen=True, kw_only=True):
    """A write that is known to have happened, by its plan or by what a card showed."""

    mark: EventId
    """The plan, too."""
    allocation: EventId
    serial: bytes
    sequence: int
    number: int
    load: Quantity
    cumulative: Quantity
    """With what the meter proved to have had although it was taken off."""
    contents: CardContents
    kind: str
    """Tag of the event that opened the plan, or that noted what the card showed."""
    had: int = 0
    """That part of ``cumulative``, which the card itself does not show."""


_contents = msgspec.json.Decoder(CardContents)

_CARD = select("card", CardRecord, "WHERE serial = ?")
_PLANNED = (
    "SELECT id, serial, contents, kind FROM plan "
    "WHERE allocation = ? AND outcome = 'happened' AND kind IS NOT NULL"
)
_PLANNED_PART = (
    "SELECT plan, serial, plan_part.contents, kind FROM plan_part JOIN plan ON plan.id = plan "
    "WHERE plan_part.allocation = ? AND outcome = 'happened' AND kind IS NOT NULL"
)
_SIGHTED = "SELECT mark, serial, contents, kind FROM card_sighting WHERE allocation = ?"
_NEWEST_PLANNED = (
    "SELECT MAX(sequence) FROM plan "
    "WHERE allocation = ? AND outcome = 'happened' AND kind IS NOT NULL"
)
_NEWEST_PLANNED_PART = (
    "SELECT MAX(plan_part.sequence) FROM plan_part JOIN plan ON plan.id = plan "
    "WHERE plan_part.allocation = ? AND outcome = 'happened' AND kind IS NOT NULL"
)
_NEWEST_SIGHTED = "SELECT MAX(sequence) FROM card_sighting WHERE allocation = ?"
_NEWEST_OF_EACH = (
    (_PLANNED, _NEWEST_PLANNED, "sequence"),
    (_PLANNED_PART, _NEWEST_PLANNED_PART, "plan_part.sequence"),
    (_SIGHTED, _NEWEST_SIGHTED, "sequence"),
)
_HAD = "SELECT SUM(had) FROM refund WHERE allocation = ? AND refuted_mark = ?"
_CARDS_OF = (
    "SELECT serial, MAX(sequence) AS newest FROM ("
    "SELECT serial, sequence FROM plan WHERE allocation = +? AND outcome = 'happened' "
    "UNION ALL SELECT serial, plan_part.sequence FROM plan_part JOIN plan ON plan.id = plan "
    "WHERE plan_part.allocation = +? AND outcome = 'happened' "
    "UNION ALL SELECT serial, sequence FROM card_sighting WHERE allocation = +?) AS sequences "
    "GROUP BY serial ORDER BY newest DESC, serial LIMIT ?"
)


def card(db: Database, serial: bytes) -> Card | None:
    """A card; None when no event issued, superseded, held or sighted it."""
    row = first(db, _CARD, (serial,))
    if row is None:
        return None
    record = CardRecord._make(row)
    issue_known = record.issued_by is not None
    superseded, by = _superseded(record)
    return Card(
        serial=bytes(record.serial),
        issued=bool(record.issued),
        account=record.account if issue_known else record.seen_account,
        allocation=id_of(record.allocation if issue_known else record.seen_allocation),
        superseded=superseded,
        superseded_by=None if by is None else bytes(by),
        held=record.held,
        retrieved=_retrieved_since(record, record.issued_at, record.issued_by),
    )


def _superseded(record: CardRecord) -> tuple[bool, bytes | None]:
    """Whether another card replaced it since it was last blank, and which. The first one counts."""
    at, by = record.last_superseded_at, record.last_superseded_event
    if not record.superseded or _retrieved_since(record, at, by):
        return False, None
    if _retrieved_since(record, record.superseded_at, record.superseded_event):
        return True, record.last_superseded_by
    return True, record.superseded_by


def _retrieved_since(record: CardRecord, at: int | None, by: int | None) -> bool:
    """Whether it was made blank after an event."""
    if record.retrieved_at is None or record.retrieved_by is None:
        return False
    return at is None or by is None or (record.retrieved_at, record.retrieved_by) > (at, by)


def cards_of(db: Database, allocation: EventId, most: int) -> list[Card]:
    """Cards that were made for an allocation or seen with it, newest first."""
    key = allocation.to_key()
    found = (card(db, bytes(row[0])) for row in execute(db, _CARDS_OF, (key, key, key, most)))
    return [one for one in found if one is not None]


def last_write(db: Database, allocation: EventId, serial: bytes | None = None) -> CardWrite | None:
    """The write with the highest sequence on the allocation's cards, or on one of them.

    Two kiosks that did not know of each other may have written the same sequence, one of them a
    new card that lacks the last purchase: then the higher number counts, so that it is not lost.
    """
    found: list[CardWrite] = []
    of_card = "" if serial is None else " AND serial = ?"
    params: list[object] = [allocation.to_key()]
    params += [] if serial is None else [serial]
    for query, newest, sequence in _NEWEST_OF_EACH:
        at_newest = f"{query}{of_card} AND {sequence} = ({newest}{of_card})"
        found += [_write(allocation, *row) for row in execute(db, at_newest, params * 2)]
    last = max(found, key=_order, default=None)
    return None if last is None else _with_what_it_had(db, last)


def writes(db: Database, allocation: EventId) -> list[CardWrite]:
    """All writes on the allocation's cards by sequence, each once."""
    found: dict[EventId, CardWrite] = {}
    for query in (_SIGHTED, _PLANNED, _PLANNED_PART):
        for row in execute(db, query, (allocation.to_key(),)):
            write = _write(allocation, *row)
            found[write.mark] = write
    return sorted((_with_what_it_had(db, each) for each in found.values()), key=_order)


def _with_what_it_had(db: Database, write: CardWrite) -> CardWrite:
    """A write whose meter proved on this very card that it had a load that was taken off."""
    if write.load:
        return write
    keys = (write.allocation.to_key(), write.mark.to_key())
    had = int(value(db, _HAD, keys) or 0)
    if not had:
        return write
    total = write.cumulative + had
    contents = msgspec.structs.replace(write.contents, cumulative=total)
    return msgspec.structs.replace(write, cumulative=total, contents=contents, had=had)


def _order(write: CardWrite) -> tuple[int, int, EventId]:
    return write.sequence, write.number, write.mark


def _write(allocation: EventId, mark: int, serial: bytes, contents: bytes, kind: str) -> CardWrite:
    said = _contents.decode(contents)
    return CardWrite(
        mark=EventId.from_key(mark),
        allocation=allocation,
        serial=bytes(serial),
        sequence=said.sequence,
        number=said.number,
        load=said.load,
        cumulative=said.cumulative,
        contents=said,
        kind=kind,
    )
