"""Where keys come from. Master keys never leave a source; what leaves is derived for one card."""

from __future__ import annotations

from typing import Protocol

from app.cards.secrets import CardCiphers


class KeySource(Protocol):
    """Derives per-card keys."""

    @property
    def demo(self) -> bool:
        """Whether these are the public demo keys, announced on every screen and paper."""
        ...

    @property
    def version(self) -> int:
        """Key version that new cards get, 1..255."""
        ...

    def card_secret(self, serial: bytes, version: int, length: int) -> bytes:
        """The secret (PSC) of one card. Never the factory value."""
        ...

    def card_mac(self, serial: bytes, version: int, data: bytes, length: int) -> bytes:
        """MAC over ``data``, bound to the card's serial."""
        ...

    def card_ciphers(self, factors: tuple[bytes, ...], version: int) -> CardCiphers:
        """Keys of one CPU card: PBOC diversification by each 8-byte factor in turn.

        Raises KeyVersionUnknown, and what a PSAM raises that is missing or of another utility.
        """
        ...
