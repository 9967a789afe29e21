"""What cards and meters are like, and how the story begins."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.cards import Marking
from tests.protocol.truth import Rules


@dataclass(frozen=True)
class Variant:
    """One of the worlds that are searched."""

    marking: Marking
    copyable: bool
    unloaded: bool = False
    """Whether number 1 is still on the card when the steps begin."""

    def __str__(self) -> str:
        cards = "copyable" if self.copyable else "not copyable"
        start = "number 1 on the card" if self.unloaded else "number 1 in the meter"
        return f"{cards}, meter marks {self.marking.value}, {start}"

    @property
    def rules(self) -> Rules:
        return Rules(self.marking, self.copyable)


VARIANTS = tuple(
    Variant(marking, copyable, unloaded)
    for unloaded in (False, True)
    for marking, copyable in (
        (Marking.BOTH, True),
        (Marking.BEFORE, False),
        (Marking.AFTER, False),
    )
)
"""The shipped cards, and cards that cannot be copied at meters that mark once."""
