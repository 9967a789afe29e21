"""What every dialect offers. One contract test suite runs over all of them.

A memory card knows no APDUs: the reader's firmware turns pseudo-APDUs into pulses on the card's
contacts, and each maker chose its own pseudo-APDUs. A dialect builds them, sends them over a link
and says in one way what the answers mean. It keeps no state between calls.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.cards.errors import CardOutcomeUnknown, CardRefused
from app.domain.text import _

if TYPE_CHECKING:
    from app.cards.transport import CardLink

OK = 0x9000


class Brand(enum.StrEnum):
    """Readers whose pseudo-APDUs differ; the value is what settings may name."""

    ACS = "acs"
    OMNIKEY = "omnikey"
    PCSC_PART3 = "pcsc-part3"
    """Contactless readers, of any maker: only they see contactless cards, and no others."""


CONTACT_BRANDS = (Brand.ACS, Brand.OMNIKEY)
"""Readers with contacts."""


class Presented(NamedTuple):
    """What a card answered to its secret code (PSC)."""

    accepted: bool
    tries_left: int
    """Tries that are left now; 0 is locked for ever."""


class SleDialect(Protocol):
    """Operations on an SLE chip: memory, a PSC, an error counter.

    An SLE4442 or 5542 has 256 bytes, a 3-byte PSC and 3 tries, an SLE4428 or 5528 1021 bytes, a
    2-byte PSC and 8 tries; each has implementations of its own.

    Any operation raises CardOutcomeUnknown where the answer is missing or short, and CardRefused
    where the reader answers with an error status.
    """

    brand: Brand

    def select(self, link: CardLink, /) -> None:
        """Tells the reader which chip to expect. Powers the card up anew: a PSC session ends."""
        ...

    def read(self, link: CardLink, address: int, length: int) -> bytes:
        """Exactly ``length`` bytes (1..255) of main memory from ``address``."""
        ...

    def tries_left(self, link: CardLink, /) -> int | None:
        """Tries of the PSC that are left; None where the reader has no way to tell."""
        ...

    def present(self, link: CardLink, psc: bytes) -> Presented:
        """Presents the PSC. A wrong one, and a lost answer to the right one, costs a try."""
        ...

    def write(self, link: CardLink, address: int, data: bytes) -> None:
        """Writes 1..255 bytes. Readers report success even where nothing was written."""
        ...

    def change_psc(self, link: CardLink, old: bytes, new: bytes, /) -> None:
        """Replaces the PSC; ``old`` is the one presented in this session."""
        ...


def command(link: CardLink, apdu: bytes) -> bytes:
    """Data of an answer that ended with 9000. Raises CardRefused for any other status."""
    data, status = link.transmit(apdu)
    if status != OK:
        raise refused(status)
    return data


def exactly(data: bytes, length: int) -> bytes:
    """The first ``length`` bytes of an answer.

    Some ACS firmwares append the four protection bytes to what was asked for (ACR38x 6.02,
    ACR1281U: notes/cards.md 2.1), so more is right and less is a lost answer.
    """
    if len(data) < length:
        raise CardOutcomeUnknown(
            _("The card's answer broke off after {count} of {length} bytes.").format(
                count=len(data), length=length
            ),
            _("Leave the card in the reader and try again."),
        )
    return data[:length]


def refused(status: int) -> CardRefused:
    """The error for an answer that is not 9000."""
    return CardRefused(
        _("The reader refused a card command (status {status:04X}).").format(status=status),
        _("Try again; if it happens with every card, check the reader model in the settings."),
        status=status,
    )
