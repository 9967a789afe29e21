"""What is in the safe, and what is on its way from there to the bank."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node, Operator
from app.domain.quantity import Money
from app.domain.safe import BagOnSlip, SlipState, same_reference
from app.ledger.projection.statements import execute
from app.ledger.queries.reading import first, keys_of

# A bag is on one slip at most, but for those that were taken back.
_GONE = (
    "SELECT 1 FROM slip_bag JOIN deposit_slip ON deposit_slip.slip = slip_bag.slip "
    "WHERE slip_bag.bag = bag.bag AND "
    "(deposit_slip.state IS NULL OR deposit_slip.state <> 'taken_back')"
)
_IN_SAFE = (
    "SELECT bag, number, typed, amount, date, operator FROM bag "  # noqa: S608  a query of ours
    f"WHERE bag BETWEEN ? AND ? AND typed IS NOT NULL AND NOT EXISTS ({_GONE}) ORDER BY bag"
)
_USED = "SELECT bag FROM bag WHERE number = ? AND bag BETWEEN ? AND ?"
_SLIP = "SELECT slip, amount, carrier, bank, date, operator, state FROM deposit_slip "
_OF_NODE = f"{_SLIP}WHERE slip BETWEEN ? AND ? AND bank IS NOT NULL "
_ON_THE_WAY = f"{_OF_NODE}AND state IS NULL ORDER BY slip"
_ONE = f"{_SLIP}WHERE slip = ? AND bank IS NOT NULL"
_CONFIRMED = f"{_OF_NODE}AND state = 'confirmed' ORDER BY slip DESC LIMIT ?"
_NEWEST = f"{_OF_NODE}ORDER BY slip DESC LIMIT 1"
_BAGS = "SELECT bag, number, amount FROM slip_bag WHERE slip = ? ORDER BY bag"
_WORD = (
    "SELECT event, received, reference FROM bank_word WHERE slip = ? ORDER BY event DESC LIMIT 1"
)
_USED_FOR = (
    "SELECT word.slip FROM bank_word word WHERE word.reference = ? AND word.slip <> ? "
    "AND NOT EXISTS (SELECT 1 FROM bank_word newer WHERE newer.slip = word.slip "
    "AND newer.event > word.event) ORDER BY word.event LIMIT 1"
)


class SafeBag(msgspec.Struct, frozen=True, kw_only=True):
    """A bag in the safe."""

    id: EventId
    """The event that put it there."""
    number: str
    typed: str
    """As it was typed first."""
    amount: Money
    day: date
    operator: Operator | None

    @property
    def on_slip(self) -> BagOnSlip:
        """As a deposit slip names it."""
        return BagOnSlip(self.id, self.number, self.amount)


class BankWord(msgspec.Struct, frozen=True, kw_only=True):
    """What was entered last of the bank's paper about a slip."""

    event: EventId
    received: Money
    reference: str
    """Number of the paper, as such numbers are compared."""


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """A deposit slip."""

    id: EventId
    amount: Money
    carrier: str
    bank: str
    day: date
    operator: Operator | None
    state: SlipState
    word: BankWord | None
    """The bank's; None: it said nothing."""
    bags: tuple[BagOnSlip, ...]


def bags_in_safe(db: Database, node: Node) -> tuple[SafeBag, ...]:
    """A counter's, in the order in which they came."""
    return tuple(
        SafeBag(
            id=EventId.from_key(bag),
            number=number,
            typed=typed,
            amount=int(amount),
            day=date.fromisoformat(day),
            operator=operator,
        )
        for bag, number, typed, amount, day, operator in execute(db, _IN_SAFE, keys_of(node))
    )


def number_used(db: Database, node: Node, number: str) -> bool:
    """Whether a bag of a counter has this number, whatever became of it."""
    return first(db, _USED, (number, *keys_of(node))) is not None


def slips_on_the_way(db: Database, node: Node) -> tuple[Slip, ...]:
    """Of a counter, oldest first."""
    return tuple(_slip(db, row) for row in execute(db, _ON_THE_WAY, keys_of(node)).fetchall())


def slip(db: Database, id: EventId) -> Slip | None:
    """A deposit slip by its number."""
    row = first(db, _ONE, (id.to_key(),))
    return None if row is None else _slip(db, row)


def confirmed_slips(db: Database, node: Node, most: int) -> tuple[Slip, ...]:
    """Of which the bank said what it received; the newest of a counter first."""
    rows = execute(db, _CONFIRMED, (*keys_of(node), most)).fetchall()
    return tuple(_slip(db, row) for row in rows)


def slip_with_reference(db: Database, reference: str, but_for: EventId) -> EventId | None:
    """The other slip that the bank's paper of a number was entered for, as far as known here."""
    row = first(db, _USED_FOR, (same_reference(reference), but_for.to_key()))
    return None if row is None else EventId.from_key(row[0])


def newest_slip(db: Database, node: Node) -> Slip | None:
    """The last one that a counter wrote: the next goes the same way as a rule."""
    row = first(db, _NEWEST, keys_of(node))
    return None if row is None else _slip(db, row)


def _slip(db: Database, row: tuple[Any, ...]) -> Slip:
    key, amount, carrier, bank, day, operator, state = row
    return Slip(
        id=EventId.from_key(key),
        amount=int(amount),
        carrier=carrier,
        bank=bank,
        day=date.fromisoformat(day),
        operator=operator,
        state=SlipState.ON_THE_WAY if state is None else SlipState(state),
        word=None if state is None else _word(db, key),
        bags=tuple(
            BagOnSlip(EventId.from_key(bag), number, int(inside))
            for bag, number, inside in execute(db, _BAGS, (key,)).fetchall()
        ),
    )


def _word(db: Database, slip: int) -> BankWord | None:
    row = first(db, _WORD, (slip,))
    if row is None:
        return None
    event, received, reference = row
    return BankWord(event=EventId.from_key(event), received=int(received), reference=reference)
