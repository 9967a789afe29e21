"""A reader of the real daemon that the contracts use as they use one in process."""

from __future__ import annotations

from app.cards.pcsc import PcscLink, PcscReader
from app.simulator.other_cards import VirtualCard
from app.simulator.reader import ApduHook, ApduPhase
from app.simulator.tears import CardPulled
from app.simulator.vpcd import VpcdSlot
from tests.pcsc_daemon import Slot, wait_for_card


class PcscdReader:
    """One slot; see :class:`tests.cards.bench_reader.BenchReader`.

    A card that stays in it is seen once: to let the daemon see another takes half a second.
    """

    def __init__(self, slot: Slot) -> None:
        """``slot``: an empty one."""
        self._slot = slot
        self._cards = VpcdSlot(port=slot.port)
        self._reader = PcscReader(slot.reader)
        self._card: VirtualCard | None = None
        self._hook: ApduHook | None = None
        self._within = False
        self.apdus = 0
        """APDUs that reached the card, or were to, since the hook was set."""

    @property
    def name(self) -> str:
        """As the daemon reports it."""
        return self._slot.reader

    @property
    def card(self) -> VirtualCard | None:
        """What is in the slot, unless its own tear has pulled it."""
        return self._card if self._cards.occupied else None

    def connect(self) -> PcscLink:
        """Through pyscard and the daemon."""
        return self._reader.connect()

    def insert(self, card: VirtualCard) -> None:
        """Waits until the daemon has missed the last card and has seen this one."""
        self._cards.remove()
        wait_for_card(self._slot, present=False)
        self._card = card
        self._cards.insert(_Watched(card, self))
        wait_for_card(self._slot)

    def remove(self) -> None:
        """Closes the connection to the daemon; within a hook that APDU is never answered."""
        if self._within:
            raise CardPulled
        self._cards.remove()

    def on_apdu(self, hook: ApduHook | None) -> None:
        """Sets or removes the hook, which runs on the card's thread."""
        self._hook = hook
        self.apdus = 0

    def pass_on(self, apdu: bytes, card: VirtualCard) -> bytes:
        """The card's answer. Raises CardPulled."""
        number, self.apdus = self.apdus, self.apdus + 1
        self._tell(number, apdu, ApduPhase.BEFORE)
        answer = card.exchange(apdu)
        self._tell(number, apdu, ApduPhase.AFTER)
        return answer

    def _tell(self, number: int, apdu: bytes, phase: ApduPhase) -> None:
        if self._hook is not None:
            self._within = True
            try:
                self._hook(number, apdu, phase)
            finally:
                self._within = False


class _Watched:
    """A card whose APDUs the reader is told of."""

    def __init__(self, card: VirtualCard, reader: PcscdReader) -> None:
        self._card = card
        self._reader = reader

    @property
    def atr(self) -> bytes:
        return self._card.atr

    def seat(self) -> None:
        self._card.seat()

    def power_on(self) -> bytes:
        return self._card.power_on()

    def power_off(self) -> None:
        self._card.power_off()

    def exchange(self, apdu: bytes) -> bytes:
        return self._reader.pass_on(apdu, self._card)
