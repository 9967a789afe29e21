"""How a CPU card and we prove ourselves to each other, and how an update is sealed.

Source: notes/cards.md 2.6; key numbers of the sample in notes/domain.md 6.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cards.chips.cpu_refusals import refusal
from app.cards.iso7816 import KEY_NOT_THERE, NOT_THERE, OK, get_challenge, with_answer
from app.cards.secrets import KeyUsage

if TYPE_CHECKING:
    from app.cards.secrets import CardCiphers, Cipher
    from app.cards.transport import CardLink

BLOCK = 8
MAC_SIZE = 4
MOST_SEALED = 224
"""Bytes of a file that one update carries. Its header, these, padding and start of the MAC must
fit into one command to a PSAM, which would allow ten more."""

_INTERNAL_AUTHENTICATE = bytes.fromhex("008800")
_EXTERNAL_AUTHENTICATE = bytes.fromhex("008200")
_SEALED_UPDATE = bytes.fromhex("04D6")
_BY_SHORT_ID = 0x80
_SHORT_CHALLENGE = 4
_NO_SUCH_KEY = KEY_NOT_THERE | NOT_THERE


@dataclass(frozen=True)
class KeyNumbers:
    """Key identifiers within a card's directory; the update key has none, its file names it."""

    internal: int = 0x01
    external: int = 0x02


def card_proves(link: CardLink, number: int, key: Cipher, challenge: bytes) -> bool:
    """INTERNAL AUTHENTICATE: whether the card has the key, by 8 bytes of ours. Spends no try.

    Raises CardOutcomeUnknown, CardLocked, CardRefused, and what the cipher raises.
    """
    expected = key.encrypt(challenge)
    apdu = _INTERNAL_AUTHENTICATE + bytes([number, BLOCK]) + challenge
    answer, status = with_answer(link, apdu)
    if status in _NO_SUCH_KEY:
        return False
    if status != OK:
        raise refusal(status)
    return answer == expected


def external_cryptogram(link: CardLink, key: Cipher) -> bytes:
    """The answer to a challenge of the card, good for the next command alone."""
    return key.encrypt(_challenge(link, BLOCK))


def authenticate(link: CardLink, number: int, cryptogram: bytes) -> int:
    """EXTERNAL AUTHENTICATE; returns the status: OK, or 63 Cx with x tries left.

    The key's number stands in P2, as in three of four sources.
    """
    apdu = _EXTERNAL_AUTHENTICATE + bytes([number, BLOCK]) + cryptogram
    return link.transmit(apdu)[1]


def update(link: CardLink, short_id: int, offset: int, data: bytes, ciphers: CardCiphers) -> int:
    """UPDATE BINARY with MAC over a fresh challenge; returns the status.

    The MAC begins with the challenge and four zeros and covers header and data.
    """
    key = ciphers.of(KeyUsage.MAINTENANCE)
    start = _challenge(link, _SHORT_CHALLENGE) + bytes(BLOCK - _SHORT_CHALLENGE)
    place = bytes([_BY_SHORT_ID | short_id, offset, len(data) + MAC_SIZE])
    command = _SEALED_UPDATE + place + data
    return link.transmit(command + key.mac(start, command))[1]


def _challenge(link: CardLink, length: int) -> bytes:
    challenge, status = get_challenge(link, length)
    if status != OK or len(challenge) != length:
        raise refusal(status)
    return challenge
