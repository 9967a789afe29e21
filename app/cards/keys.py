"""Where keys come from. Master keys never leave a source; what leaves is derived for one card."""

from __future__ import annotations

from typing import Protocol


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
