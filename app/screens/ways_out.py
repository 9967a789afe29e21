"""Which screens lead on from a refusal: settle what is open, open a shift, write again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.comparison import Standing
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.errors import (
    CardScrapped,
    CardStandsInTheWay,
    LoadWasUsed,
    NoOpenShift,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
    ShiftLeftOpen,
)
from app.screens.directory import screen_named

if TYPE_CHECKING:
    from app.screens.counter_screen import CounterScreen


@dataclass(frozen=True)
class WayOut:
    """A screen that helps."""

    label: str
    screen: Callable[[], CounterScreen[Any]]


def ways_out(error: TapcardError, account: str = "") -> tuple[WayOut, ...]:
    """The ways out of a refusal, most useful first.

    ``account``: whose plan is settled, where the card may still be blank and cannot tell.
    """
    whose: tuple[str, ...] = ()
    match error:
        case PlanStillOpen() | PlanInterrupted() | PlanOnHold() | CardScrapped():
            name, label = "settle", _("Settle it now")
            whose = (account,) if account else ()
        case NoOpenShift():
            name, label = "open-shift", _("Open a shift")
        case ShiftLeftOpen():
            name, label = "close-left-shift", _("Close that shift")
            return (WayOut(label, lambda: screen_named(name, error.operator)),)
        case CardStandsInTheWay(standing="held"):
            name, label = "settle", _("See what can be done about a held card")
        case CardStandsInTheWay(standing=Standing.UNLOADED):
            name, label = "refund", _("Refund: take the load off the card")
        case LoadWasUsed() | CardStandsInTheWay(standing=Standing.LOAD_WAS_USED):
            name, label = "refute-refund", _("Record that the meter had the load")
        case CardStandsInTheWay(standing=Standing.MARKED_NOT_TAKEN):
            name, label = "rewrite-load", _("Write the load again, at no cost")
        case _:
            return ()
    return (WayOut(label, lambda: screen_named(name, *whose)),)
