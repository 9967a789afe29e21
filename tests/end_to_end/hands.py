"""Hands that put virtual cards into a reader of the real PC/SC daemon."""

from __future__ import annotations

from datetime import date

from app.cards.key_sources.demo import DemoKeys
from app.simulator.meter import Answer, VirtualMeter
from app.simulator.other_cards import VirtualCard
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import CardPulled
from app.simulator.vpcd import VpcdSlot
from tests.end_to_end.desk import METER, new_meter
from tests.pcsc_daemon import Slot, wait_for_card

_TRIES = 3


class SlipperyCard(VirtualSle4442):
    """A card that slips out of the reader in the middle of one of its writes."""

    def __init__(self) -> None:
        """A blank that holds until it is told otherwise."""
        super().__init__()
        self.slips_at: int | None = None
        """Number of the write from now on, 0 first, half of whose bytes still arrive."""

    def update(self, address: int, data: bytes) -> None:
        """Writes all, or slips."""
        if self.slips_at == 0:
            self.slips_at = None
            super().update(address, data[: len(data) // 2])
            self.contact.open = True
            raise CardPulled
        if self.slips_at is not None:
            self.slips_at -= 1
        super().update(address, data)


class Hands:
    """Somebody with a meter at home, in front of one reader."""

    def __init__(self, slot: Slot, meter: str = METER) -> None:
        """``meter``: number of the one at home. The slot is emptied first."""
        self.slot = slot
        self.meter = VirtualMeter(new_meter(meter), DemoKeys(), today=date.today())
        self.card = SlipperyCard()
        self._vpcd = VpcdSlot(port=slot.port)
        self.take_out()

    def put(self, card: VirtualCard | None = None) -> None:
        """Puts a card in, the customer's own unless told otherwise.

        The daemon does not always find a card at once (notes in tests/pcsc_daemon.py): then one
        takes it out and puts it in again, as at any counter.
        """
        for _attempt in range(_TRIES):
            self.take_out()
            self._vpcd.insert(self.card if card is None else card)
            try:
                wait_for_card(self.slot)
            except TimeoutError:
                continue
            return
        raise TimeoutError(f"{self.slot.reader} finds no card")

    def take_out(self) -> None:
        """Takes out what is in, if anything is."""
        self._vpcd.remove()
        wait_for_card(self.slot, present=False)

    def visit_meter(self) -> Answer | None:
        """The card goes into the meter and comes back."""
        self.take_out()
        answer = self.meter.take(self.card)
        self.put()
        return answer
