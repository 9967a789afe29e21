"""What else people put into a reader."""

from __future__ import annotations

from typing import Protocol


class VirtualCard(Protocol):
    """Anything that fits into a slot."""

    @property
    def atr(self) -> bytes:
        """Answer to reset; empty when it does not answer."""
        ...

    def seat(self) -> None:
        """It was pushed in."""
        ...

    def power_on(self) -> bytes:
        """Powers it up and returns the ATR."""
        ...

    def power_off(self) -> None:
        """Takes the power away."""
        ...

    def exchange(self, apdu: bytes) -> bytes:
        """Answers an APDU, status word included. Raises CardPulled."""
        ...


class ForeignCard:
    """A chip card that knows none of our commands: a bank card, a SIM."""

    def __init__(self, atr: bytes) -> None:
        """A card that answers to reset with ``atr``."""
        self.atr = atr

    def seat(self) -> None:
        """Nothing changes."""

    def power_on(self) -> bytes:
        """Returns the ATR."""
        return self.atr

    def power_off(self) -> None:
        """Nothing changes."""

    def exchange(self, apdu: bytes) -> bytes:
        """``6E00``, class not supported, whatever was asked."""
        del apdu
        return b"\x6e\x00"


class MuteCard(ForeignCard):
    """A card put in backwards, a loyalty card without a chip, a burnt chip."""

    def __init__(self) -> None:
        """A card without an answer to reset."""
        super().__init__(b"")
