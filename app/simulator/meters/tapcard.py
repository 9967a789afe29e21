"""Meters of the open layouts, which say all that a meter has to know."""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.tapcard_meter import write_back
from app.domain.cards import CardContents, CardReading
from app.domain.metering import MeterState
from app.domain.plans import CardImage, Step
from app.simulator.visits import MeterMemory, WriteBack


class TapcardMeters:
    """See :class:`~app.simulator.meters.layout.MeterLayout`."""

    names_loads = True

    def __init__(self, keys: KeySource) -> None:
        """``keys``: the utility's."""
        self._keys = keys

    def serves(self, contents: CardContents, state: MeterState) -> bool:
        """By kind and meter number, whatever the place."""
        return (contents.kind, contents.meter) == (state.kind, state.meter)

    def seen(
        self,
        image: CardImage,  # noqa: ARG002  one shape for all
        reading: CardReading,
        memory: MeterMemory,  # noqa: ARG002  see above
    ) -> CardReading:
        """As it was decoded."""
        return reading

    def write_back(
        self, image: CardImage, reading: CardReading, memory: MeterMemory, move: WriteBack
    ) -> tuple[Step, ...]:
        """The read-back of its place."""
        place = reading.contents.place
        return write_back(image, memory.read_back, move.mark, move.phase, self._keys, place)
