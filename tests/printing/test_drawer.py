"""The drawer opens when it is told to, at once or not at all, and never twice."""

from __future__ import annotations

import pytest

from app.payments.cash_drawer import CashDrawer, open_for_cash
from app.printing.drawer import PrinterDrawer
from app.printing.errors import PrinterAbsent, PrinterSilent
from app.printing.spooler import Spooler
from app.printing.transport import PrinterPort, transport_for
from app.simulator.printer import DrawerPulse, VirtualPrinter
from tests.printing.conftest import Running
from tests.printing.samples import SALE
from tests.printing.stores import MemoryStore
from tests.printing.waiting import LONG, eventually, texts

AT_ONCE = DrawerPulse(pin=0, on=200, off=200, real_time=True)
IN_TURN = DrawerPulse(pin=0, on=50, off=500)


@pytest.fixture
def drawer(port: PrinterPort) -> CashDrawer:
    return PrinterDrawer(port)


def test_one_pulse_opens_it(drawer: CashDrawer, printer: VirtualPrinter) -> None:
    assert open_for_cash(drawer) == ""
    assert printer.wait_for_pulses(1) == [IN_TURN]


def test_it_opens_without_paper_and_not_again_when_there_is_some(
    drawer: CashDrawer, printer: VirtualPrinter
) -> None:
    printer.take_paper_out()
    drawer.open()
    printer.wait_for_pulses(1)
    printer.load_paper()
    assert printer.pulses == [AT_ONCE]


def test_it_opens_while_a_paper_waits_inside_the_printer(
    drawer: CashDrawer,
    printer: VirtualPrinter,
    spooler: Spooler,
    store: MemoryStore,
    running: Running,
) -> None:
    printer.load_paper(lines=12)
    store.queue(SALE)
    running(spooler)
    eventually(lambda: spooler.describe() == "1 to print: paper out")
    drawer.open()
    assert printer.wait_for_pulses(1) == [AT_ONCE]
    printer.load_paper()
    eventually(lambda: store.states == ["done"])
    assert len(texts(printer)) == 1
    assert printer.pulses == [AT_ONCE]


def test_an_absent_printer_is_told_and_the_pulse_is_not_kept_for_later(
    drawer: CashDrawer, printer: VirtualPrinter, spooler: Spooler, store: MemoryStore
) -> None:
    printer.power_off()
    with pytest.raises(PrinterAbsent):
        drawer.open()
    assert "The printer is not there" in open_for_cash(drawer)
    printer.power_on()
    store.queue(SALE)
    assert spooler.drain(LONG).waiting == ()
    assert printer.pulses == []


def test_a_silent_printer_gets_no_pulse(drawer: CashDrawer, printer: VirtualPrinter) -> None:
    printer.silence()
    with pytest.raises(PrinterSilent):
        drawer.open()
    assert printer.pulses == []


def test_without_a_printer_nothing_opens() -> None:
    assert open_for_cash(PrinterDrawer(transport_for("none"))) == ""
