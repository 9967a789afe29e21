"""The cash drawer, as payments see it."""

from __future__ import annotations

from typing import Protocol

from app.domain.errors import TapcardError


class CashDrawer(Protocol):
    """A drawer that can be opened. It is closed by hand, and counted by people."""

    def open(self) -> None:
        """Opens the drawer, once. Raises a TapcardError when it could not be told to open."""
        ...


class NoDrawer:
    """A counter without a drawer that opens by itself: a box with a key, or a note validator."""

    def open(self) -> None:
        """Nothing opens."""


def open_for_cash(drawer: CashDrawer) -> str:
    """Opens the drawer for taking money in or giving change.

    Returns a sentence for the operator if it did not open, nothing if it was told to. A drawer
    that stays shut never stands in the way of a sale: there is a key to it.
    """
    try:
        drawer.open()
    except TapcardError as error:
        return error.message
    return ""
