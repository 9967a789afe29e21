"""A meter read by wire: its reading is judged as any other, and says where its valve is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.dial_readings import Fault, ReadingSource, Verdict
from app.ledger.rebuild import compare_tables
from app.meters.errors import MeterSilent
from app.meters.line import SerialMeterLine
from app.operations.errors import AlreadyThere, StaleQuote, UnknownRecord
from app.operations.operation import Caller, parse_arguments
from app.operations.read_meter_by_wire import READ_METER_BY_WIRE, NoMeterLine
from app.settings import MeterLineSettings
from tests.counter import SUPERVISOR, Counter
from tests.meters.wire_meter import WireMeter
from tests.operations.conftest import MakeCounter
from tests.operations.proofs import count_events, events, ledger_of
from tests.operations.round_village import meter_of, settle_village

BY: dict[str, Any] = {"by": SUPERVISOR}


@pytest.fixture
def village(make_counter: MakeCounter) -> Counter:
    counter = make_counter()
    settle_village(counter, 2)
    return counter


@pytest.fixture
def meter(village: Counter) -> Iterator[WireMeter]:
    with WireMeter(meter_of(1), hundredths=750, status=0b101) as one:
        village.meters = SerialMeterLine(MeterLineSettings(port=one.port, parity="none"))
        yield one


@pytest.mark.usefixtures("meter")
def test_dial_valve_and_battery_are_recorded(village: Counter) -> None:
    read = village.do("read-meter-by-wire", **BY, meter=meter_of(1))
    assert (read.dial, read.used, read.valve, read.battery_low) == (7_500, 7_500, "closed", True)
    assert (read.source, read.verdict) == (ReadingSource.WIRE, Verdict.ACCEPTED)
    assert events(village, "dial_read")[-1] == read
    assert not compare_tables(ledger_of(village))


@pytest.mark.usefixtures("meter")
def test_a_dial_that_went_back_is_questioned(village: Counter) -> None:
    village.do("take-reading", **BY, meter=meter_of(1), dial="8")
    village.clock.now += 86_400_000
    read = village.do("read-meter-by-wire", **BY, meter=meter_of(1))
    assert (read.verdict, read.faults) == (Verdict.QUESTIONED, (Fault.LOWER,))


@pytest.mark.usefixtures("meter")
def test_what_is_on_record_is_not_recorded_again(village: Counter) -> None:
    village.do("read-meter-by-wire", **BY, meter=meter_of(1))
    with pytest.raises(AlreadyThere):
        village.do("read-meter-by-wire", **BY, meter=meter_of(1))


@pytest.mark.usefixtures("meter")
def test_a_reading_recorded_meanwhile_is_looked_at_again(village: Counter) -> None:
    arguments = parse_arguments(READ_METER_BY_WIRE, {"meter": meter_of(1)})
    caller = Caller(operator=SUPERVISOR)
    look = READ_METER_BY_WIRE.look(village.kiosk, caller, arguments)
    village.do("take-reading", **BY, meter=meter_of(1), dial="9")
    with pytest.raises(StaleQuote):
        READ_METER_BY_WIRE.perform(village.kiosk, caller, READ_METER_BY_WIRE.quote(look, arguments))


def test_without_an_answer_a_line_or_an_account_nothing_is_recorded(
    village: Counter, meter: WireMeter
) -> None:
    before = count_events(village)
    settings = MeterLineSettings(port=meter.port, parity="none")
    village.meters = SerialMeterLine(settings, 0.05)
    with pytest.raises(MeterSilent):
        village.do("read-meter-by-wire", **BY, meter=meter_of(2))
    with pytest.raises(UnknownRecord):
        village.do("read-meter-by-wire", **BY, meter="77")
    village.meters = None
    with pytest.raises(NoMeterLine):
        village.do("read-meter-by-wire", **BY, meter=meter_of(1))
    assert count_events(village) == before
