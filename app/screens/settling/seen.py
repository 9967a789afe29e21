"""What was seen of something unfinished: in words, with what + does and what digits offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.approval import Signed
from app.operations.operation import Caller
from app.screens.operation_screen import Finished
from app.widgets.rows import Row


@dataclass(frozen=True)
class Quoted:
    """One thing that can be done, as its review shows it."""

    rows: Sequence[Row]
    question: str
    perform: Callable[[Caller], Finished[Any]]
    signed: Signed = field(default_factory=Signed)
    """What a second person signs for, where one does."""


@dataclass(frozen=True)
class Way:
    """Something else than what the card calls for; two people sign and review it first."""

    label: str
    quote: Callable[[Caller], Quoted]
    """Run beside the screen, with both people's numbers. Raises what looking raises."""
    cancels: bool = False
    """Whether a purchase is undone by it."""


@dataclass(frozen=True)
class Seen:
    """Whose operation it is, what is known of it, and what can be done."""

    headline: str
    facts: Sequence[Row]
    will: Quoted
    """What + does, if it does anything."""
    does: bool = True
    """Whether + does anything; else ``will`` only says how things stand."""
    ways: Sequence[Way] = ()
    account: str = ""
