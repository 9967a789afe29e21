"""Inquiry: one event in full, and every record that it leads to."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.entries import Posting
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.sales import Load
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.base import Event
from app.ledger.events.subjects import SubjectKind, fields_of, subjects_function
from app.ledger.queries import accounts, deeds, journal, settings
from app.ledger.queries.deeds import Deed
from app.operations.errors import BadArgument, UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.operations import DeedRow, row_of
from app.operations.sheets import sheets_of
from app.printing.documents import receipt_number

_EVENT = re.compile(r"K([0-9]{2,5})-([0-9]{2,5})-([0-9]{1,10})", re.ASCII)
_MOST_FOLLOWING = 30
_SAID_ELSEWHERE = frozenset({"reason", "why"})


class LinkKind(enum.StrEnum):
    """What a record leads to."""

    ACCOUNT = "account"
    CARD = "card"
    METER = "meter"
    OPERATOR = "operator"
    PAPER = "paper"
    EVENT = "event"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A record that this one leads to."""

    kind: LinkKind
    name: str
    """Number of the account, meter, operator, paper or event; serial of the card."""
    what: str = ""
    """Of an event: its name in the journal; of a paper: the pre-printed sheets it stands on."""


class EventArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which event."""

    event: str
    """Its number: K07-01-123."""


class EventRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An event in full."""

    deed: DeedRow
    facts: tuple[tuple[str, str], ...]
    """What it says in texts and days: name of the field, value."""
    loads: tuple[Load, ...]
    """Credit that it put on a card."""
    entries: tuple[Posting, ...]
    """What it booked."""
    links: tuple[Link, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: EventArguments) -> EventRecord:
    """Reads it. Raises BadArgument, UnknownRecord."""
    id = event_typed(arguments.event)
    with kiosk.ledger.read() as reader:
        deed, entry = deeds.deed(reader.db, id), journal.entry(reader.db, id)
        if deed is None or entry is None:
            raise UnknownRecord(
                _("There is no event {id} here.").format(id=id),
                _("Nothing was done. Check the number; another kiosk's may not be here yet."),
            )
        links = tuple(dict.fromkeys(_links(reader.db, id, deed, entry.event)))
        zone = settings.utility(reader.db).time_zone
    return EventRecord(
        deed=row_of(deed, zone),
        facts=tuple(_facts(entry.event)),
        loads=_loads(entry.event),
        entries=getattr(entry.event, "entries", ()),
        links=links,
    )


def event_typed(text: str) -> EventId:
    """An event by its number, as it is shown. Raises BadArgument."""
    found = _EVENT.fullmatch(text.strip().upper())
    parts = [] if found is None else [int(part) for part in found.groups()]
    if not parts or parts[0] > 0x7FFF or parts[1] > 0xFFFF or parts[2] > 0xFFFFFFFF:
        raise BadArgument(
            _("This is not the number of an event: {text}.").format(text=text[:40]),
            _("Nothing was done. It looks like K07-01-123."),
        )
    return EventId(*parts)


def _facts(event: Event) -> Iterator[tuple[str, str]]:
    """Texts, choices and days, by the names of their fields; subjects are told as links."""
    links = {found.path[0] for found in fields_of(type(event))} | _SAID_ELSEWHERE
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if name in links or not value:
            continue
        if isinstance(value, enum.Enum):
            yield name, str(value.value)
        elif isinstance(value, date):
            yield name, value.isoformat()
        elif isinstance(value, str):
            yield name, value


def _loads(event: Event) -> tuple[Load, ...]:
    load = getattr(event, "load", None)
    found = getattr(event, "loads", ()) if load is None else (load,)
    return tuple(one for one in found if isinstance(one, Load))


def _links(db: Database, id: EventId, deed: Deed, event: Event) -> Iterator[Link]:
    """Account, cards, meters, papers, people, events before it, events that go on with it."""
    following = deeds.going_on_with(db, id, _MOST_FOLLOWING)
    subjects = subjects_function(type(event))(event)
    for kind, name in subjects:
        if kind in (SubjectKind.ACCOUNT, SubjectKind.CARD, SubjectKind.METER):
            yield Link(kind=LinkKind(kind), name=name)
        elif kind == SubjectKind.ALLOCATION:
            yield from _meter(db, EventId.from_key(int(name)))
    yield from _paper(db, id, event)
    for one in following:
        entry = journal.entry(db, one.event)
        if entry is not None:
            yield from _paper(db, one.event, entry.event)
    for person in (deed.operator, deed.second, getattr(event, "operator", None)):
        if person is not None:
            yield Link(kind=LinkKind.OPERATOR, name=str(person))
    for kind, name in subjects:
        if kind in (SubjectKind.EVENT, SubjectKind.ALLOCATION):
            yield from _event(db, EventId.from_key(int(name)), id)
    yield from _event(db, getattr(event, "shift", None), id)
    for one in following:
        yield Link(kind=LinkKind.EVENT, name=str(one.event), what=one.kind)


def _meter(db: Database, allocation: EventId) -> Iterator[Link]:
    found = accounts.allocation(db, allocation)
    if found is not None:
        yield Link(kind=LinkKind.METER, name=found.meter)


def _paper(db: Database, id: EventId, event: Event) -> Iterator[Link]:
    number = getattr(event, "receipt", None)
    if number is not None:
        yield Link(
            kind=LinkKind.PAPER,
            name=receipt_number(id.node, id.epoch, number),
            what=sheets_of(db, id),
        )


def _event(db: Database, id: EventId | None, here: EventId) -> Iterator[Link]:
    found = None if id is None or id == here else deeds.deed(db, id)
    if found is not None:
        yield Link(kind=LinkKind.EVENT, name=str(found.event), what=found.kind)


def quote_for(look: EventRecord, arguments: EventArguments) -> EventRecord:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: EventRecord) -> EventRecord:
    """What was found."""
    return quote


EVENT = Operation(
    name="event",
    summary=_("Show one event in full, with every record that it leads to."),
    permission=Permission.READ_CARD,
    arguments=EventArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
