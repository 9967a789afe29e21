"""Pages of rounds and of the readings that they bring back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.meters.line import SerialMeterLine
from app.screens.dial_readings import DialReadings
from app.screens.make_reading_round import MakeReadingRound
from app.screens.meter_rounds import MeterRounds
from app.screens.read_meter_by_wire import ReadMeterByWire
from app.screens.settle_reading import SettleReading
from app.screens.take_reading import TakeReading
from app.screens.take_readings import TakeReadings
from app.screens.withdraw_reading import WithdrawReading
from app.settings import MeterLineSettings
from tests.counter import SUPERVISOR
from tests.meters.wire_meter import WireMeter
from tests.screens.gallery.page import AT_HOME, Page, Visit
from tests.screens.jobs import Case

METER = "000000012345"


def read_twice(case: Case) -> None:
    """The meter was read twice on one day, otherwise each time."""
    for dial in ("1", "1.5"):
        case.counter.do("take-reading", by=SUPERVISOR, meter=METER, dial=dial)


@contextmanager
def on_a_wire(folder: Path) -> Iterator[Case]:
    """The meter hangs on a wire, its valve closed."""
    with AT_HOME(folder) as case, WireMeter(METER, hundredths=250, status=1) as meter:
        case.counter.meters = SerialMeterLine(MeterLineSettings(port=meter.port, parity="none"))
        yield case


async def meter_rounds(visit: Visit) -> None:
    """From the menu."""
    await visit.cashier.sign_in(SUPERVISOR)
    await visit.cashier.press("6", "0")
    await visit.cashier.on(MeterRounds)


async def dial_readings(visit: Visit) -> None:
    """All of them."""
    await meter_rounds(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(DialReadings)
    await visit.cashier.press("enter")
    await visit.cashier.sees("read twice")


async def settle_reading(visit: Visit) -> None:
    """The newest is questioned: before it is decided."""
    await dial_readings(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(SettleReading)
    await visit.cashier.press("1", "enter")
    await visit.cashier.types("gate open")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to decide so.")


async def withdraw_reading(visit: Visit) -> None:
    """The first one counts: before it is taken out."""
    await dial_readings(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(WithdrawReading)
    await visit.cashier.types("neighbour's dial")
    await visit.cashier.press("enter")
    await visit.cashier.sees("This takes two people.")


async def make_reading_round(visit: Visit) -> None:
    """A folder that is not there is refused."""
    await meter_rounds(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(MakeReadingRound)
    for typed in ("12", "Juma", "1", "/media/none"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("There is no folder")


async def take_readings(visit: Visit) -> None:
    """A file that is not there is refused."""
    await meter_rounds(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(TakeReadings)
    await visit.cashier.types("/media/none.csv")
    await visit.cashier.press("enter", "enter")
    await visit.cashier.sees("is no file of readings")


async def take_reading(visit: Visit) -> None:
    """Before it is recorded."""
    await meter_rounds(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(TakeReading)
    for typed in ("12345", "2.5", "", "gate locked"):
        if typed:
            await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to record it.")


async def read_meter_by_wire(visit: Visit) -> None:
    """Before it is recorded."""
    await meter_rounds(visit)
    await visit.cashier.press("5")
    await visit.cashier.on(ReadMeterByWire)
    await visit.cashier.types("12345")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to record it.")


DIAL_READINGS = (
    Page(MeterRounds, meter_rounds),
    Page(DialReadings, dial_readings, before=read_twice),
    Page(SettleReading, settle_reading, before=read_twice),
    Page(WithdrawReading, withdraw_reading, before=read_twice),
    Page(MakeReadingRound, make_reading_round),
    Page(TakeReadings, take_readings),
    Page(TakeReading, take_reading),
    Page(ReadMeterByWire, read_meter_by_wire, world=on_a_wire),
)
