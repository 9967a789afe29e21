"""What a meter knows of the layout that it was made for, beside the maker's profile of it."""

from __future__ import annotations

from typing import Protocol

from app.domain.cards import CardContents, CardReading
from app.domain.metering import MeterState
from app.domain.plans import CardImage, Step
from app.simulator.visits import MeterMemory, WriteBack


class MeterLayout(Protocol):
    """How the meters of one layout read their part of a card, and how they write back."""

    names_loads: bool
    """Whether what they write says which load it is about. Otherwise a meter that cannot take a
    load for now writes nothing, so that the load stays free to be taken."""

    def serves(self, contents: CardContents, state: MeterState) -> bool:
        """Whether this part of a card is for the meter, as far as the layout tells."""
        ...

    def seen(self, image: CardImage, reading: CardReading, memory: MeterMemory) -> CardReading:
        """The part as the meter reads it.

        With what a counter's profile need not read, because the counter wrote it; and where the
        layout says nothing, with what the meter itself has, so that it makes no difference.
        """
        ...

    def write_back(
        self, image: CardImage, reading: CardReading, memory: MeterMemory, move: WriteBack
    ) -> tuple[Step, ...]:
        """What the meter writes, in order; ``image`` as the card was when it was put in."""
        ...
