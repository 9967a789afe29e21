"""What a meter does with a function card that it can read.

Pure, as ``visits``. A use is counted on the card, whole, before the meter obeys; a meter whose card
was pulled in between knows by its own identity beside the count that this use was its own.
A card that counts no uses is obeyed each time that it is put in.
Source: notes/domain.md 5.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.domain.cards import MeterStatus
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading, MeterDump
from app.domain.identity import NO_MARK
from app.simulator.function_memory import ValveHold
from app.simulator.function_moves import FunctionAnswer, FunctionVisit, WriteDump, WriteUse
from app.simulator.function_transfer import dump_of, emptied, transfer
from app.simulator.visits import MeterMemory, Remember, in_force, with_parameters

_FACTORY = 0
"""Utility of a meter that has not been set up."""
_VALVE_CYCLE = 2
_UNLOCKED = MeterStatus.TAMPER | MeterStatus.MAGNET | MeterStatus.VALVE_FAULT
_SETTING_UP = frozenset({FunctionKind.SETUP, FunctionKind.METER_NUMBER})
_WHILE_EMPTIED = frozenset({FunctionKind.TRANSFER, FunctionKind.CHECK, FunctionKind.CLEAR})
_NAMES_OTHERWISE = frozenset({FunctionKind.METER_NUMBER, FunctionKind.TRANSFER})
"""Where a meter number on the card is to be given, or is about the meter that is emptied only."""

Effect = Callable[[MeterMemory, FunctionContents], MeterMemory]


def function_visit(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    """What the meter does with the card, and what it answers."""
    refusal = _refusal(memory, reading)
    if refusal is not None:
        return FunctionVisit(refusal)
    if reading.contents.function is FunctionKind.TRANSFER:
        return transfer(memory, reading)
    if reading.contents.function is FunctionKind.CHECK:
        return _check(memory, reading)
    return _counted(memory, reading)


def _refusal(memory: MeterMemory, reading: FunctionReading) -> FunctionAnswer | None:
    """Why the meter does nothing with it, whatever it is for."""
    contents, state, own = reading.contents, memory.state, memory.functions
    function = contents.function
    if not _of_the_same_utility(memory, contents):
        return FunctionAnswer.WRONG_UTILITY
    if contents.kind is not state.kind:
        return FunctionAnswer.WRONG_KIND
    if contents.meter not in ("", state.meter) and function not in _NAMES_OTHERWISE:
        return FunctionAnswer.WRONG_METER
    if contents.expires is not None and memory.today > contents.expires:
        return FunctionAnswer.EXPIRED
    too_new = 0 < own.key_version < reading.key_version
    if too_new and function is not FunctionKind.KEY_CHANGE:
        return FunctionAnswer.NEWER_KEYS
    if own.giving != NO_MARK and function not in _WHILE_EMPTIED:
        return FunctionAnswer.BEING_EMPTIED
    if state.account is not None and function in _SETTING_UP:
        return FunctionAnswer.ALREADY_OPENED
    if function is FunctionKind.KEY_CHANGE and contents.key_version <= own.key_version:
        return FunctionAnswer.ALREADY_DONE
    return None


def _of_the_same_utility(memory: MeterMemory, contents: FunctionContents) -> bool:
    """A meter that is set up may be given another region, not another utility."""
    state = memory.state
    if contents.function is FunctionKind.SETUP:
        return state.utility in (_FACTORY, contents.utility)
    return (contents.utility, contents.region) == (state.utility, state.region)


def _check(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    """Tells all, once on each card, and lets the valve be heard."""
    if any(_wrote(memory, dump) for dump in reading.dumps):
        return FunctionVisit(FunctionAnswer.ALREADY_DONE)
    if reading.contents.uses and reading.uses_left == 0:
        return FunctionVisit(FunctionAnswer.NO_USES_LEFT)
    cycled = msgspec.structs.replace(
        memory, valve_operations=memory.valve_operations + _VALVE_CYCLE
    )
    moves = (WriteDump(dump_of(memory)), Remember(cycled))
    return FunctionVisit(FunctionAnswer.OBEYED, moves)


def _wrote(memory: MeterMemory, dump: MeterDump) -> bool:
    """By its identity, or where the layout has no room for that, by its place."""
    if dump.device:
        return dump.device == memory.functions.device
    return dump.place == memory.state.place


def _counted(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    contents, own = reading.contents, memory.functions
    if not contents.uses:
        return FunctionVisit(FunctionAnswer.OBEYED, (Remember(_obeyed(memory, contents)),))
    used = contents.uses - reading.uses_left
    mine = reading.used_by == own.device
    if mine and (own.pending, own.pending_use) == (contents.mark, used) and used:
        return FunctionVisit(FunctionAnswer.OBEYED, (Remember(_obeyed(memory, contents)),))
    if reading.uses_left == 0:
        return FunctionVisit(FunctionAnswer.NO_USES_LEFT)
    begun = _with_functions(memory, pending=contents.mark, pending_use=used + 1)
    moves = (Remember(begun), WriteUse(), Remember(_obeyed(begun, contents)))
    return FunctionVisit(FunctionAnswer.OBEYED, moves)


def _obeyed(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    done = _with_functions(memory, pending=NO_MARK, pending_use=0)
    return _EFFECTS[contents.function](done, contents)


def _set_up(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    state = msgspec.structs.replace(
        memory.state,
        utility=contents.utility,
        region=contents.region,
        place=contents.place,
        charging=contents.charging,
    )
    tariff = contents.tariff or memory.tariff
    memory = msgspec.structs.replace(memory, state=state, tariff=tariff)
    memory = with_parameters(memory, contents.parameters)
    return _tested(memory, contents) if contents.uses else _preset(memory, contents)


def _preset(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    """What remains is what the card says, for nobody counts how often it is put in."""
    more = contents.credit - memory.state.remaining
    return _tested(memory, msgspec.structs.replace(contents, credit=more))


def _numbered(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    state = msgspec.structs.replace(memory.state, meter=contents.meter)
    return msgspec.structs.replace(memory, state=state)


def _cleared(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:  # noqa: ARG001  one shape for all
    return emptied(memory)


def _tested(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    """Credit that nobody bought: the total of what was credited stays the customer's."""
    credit = memory.state.test_credit + contents.credit
    state = msgspec.structs.replace(memory.state, test_credit=credit)
    return msgspec.structs.replace(memory, state=state)


def _opened(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:  # noqa: ARG001  one shape for all
    released = msgspec.structs.replace(memory, waits_for_card=False)
    return _with_functions(released, held=ValveHold.OPEN)


def _closed(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:  # noqa: ARG001  one shape for all
    return _with_functions(memory, held=ValveHold.CLOSED)


def _clock_set(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    clock = contents.clock
    today = memory.today if clock is None else clock.date()
    return in_force(msgspec.structs.replace(memory, today=today))


def _priced(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    return in_force(msgspec.structs.replace(memory, tariff=contents.tariff))


def _rekeyed(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:
    return _with_functions(memory, key_version=contents.key_version)


def _unlocked(memory: MeterMemory, contents: FunctionContents) -> MeterMemory:  # noqa: ARG001  one shape for all
    return msgspec.structs.replace(memory, raised=memory.raised & ~_UNLOCKED, waits_for_card=False)


_EFFECTS: dict[FunctionKind, Effect] = {
    FunctionKind.SETUP: _set_up,
    FunctionKind.METER_NUMBER: _numbered,
    FunctionKind.CLEAR: _cleared,
    FunctionKind.TEST_VOLUME: _tested,
    FunctionKind.OPEN_VALVE: _opened,
    FunctionKind.CLOSE_VALVE: _closed,
    FunctionKind.CLOCK: _clock_set,
    FunctionKind.TARIFF: _priced,
    FunctionKind.KEY_CHANGE: _rekeyed,
    FunctionKind.TAMPER_UNLOCK: _unlocked,
}
"""What a counted function leaves of a meter's memory."""


def _with_functions(memory: MeterMemory, **values: object) -> MeterMemory:
    functions = msgspec.structs.replace(memory.functions, **values)
    return msgspec.structs.replace(memory, functions=functions)
