"""The counter is killed, and the printer unplugged, in the middle of a sale on a real terminal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.metering import MeterAnswer
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, METER, PIN, Desk, tapcard
from tests.end_to_end.hands import Hands, SlipperyCard
from tests.end_to_end.terminal import Terminal
from tests.pcsc_daemon import running_pcscd

pytestmark = [pytest.mark.xdist_group("pcsc"), pytest.mark.timeout(120)]

READING_SECONDS = 0.4
"""The counter takes no confirmation that comes faster than a person can read."""
WRITES = (0, 1)
"""A sale writes the load, then its mark."""


class HeldCard(SlipperyCard):
    """A card that holds its answer back in the middle of a chosen write."""

    def __init__(self) -> None:
        super().__init__()
        self.holds_at: int | None = None
        self.held = threading.Event()
        self.let_go = threading.Event()

    def update(self, address: int, data: bytes) -> None:
        """Half of the bytes arrive, and the rest only when the card is let go."""
        if self.holds_at == 0:
            self.holds_at = None
            super().update(address, data[: len(data) // 2])
            self.held.set()
            self.let_go.wait()
            return
        if self.holds_at is not None:
            self.holds_at -= 1
        super().update(address, data)


class Counter:
    """The counter on its terminal, with a customer before it."""

    def __init__(self, desk: Desk, hands: Hands, printer: VirtualPrinter) -> None:
        self.desk = desk
        self.hands = hands
        self.printer = printer
        self.card = HeldCard()
        hands.card = self.card
        hands.put()
        account = desk.account()
        desk.do("allocate-meter", account=account, meter=METER, model="DN15", volume="5").fine()
        hands.take_out()
        assert hands.meter.take(hands.card) is MeterAnswer.CREDIT
        self.start()

    def start(self) -> None:
        """Switches the counter on; the cashier signs in."""
        self.terminal = Terminal(
            [tapcard(), "counter", "--config", str(self.desk.config)], self.desk.folder
        )
        self.terminal.until("Operator number")
        self.terminal.type(str(CASHIER))
        self.terminal.press("enter")
        self.terminal.type(PIN)
        self.terminal.press("enter")
        self.terminal.until("Shift and cash")

    def to_the_review(self) -> None:
        """The customer buys for KES 500."""
        terminal = self.terminal
        self.hands.put()
        terminal.until("Last purchase")
        terminal.type("500")
        terminal.press("enter")
        terminal.until("On the card")
        terminal.press("enter")
        terminal.until("Take KES 500.00")
        terminal.quiet(READING_SECONDS)

    def sell(self) -> None:
        """To the end, and back to the menu."""
        self.to_the_review()
        self.terminal.press("+")
        self.terminal.until("TAKE THE CARD")
        self.hands.take_out()
        self.terminal.until("Shift and cash")

    def receipts(self, number: str) -> int:
        """How many originals with this number came out of the printer."""
        return sum(
            number in paper.text and "COPY" not in paper.text for paper in self.printer.documents
        )


@pytest.fixture
def counter(make_desk: MakeDesk, printer: VirtualPrinter) -> Iterator[Counter]:
    with running_pcscd() as daemon:
        hands = Hands(daemon.acs[0])
        url = f"tcp://127.0.0.1:{printer.listen_tcp()}"
        one = Counter(make_desk(printer=url, reader=hands.slot.reader), hands, printer)
        try:
            yield one
        finally:
            one.terminal.kill()
            one.card.let_go.set()
            hands.take_out()


@pytest.mark.parametrize("write", WRITES)
def test_killed_while_it_writes_the_counter_settles_by_the_same_card(
    counter: Counter, write: int
) -> None:
    counter.card.holds_at = write
    counter.to_the_review()
    counter.terminal.press("+")
    assert counter.card.held.wait(30)
    counter.terminal.until("LEAVE THE CARD")
    counter.terminal.kill()
    counter.card.let_go.set()
    counter.hands.take_out()

    counter.start()
    terminal = counter.terminal
    terminal.until("1 operation is not finished: 0, 3 settles it.")
    terminal.press("0", "3")
    terminal.until("PUT THE INTERRUPTED CARD")
    counter.hands.put()
    terminal.until("nobody pays again")
    terminal.quiet(READING_SECONDS)
    terminal.press("+")
    terminal.until("TAKE THE CARD")
    counter.hands.take_out()
    terminal.until(lambda: "Shift and cash" in terminal.text())
    terminal.until(lambda: "not finished" not in terminal.text())

    terminal.until(lambda: counter.receipts("K07-01-000002"))
    terminal.until(lambda: "to print" not in terminal.text())
    assert counter.receipts("K07-01-000002") == 1
    assert counter.hands.meter.take(counter.card) is MeterAnswer.CREDIT
    terminal.kill()
    assert counter.desk.proves_itself()


@pytest.mark.parametrize(
    ("breaks", "mends", "says"),
    [
        (VirtualPrinter.power_off, VirtualPrinter.power_on, "1 to print"),
        (VirtualPrinter.take_paper_out, VirtualPrinter.load_paper, "paper out"),
        (VirtualPrinter.open_cover, VirtualPrinter.close_cover, "cover open"),
    ],
    ids=["unplugged", "no paper", "cover open"],
)
def test_a_printer_that_fails_amid_a_sale_stops_nothing_and_prints_later(
    counter: Counter, breaks: Any, mends: Any, says: str
) -> None:
    counter.to_the_review()
    breaks(counter.printer)
    counter.terminal.press("+")
    counter.terminal.until("TAKE THE CARD")
    counter.terminal.until(says)
    counter.hands.take_out()
    counter.terminal.until("Shift and cash")
    assert counter.receipts("K07-01-000002") == 0
    mends(counter.printer)
    counter.terminal.until(lambda: counter.receipts("K07-01-000002"))
    counter.terminal.until("printer ready")
    assert counter.receipts("K07-01-000002") == 1
    counter.terminal.kill()
    assert counter.desk.proves_itself()


def test_figures_and_health_are_told_beside_a_counter_on_its_terminal(counter: Counter) -> None:
    counter.sell()
    found = counter.desk.shell("verify", "--json").fine().json
    assert found["findings"] == 0
    assert found["as_of"]
    checks = counter.desk.shell("doctor", "--json").json["checks"]
    assert {"ledger", "reader", "printer"} <= {one["name"] for one in checks}
    assert counter.terminal.running
