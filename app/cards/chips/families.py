"""Which chips this program can handle, by the names that profiles declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.cards.chips.sle4442 import Sle4442Family
from app.cards.dialects.choice import sle44x2_dialect

if TYPE_CHECKING:
    from app.cards.chips.contract import Chip
    from app.cards.dialects.contract import Brand
    from app.cards.transport import CardLink


class ChipFamily(Protocol):
    """One kind of chip at one reader."""

    name: str

    def open(self, link: CardLink) -> Chip:
        """The chip behind the link, ready to be read.

        Raises CardForeign when the card in the reader is of another kind, CardOutcomeUnknown; a
        chip that looks right until it is read says so at its first reading.
        """
        ...


def families(brand: Brand) -> tuple[ChipFamily, ...]:
    """All chips we know, in the order in which a card is tried, at a reader of this brand."""
    return (Sle4442Family(sle44x2_dialect(brand)),)
