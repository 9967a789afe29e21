"""A sale never waits for paper: it stands, its receipt comes later, and once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.printing.delivery import Timing
from app.printing.spooler import Spooler
from app.simulator.printer import VirtualPrinter
from app.simulator.tears import Tear, TearPhase, TearPoint
from tests.end_to_end.conftest import Customer
from tests.end_to_end.desk import Desk

RECEIPT = "K07-01-000002"

pytestmark = pytest.mark.usefixtures("customer")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to wait as long as a real printer may take."""
    monkeypatch.setattr("app.commands.do._PRINT_SECONDS", 1)
    quick = Timing(poll=0.05, patience=0.5, probe=0.5, retry=0.2)
    defaults = Spooler.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "timing", quick)


def power_off(printer: VirtualPrinter) -> None:
    printer.power_off()


def power_on(printer: VirtualPrinter) -> None:
    printer.power_on()


FAULTS: dict[str, tuple[Callable[[VirtualPrinter], None], Callable[[VirtualPrinter], None], str]]
FAULTS = {
    "switched off": (power_off, power_on, ""),
    "out of paper": (VirtualPrinter.take_paper_out, VirtualPrinter.load_paper, "paper out"),
    "with its cover open": (VirtualPrinter.open_cover, VirtualPrinter.close_cover, "cover open"),
    "offline": (VirtualPrinter.switch_offline, VirtualPrinter.switch_online, "printer offline"),
    "silent": (VirtualPrinter.silence, VirtualPrinter.speak, "does not answer"),
}


@pytest.mark.parametrize(("fault", "repair", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_printer_that_cannot_print(
    customer: Customer,
    desk: Desk,
    printer: VirtualPrinter,
    fault: Callable[[VirtualPrinter], None],
    repair: Callable[[VirtualPrinter], None],
    reason: str,
) -> None:
    before = len(printer.documents)
    fault(printer)
    sold = desk.do("prepay", volume="3")
    assert sold.code == 5, sold.said
    assert sold.json["receipt"] == 2
    assert f"Not printed yet: {RECEIPT}" in sold.err
    assert reason in sold.err
    customer.visit_meter()
    assert customer.meter.state.total_credited == 8000
    assert desk.proves_itself()

    repair(printer)
    desk.do("sign-in").fine()
    printed = [paper.text for paper in printer.documents[before:] if RECEIPT in paper.text]
    assert len(printed) == 1
    assert "REPRINT" not in printed[0]
    desk.do("sign-in").fine()
    assert len(printer.documents) == before + 1


def test_paper_that_ends_inside_a_receipt_goes_on_where_it_stopped(
    desk: Desk, printer: VirtualPrinter
) -> None:
    before = len(printer.documents)
    printer.load_paper(lines=10)
    sold = desk.do("prepay", volume="3")
    assert sold.code == 5
    assert "paper out" in sold.err
    printer.load_paper()
    desk.do("sign-in").fine()
    first, second = printer.documents[before:]
    assert "REPRINT" not in first.text
    assert "REPRINT 1 - possible duplicate" in second.text
    assert desk.proves_itself()


def test_a_printer_that_dies_inside_a_receipt_says_that_the_next_one_may_be_a_duplicate(
    customer: Customer, desk: Desk, printer: VirtualPrinter
) -> None:
    before = len(printer.documents)
    printer.die_after(700)
    sold = desk.do("prepay", volume="3")
    assert sold.code == 5, sold.said
    assert sold.json["receipt"] == 2
    customer.visit_meter()
    assert desk.proves_itself()

    printer.power_on()
    desk.do("sign-in").fine()
    papers = printer.documents[before:]
    assert [paper.complete for paper in papers] == [False, True]
    assert "REPRINT 1 - possible duplicate" in papers[1].text
    desk.do("sign-in").fine()
    assert len(printer.documents) == before + 2


def test_a_drawer_that_did_not_open_is_told(desk: Desk, printer: VirtualPrinter) -> None:
    pulses = len(printer.pulses)
    printer.power_off()
    sold = desk.do("prepay", volume="3")
    assert sold.code == 5
    assert sold.json["drawer"]
    assert sold.json["drawer"] in sold.err
    assert len(printer.pulses) == pulses


def test_a_slip_for_a_payment_in_doubt_waits_like_any_paper(
    customer: Customer, desk: Desk, printer: VirtualPrinter
) -> None:
    printer.take_paper_out()
    customer.card.arm(Tear(TearPoint(8, TearPhase.BEFORE)))
    doubt = desk.do("prepay", volume="3")
    assert doubt.code == 4
    assert "Not printed yet" in doubt.err
    printer.load_paper()
    customer.put(customer.card)
    desk.do("settle").fine()
    texts = [paper.text for paper in printer.documents[-2:]]
    assert "PAYMENT TAKEN, NOT ON CARD" in texts[0]
    assert RECEIPT in texts[1]
