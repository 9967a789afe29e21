"""The safe: loose cash, numbered bags, deposit slips, and what the bank says that it received.

Cash is in one place at a time: loose in the safe, in a bag there, on its way to the bank on one
slip, or at the bank.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from app.domain.entries import Book, Posting
from app.domain.identity import EventId, Operator
from app.domain.quantity import Money


class SlipState(enum.StrEnum):
    """What became of a deposit slip."""

    ON_THE_WAY = "on_the_way"
    TAKEN_BACK = "taken_back"
    """Its bags are in the safe again."""
    CONFIRMED = "confirmed"
    """The bank said what it received."""


class BagOnSlip(msgspec.Struct, frozen=True):
    """A bag as a deposit slip names it."""

    bag: EventId
    """The event that put it into the safe."""
    number: str
    amount: Money


def bagged(amount: Money, number: str) -> tuple[Posting, ...]:
    """Loose cash of the safe goes into a bag."""
    return (Posting(Book.SAFE, "", -amount), Posting(Book.BAG, number, amount))


def renumbered(amount: Money, old: str, new: str) -> tuple[Posting, ...]:
    """A bag has another number than was typed."""
    return (Posting(Book.BAG, old, -amount), Posting(Book.BAG, new, amount))


def sum_of_bags(bags: Iterable[BagOnSlip]) -> Money:
    """What a slip comes to."""
    return sum(one.amount for one in bags)


def deposited(bags: Iterable[BagOnSlip], slip: str) -> tuple[Posting, ...]:
    """Bags leave the safe on a slip."""
    bags = tuple(bags)
    left = (Posting(Book.BAG, one.number, -one.amount) for one in bags)
    return (*left, Posting(Book.TO_BANK, slip, sum_of_bags(bags)))


def taken_back(bags: Iterable[BagOnSlip], slip: str) -> tuple[Posting, ...]:
    """They are in the safe again."""
    return tuple(
        Posting(one.book, one.subject, -one.amount) for one in deposited(tuple(bags), slip)
    )


def confirmed(amount: Money, received: Money, slip: str, bank: str) -> tuple[Posting, ...]:
    """The bank received something; what it lacks, or is too much, stands in a book of its own.

    ``amount``: what the slip comes to. ``bank``: the account that it was paid into.
    """
    entries = (
        Posting(Book.TO_BANK, slip, -amount),
        Posting(Book.BANK, bank, received),
        Posting(Book.BANK_OVER_SHORT, slip, amount - received),
    )
    return tuple(one for one in entries if one.amount)


def put_right(was: Money, received: Money, slip: str, bank: str) -> tuple[Posting, ...]:
    """The bank received something else than was entered; together it is as if entered at once."""
    entries = (
        Posting(Book.BANK, bank, received - was),
        Posting(Book.BANK_OVER_SHORT, slip, was - received),
    )
    return tuple(one for one in entries if one.amount)


def may_confirm_alone(
    operator: Operator, name: str, *, wrote: Operator | None, carrier: str
) -> bool:
    """Whether one person may say what the bank received: not who wrote the slip or carried it.

    ``name``: the operator's; ``carrier``: as it stands on the slip, a name or a number.
    """
    return operator != wrote and _folded(carrier) not in (_folded(name), str(operator))


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def same_reference(reference: str) -> str:
    """The number of a bank's paper as it is compared: capitals and spaces make no other paper."""
    return "".join(reference.upper().split())
