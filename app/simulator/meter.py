"""A virtual meter that takes real (virtual) cards at the level of their chip.

A meter has the utility's keys: it reads the chip, presents the PSC and writes its read-back, and
can lose the card between any two of its steps and inside any byte.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_meter import write_back
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardReading, MeterStatus
from app.domain.metering import MeterAnswer, MeterState
from app.domain.plans import CardImage
from app.domain.quantity import Quantity
from app.simulator.sle4442_card import SIZE, VirtualSle4442
from app.simulator.tears import Tear, TearPoint, tear_points
from app.simulator.visits import MeterMemory, Move, Remember, next_day, noted, used, visit

_AREA = "main"


class VirtualMeter:
    """One meter of the layout ``tapcard-sle4442``.

    It credits and marks in the order of the profile's ``marking``. Time passes by :meth:`days`.
    """

    def __init__(
        self,
        state: MeterState,
        keys: KeySource,
        *,
        today: date,
        profile: TapcardSle4442 | None = None,
        overdraft: Quantity = 0,
    ) -> None:
        """A meter in this state; one fresh from the factory has no account, serial or totals."""
        self.memory = MeterMemory(state=state, today=today, overdraft=overdraft)
        self._keys = keys
        self._profile = profile or TapcardSle4442()

    @property
    def state(self) -> MeterState:
        """What its decisions depend on."""
        return self.memory.state

    def clone(self) -> VirtualMeter:
        """Another meter with the same memory."""
        other = VirtualMeter(self.state, self._keys, today=self.memory.today, profile=self._profile)
        other.memory = self.memory
        return other

    def take(self, card: VirtualSle4442, *, tear: Tear | None = None) -> MeterAnswer | None:
        """Does with a card what a meter does; None: it cannot read or write this card.

        Raises:
            CardPulled: at ``tear``. What was done before stays done.
        """
        card.arm(tear)
        try:
            return self._take(card)
        finally:
            card.power_off()
            card.arm(None)

    def tear_points(self, card: VirtualSle4442) -> tuple[TearPoint, ...]:
        """Every moment at which this card could be pulled out of this meter; changes neither."""
        twin, copy = self.clone(), card.clone()
        return tear_points(copy, lambda: twin._take(copy))

    def use(self, quantity: Quantity) -> Quantity:
        """Lets water flow until ``quantity`` or the end of the credit; returns what flowed."""
        before = self.state.total_used
        self.memory = used(self.memory, quantity)
        return self.state.total_used - before

    def days(self, count: int, daily: Quantity) -> Quantity:
        """Lets days pass, with a use on each; returns what flowed in all."""
        flowed = 0
        for _day in range(count):
            flowed += self.use(daily)
            self.memory = next_day(self.memory)
        return flowed

    def raise_status(self, bits: MeterStatus) -> None:
        """A low battery, a magnet, an opened lid: told on the next card."""
        self._set_raised(self.memory.raised | bits)

    def clear_status(self, bits: MeterStatus) -> None:
        """Repaired."""
        self._set_raised(self.memory.raised & ~bits)

    def _set_raised(self, bits: MeterStatus) -> None:
        self.memory = msgspec.structs.replace(self.memory, raised=bits)

    def _take(self, card: VirtualSle4442) -> MeterAnswer | None:
        if not card.power_on():
            return None
        with card.contact.exchange():
            image = CardImage({_AREA: card.read(0, SIZE)})
        try:
            reading = self._profile.decode(image, self._keys)
        except CardDamaged:
            return None
        except CardForeign:
            self.memory = noted(self.memory)
            return None
        return self._visit(card, image, reading)

    def _visit(
        self, card: VirtualSle4442, image: CardImage, reading: CardReading
    ) -> MeterAnswer | None:
        """Presents the PSC before anything, so that nothing is credited that cannot be marked."""
        planned = visit(self.memory, reading, self._profile.marking)
        writes = any(not isinstance(move, Remember) for move in planned.moves)
        if writes and not self._present(card, image):
            return None
        for move in planned.moves:
            with card.contact.exchange():
                self._make(move, card, image)
        return planned.answer

    def _present(self, card: VirtualSle4442, image: CardImage) -> bool:
        with card.contact.exchange():
            return card.present(self._profile.secret_of(image, self._keys))

    def _make(self, move: Move, card: VirtualSle4442, image: CardImage) -> None:
        if isinstance(move, Remember):
            self.memory = move.memory
            return
        back = self.memory.read_back
        for step in write_back(image, back, move.mark, move.phase, self._keys):
            card.update(step.offset, step.data)
