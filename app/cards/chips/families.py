"""Which chips this program can handle, by the names that profiles declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.cards.chips.at88sc102 import At88sc102Family
from app.cards.chips.cpu_card import CpuCardFamily
from app.cards.chips.mifare_classic import MifareClassicFamily
from app.cards.chips.sle import SleFamily
from app.cards.chips.sle4428 import Sle4428
from app.cards.chips.sle4442 import Sle4442
from app.cards.dialects.acs_at88sc102 import AcsAt88sc102
from app.cards.dialects.acs_sle import AcsSle44x8
from app.cards.dialects.choice import sle44x2_dialect
from app.cards.dialects.contract import Brand
from app.cards.dialects.pcsc_part3 import PcscPart3

if TYPE_CHECKING:
    from app.cards.chips.contract import Chip
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
    """All chips we know, in the order in which a card is tried, at a reader of this brand.

    A CPU card comes first: a reader that is told to expect a memory card may shut it off, while
    nothing is sent to a card that shows itself as memory. Then chips whose answer to reset names
    them. An AT88SC102 has none and is told by its head alone, so it is tried after them.
    """
    if brand is Brand.PCSC_PART3:
        return (CpuCardFamily(), MifareClassicFamily(PcscPart3()))
    sle4442 = SleFamily(Sle4442, sle44x2_dialect(brand))
    if brand is Brand.OMNIKEY:  # which has no commands for the others: dialects/omnikey.py
        return (CpuCardFamily(), sle4442)
    return (
        CpuCardFamily(),
        sle4442,
        SleFamily(Sle4428, AcsSle44x8()),
        At88sc102Family(AcsAt88sc102()),
    )
