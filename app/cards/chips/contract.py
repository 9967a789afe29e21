"""What every chip offers. One contract test suite runs over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.cards.secrets import Access, Secret
from app.domain.plans import CardImage, Step


class Chip(Protocol):
    """A chip in a reader, powered, for the length of one exclusive session."""

    name: str

    def read_image(self, access: Access | None = None) -> CardImage:
        """All areas that profiles use. Never spends a try of the secret.

        Without ``access``: what the chip shows to everyone, which must do to tell whose card it
        is; for memory cards that is all. With it: the whole image.
        Raises CardOutcomeUnknown, CardRefused, CardForeign when the chip is not of this family.
        """
        ...

    def read_again(self, access: Access | None, written: Sequence[Step]) -> CardImage:
        """The image once more in a session that has read it.

        What the steps reach is read now; the rest may stand as it was read before, for nobody else
        has had the card since. Raises as :meth:`read_image`.
        """
        ...

    def read(self, area: str, offset: int, length: int) -> bytes:
        """1..255 bytes of an area that the image has, read now in one APDU.

        Raises CardOutcomeUnknown, CardRefused.
        """
        ...

    def tries_left(self) -> int:
        """Tries of the secret that are left; reads the error counter, spends none."""
        ...

    def present(self, secret: Secret) -> None:
        """Presents the secret after reading the error counter.

        Raises:
            CardLocked: one try or none is left; nothing was presented.
            SecretRefused: wrong; says how many tries are left now.
            CardOutcomeUnknown: no answer; a try may be spent.
        """
        ...

    def change_secret(self, secret: Secret) -> None:
        """Replaces the secret. Needs a presented one. Raises as :meth:`write`."""
        ...

    def write(self, step: Step) -> None:
        """Writes the bytes of a write step, only those that differ, ascending.

        A chip that can only write larger units (blocks, files) sends the units that differ.

        Raises CardOutcomeUnknown, CardRefused. Success is not proof: read back.
        """
        ...

    @property
    def transport_secret(self) -> Secret:
        """The secret of a blank chip from the factory."""
        ...
