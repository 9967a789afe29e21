"""Meters of the open layouts at function cards, which have room for every answer."""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.tapcard_function_meter import (
    write_claim,
    write_delivery,
    write_dump,
    write_use,
)
from app.domain.plans import CardImage, Step
from app.simulator.function_moves import Answering, WriteClaim, WriteDump, WriteUse


class TapcardFunctions:
    """See :class:`~app.simulator.meters.function_layout.FunctionLayout`."""

    def __init__(self, keys: KeySource) -> None:
        """``keys``: the utility's."""
        self._keys = keys

    def answer(self, image: CardImage, device: str, move: Answering) -> tuple[Step, ...]:
        """Counter, slot, claim or delivery."""
        if isinstance(move, WriteUse):
            return write_use(image, device, self._keys)
        if isinstance(move, WriteDump):
            return write_dump(image, move.dump, self._keys)
        if isinstance(move, WriteClaim):
            return write_claim(image, move.giver, device, self._keys)
        return write_delivery(image, move.giver, device, self._keys)
