"""A virtual meter that takes real (virtual) cards at the level of their chip.

A meter has the utility's keys: it reads the chip, presents its secret and writes back, and can lose
the card between any two of its steps and inside any byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import msgspec

from app.cards.errors import CardDamaged, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.contract import Profile
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.tapcard_profile import TapcardProfile
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.cards.secrets import Access
from app.domain.cards import CardReading, MeterStatus
from app.domain.function_cards import FunctionReading
from app.domain.metering import (
    CARD_NOT_PROVED,
    CARD_PULLED,
    CARD_UNREADABLE,
    MeterAnswer,
    MeterState,
    display_code,
    writes_back,
)
from app.domain.plans import CardImage
from app.domain.quantity import Quantity
from app.simulator.function_memory import FunctionMemory
from app.simulator.function_moves import Answering, FunctionAnswer
from app.simulator.function_visits import function_visit
from app.simulator.meter_life import cleared, next_day, raised, reopened, used
from app.simulator.meters.at88_water4 import At88Water4Meters
from app.simulator.meters.at88_water4_functions import At88Water4Functions
from app.simulator.meters.card_in_meter import CardInMeter, ChipCard, card_in_meter
from app.simulator.meters.cpu68 import Cpu68Meters
from app.simulator.meters.function_layout import FunctionLayout
from app.simulator.meters.layout import MeterLayout
from app.simulator.meters.tapcard import TapcardMeters
from app.simulator.meters.tapcard_functions import TapcardFunctions
from app.simulator.tears import CardPulled, Tear, TearPoint, tear_points
from app.simulator.visits import MeterMemory, Move, Remember, Visit, noted, visit

Answer: TypeAlias = MeterAnswer | FunctionAnswer
"""To a customer's card, or to a function card."""

_AS_TOLD = frozenset({FunctionAnswer.OBEYED, FunctionAnswer.ALREADY_DONE})
_NAMELESS = "0"
_REFUSED_FOR_NOW = frozenset({MeterAnswer.OVER_HOARDING, MeterAnswer.TOO_LARGE})


@dataclass(frozen=True)
class _Inserted:
    """A card in the meter, and what stood on it when it was put in."""

    card: ChipCard
    contacts: CardInMeter
    image: CardImage


class VirtualMeter:
    """One meter of one layout.

    It credits and marks in the order of the profile's ``marking``. Time passes by :meth:`days`.
    """

    def __init__(
        self,
        state: MeterState,
        keys: KeySource,
        *,
        today: date,
        profile: Profile | None = None,
        overdraft: Quantity = 0,
        device: str = "",
    ) -> None:
        """A meter in this state; one fresh from the factory has no account, serial or totals.

        ``device``: its identity as a thing, 1 to 12 digits; by default the number that it has when
        it meets its first function card.

        Raises TypeError for a profile whose meters are not known here.
        """
        self.memory = MeterMemory(
            state=state,
            today=today,
            overdraft=overdraft,
            functions=FunctionMemory(device=device),
        )
        self._keys = keys
        self._profile: Profile = profile or TapcardSle4442()
        self._layout = _layout_of(self._profile, keys)
        self._answers = _function_layout_of(self._profile, keys)

    @property
    def state(self) -> MeterState:
        """What its decisions depend on."""
        return self.memory.state

    def clone(self) -> VirtualMeter:
        """Another meter with the same memory."""
        other = VirtualMeter(self.state, self._keys, today=self.memory.today, profile=self._profile)
        other.memory = self.memory
        return other

    def take(self, card: ChipCard, *, tear: Tear | None = None) -> Answer | None:
        """Does with a card what a meter does; None: it cannot read or write this card.

        Raises:
            CardPulled: at ``tear``. What was done before stays done.
        """
        card.arm(tear)
        try:
            return self._take(card)
        except CardPulled:
            self._display(CARD_PULLED)
            raise
        finally:
            card.power_off()
            card.arm(None)

    def tear_points(self, card: ChipCard) -> tuple[TearPoint, ...]:
        """Every moment at which this card could be pulled out of this meter; changes neither."""
        twin, copy = self.clone(), card.clone()
        return tear_points(copy, lambda: twin._take(copy))

    def use(self, quantity: Quantity) -> Quantity:
        """Lets water flow until ``quantity`` or until the valve closes; returns what flowed."""
        before = self.memory.flowed
        self._become(used(self.memory, quantity))
        return self.memory.flowed - before

    def days(self, count: int, daily: Quantity) -> Quantity:
        """Lets days pass, with a use on each; returns what flowed in all."""
        flowed = 0
        for _day in range(count):
            flowed += self.use(daily)
            self._become(next_day(self.memory))
        return flowed

    def raise_status(self, bits: MeterStatus) -> None:
        """A low battery, a magnet, an opened lid: told on the next card."""
        self._become(raised(self.memory, bits))

    def clear_status(self, bits: MeterStatus) -> None:
        """Repaired."""
        self._become(cleared(self.memory, bits))

    def _become(self, memory: MeterMemory) -> None:
        """Another memory; the valve follows it, and its movements are counted."""
        moved = memory.valve_closed is not self.memory.valve_closed
        operations = self.memory.valve_operations + moved
        self.memory = msgspec.structs.replace(memory, valve_operations=operations)

    def _display(self, error: int) -> None:
        self.memory = msgspec.structs.replace(self.memory, error=error)

    def _take(self, card: ChipCard) -> Answer | None:
        if self.memory.exhausted:
            return self._answer(MeterAnswer.LOW_BATTERY)
        if not card.power_on():
            return None
        contacts = card_in_meter(card, self._access)
        with card.contact.exchange():
            inserted = _Inserted(card, contacts, contacts.image())
        try:
            function = self._profile.function_of(inserted.image, self._keys)
            if function is not None:
                return self._obey(inserted, function)
            readings = self._profile.decode(inserted.image, self._keys)
        except CardDamaged:
            self._display(CARD_UNREADABLE)
            return None
        except CardForeign:
            self._take_other()
            return None
        own = self._own(readings)
        if 0 < self.memory.functions.key_version < own.key_version:
            self._display(CARD_NOT_PROVED)
            return None
        return self._visit(inserted, self._layout.seen(inserted.image, own, self.memory))

    def _take_other(self) -> None:
        """A card that is no customer's card of this layout."""
        self._become(noted(self.memory))
        self._display(CARD_NOT_PROVED)

    def _access(self, shown: CardImage) -> Access | None:
        return self._profile.access(shown, self._keys)

    def _own(self, readings: tuple[CardReading, ...]) -> CardReading:
        """The part of the card that is for this meter; the first where none is."""
        own = (one for one in readings if self._layout.serves(one.contents, self.state))
        return next(own, readings[0])

    def _visit(self, inserted: _Inserted, reading: CardReading) -> MeterAnswer | None:
        """Presents the secret first, so that nothing is credited that cannot be marked."""
        planned = self._planned(reading)
        writes = any(not isinstance(move, Remember) for move in planned.moves)
        if writes and not self._opens(inserted):
            return None
        for move in planned.moves:
            self._make(move, inserted, reading)
        return self._answer(planned.answer)

    def _obey(self, inserted: _Inserted, reading: FunctionReading) -> FunctionAnswer | None:
        """A function card: presents the secret first, as with a customer's."""
        self._know_oneself()
        planned = function_visit(self.memory, reading)
        if planned.moves and not self._opens(inserted):
            return None
        for move in planned.moves:
            self._make_answer(move, inserted)
        self._display(0 if planned.answer in _AS_TOLD else CARD_UNREADABLE)
        return planned.answer

    def _know_oneself(self) -> None:
        functions = self.memory.functions
        if not functions.device:
            functions = msgspec.structs.replace(functions, device=self.state.meter or _NAMELESS)
            self._become(msgspec.structs.replace(self.memory, functions=functions))

    def _make_answer(self, move: Remember | Answering, inserted: _Inserted) -> None:
        contact = inserted.card.contact
        if isinstance(move, Remember):
            with contact.exchange():
                self._become(move.memory)
        elif self._answers is not None:
            device = self.memory.functions.device
            for step in self._answers.answer(inserted.image, device, move):
                with contact.exchange():
                    inserted.contacts.put(step)

    def _planned(self, reading: CardReading) -> Visit:
        """The visit; a valve that alarm or magnet closed opens first, for a card of this meter."""
        marking = self._profile.declares.marking
        planned = visit(self.memory, reading, marking)
        if self.memory.waits_for_card and writes_back(planned.answer):
            self._become(reopened(self.memory))
            planned = visit(self.memory, reading, marking)
        if planned.answer in _REFUSED_FOR_NOW and not self._layout.names_loads:
            kept = tuple(move for move in planned.moves if isinstance(move, Remember))
            return Visit(planned.answer, kept)
        return planned

    def _opens(self, inserted: _Inserted) -> bool:
        with inserted.card.contact.exchange():
            secret = self._profile.secret_of(inserted.image, self._keys)
            opened = inserted.contacts.open_with(secret)
        if not opened:
            self._refuse_unproved()
        return opened

    def _refuse_unproved(self) -> None:
        """A card that came with its keys and has others is a forgery; any other is worn out."""
        if not self._profile.declares.own_secret:
            self._become(noted(self.memory))
        self._display(CARD_NOT_PROVED)

    def _make(self, move: Move, inserted: _Inserted, reading: CardReading) -> None:
        contact = inserted.card.contact
        if isinstance(move, Remember):
            with contact.exchange():
                self._become(move.memory)
            return
        for step in self._layout.write_back(inserted.image, reading, self.memory, move):
            with contact.exchange():
                inserted.contacts.put(step)

    def _answer(self, answer: MeterAnswer) -> MeterAnswer:
        self._display(display_code(answer))
        return answer


def _layout_of(profile: Profile, keys: KeySource) -> MeterLayout:
    if isinstance(profile, TapcardProfile):
        return TapcardMeters(keys)
    if isinstance(profile, Cpu68):
        return Cpu68Meters(profile)
    if isinstance(profile, At88Water4):
        return At88Water4Meters()
    raise TypeError(profile)


def _function_layout_of(profile: Profile, keys: KeySource) -> FunctionLayout | None:
    """None: the layout has no function cards."""
    if isinstance(profile, TapcardProfile):
        return TapcardFunctions(keys)
    return At88Water4Functions() if isinstance(profile, At88Water4) else None
