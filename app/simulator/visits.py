"""What a meter does while a card is in it: a list of moves, of which a pull leaves a beginning.

Pure, so that the virtual meter and an exhaustive search of the protocol share it. The decision is
``domain.metering``'s; the order of crediting and marking, and what is written back, stand here.
Source: notes/domain.md 2.3, 2.4; design.md section 4.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from app.domain.cards import (
    CardForm,
    CardReading,
    Marking,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
)
from app.domain.identity import NO_MARK, EventId
from app.domain.metering import MeterAnswer, MeterState, meter_answer, writes_back
from app.domain.quantity import Quantity

MONTHS = 12
"""Months of use that a meter keeps."""

_SUSPICIOUS = frozenset(
    {
        MeterAnswer.WRONG_UTILITY,
        MeterAnswer.WRONG_METER,
        MeterAnswer.WRONG_ACCOUNT,
        MeterAnswer.WRONG_CARD,
    }
)
_FINISHED_OR_KNOWN = frozenset({MeterAnswer.NOTHING_NEW, MeterAnswer.RETURN_FILE_NOT_EMPTY})


class MeterMemory(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a meter keeps."""

    state: MeterState
    today: date
    overdraft: Quantity = 0
    """Credit below zero at which the valve closes."""
    taken: EventId = NO_MARK
    """Mark of the last load credited."""
    raised: MeterStatus = MeterStatus.NONE
    """Status bits that are set; the valve's follows from the credit."""
    used_this_month: Quantity = 0
    months: tuple[Quantity, ...] = ()
    """Use of past months, newest first, up to :data:`MONTHS`."""

    @property
    def status(self) -> MeterStatus:
        """All status bits."""
        dry = self.state.remaining <= -self.overdraft
        return self.raised | (MeterStatus.VALVE_CLOSED if dry else MeterStatus.NONE)

    @property
    def read_back(self) -> ReadBack:
        """What it would tell a kiosk now."""
        return ReadBack(
            number=self.state.number,
            remaining=self.state.remaining,
            total_credited=self.state.total_credited,
            total_used=self.state.total_used,
            status=int(self.status),
            written_on=self.today,
            months=self.months,
        )


class Remember(msgspec.Struct, frozen=True):
    """The meter changes its own memory, at once and whole."""

    memory: MeterMemory


class WriteBack(msgspec.Struct, frozen=True):
    """The meter writes on the card, byte by byte, what its memory says at that moment."""

    mark: EventId
    phase: ReadBackPhase


Move = Remember | WriteBack


class Visit(msgspec.Struct, frozen=True):
    """A card in a meter."""

    answer: MeterAnswer
    moves: tuple[Move, ...]
    """In order; a card that is pulled leaves those done that came before."""


def visit(memory: MeterMemory, reading: CardReading, marking: Marking) -> Visit:
    """What the meter does with a card that it can read."""
    returned = reading.read_back.phase
    answer = meter_answer(memory.state, reading.contents, reading.serial, returned=returned)
    if answer is MeterAnswer.CREDIT:
        return Visit(answer, _crediting(memory, reading, marking))
    if not writes_back(answer):
        suspicious = answer in _SUSPICIOUS
        return Visit(answer, (Remember(noted(memory)),) if suspicious else ())
    return Visit(answer, _answering(memory, reading, answer))


def noted(memory: MeterMemory) -> MeterMemory:
    """After a card that is not this meter's: told on the next good one."""
    return _raising(memory, MeterStatus.ILLEGAL_CARD)


def used(memory: MeterMemory, quantity: Quantity) -> MeterMemory:
    """After at most ``quantity`` has flowed; the valve closes where the credit ends."""
    state = memory.state
    flowed = max(0, min(quantity, state.remaining + memory.overdraft))
    return msgspec.structs.replace(
        memory,
        state=msgspec.structs.replace(state, total_used=state.total_used + flowed),
        used_this_month=memory.used_this_month + flowed,
    )


def next_day(memory: MeterMemory) -> MeterMemory:
    """After midnight; at the end of a month its use is frozen."""
    tomorrow = memory.today + timedelta(days=1)
    if tomorrow.day > 1:
        return msgspec.structs.replace(memory, today=tomorrow)
    months = (memory.used_this_month, *memory.months)[:MONTHS]
    return msgspec.structs.replace(memory, today=tomorrow, months=months, used_this_month=0)


def _crediting(memory: MeterMemory, reading: CardReading, marking: Marking) -> tuple[Move, ...]:
    """Registers the card, then credits and marks in the order of this kind of meter.

    The serial is registered first: whatever is written on the card tells the kiosk that the meter
    has accepted it. A meter that marks twice remembers the mark before it writes it, so that it
    can go on after a pull.
    """
    mark = reading.contents.mark
    registered = _registered(memory, reading)
    if marking is Marking.BOTH:
        half = msgspec.structs.replace(registered.state, half_taken=mark.to_bytes())
        registered = msgspec.structs.replace(registered, state=half)
    credited = _credited(registered, reading)
    begin = WriteBack(mark, ReadBackPhase.BEGUN)
    final = WriteBack(mark, ReadBackPhase.FINAL)
    moves: dict[Marking, tuple[Move, ...]] = {
        Marking.BEFORE: (begin, Remember(credited)),
        Marking.AFTER: (Remember(credited), final, *_told(credited)),
        Marking.BOTH: (begin, Remember(credited), final, *_told(credited)),
    }
    return (Remember(registered), *moves[marking])


def _answering(memory: MeterMemory, reading: CardReading, answer: MeterAnswer) -> tuple[Move, ...]:
    """Writes back without credit.

    Where the load has been seen before, the read-back names its mark. A load that is refused for
    now stays free to be taken: the read-back names the last one that was.
    """
    empty = reading.read_back.phase is ReadBackPhase.EMPTY
    after = memory
    if answer is MeterAnswer.NOTHING_NEW or empty:
        after = _registered(after, reading)
    if answer is MeterAnswer.OVER_HOARDING:
        after = _raising(after, MeterStatus.OVER_HOARDING)
    known = answer in _FINISHED_OR_KNOWN or not empty
    mark = reading.contents.mark if known else memory.taken
    return (Remember(after), WriteBack(mark, ReadBackPhase.FINAL), *_told(after))


def _registered(memory: MeterMemory, reading: CardReading) -> MeterMemory:
    """An opening card binds the meter; opening and reissue cards replace the serial."""
    if reading.contents.form is CardForm.USER:
        return memory
    account = memory.state.account or reading.contents.account
    state = msgspec.structs.replace(memory.state, account=account, serial=reading.serial)
    return msgspec.structs.replace(memory, state=state)


def _credited(memory: MeterMemory, reading: CardReading) -> MeterMemory:
    contents = reading.contents
    state = msgspec.structs.replace(
        memory.state,
        number=contents.number,
        total_credited=memory.state.total_credited + contents.load,
        half_taken=None,
    )
    raised = memory.raised & ~MeterStatus.OVER_HOARDING
    return msgspec.structs.replace(memory, state=state, taken=contents.mark, raised=raised)


def _told(memory: MeterMemory) -> tuple[Move, ...]:
    """Forgets an illegal card once a good one carries the news away."""
    if not memory.raised & MeterStatus.ILLEGAL_CARD:
        return ()
    raised = memory.raised & ~MeterStatus.ILLEGAL_CARD
    return (Remember(msgspec.structs.replace(memory, raised=raised)),)


def _raising(memory: MeterMemory, bits: MeterStatus) -> MeterMemory:
    return msgspec.structs.replace(memory, raised=memory.raised | bits)
