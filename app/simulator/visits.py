"""What a meter does while a card is in it: a list of moves, of which a pull leaves a beginning.

Pure, so that the virtual meter and an exhaustive search of the protocol share it. The decision is
``domain.metering``'s; the order of crediting and marking, and what is written back, stand here.
Source: notes/domain.md 2.3, 2.4; design.md section 4.
"""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    Marking,
    MeterParameters,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
)
from app.domain.identity import NO_MARK, EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.metering import MeterAnswer, MeterState, meter_answer, writes_back
from app.domain.quantity import Quantity
from app.simulator.function_memory import FunctionMemory, ValveHold

_SUSPICIOUS = frozenset(
    {
        MeterAnswer.WRONG_UTILITY,
        MeterAnswer.WRONG_KIND,
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
    illegal_cards: int = 0
    """Cards of others since a good card carried the news away."""
    used_this_month: Quantity = 0
    months: tuple[Quantity, ...] = ()
    """Use of past months, newest first, up to 12."""
    flowed: Quantity = 0
    """All volume that has flowed; where credit is volume, ``state.total_used`` says it, too."""
    alarm: Quantity = 0
    """Remaining credit at which the display warns."""
    closing_alarm: Quantity = 0
    """Remaining credit at which the valve closes once; 0: it does not."""
    warned: bool = False
    """Whether the valve has closed for this shortage of credit."""
    waits_for_card: bool = False
    """Whether alarm or magnet closed the valve, which a good card opens again."""
    battery_low_since: date | None = None
    pulses_per_unit: int = 1
    tariff: MeterTariff | None = None
    """Prices of a meter that counts money, which gives nothing before it has some."""
    period_months: int = 1
    """Months of the period in which tiers count use; it begins with a calendar month."""
    used_in_period: Quantity = 0
    valve_operations: int = 0
    """How often the valve has opened or closed."""
    error: int = 0
    """Code on the display since the last card; 0: none (domain.metering.display_code)."""
    functions: FunctionMemory = FunctionMemory()
    """What it keeps about function cards."""

    @property
    def counts_money(self) -> bool:
        """Whether its credit is money."""
        charging = self.state.charging
        return charging is not None and charging.counts_money

    @property
    def exhausted(self) -> bool:
        """Whether the battery has been low for a day: valve closed, no card taken.

        Source: notes/domain.md 4, where makers differ between 15 minutes and 15 days.
        """
        return self.battery_low_since is not None and self.today > self.battery_low_since

    @property
    def valve_closed(self) -> bool:
        """Whether nothing can flow."""
        if self.functions.giving != NO_MARK:
            return True
        if self.functions.held is not None:
            return self.functions.held is ValveHold.CLOSED
        dry = self.state.remaining <= -self.overdraft
        tampered = bool(self.raised & MeterStatus.TAMPER)
        return dry or tampered or self.waits_for_card or self.exhausted

    @property
    def warns(self) -> bool:
        """Whether the display warns that credit is running out."""
        return self.state.remaining <= self.alarm

    @property
    def status(self) -> MeterStatus:
        """All status bits."""
        return self.raised | (MeterStatus.VALVE_CLOSED if self.valve_closed else MeterStatus.NONE)

    @property
    def read_back(self) -> ReadBack:
        """What it would tell a kiosk now; use is a volume, whatever its credit is."""
        return ReadBack(
            number=self.state.number,
            remaining=self.state.remaining,
            total_credited=self.state.total_credited,
            total_used=self.flowed if self.counts_money else self.state.total_used,
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
    """What the meter does with a card that it can read; one that is being emptied takes none."""
    if memory.functions.giving != NO_MARK:
        return Visit(MeterAnswer.NOT_OPENED, ())
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
    counted = msgspec.structs.replace(memory, illegal_cards=memory.illegal_cards + 1)
    return _raising(counted, MeterStatus.ILLEGAL_CARD)


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
    if empty and reading.contents.number == memory.state.number:
        after = _instructed(after, reading.contents)
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
        charging=memory.state.charging or contents.charging,
        number=contents.number,
        total_credited=memory.state.total_credited + contents.load,
        half_taken=None,
    )
    raised = memory.raised & ~MeterStatus.OVER_HOARDING
    functions = memory.functions
    if functions.held is ValveHold.OPEN:
        functions = msgspec.structs.replace(functions, held=None)
    credited = msgspec.structs.replace(
        memory, state=state, taken=contents.mark, raised=raised, functions=functions
    )
    return _instructed(credited, contents)


def _instructed(memory: MeterMemory, contents: CardContents) -> MeterMemory:
    """Takes from the card what it tells the meter about itself."""
    memory = with_parameters(memory, contents.parameters)
    tariff = _tariff_after(memory.tariff, contents)
    return in_force(msgspec.structs.replace(memory, tariff=tariff))


def with_parameters(memory: MeterMemory, told: MeterParameters | None) -> MeterMemory:
    """With what a card says of its own behaviour; None: nothing."""
    if told is None:
        return memory
    limit = told.hoarding_limit or None
    return msgspec.structs.replace(
        memory,
        state=msgspec.structs.replace(memory.state, hoarding_limit=limit),
        overdraft=told.overdraft,
        alarm=told.alarm,
        closing_alarm=told.closing_alarm,
        pulses_per_unit=told.pulses_per_unit,
    )


def _tariff_after(own: MeterTariff | None, contents: CardContents) -> MeterTariff | None:
    """An opening card sets both sets, any other only the one that follows (2.4, 4.2)."""
    told = contents.tariff
    if told is None or contents.form is CardForm.OPENING:
        return told or own
    if own is None or told.following is None:
        return own
    return msgspec.structs.replace(own, following=told.following, switch_at=told.switch_at)


def in_force(memory: MeterMemory) -> MeterMemory:
    """With the set of prices that counts today."""
    tariff = memory.tariff
    if tariff is None or tariff.following is None or tariff.switch_at is None:
        return memory
    if tariff.switch_at.date() > memory.today:
        return memory
    return msgspec.structs.replace(memory, tariff=MeterTariff(current=tariff.following))


def _told(memory: MeterMemory) -> tuple[Move, ...]:
    """Forgets an illegal card once a good one carries the news away."""
    if not memory.illegal_cards:
        return ()
    raised = memory.raised & ~MeterStatus.ILLEGAL_CARD
    return (Remember(msgspec.structs.replace(memory, raised=raised, illegal_cards=0)),)


def _raising(memory: MeterMemory, bits: MeterStatus) -> MeterMemory:
    return msgspec.structs.replace(memory, raised=memory.raised | bits)
