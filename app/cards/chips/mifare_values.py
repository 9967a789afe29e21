"""Value blocks of a MIFARE Classic card, for layouts of makers whose meters count in them.

Counting is not repeatable: after a lost answer, read before anything else. Prefer storing an
absolute value where the layout allows it. Source: notes/cards.md 2.5 and 3.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cards.chips.mifare_session import BLOCKS_PER_SECTOR
from app.cards.chips.value_block import (
    LARGEST,
    SMALLEST,
    ValueBlock,
    ValueDamaged,
    decode_value,
    encode_value,
)
from app.cards.dialects.pcsc_part3 import ValueChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.cards.chips.mifare_session import MifareSession


class MifareValues:
    """The value blocks of one card, by block number (0..63); the card must be unlocked.

    Every method raises CardOutcomeUnknown, CardRefused (the sector's access bits do not allow
    it), SecretRefused, NotUnlocked, ValueDamaged (the block to begin with is none), and ValueError
    for the maker's block and for sector trailers, which are never touched.
    """

    def __init__(
        self,
        session: MifareSession,
        open_to_write: Callable[[int], None],
        forget: Callable[[int], None],
    ) -> None:
        """``open_to_write``: opens a block's sector. ``forget``: a block will not be as read."""
        self._session = session
        self._open = open_to_write
        self._forget = forget

    def read(self, block: int) -> ValueBlock:
        """What the block holds now."""
        _must_hold_data(block)
        self._open(block)
        return decode_value(self._session.read(block, 1))

    def store(self, block: int, value: int) -> None:
        """Makes the block hold a value. One that holds one keeps its address byte.

        Raises OverflowError for a value that does not fit.
        """
        try:
            address = self.read(block).address
        except ValueDamaged:
            address = block
        data = encode_value(ValueBlock(value, address))
        self._forget(block)
        self._session.write(block, data)

    def increase(self, block: int, amount: int) -> None:
        """Counts up by 1..2^31-1. Raises OverflowError where the sum does not fit."""
        self._count(block, ValueChange.INCREASE, amount)

    def decrease(self, block: int, amount: int) -> None:
        """Counts down by 1..2^31-1. Raises OverflowError where the difference does not fit."""
        self._count(block, ValueChange.DECREASE, amount)

    def copy(self, source: int, target: int) -> None:
        """Copies value and address byte to another block of the same sector.

        Raises ValueError for a block of another sector.
        """
        _must_hold_data(target)
        if source // BLOCKS_PER_SECTOR != target // BLOCKS_PER_SECTOR:
            raise ValueError(f"blocks {source} and {target} are not in one sector")
        self.read(source)
        self._forget(target)
        self._session.copy_value(source, target)

    def _count(self, block: int, change: ValueChange, amount: int) -> None:
        if not 0 < amount <= LARGEST:
            raise OverflowError(f"an amount of {amount} cannot be counted")
        stands = self.read(block).value
        result = stands + amount if change is ValueChange.INCREASE else stands - amount
        if not SMALLEST <= result <= LARGEST:
            raise OverflowError(f"{stands} and {amount} do not fit into a value block")
        self._forget(block)
        self._session.change_value(block, change, amount)


def _must_hold_data(block: int) -> None:
    if block == 0 or block % BLOCKS_PER_SECTOR == BLOCKS_PER_SECTOR - 1:
        raise ValueError(f"block {block} holds no data")
