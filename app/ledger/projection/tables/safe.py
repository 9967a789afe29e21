"""Bags in the safe, deposit slips, and what became of them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST, ONCE, Register
from app.ledger.projection.table import Index, Table

_ENDED = Register("ended_at", "ended_by", earliest=True)


class BagRecord(NamedTuple):
    """A bag that came into the safe, by the event that brought it."""

    bag: Annotated[int, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    number: Annotated[str, LATEST]
    """As last put right."""
    typed: Annotated[str | None, ONCE]
    """As it was typed first; None until the bag's own event is there."""
    amount: Annotated[int | None, ONCE]
    date: Annotated[str | None, ONCE]
    operator: Annotated[int | None, ONCE]


class SlipBagRecord(NamedTuple):
    """A bag on a deposit slip."""

    slip: Annotated[int, KEY]
    bag: Annotated[int, KEY]
    number: Annotated[str, ONCE]
    """As it stands on the slip."""
    amount: Annotated[int, ONCE]


class SlipRecord(NamedTuple):
    """A deposit slip; until its own event is there, what became of it may stand alone."""

    slip: Annotated[int, KEY]
    amount: Annotated[int | None, ONCE]
    carrier: Annotated[str | None, ONCE]
    bank: Annotated[str | None, ONCE]
    date: Annotated[str | None, ONCE]
    operator: Annotated[int | None, ONCE]
    ended_at: Annotated[int | None, _ENDED]
    ended_by: Annotated[int | None, _ENDED]
    """The event that says what became of it; None: it is on its way."""
    state: Annotated[str | None, _ENDED]


class BankWordRecord(NamedTuple):
    """What was entered of the bank's paper about a slip; the newest of a slip counts."""

    event: Annotated[int, KEY]
    slip: Annotated[int, ONCE]
    received: Annotated[int, ONCE]
    reference: Annotated[str, ONCE]
    """Number of the paper, as such numbers are compared."""


TABLES = (
    Table("bag", BagRecord, indexes=(Index("bag_number", ("number",)),)),
    Table("slip_bag", SlipBagRecord, indexes=(Index("slip_bag_bag", ("bag",)),)),
    Table(
        "deposit_slip",
        SlipRecord,
        indexes=(Index("deposit_slip_open", ("slip",), "state IS NULL"),),
    ),
    Table(
        "bank_word",
        BankWordRecord,
        indexes=(
            Index("bank_word_slip", ("slip",)),
            Index("bank_word_reference", ("reference",)),
        ),
    ),
)
