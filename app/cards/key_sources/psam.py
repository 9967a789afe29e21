"""Keys of CPU cards in a PSAM: a card of the utility in a second slot that computes with them.

Diversification and MAC happen inside it; no key of a card ever is in this program. A PSAM holds
PBOC keys alone, so what other cards need comes from another source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cards.key_sources.pboc import BLOCK, MAC_SIZE, padded
from app.cards.key_sources.security_module import (
    MOST_DATA,
    Mode,
    PsamLayout,
    SecurityModule,
    TemporaryKey,
)

if TYPE_CHECKING:
    from app.cards.keys import KeySource
    from app.cards.secrets import KeyUsage
    from app.cards.transport import Reader


class PsamKeys:
    """A key source for CPU cards by PSAM, for all others by another source."""

    def __init__(
        self,
        reader: Reader,
        others: KeySource,
        utility: bytes = b"",
        layout: PsamLayout | None = None,
    ) -> None:
        """``reader``: the slot of the PSAM; nothing is asked of it before a CPU card needs it.

        ``others``: for cards without a CPU. ``utility``: what the PSAM must show as its utility;
        empty takes any.
        """
        self._layout = layout or PsamLayout()
        self._module = SecurityModule(reader, utility, self._layout)
        self._others = others

    @property
    def demo(self) -> bool:
        """Whether the other source has the demo keys: a real PSAM does not make them better."""
        return self._others.demo

    @property
    def version(self) -> int:
        """Key version that new cards get: that of the other source."""
        return self._others.version

    def card_secret(self, serial: bytes, version: int, length: int) -> bytes:
        """As the other source."""
        return self._others.card_secret(serial, version, length)

    def card_mac(self, serial: bytes, version: int, data: bytes, length: int) -> bytes:
        """As the other source."""
        return self._others.card_mac(serial, version, data, length)

    def card_ciphers(self, factors: tuple[bytes, ...], version: int) -> PsamCiphers:
        """Keys of one CPU card. Nothing is sent yet: errors come when they are used."""
        if any(len(factor) != BLOCK for factor in factors):
            raise ValueError(f"factors have {BLOCK} bytes")
        return PsamCiphers(self._module, self._layout, factors, version)


@dataclass(frozen=True)
class PsamCiphers:
    """All keys of one card; see :class:`app.cards.secrets.CardCiphers`."""

    module: SecurityModule
    layout: PsamLayout
    factors: tuple[bytes, ...]
    version: int

    def of(self, usage: KeyUsage) -> PsamCipher:
        """The card's key for a usage."""
        byte = self.layout.usage_byte(usage, len(self.factors))
        return PsamCipher(self.module, TemporaryKey(byte, self.version, b"".join(self.factors)))


@dataclass(frozen=True)
class PsamCipher:
    """One key of one card inside the PSAM; see :class:`app.cards.secrets.Cipher` for errors."""

    module: SecurityModule
    key: TemporaryKey

    def encrypt(self, block: bytes, /) -> bytes:
        """3DES of 8 bytes."""
        if len(block) != BLOCK:
            raise ValueError(f"a block has {BLOCK} bytes, not {len(block)}")
        return self.module.compute(self.key, Mode.ENCRYPT, block, BLOCK)

    def mac(self, start: bytes, data: bytes) -> bytes:
        """4 bytes; the padding is done here, the PSAM takes whole blocks."""
        sent = start + padded(data)
        if len(start) != BLOCK or len(sent) > MOST_DATA:
            raise ValueError(f"a MAC starts from {BLOCK} bytes and covers at most 239")
        return self.module.compute(self.key, Mode.MAC, sent, MAC_SIZE)
