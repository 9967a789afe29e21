"""The register of cards that technicians have while the counter is closed."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards_out import CardOutcome, CardOutState, state_of
from app.domain.identity import EventId, Operator
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards_out import CardOutRecord
from app.ledger.queries.reading import day_of, first, id_of, known, select, value


class CardOut(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the register."""

    sign_out: EventId
    card: str
    holder: str
    reason: str
    out_on: date
    due_back: date
    operator: Operator | None
    """Who gave it out."""
    outcome: CardOutcome | None
    """None while it is out."""
    back_on: date | None
    lost_why: str
    change: EventId | None
    """The meter change that names it."""

    def state(self, today: date) -> CardOutState:
        """Where it is."""
        recorded = self.change is not None
        return state_of(
            today=today, due_back=self.due_back, outcome=self.outcome, recorded=recorded
        )


_OPEN = "change IS NULL AND outcome IS NULL"
_IN_STATE = {
    CardOutState.OUT: f"{_OPEN} AND due_back >= ?",
    CardOutState.OVERDUE: f"{_OPEN} AND due_back < ?",
    CardOutState.UNUSED: "change IS NULL AND outcome = 'unused'",
    CardOutState.USED: "change IS NULL AND outcome = 'used'",
    CardOutState.LOST: "change IS NULL AND outcome = 'lost'",
    CardOutState.RECORDED: "change IS NOT NULL",
}
_BY_THE_DAY = (CardOutState.OUT, CardOutState.OVERDUE)
_OF_CARD = select(
    "card_out",
    CardOutRecord,
    "WHERE card = ? AND holder IS NOT NULL ORDER BY sign_out DESC LIMIT 1",
)
_WAITING = (
    "SELECT 1 FROM card_out WHERE holder IS NOT NULL AND change IS NULL "
    "AND (outcome IS NULL OR outcome = 'used') LIMIT 1"
)


def newest_of(db: Database, card: str) -> CardOut | None:
    """The last signing out of a card."""
    row = first(db, _OF_CARD, (card,))
    return None if row is None else _card(CardOutRecord._make(row))


def any_to_be_named(db: Database) -> bool:
    """Whether a meter change could name some card."""
    return first(db, _WAITING, ()) is not None


def count(db: Database, state: CardOutState | None, today: date) -> int:
    """How many cards the register has, of one state or of all."""
    condition, params = _condition(state, today)
    found: int = value(db, f"SELECT COUNT(*) FROM card_out WHERE {condition}", params)  # noqa: S608  constants of this module
    return found


def register(
    db: Database, state: CardOutState | None, today: date, *, skip: int, most: int
) -> list[CardOut]:
    """A page of it, newest first."""
    condition, params = _condition(state, today)
    page = f"WHERE {condition} ORDER BY sign_out DESC, card LIMIT ? OFFSET ?"
    rows = execute(db, select("card_out", CardOutRecord, page), (*params, most, skip))
    return [_card(CardOutRecord._make(row)) for row in rows]


def _condition(state: CardOutState | None, today: date) -> tuple[str, list[object]]:
    if state is None:
        return "holder IS NOT NULL", []
    params: list[object] = [today.isoformat()] if state in _BY_THE_DAY else []
    return f"holder IS NOT NULL AND {_IN_STATE[state]}", params


def _card(record: CardOutRecord) -> CardOut:
    return CardOut(
        sign_out=EventId.from_key(record.sign_out),
        card=record.card,
        holder=known(record.holder),
        reason=known(record.reason),
        out_on=date.fromisoformat(known(record.out_on)),
        due_back=date.fromisoformat(known(record.due_back)),
        operator=record.operator,
        outcome=None if record.outcome is None else CardOutcome(record.outcome),
        back_on=day_of(record.back_on),
        lost_why=record.lost_why or "",
        change=id_of(record.change),
    )
