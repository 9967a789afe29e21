"""What a meter knows of the function cards of the layout that it was made for."""

from __future__ import annotations

from typing import Protocol

from app.domain.plans import CardImage, Step
from app.simulator.function_moves import Answering


class FunctionLayout(Protocol):
    """How the meters of one layout write on function cards."""

    def answer(self, image: CardImage, device: str, move: Answering) -> tuple[Step, ...]:
        """What a device writes; ``image`` as the card was when it was put in.

        Nothing where the layout has no room for that.
        """
        ...
