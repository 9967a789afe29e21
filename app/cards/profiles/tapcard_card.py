"""A card of an open layout whose identity is proved: its copies, and which of them counts."""

from __future__ import annotations

from dataclasses import dataclass

from app.cards.errors import CardDamaged, CardError, CardForeign
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_copies import Copy, copies_of, is_newer, valid_copies
from app.cards.profiles.tapcard_geometry import Geometry
from app.cards.profiles.tapcard_identity import (
    Identity,
    SealState,
    identity_of,
    is_erased,
    memory_of,
)
from app.cards.profiles.tapcard_read_back import read_back_of
from app.domain.cards import ReadBack
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.domain.text import _


@dataclass(frozen=True)
class TapcardCard:
    """What is known of a card once it is known to be ours."""

    memory: bytes
    geometry: Geometry
    identity: Identity
    copies: tuple[Copy, ...]

    @property
    def valid(self) -> list[Copy]:
        """Valid copies, the newest first."""
        return valid_copies(self.copies)

    def newest(self) -> Copy:
        """The copy that counts.

        Raises KeyVersionUnknown when it is of a key version not held here, so that what it
        replaced is never taken for it; CardDamaged when none is valid; CardForeign when one was
        sealed by somebody else and none is valid.
        """
        valid = self.valid
        for copy in self.copies:
            unknown = copy.state is SealState.UNKNOWN
            if unknown and (not valid or is_newer(copy.sequence, than=valid[0].sequence)):
                raise KeyVersionUnknown(copy.key_version)
        if not valid:
            raise self._unreadable()
        return valid[0]

    @property
    def key_version(self) -> int:
        """That of the copy that counts, of the identity where none is valid.

        Raises KeyVersionUnknown.
        """
        intact = (SealState.WHOLE, SealState.UNKNOWN)
        written = any(copy.state in intact for copy in self.copies)
        return self.newest().key_version if written else self.identity.key_version

    def copy_at(self, start: int) -> Copy | None:
        """The copy that begins at an address; None: none does."""
        return next((copy for copy in self.copies if copy.start == start), None)

    def read_back(self, place: int, mark: EventId) -> ReadBack:
        """What the meter of a place wrote, seen from the load that ``mark`` names."""
        versions = dict.fromkeys(copy.key_version for copy in self.valid)
        return read_back_of(self.memory, self.geometry, self.identity, (place, mark), versions)

    def _unfinished(self) -> bool:
        """Whether nothing stands where making a card writes last, nor in copy B."""
        first, second = self.geometry.copy_starts
        rest = self.memory[first + self.geometry.mark_offset : second + self.geometry.copy_size]
        return is_erased(rest, self.geometry)

    def _unreadable(self) -> CardError:
        if self._unfinished():
            return CardDamaged(
                _("The making of this card was not finished."),
                _("Nothing new was paid. Settle it at the kiosk that began, or take a new card."),
            )
        if any(copy.state is SealState.OTHERS for copy in self.copies):
            return CardForeign(
                _("The data on this card were not written for it with the keys of this utility."),
                _("Nothing was paid. Keep the card and send it to head office."),
            )
        return CardDamaged(
            _("The data on this card are damaged."),
            _("Nothing was paid. Reissue the card: its credit stands in the ledger."),
        )


def card_of(image: CardImage, geometry: Geometry, keys: KeySource) -> TapcardCard:
    """The card, proved ours. Raises CardForeign (KeyVersionUnknown among others)."""
    memory = memory_of(image, geometry)
    identity = identity_of(memory, geometry, keys)
    return TapcardCard(memory, geometry, identity, copies_of(memory, geometry, identity))
