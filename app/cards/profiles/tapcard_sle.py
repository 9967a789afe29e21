"""What the open layouts have in common on chips that show everything and have no serial."""

from __future__ import annotations

from app.cards.keys import KeySource
from app.cards.profiles.tapcard_profile import TapcardProfile
from app.domain.plans import CardImage


class TapcardSle(TapcardProfile):
    """The family on an SLE chip."""

    def access(self, shown: CardImage, keys: KeySource) -> None:
        """None: everybody may read the whole memory."""

    def own_serial(self, image: CardImage) -> None:
        """None: the chip has no serial of its own."""
