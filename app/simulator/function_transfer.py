"""Credit out of one meter into another by a transfer card, never doubled and never lost.

A meter that is to be emptied first stops: nothing flows and no customer's card is taken. Then it
writes its whole state on the card, and only when that stands there does it empty itself. So what
it had is either in it, or on the card; put in again, it goes on. The new meter claims what stands
there with its own identity before it takes it over, and then notes the delivery. Once claimed
nobody else may take it, so the credit is either on the card or in the meter that the card names.
Source: notes/domain.md 5.
"""

from __future__ import annotations

import msgspec

from app.domain.function_cards import FunctionReading, MeterDump
from app.domain.identity import NO_MARK, EventId
from app.domain.metering import MeterState
from app.simulator.function_moves import (
    FunctionAnswer,
    FunctionVisit,
    WriteClaim,
    WriteDelivery,
    WriteDump,
)
from app.simulator.visits import MeterMemory, Remember


def transfer(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    """What the meter does with a transfer card of its utility."""
    own = memory.functions
    if own.giving not in (NO_MARK, reading.contents.mark):
        return FunctionVisit(FunctionAnswer.BEING_EMPTIED)
    if own.giving != NO_MARK:
        return _go_on_giving(memory, reading)
    claimed = [
        dump for dump in reading.dumps if dump.claimed_by == own.device and not dump.delivered_to
    ]
    if claimed:
        return _go_on_taking(memory, reading, claimed[0])
    if memory.state.account is None:
        return _take(memory, reading)
    return _give(memory, reading)


def dump_of(memory: MeterMemory) -> MeterDump:
    """All that the meter tells of itself."""
    state, back = memory.state, memory.read_back
    half = NO_MARK if state.half_taken is None else EventId.from_bytes(state.half_taken)
    return MeterDump(
        device=memory.functions.device,
        meter=state.meter,
        account=state.account or "",
        card=state.serial or b"",
        number=state.number,
        remaining=back.remaining,
        total_credited=back.total_credited,
        total_used=back.total_used,
        status=back.status,
        written_on=back.written_on,
        months=back.months,
        charging=state.charging,
        taken=memory.taken,
        begun=half,
        place=state.place,
    )


def emptied(memory: MeterMemory) -> MeterMemory:
    """An unopened meter without credit, valve closed; number and set-up stay."""
    was = memory.state
    state = MeterState(
        meter=was.meter,
        utility=was.utility,
        region=was.region,
        kind=was.kind,
        place=was.place,
        charging=was.charging,
        hoarding_limit=was.hoarding_limit,
        largest_load=was.largest_load,
    )
    return msgspec.structs.replace(
        memory,
        state=state,
        functions=msgspec.structs.replace(memory.functions, giving=NO_MARK, held=None),
        overdraft=0,
        taken=NO_MARK,
        used_this_month=0,
        used_in_period=0,
        flowed=0,
        months=(),
        warned=False,
        waits_for_card=False,
    )


def _give(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    """Stops, writes, empties itself."""
    contents, own = reading.contents, memory.functions
    if any(dump.device == own.device for dump in reading.dumps):
        return FunctionVisit(FunctionAnswer.ALREADY_DONE)
    if contents.meter not in ("", memory.state.meter):
        return FunctionVisit(FunctionAnswer.WRONG_METER)
    if reading.uses_left == 0:
        return FunctionVisit(FunctionAnswer.NO_USES_LEFT)
    functions = msgspec.structs.replace(own, giving=contents.mark)
    stopped = msgspec.structs.replace(memory, functions=functions)
    moves = (Remember(stopped), WriteDump(dump_of(stopped)), Remember(_given_away(stopped)))
    return FunctionVisit(FunctionAnswer.OBEYED, moves)


def _go_on_giving(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    """After a pull: what stands on the card already is not written again."""
    done = Remember(_given_away(memory))
    if any(dump.device == memory.functions.device for dump in reading.dumps):
        return FunctionVisit(FunctionAnswer.OBEYED, (done,))
    if reading.uses_left == 0:
        return FunctionVisit(FunctionAnswer.NO_USES_LEFT)
    return FunctionVisit(FunctionAnswer.OBEYED, (WriteDump(dump_of(memory)), done))


def _given_away(memory: MeterMemory) -> MeterMemory:
    """Emptied, its number included, which goes to the new meter: no card names this one now."""
    bare = emptied(memory)
    return msgspec.structs.replace(bare, state=msgspec.structs.replace(bare.state, meter=""))


def _take(memory: MeterMemory, reading: FunctionReading) -> FunctionVisit:
    """Claims, takes over, notes the delivery: what its own number had, or what came first."""
    own = memory.functions
    others = [dump for dump in reading.dumps if dump.device != own.device]
    free = [dump for dump in others if not dump.claimed_by and not dump.delivered_to]
    if not others:
        mine = FunctionAnswer.ALREADY_DONE if reading.dumps else FunctionAnswer.NOTHING_TO_TAKE
        return FunctionVisit(mine)
    if not free:
        return FunctionVisit(FunctionAnswer.OF_ANOTHER_METER)
    alike = [dump for dump in free if _counts_alike(memory.state, dump)]
    if not alike:
        return FunctionVisit(FunctionAnswer.WRONG_KIND)
    dump = next((one for one in alike if one.meter == memory.state.meter), alike[0])
    moves = (WriteClaim(dump.device), *_taking(memory, reading, dump))
    return FunctionVisit(FunctionAnswer.OBEYED, moves)


def _go_on_taking(memory: MeterMemory, reading: FunctionReading, dump: MeterDump) -> FunctionVisit:
    """After a pull: what it has taken over already is only noted."""
    own = memory.functions
    if (own.took, own.took_from) == (reading.contents.mark, dump.device):
        return FunctionVisit(FunctionAnswer.OBEYED, (WriteDelivery(dump.device),))
    if memory.state.account is not None:
        return FunctionVisit(FunctionAnswer.ALREADY_OPENED)
    return FunctionVisit(FunctionAnswer.OBEYED, _taking(memory, reading, dump))


def _taking(
    memory: MeterMemory, reading: FunctionReading, dump: MeterDump
) -> tuple[Remember, WriteDelivery]:
    return (
        Remember(_taken_over(memory, reading.contents.mark, dump)),
        WriteDelivery(dump.device),
    )


def _taken_over(memory: MeterMemory, mark: EventId, dump: MeterDump) -> MeterMemory:
    """With the other's customer and figures: his card goes on working.

    What remains beyond what was credited and used is test credit; where credit is money, use is
    told as a volume, so what was spent follows from what remains.
    """
    charging = memory.state.charging or dump.charging
    money = charging is not None and charging.counts_money
    used = dump.total_credited - dump.remaining if money else dump.total_used
    used = max(0, used)
    state = msgspec.structs.replace(
        memory.state,
        meter=dump.meter,
        account=dump.account or None,
        serial=dump.card or None,
        charging=charging,
        number=dump.number,
        total_credited=dump.total_credited,
        total_used=used,
        test_credit=dump.remaining - dump.total_credited + used,
        half_taken=None if dump.begun == NO_MARK else dump.begun.to_bytes(),
    )
    functions = msgspec.structs.replace(
        memory.functions, held=None, took=mark, took_from=dump.device
    )
    return msgspec.structs.replace(
        memory,
        state=state,
        functions=functions,
        taken=dump.taken,
        flowed=dump.total_used,
        months=dump.months,
    )


def _counts_alike(state: MeterState, dump: MeterDump) -> bool:
    if state.charging is None or dump.charging is None:
        return True
    return state.charging.counts_money is dump.charging.counts_money
