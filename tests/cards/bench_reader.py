"""What the contracts of chips and of stations want of the reader under a card."""

from __future__ import annotations

from typing import Protocol

from app.cards.transport import CardLink
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import ApduHook


class BenchReader(Protocol):
    """A reader whose cards come, go and are pulled: in process, or of the real daemon."""

    @property
    def name(self) -> str:
        """As PC/SC reports it."""
        ...

    @property
    def card(self) -> VirtualCard | None:
        """What is in it."""
        ...

    @property
    def apdus(self) -> int:
        """APDUs that were sent since the hook was set."""
        ...

    def connect(self) -> CardLink:
        """As every reader."""
        ...

    def insert(self, card: VirtualCard) -> None:
        """Puts a card in, in place of one that is there; it is seen when this returns."""
        ...

    def remove(self) -> None:
        """Pulls the card; within a hook, in the middle of that APDU."""
        ...

    def on_apdu(self, hook: ApduHook | None) -> None:
        """Sets or removes the hook and starts counting APDUs from 0."""
        ...
