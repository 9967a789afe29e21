"""For layouts that have no function cards: the two answers that the contract wants of them."""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.fields import ContentsUnfit
from app.domain.function_cards import FunctionContents
from app.domain.plans import CardImage, Step
from app.domain.text import _


class NoFunctionCards:
    """Base of a profile whose declaration names no function cards."""

    def function_of(self, image: CardImage, keys: KeySource) -> None:
        """None: no card of this layout is one."""

    def make_function(
        self,
        image: CardImage,  # noqa: ARG002  one shape for all
        serial: bytes,  # noqa: ARG002  see above
        contents: FunctionContents,
        keys: KeySource,  # noqa: ARG002  see above
    ) -> tuple[Step, ...]:
        """Raises ContentsUnfit."""
        raise ContentsUnfit(
            "function",
            _("cards of this layout cannot be {function}").format(function=contents.function.value),
        )
