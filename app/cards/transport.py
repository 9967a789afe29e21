"""Moving APDUs to one reader: what the PC/SC stack and the in-process simulator both offer."""

from __future__ import annotations

from typing import Protocol


class CardLink(Protocol):
    """An exclusive connection to the card in a reader; powers the card down when closed."""

    @property
    def atr(self) -> bytes:
        """Answer to reset of the card, as the reader reports it."""
        ...

    def transmit(self, apdu: bytes) -> tuple[bytes, int]:
        """Sends one command APDU; returns (data, status word).

        Raises:
            CardOutcomeUnknown: no full answer came (an empty answer included). The link is dead
                afterwards: open a new one.
        """
        ...

    def reset(self) -> None:
        """Powers the card down and up within the connection, as one that halted itself needs.

        Raises CardOutcomeUnknown: it is gone; the link is dead afterwards.
        """
        ...

    def close(self) -> None:
        """Ends the connection and powers the card down. Never raises."""
        ...


class Reader(Protocol):
    """One slot that cards are put into."""

    @property
    def name(self) -> str:
        """Name as PC/SC reports it; picks the dialect."""
        ...

    def connect(self) -> CardLink:
        """Opens an exclusive link.

        Raises:
            ReaderLost: no such reader, or no daemon.
            NoCard: the slot is empty.
            CardMute: a card is in but does not answer to reset.
        """
        ...
