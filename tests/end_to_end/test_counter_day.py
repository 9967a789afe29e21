"""A whole day at the counter's screens, on a real terminal: pcscd, a meter, a TCP printer.

Lived twice: once as anybody would, once with the keys of a numeric keypad alone. The figures are
those of tests/end_to_end/desk.py's tariff: 6 m3 at 45.00, 9 m3 at 67.50, then 90.00.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.metering import MeterAnswer
from app.simulator.meter import Answer
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.desk import ADMINISTRATOR, METER, PIN, Desk, tapcard
from tests.end_to_end.hands import Hands, SlipperyCard
from tests.end_to_end.terminal import Terminal
from tests.pcsc_daemon import running_pcscd

pytestmark = [pytest.mark.xdist_group("pcsc"), pytest.mark.timeout(300)]

CASHIER = "13"
MOST = {
    "cash sale to a known customer": 4,
    "read card": 1,
    "reprint": 3,
    "account and allocation": 22,
    "close": 15,
}
_READING_SECONDS = 0.4
"""The counter takes no confirmation that comes faster than a person can read."""


class CounterDay:
    """A cashier with a keyboard; ``keypad``: with nothing but a numeric one."""

    def __init__(self, desk: Desk, hands: Hands, printer: VirtualPrinter, *, keypad: bool) -> None:
        self.desk = desk
        self.hands = hands
        self.printer = printer
        self.keypad = keypad
        self.jobs: dict[str, int] = {}
        self.seen: dict[str, str] = {}
        self.meter_said: list[Answer | None] = []
        self.account = ""
        self.terminal = Terminal([tapcard(), "counter", "--config", str(desk.config)], desk.folder)

    @property
    def back(self) -> str:
        return "-" if self.keypad else "escape"

    def live(self) -> None:
        """From signing in to the closed shift."""
        self.sign_in()
        self.job("open shift", self.open_shift)
        self.job("account and allocation", self.open_and_allocate)
        self.to_the_meter()
        self.job("cash sale to a known customer", self.sell)
        self.job("read card", self.read)
        self.job("refund", self.refund)
        self.to_the_meter()
        self.job("pay refund", self.pay_refund)
        self.job("reissue", self.reissue)
        self.to_the_meter()
        if not self.keypad:
            self.job("reprint", self.reprint)
        self.job("close", self.close)
        self.terminal.press(self.back, self.back)
        self.terminal.until("Operator number")
        self.terminal.kill()

    def job(self, name: str, work: object) -> None:
        """Does one job from the menu to the menu, and counts its key actions."""
        assert callable(work)
        self.terminal.actions = 0
        work()
        self.hands.take_out()
        self.terminal.until("Shift and cash")
        self.jobs[name] = self.terminal.actions

    def leave(self) -> None:
        """Enter, once what was done has been read."""
        time.sleep(_READING_SECONDS)
        self.terminal.press("enter")

    def confirm(self, question: str, then: str) -> None:
        """Reads the review, then presses the confirm key."""
        self.terminal.until(question)
        time.sleep(_READING_SECONDS)
        self.terminal.press("+")
        self.terminal.until(then)

    def to_the_meter(self) -> None:
        self.meter_said.append(self.hands.meter.take(self.hands.card))

    # -- jobs ------------------------------------------------------------------------------

    def sign_in(self) -> None:
        terminal = self.terminal
        terminal.until("Operator number")
        terminal.type(CASHIER)
        terminal.press("enter")
        terminal.type(PIN)
        terminal.press("enter")
        terminal.until("Shift and cash")

    def open_shift(self) -> None:
        self.terminal.press("9", "1")
        self.terminal.until("Float")
        self.terminal.type("1000")
        self.terminal.press("enter")
        self.confirm("Press + to open", "YOUR SHIFT IS OPEN")
        self.leave()

    def open_and_allocate(self) -> None:
        terminal = self.terminal
        terminal.press("3")
        terminal.until("Persons in household")
        terminal.press("enter", "enter")
        if not self.keypad:
            terminal.type("Amina Salim")
        terminal.press(*["enter"] * 5)
        self.confirm("Press + to open the account", "THE ACCOUNT IS OPEN")
        self.leave()
        terminal.until("Meter number")
        self.account = re.findall(r"Account +(\d{9})", terminal.text())[-1]
        self.hands.card = SlipperyCard()
        self.hands.put()
        terminal.until("card in reader")
        terminal.type(METER)
        terminal.press(*["enter"] * 4)
        terminal.until("Handed over")
        terminal.type("1000")
        terminal.press("enter")
        terminal.until("On the card")
        terminal.press("enter")
        self.confirm("Take KES 1000.00", "TAKE THE CARD")

    def sell(self) -> None:
        self.hands.put()
        self.terminal.until("Last purchase")
        self.terminal.type("500")
        self.terminal.press("enter")
        self.terminal.until("On the card")
        self.terminal.type("1000")
        self.terminal.press("enter")
        self.confirm("Take KES 1000.00", "TAKE THE CARD")
        self.terminal.until("K07-01-000002")  # numbers are painted after the words above them
        self.terminal.quiet()
        self.seen["sale"] = self.terminal.text()

    def read(self) -> None:
        self.terminal.press("2")
        self.terminal.until("PUT A CARD ON THE READER")
        self.hands.put()
        self.terminal.until("not taken by the meter")
        self.seen["reading"] = self.terminal.text()
        self.terminal.press(self.back)
        self.terminal.actions -= 1  # the card has been read; leaving is no part of it

    def refund(self) -> None:
        terminal = self.terminal
        self.hands.put()
        terminal.until("Refund: take the load off the card")
        terminal.press("1")
        terminal.until("Reason")
        terminal.type("1")
        terminal.press("enter")
        terminal.type(self.account[-3:])
        terminal.press("enter")
        self.confirm("Pay nothing yet", "TAKE THE CARD")

    def pay_refund(self) -> None:
        self.hands.put()
        self.terminal.until("Refund")
        self.confirm("Press + to pay out KES 499.93", "TAKE THE CARD")
        self.seen["paid back"] = self.terminal.text()

    def reissue(self) -> None:
        terminal = self.terminal
        terminal.press("0", "2")
        terminal.until("Reissue")
        terminal.type(self.account)
        terminal.press("enter")
        terminal.type("1")
        terminal.press("enter")
        terminal.type("1")
        terminal.press("enter")
        self.hands.card = SlipperyCard()
        self.hands.put()
        terminal.until("card in reader")
        if "Take KES" not in terminal.text():
            terminal.press("enter")
        self.confirm("press +", "TAKE THE CARD")

    def reprint(self) -> None:
        self.terminal.press("f3")
        self.terminal.until("Enter = newest")
        self.terminal.press("enter")
        self.confirm("Press + to print copy 1", "THE COPY GOES TO THE PRINTER")

    def close(self) -> None:
        terminal = self.terminal
        terminal.press("9", "2")
        terminal.until("1000")
        terminal.type("2")
        terminal.press(*["enter"] * 9)
        terminal.type("149.94")
        terminal.press("enter")
        self.confirm("Press +", "SHIFT IS CLOSED")
        self.seen["closed"] = terminal.text()
        self.leave()

    # -- papers ----------------------------------------------------------------------------

    def paper(self, number: str) -> str:
        """The original with this number."""
        (text,) = [
            paper.text
            for paper in self.printer.documents
            if re.search(rf"no\. +{number}\n", paper.text) and "COPY" not in paper.text
        ]
        return text

    def papers(self) -> str:
        return "\n".join(paper.text for paper in self.printer.documents)


def lived(folder: Path, *, keypad: bool) -> Iterator[CounterDay]:
    with running_pcscd() as daemon, VirtualPrinter() as printer:
        hands = Hands(daemon.acs[0])
        url = f"tcp://127.0.0.1:{printer.listen_tcp()}"
        desk = Desk(folder, printer=url, reader=hands.slot.reader).set_up()
        desk.do(
            "set-operator",
            by=ADMINISTRATOR,
            operator=CASHIER,
            name="Kazungu",
            role="cashier",
            pin="?",
        ).fine()
        one = CounterDay(desk, hands, printer, keypad=keypad)
        try:
            one.live()
            yield one
        finally:
            one.terminal.kill()
            hands.take_out()


@pytest.fixture(scope="module", params=[False, True], ids=["keyboard", "keypad alone"])
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> object:
    yield from lived(tmp_path_factory.mktemp("counter"), keypad=request.param)


def table(day: CounterDay) -> str:
    """Key actions by job, and how many there may be."""
    rows = [f"{name:32}{count:>4}{MOST.get(name, '')!s:>6}" for name, count in day.jobs.items()]
    return "\n".join([f"{'key actions':32}{'did':>4}{'most':>6}", *rows])


def figures(paper: str) -> dict[str, str]:
    """What stands left and right on the lines of a paper."""
    return dict(re.findall(r"^(\S.*?) {2,}(?:.* )?(\S+)$", paper, re.MULTILINE))


def test_no_job_takes_more_keys_than_it_may(day: CounterDay) -> None:
    sys.stdout.write(f"{table(day)}\n")
    assert {name for name, most in MOST.items() if day.jobs.get(name, 0) > most} == set(), table(
        day
    )
    assert set(MOST) - set(day.jobs) <= {"reprint"}


def test_the_receipts_say_what_was_paid_and_loaded(day: CounterDay) -> None:
    first, second = day.paper("K07-01-000001"), day.paper("K07-01-000002")
    assert figures(first) | {
        "Card": "200.00",
        "Tier 1": "270.00",
        "Tier 2": "529.94",
        "TOTAL KES": "999.94",
        "Cash given": "1000.00",
        "Change": "0.06",
    } == figures(first)
    assert "13.851 m3 = 13851 L" in first
    assert figures(second) | {
        "Tier 2": "77.56",
        "Tier 3": "422.37",
        "TOTAL KES": "499.93",
        "Cash given": "1000.00",
        "Change": "500.07",
    } == figures(second)
    assert "5.842 m3 = 5842 L" in second


def test_the_screen_says_the_same_as_the_receipt(day: CounterDay) -> None:
    assert "Change KES 500.07" in day.seen["sale"]
    assert "5.842 m3" in day.seen["sale"]
    assert "K07-01-000002" in day.seen["sale"]
    assert "5.842 m3, purchase 2: not taken by the meter" in day.seen["reading"]


def test_the_refund_is_paid_once_the_meter_has_proved_it(day: CounterDay) -> None:
    assert figures(day.paper("K07-01-29"))["TO BE PAID KES"] == "499.93"
    paid = figures(day.paper("K07-01-000003"))
    assert (paid["PAID BACK KES"], paid["In cash"]) == ("499.93", "499.93")


def test_the_meter_took_what_was_paid_and_nothing_else(day: CounterDay) -> None:
    assert day.meter_said == [MeterAnswer.CREDIT, MeterAnswer.CREDIT, MeterAnswer.NOTHING_NEW]
    assert day.hands.meter.state.total_credited == 13_851


def test_the_drawer_is_right_to_the_cent(day: CounterDay) -> None:
    report = figures(day.paper("K07-01-Z0001"))
    assert report["Counted"] == "2149.94"
    assert "Short" not in report
    assert "Over" not in report
    assert (report["Sales"], report["Refunds"], report["In doubt"]) == ("1649.87", "499.93", "0.00")


def test_a_copy_says_that_it_is_one(day: CounterDay) -> None:
    copies = [paper.text for paper in day.printer.documents if "COPY 1" in paper.text]
    assert len(copies) == (0 if day.keypad else 1)


def test_an_account_needs_no_name(day: CounterDay) -> None:
    assert ("Amina" in day.papers()) is not day.keypad


def test_the_ledger_proves_itself(day: CounterDay) -> None:
    assert day.desk.proves_itself()
