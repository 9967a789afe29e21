"""The register of function cards, and what meters wrote on them."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any, NamedTuple

import msgspec
from peewee import Database

from app.domain.function_cards import FunctionContents, FunctionKind, MeterDump
from app.domain.identity import EventId, Operator
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import Outcome
from app.ledger.projection.tables.function_cards import FunctionCardRecord, MeterReadingRecord
from app.ledger.queries.reading import day_of, first, known, quoted_in, select, value


class FunctionCardState(enum.StrEnum):
    """Where a function card is."""

    UNFINISHED = "unfinished"
    """Its making did not come to an end yet."""
    OUT = "out"
    OVERDUE = "overdue"
    """Out, and its day has passed."""
    RETURNED = "returned"
    LOST = "lost"


class FunctionCard(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the register."""

    id: EventId
    """Its number: the opening event of the plan that made it, and its mark."""
    serial: bytes
    profile: str
    contents: FunctionContents
    holder: str
    reason: str
    due_back: date
    made_on: date
    operator: Operator | None
    """Who made it."""
    second: Operator | None
    made: bool
    """Whether its making came to its end."""
    uses_left: int | None
    """As last read back; None where it never was."""
    returned: date | None
    lost: date | None
    lost_why: str | None

    @property
    def function(self) -> FunctionKind:
        """What it does to a meter."""
        return self.contents.function

    def state(self, today: date) -> FunctionCardState:
        """Where it is. One that was missed and found again is returned."""
        if self.returned is not None:
            return FunctionCardState.RETURNED
        if self.lost is not None:
            return FunctionCardState.LOST
        if not self.made:
            return FunctionCardState.UNFINISHED
        return FunctionCardState.OVERDUE if self.due_back < today else FunctionCardState.OUT


class MeterReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a meter wrote on a function card, and when the card told it."""

    event: EventId
    function_card: EventId
    read_on: date
    dump: MeterDump


_contents = msgspec.json.Decoder(FunctionContents)
_dump = msgspec.json.Decoder(MeterDump)


class _OfPlan(NamedTuple):
    """Columns that stand with the plan."""

    serial: bytes
    profile: str
    date: str
    operator: int | None
    outcome: str | None


# A card of which only later events are known here has no function yet; one whose making was given
# up was never anybody's, unless it went lost.
REGISTERED = (
    "function IS NOT NULL "
    f"AND (outcome IS NULL OR outcome = '{Outcome.HAPPENED.value}' OR lost_by IS NOT NULL)"
)
"""Which cards stand in the register, of ``function_card`` with its ``plan``."""
# They are few beside all other cards: theirs are looked up, not the other way round.
_FROM = f"FROM function_card CROSS JOIN plan WHERE plan.id = function_card.id AND {REGISTERED}"
_CARDS = (
    f"SELECT {quoted_in('function_card', FunctionCardRecord)}, {quoted_in('plan', _OfPlan)} {_FROM}"
)
_WIDTH = len(FunctionCardRecord._fields)

_MADE = f"outcome = '{Outcome.HAPPENED.value}' AND returned IS NULL AND lost IS NULL"
_IN_STATE = {
    FunctionCardState.UNFINISHED: "outcome IS NULL AND returned IS NULL AND lost IS NULL",
    FunctionCardState.OUT: f"{_MADE} AND due_back >= ?",
    FunctionCardState.OVERDUE: f"{_MADE} AND due_back < ?",
    FunctionCardState.RETURNED: "returned IS NOT NULL",
    FunctionCardState.LOST: "lost IS NOT NULL AND returned IS NULL",
}
_BY_THE_DAY = (FunctionCardState.OUT, FunctionCardState.OVERDUE)

_READINGS = select(
    "meter_reading",
    MeterReadingRecord,
    "WHERE meter = ? ORDER BY event DESC, line DESC LIMIT ?",
)
_OF_CARD = select("meter_reading", MeterReadingRecord, "WHERE function_card = ?")


def function_card(db: Database, id: EventId) -> FunctionCard | None:
    """A card by its number in the register."""
    row = first(db, f"{_CARDS} AND function_card.id = ?", (id.to_key(),))
    return None if row is None else _card(row)


def newest_by_serial(db: Database, serial: bytes) -> FunctionCard | None:
    """What was last made of a card: a returned one becomes another function card."""
    row = first(db, f"{_CARDS} AND serial = ? ORDER BY plan.id DESC LIMIT 1", (serial,))
    return None if row is None else _card(row)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which cards of the register; all where nothing is said."""

    today: date
    state: FunctionCardState | None = None
    function: FunctionKind | None = None
    holder: str | None = None
    serial: bytes | None = None


def count(db: Database, which: Filter) -> int:
    """How many there are."""
    conditions, params = _conditions(which)
    found: int = value(db, f"SELECT COUNT(*) {_FROM}{conditions}", params)
    return found


def register(db: Database, which: Filter, *, skip: int = 0, most: int = 100) -> list[FunctionCard]:
    """A page of the register, newest first."""
    conditions, params = _conditions(which)
    query = f"{_CARDS}{conditions} ORDER BY plan.id DESC LIMIT ? OFFSET ?"
    return [_card(row) for row in execute(db, query, (*params, most, skip))]


def _conditions(which: Filter) -> tuple[str, list[object]]:
    """What a filter adds to a query, with its parameters."""
    conditions, params = [""], list[object]()
    if which.state is not None:
        conditions.append(_IN_STATE[which.state])
        params += [which.today.isoformat()] if which.state in _BY_THE_DAY else []
    if which.function is not None:
        conditions.append("function = ?")
        params.append(which.function.value)
    if which.holder is not None:
        conditions.append("holder = ?")
        params.append(which.holder)
    if which.serial is not None:
        conditions.append("serial = ?")
        params.append(which.serial)
    return " AND ".join(conditions), params


def readings(db: Database, meter: str, most: int) -> list[MeterReading]:
    """What function cards brought from a meter, newest first."""
    return [
        _reading(MeterReadingRecord._make(row)) for row in execute(db, _READINGS, (meter, most))
    ]


def recorded_dumps(db: Database, card: EventId) -> list[MeterDump]:
    """What is recorded already of all that a card brought."""
    rows = execute(db, _OF_CARD, (card.to_key(),))
    return [_reading(MeterReadingRecord._make(row)).dump for row in rows]


def _card(row: tuple[Any, ...]) -> FunctionCard:
    record = FunctionCardRecord._make(row[:_WIDTH])
    of_plan = _OfPlan._make(row[_WIDTH:])
    return FunctionCard(
        id=EventId.from_key(record.id),
        serial=bytes(of_plan.serial),
        profile=of_plan.profile,
        contents=_contents.decode(known(record.contents)),
        holder=known(record.holder),
        reason=known(record.reason),
        due_back=date.fromisoformat(known(record.due_back)),
        made_on=date.fromisoformat(of_plan.date),
        operator=of_plan.operator,
        second=record.second,
        made=of_plan.outcome == Outcome.HAPPENED,
        uses_left=record.uses_left,
        returned=day_of(record.returned),
        lost=day_of(record.lost),
        lost_why=record.lost_why,
    )


def _reading(record: MeterReadingRecord) -> MeterReading:
    return MeterReading(
        event=EventId.from_key(record.event),
        function_card=EventId.from_key(record.function_card),
        read_on=date.fromisoformat(record.read_on),
        dump=_dump.decode(record.dump),
    )
