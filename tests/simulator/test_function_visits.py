"""What a meter does with each function card, and what it refuses. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from app.domain.cards import CardReading, ChargingType, Marking, MeterStatus, ReadBack, UtilityKind
from app.domain.function_cards import FunctionContents, FunctionKind, FunctionReading
from app.domain.identity import NO_MARK, EventId
from app.domain.metering import MeterAnswer, MeterState
from app.simulator.function_memory import FunctionMemory, ValveHold
from app.simulator.function_moves import FunctionAnswer, WriteDump, WriteUse
from app.simulator.function_visits import function_visit
from app.simulator.meter_life import used
from app.simulator.visits import MeterMemory, Remember, visit
from tests.cards.function_samples import FULL_TARIFF, PARAMETERS, contents_of
from tests.simulator.household import contents as customer_contents

TODAY = date(2026, 3, 30)
DEVICE = "900000000001"
OPENED = MeterMemory(
    state=MeterState(
        meter="77000001",
        utility=17,
        region=530102,
        account="100000017",
        serial=b"SERIAL-1",
        number=2,
        total_credited=10_000,
        total_used=4_000,
    ),
    today=TODAY,
    taken=EventId(7, 1, 4002),
    months=(1_000, 3_000),
    flowed=4_000,
    functions=FunctionMemory(device=DEVICE),
)
CLEARED = msgspec.structs.replace(
    OPENED,
    state=MeterState(meter="77000001", utility=17, region=530102),
    flowed=0,
    months=(),
    taken=NO_MARK,
)
FACTORY = msgspec.structs.replace(CLEARED, state=MeterState(meter="", utility=0, region=0))


def reading_of(
    contents: FunctionContents, *, left: int | None = None, version: int = 1, by: str = ""
) -> FunctionReading:
    """A card as the meter reads it, with this many uses left."""
    return FunctionReading(
        serial=b"FUNCTION",
        profile="tapcard-sle4442",
        key_version=version,
        contents=contents,
        uses_left=contents.uses if left is None else left,
        used_by=by,
    )


def obeyed(memory: MeterMemory, function: FunctionKind, **values: Any) -> MeterMemory:
    """The memory of a meter after a function card that it obeys, to the last move."""
    plan = function_visit(memory, reading_of(contents_of(function, **values)))
    assert plan.answer is FunctionAnswer.OBEYED
    last = plan.moves[-1]
    assert isinstance(last, Remember)
    return last.memory


def answer(memory: MeterMemory, function: FunctionKind, **values: Any) -> FunctionAnswer:
    """What a meter answers that changes nothing."""
    plan = function_visit(memory, reading_of(contents_of(function, **values)))
    assert plan.moves == ()
    return plan.answer


def changed(memory: MeterMemory, **values: Any) -> MeterMemory:
    """The memory with other values in its state."""
    return msgspec.structs.replace(memory, state=msgspec.structs.replace(memory.state, **values))


# What each does


def test_setup_makes_a_meter_of_the_utility_s_out_of_one_from_the_factory() -> None:
    after = obeyed(FACTORY, FunctionKind.SETUP, place=1)
    state = after.state
    assert (state.utility, state.region, state.place) == (17, 530102, 1)
    assert state.charging is ChargingType.MONEY_TIERED
    assert state.hoarding_limit == PARAMETERS.hoarding_limit
    assert (after.alarm, after.closing_alarm) == (PARAMETERS.alarm, PARAMETERS.closing_alarm)
    assert (after.overdraft, after.pulses_per_unit) == (500, 10)
    assert state.remaining == 1500
    assert (state.account, state.total_credited) == (None, 0)


def test_a_number_is_given_once_and_changed_before_anybody_is_served() -> None:
    after = obeyed(CLEARED, FunctionKind.METER_NUMBER, meter="20260001")
    assert after.state.meter == "20260001"
    assert obeyed(after, FunctionKind.METER_NUMBER, meter="20260002").state.meter == "20260002"
    assert answer(OPENED, FunctionKind.METER_NUMBER) is FunctionAnswer.ALREADY_OPENED


def test_clear_leaves_an_unopened_meter_without_credit_and_with_its_valve_closed() -> None:
    after = obeyed(msgspec.structs.replace(OPENED, overdraft=500), FunctionKind.CLEAR)
    state = after.state
    assert (state.account, state.serial, state.number) == (None, None, 0)
    assert (state.total_credited, state.total_used, state.remaining) == (0, 0, 0)
    assert (state.meter, state.utility, state.region) == ("77000001", 17, 530102)
    assert after.valve_closed
    assert used(after, 100).state.total_used == 0


def test_check_tells_everything_and_changes_nothing_but_the_valve_s_count() -> None:
    plan = function_visit(OPENED, reading_of(contents_of(FunctionKind.CHECK)))
    write, cycled = plan.moves
    assert isinstance(write, WriteDump)
    assert isinstance(cycled, Remember)
    assert cycled.memory == msgspec.structs.replace(OPENED, valve_operations=2)
    dump = write.dump
    assert (dump.device, dump.meter, dump.account) == (DEVICE, "77000001", "100000017")
    assert (dump.card, dump.number, dump.remaining) == (b"SERIAL-1", 2, 6_000)
    assert (dump.total_credited, dump.total_used) == (10_000, 4_000)
    assert (dump.months, dump.written_on) == ((1_000, 3_000), TODAY)
    assert dump.taken == EventId(7, 1, 4002)
    assert not dump.claimed_by + dump.delivered_to


def test_check_is_answered_once_on_each_card() -> None:
    plan = function_visit(OPENED, reading_of(contents_of(FunctionKind.CHECK)))
    assert isinstance(plan.moves[0], WriteDump)
    told = msgspec.structs.replace(
        reading_of(contents_of(FunctionKind.CHECK, uses=2), left=1), dumps=(plan.moves[0].dump,)
    )
    assert function_visit(OPENED, told).answer is FunctionAnswer.ALREADY_DONE


def test_a_test_volume_is_credit_that_no_total_of_the_customer_s_counts() -> None:
    """Otherwise his card and his meter would no longer agree."""
    after = obeyed(OPENED, FunctionKind.TEST_VOLUME)
    assert after.state.remaining == OPENED.state.remaining + 1000
    assert after.state.total_credited == OPENED.state.total_credited
    assert used(after, 50_000).state.remaining == 0


def test_a_valve_closed_by_card_stays_closed_until_it_is_opened_by_card() -> None:
    closed = obeyed(OPENED, FunctionKind.CLOSE_VALVE, meter="", kind=UtilityKind.WATER)
    assert closed.valve_closed
    assert used(closed, 100) == closed
    opened = obeyed(closed, FunctionKind.OPEN_VALVE)
    assert not opened.valve_closed
    assert used(opened, 100).state.total_used == OPENED.state.total_used + 100


def test_a_valve_opened_by_card_gives_without_credit_until_a_load_is_taken() -> None:
    dry = changed(OPENED, total_used=10_000)
    opened = obeyed(dry, FunctionKind.OPEN_VALVE)
    flowing = used(opened, 300)
    assert flowing.state.remaining == -300
    loaded = visit(flowing, customer_card(number=3), Marking.AFTER).moves[1]
    assert isinstance(loaded, Remember)
    assert loaded.memory.functions.held is None
    again = obeyed(flowing, FunctionKind.CLOSE_VALVE, meter="", kind=UtilityKind.WATER)
    assert again.functions.held is ValveHold.CLOSED


def test_clock_and_tariff_reach_the_meter() -> None:
    after = obeyed(OPENED, FunctionKind.CLOCK, clock=datetime(2026, 6, 30, 23, 59))
    assert after.today == date(2026, 6, 30)
    priced = obeyed(after, FunctionKind.TARIFF)
    assert priced.tariff == FULL_TARIFF
    later = obeyed(priced, FunctionKind.CLOCK, clock=datetime(2026, 7, 1))
    assert later.tariff is not None
    assert later.tariff.current == FULL_TARIFF.following


def test_tamper_unlock_ends_what_only_an_authority_may_end() -> None:
    bits = MeterStatus.TAMPER | MeterStatus.MAGNET | MeterStatus.VALVE_FAULT
    locked = msgspec.structs.replace(
        OPENED, raised=bits | MeterStatus.BATTERY_LOW, waits_for_card=True
    )
    assert locked.valve_closed
    after = obeyed(locked, FunctionKind.TAMPER_UNLOCK)
    assert after.raised == MeterStatus.BATTERY_LOW
    assert not after.valve_closed


def test_a_key_change_moves_a_meter_on_and_never_back() -> None:
    held = msgspec.structs.replace(
        OPENED, functions=msgspec.structs.replace(OPENED.functions, key_version=1)
    )
    new = reading_of(contents_of(FunctionKind.CLOCK), version=2)
    assert function_visit(held, new).answer is FunctionAnswer.NEWER_KEYS
    # The card that tells it stands under the new keys itself.
    change = reading_of(contents_of(FunctionKind.KEY_CHANGE), version=2)
    last = function_visit(held, change).moves[-1]
    assert isinstance(last, Remember)
    assert last.memory.functions.key_version == 2
    assert function_visit(last.memory, new).answer is FunctionAnswer.OBEYED
    assert function_visit(last.memory, change).answer is FunctionAnswer.ALREADY_DONE


# What it refuses


@pytest.mark.parametrize(
    ("function", "values", "refusal"),
    [
        (FunctionKind.CLEAR, {"utility": 18}, FunctionAnswer.WRONG_UTILITY),
        (FunctionKind.CLEAR, {"region": 530103}, FunctionAnswer.WRONG_UTILITY),
        (FunctionKind.SETUP, {"utility": 18}, FunctionAnswer.WRONG_UTILITY),
        (FunctionKind.CLEAR, {"kind": UtilityKind.GAS}, FunctionAnswer.WRONG_KIND),
        (FunctionKind.CLEAR, {"meter": "77000002"}, FunctionAnswer.WRONG_METER),
        (FunctionKind.TRANSFER, {"meter": "77000002"}, FunctionAnswer.WRONG_METER),
        (FunctionKind.CLEAR, {"expires": date(2026, 3, 29)}, FunctionAnswer.EXPIRED),
        (FunctionKind.SETUP, {}, FunctionAnswer.ALREADY_OPENED),
    ],
)
def test_a_card_that_is_not_for_it_changes_nothing(
    function: FunctionKind, values: dict[str, Any], refusal: FunctionAnswer
) -> None:
    assert answer(OPENED, function, **values) is refusal


@pytest.mark.parametrize("function", FunctionKind)
def test_a_card_without_uses_left_changes_nothing(function: FunctionKind) -> None:
    memory = CLEARED if function in (FunctionKind.SETUP, FunctionKind.METER_NUMBER) else OPENED
    contents = contents_of(function, kind=UtilityKind.WATER)
    if function is FunctionKind.CLOSE_VALVE:
        contents = msgspec.structs.replace(contents, meter="")
    plan = function_visit(memory, reading_of(contents, left=0))
    assert (plan.answer, plan.moves) == (FunctionAnswer.NO_USES_LEFT, ())


def test_on_its_last_day_a_card_is_obeyed() -> None:
    obeyed(OPENED, FunctionKind.CLEAR, expires=TODAY)


def test_a_named_meter_obeys() -> None:
    obeyed(OPENED, FunctionKind.CLEAR, meter="77000001")


def test_setting_up_gives_another_region_of_the_same_utility() -> None:
    after = obeyed(CLEARED, FunctionKind.SETUP, region=1)
    assert after.state.region == 1


# Counting


def test_a_use_is_counted_before_the_meter_obeys() -> None:
    plan = function_visit(OPENED, reading_of(contents_of(FunctionKind.TEST_VOLUME)))
    begun, count, done = plan.moves
    assert isinstance(begun, Remember)
    assert isinstance(count, WriteUse)
    assert isinstance(done, Remember)
    assert begun.memory.state == OPENED.state
    assert done.memory.state != OPENED.state


def test_pulled_after_the_count_it_obeys_once_more_without_another() -> None:
    contents = contents_of(FunctionKind.TEST_VOLUME)
    begun = function_visit(OPENED, reading_of(contents)).moves[0]
    assert isinstance(begun, Remember)
    counted = reading_of(contents, left=2, by=DEVICE)
    (done,) = function_visit(begun.memory, counted).moves
    assert isinstance(done, Remember)
    assert done.memory.state.test_credit == 1000
    # And that was it: the next time it counts again.
    again = function_visit(done.memory, counted).moves
    assert [type(move) for move in again] == [Remember, WriteUse, Remember]


def test_a_use_that_another_meter_counted_is_not_this_one_s() -> None:
    contents = contents_of(FunctionKind.TEST_VOLUME)
    begun = function_visit(OPENED, reading_of(contents)).moves[0]
    assert isinstance(begun, Remember)
    by_another = reading_of(contents, left=2, by="900000000002")
    assert len(function_visit(begun.memory, by_another).moves) == 3
    spent = reading_of(contents, left=0, by="900000000002")
    assert function_visit(begun.memory, spent).answer is FunctionAnswer.NO_USES_LEFT


# A meter that is being emptied


def customer_card(number: int) -> CardReading:
    """The customer's card with his next load."""
    told = customer_contents(
        number, utility=17, region=530102, account="100000017", meter="77000001"
    )
    return CardReading(
        serial=b"SERIAL-1",
        profile="tapcard-sle4442",
        key_version=1,
        contents=told,
        read_back=ReadBack(),
    )


def test_a_meter_that_is_being_emptied_stands_still() -> None:
    """Its credit may stand on the card already."""
    stopped = function_visit(OPENED, reading_of(contents_of(FunctionKind.TRANSFER))).moves[0]
    assert isinstance(stopped, Remember)
    memory = stopped.memory
    assert memory.valve_closed
    assert used(memory, 100) == memory
    plan = visit(memory, customer_card(number=3), Marking.BOTH)
    assert (plan.answer, plan.moves) == (MeterAnswer.NOT_OPENED, ())
    for function in (FunctionKind.TEST_VOLUME, FunctionKind.OPEN_VALVE):
        assert answer(memory, function) is FunctionAnswer.BEING_EMPTIED
    other = contents_of(FunctionKind.TRANSFER, mark=EventId(7, 1, 9999))
    assert function_visit(memory, reading_of(other)).answer is FunctionAnswer.BEING_EMPTIED
    assert obeyed(memory, FunctionKind.CLEAR).functions.giving == NO_MARK
