"""What all memory cards have in common as things: contacts, power, and a reader's firmware."""

from __future__ import annotations

from app.simulator.tears import CardPulled, Contact, Tear


class MemoryCard:
    """A memory card without its memory; a subclass adds that, and what a reader answers for it."""

    def __init__(self) -> None:
        """Without power."""
        self.selected = False
        """Whether SELECT_CARD_TYPE was sent since power-up; kept for the reader's firmware."""
        self.apdus = 0
        """APDUs that reached the card in its life."""
        self.contact = Contact()
        self._presented = False

    @property
    def atr(self) -> bytes:
        """What the reader reports as answer to reset; empty when it finds no card."""
        raise NotImplementedError

    def arm(self, tear: Tear | None) -> Contact:
        """Fresh contacts that count from 0 and open at ``tear``; None: never."""
        self.contact = Contact(tear)
        return self.contact

    def seat(self) -> None:
        """Pushes a pulled card in again; a tear that is still to come stays armed."""
        if self.contact.open:
            self.contact = Contact()
        self.power_off()

    def power_on(self) -> bytes:
        """Powers the chip up and returns its ATR; no code is presented afterwards."""
        self.power_off()
        return self.atr

    def power_off(self) -> None:
        """Ends the session with the chip: the code must be presented again."""
        self._presented = False
        self.selected = False

    def exchange(self, apdu: bytes) -> bytes:
        """What the reader answers to an APDU with this card in it, status word included.

        Raises:
            CardPulled: the card was pulled before the answer.
        """
        try:
            with self.contact.exchange():
                self.apdus += 1
                return self._answer(apdu)
        except CardPulled:
            self.power_off()
            raise

    def _answer(self, apdu: bytes) -> bytes:
        raise NotImplementedError
