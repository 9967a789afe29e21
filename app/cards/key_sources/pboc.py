"""Keys of CPU cards as PBOC makes them: 3DES with 16-byte keys, diversified by the card's serial.

``DKL = 3DES(MK, X)``, ``DKR = 3DES(MK, not X)`` for a factor X of 8 bytes; more factors repeat
this. The MAC is ISO 9797-1 algorithm 3, its first 4 bytes. Source: notes/cards.md 2.6 and
notes/domain.md 6.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from app.cards.secrets import KeyUsage

KEY_SIZE = 16
BLOCK = 8
MAC_SIZE = 4

_PADDING = b"\x80"


@dataclass(frozen=True)
class PbocKey:
    """One key in this program's memory; see :class:`app.cards.secrets.Cipher`."""

    key: bytes = field(repr=False)
    """16 bytes; parity bits do not count."""

    def __post_init__(self) -> None:
        if len(self.key) != KEY_SIZE:
            raise ValueError(f"a PBOC key has {KEY_SIZE} bytes, not {len(self.key)}")

    def encrypt(self, block: bytes, /) -> bytes:
        """3DES of 8 bytes."""
        _one_block(block)
        return _encrypted(self._both, modes.ECB(), block)  # noqa: S305  one block, as PBOC wants

    def mac(self, start: bytes, data: bytes) -> bytes:
        """4 bytes over ``data``: single DES in CBC from ``start``, the last block in 3DES."""
        _one_block(start)
        plain = padded(data)
        before, last = plain[:-BLOCK], plain[-BLOCK:]
        chained = _encrypted(self._left, modes.CBC(start), before)[-BLOCK:] if before else start
        return _encrypted(self._both, modes.CBC(chained), last)[:MAC_SIZE]

    def diversified(self, factor: bytes) -> PbocKey:
        """The key of one card (or city) beneath this one; ``factor``: 8 bytes."""
        opposite = bytes(byte ^ 0xFF for byte in factor)
        return PbocKey(self.encrypt(factor) + self.encrypt(opposite))

    # The library takes 24 bytes and will drop shorter keys: notes/cards.md 1.6, pitfall 20.

    @property
    def _both(self) -> TripleDES:
        return TripleDES(self.key + self.key[:BLOCK])

    @property
    def _left(self) -> TripleDES:
        """Three times the same key is single DES."""
        return TripleDES(self.key[:BLOCK] * 3)


@dataclass(frozen=True)
class PbocCiphers:
    """All keys of one card; see :class:`app.cards.secrets.CardCiphers`."""

    keys: Mapping[KeyUsage, PbocKey]

    def of(self, usage: KeyUsage) -> PbocKey:
        """The card's key for a usage."""
        return self.keys[usage]


def card_ciphers(masters: Mapping[KeyUsage, bytes], factors: tuple[bytes, ...]) -> PbocCiphers:
    """Keys of one card out of a master key per usage, diversified by each factor in turn."""
    return PbocCiphers({usage: _beneath(PbocKey(key), factors) for usage, key in masters.items()})


def same_for_all(key: bytes) -> PbocCiphers:
    """One key for every usage, as cards come from their factory."""
    return PbocCiphers(dict.fromkeys(KeyUsage, PbocKey(key)))


def padded(data: bytes) -> bytes:
    """``data`` with 80 and zeros to whole blocks; a block more where it was whole already."""
    return data + _PADDING + bytes(-(len(data) + 1) % BLOCK)


def _beneath(key: PbocKey, factors: tuple[bytes, ...]) -> PbocKey:
    for factor in factors:
        key = key.diversified(factor)
    return key


def _one_block(block: bytes) -> None:
    if len(block) != BLOCK:
        raise ValueError(f"a block has {BLOCK} bytes, not {len(block)}")


def _encrypted(key: TripleDES, mode: modes.ECB | modes.CBC, data: bytes) -> bytes:
    encryptor = Cipher(key, mode).encryptor()
    return encryptor.update(data) + encryptor.finalize()
