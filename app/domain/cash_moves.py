"""Cash that goes into a drawer or out of it beside sales, and a drawer opened without one."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import msgspec

from app.domain.entries import Book, Posting
from app.domain.quantity import Money


class CashMove(enum.StrEnum):
    """What is done to a drawer."""

    DROP = "drop"
    """A numbered bag goes to the safe."""
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    COUNTERFEIT = "counterfeit"
    """A note that was taken for money is found false: a loss of its own, never short."""
    NO_SALE = "no_sale"
    """The drawer is opened; nothing moves."""


_INTO_DRAWER = {
    CashMove.DROP: -1,
    CashMove.PAID_IN: 1,
    CashMove.PAID_OUT: -1,
    CashMove.COUNTERFEIT: -1,
    CashMove.NO_SALE: 0,
}
_AGAINST = {
    CashMove.DROP: Book.BAG,
    CashMove.PAID_IN: Book.PAID_IN,
    CashMove.PAID_OUT: Book.PAID_OUT,
    CashMove.COUNTERFEIT: Book.COUNTERFEIT,
}


class MovesOfShift(msgspec.Struct, frozen=True, kw_only=True):
    """How often something was done to the drawer of a shift, and how much that moved."""

    what: CashMove
    times: int
    total: Money


def into_drawer(what: CashMove, amount: Money) -> Money:
    """What a move changes the drawer by: below zero, cash went out of it."""
    return _INTO_DRAWER[what] * amount


def moved(moves: Iterable[MovesOfShift]) -> Money:
    """What all moves of a shift changed its drawer by."""
    return sum(into_drawer(one.what, one.total) for one in moves)


def cash_moved(what: CashMove, amount: Money, shift: str, bag: str = "") -> tuple[Posting, ...]:
    """Entries of a move that moves money; ``bag``: the number of a dropped one."""
    change = into_drawer(what, amount)
    return (Posting(Book.DRAWER, shift, change), Posting(_AGAINST[what], bag, -change))
