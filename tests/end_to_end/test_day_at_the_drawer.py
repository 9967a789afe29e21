"""A day at the drawer, by keys on a real terminal: two people, one drawer, one of them short.

Float, sales paid in three ways, a bag to the safe, the drawer without a sale, a refund; the drawer
goes to the next operator, who sells and at the end counts five too little. How much is in the
drawer is known here from the papers alone, as people know it. Each figure of both Z reports is then
compared with sums over the journal's events that ask no table.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from app.domain.entries import Book
from app.ledger.journal import scan
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.desk import ADMINISTRATOR, METER, PIN, Desk
from tests.end_to_end.scenes import cards
from tests.end_to_end.scenes import counter as closing_scenes
from tests.end_to_end.scenes.play import Stage
from tests.end_to_end.scenes.player import Player
from tests.end_to_end.scenes.tenders import paid_otherwise
from tests.end_to_end.shift_truth import (
    Events,
    ShiftTruth,
    cents,
    hash_before,
    head_printed,
    money,
    read,
)

pytestmark = [pytest.mark.xdist_group("scenes"), pytest.mark.timeout(300)]

LEAVES, COMES = 13, 14
FLOAT, BAG, SHORT = 100_000, 50_000, 500
CARD, CUSTOMER = "amina", "Amina Salim"
_VALUES = 9
"""Notes and coins that have a line of their own in a count."""


class Day:
    """One drawer, from its float to its second Z report."""

    def __init__(self, desk: Desk, printer: VirtualPrinter) -> None:
        self.desk = desk
        self.printer = printer
        self.player = Player(desk)
        self.stage = Stage(self.player)

    def live(self) -> None:
        """Every step begins and ends at the menu."""
        for step in (
            self.open,
            self.first_sale,
            self.sale_paid_in_three_ways,
            self.bag_to_the_safe,
            self.drawer_without_a_sale,
            self.refund,
            self.hand_over,
            self.sale_of_the_next,
            self.close_short,
            self.deposit_slip,
        ):
            step()
            self.player.home()

    # -- the day ---------------------------------------------------------------------------

    def open(self) -> None:
        """The float."""
        self.player.sign_in(LEAVES)
        self.player.open("91", "Open shift")
        self.player.fill(money(FLOAT))
        self.player.confirm("Press + to open your shift", "YOUR SHIFT IS OPEN")

    def first_sale(self) -> None:
        """A new customer, paid in cash."""
        cards.opened(self.stage, CUSTOMER)
        self.player.home()
        self.player.open("4", "Allocate meter")
        self.player.fill(self.stage.accounts[CUSTOMER], METER, "", "", "")
        self.player.put(CARD)
        self.player.see("Amount KES")
        self.player.fill("1000", "")
        self.taken()

    def sale_paid_in_three_ways(self) -> None:
        """By card, by phone, the rest in cash with change."""
        self.player.put(CARD)
        self.player.see("Last purchase")
        self.player.fill("500")
        self.player.see("* = not cash")
        paid_otherwise(self.stage, "1", "200", "482913")
        paid_otherwise(self.stage, "2", "100", "QGH7SK61SU")
        self.player.fill("300")
        self.taken()

    def bag_to_the_safe(self) -> None:
        """Too much cash is in the drawer."""
        self.player.open("961", "Bag to the safe")
        self.player.fill("B-1", money(BAG))
        self.player.confirm("Press + to record the bag", "DONE")

    def drawer_without_a_sale(self) -> None:
        """Somebody needs small money."""
        self.player.open("99", "Open the drawer")
        self.player.fill("to change a note")
        self.player.confirm("Press + to open the drawer", "DONE")

    def refund(self) -> None:
        """The last sale was a mistake: off the card, proved by the meter, paid out."""
        cards.bought(self.stage, CARD, "400")
        self.player.home()
        cards.refunded(self.stage, CARD, CUSTOMER)
        self.player.visit(METER, CARD)
        self.player.home()
        self.player.put(CARD)
        self.player.confirm("Press + to pay out", "TAKE THE CARD")

    def hand_over(self) -> None:
        """Counted, agreed, signed by both; who comes works on without signing in again."""
        self.player.open("941", "Hand the drawer over")
        self.player.fill(str(COMES))
        self.count(self.purse())
        self.player.see(f"Press +, then operator {COMES} signs")
        self.player.leave("+")
        self.player.on("Who takes the drawer over signs")
        self.player.fill(PIN)
        self.player.confirm("Press + to hand the drawer over", "THE DRAWER IS HANDED OVER")
        self.player.see("The count agrees.")
        self.player.leave()
        self.player.see(f"{COMES} Rehema")

    def sale_of_the_next(self) -> None:
        """Paid in cash."""
        cards.bought(self.stage, CARD, "300")
        self.player.take()
        self.player.visit(METER, CARD)

    def close_short(self) -> None:
        """The first count does not agree, nor does the second: five are missing."""
        self.player.open("92", "Close shift")
        for then in ("The count does not agree", "YOUR SHIFT IS CLOSED"):
            self.count(self.purse() - SHORT)
            self.player.confirm("Press + to close your shift", then)
        self.player.see(f"KES {money(SHORT)} short")

    def deposit_slip(self) -> None:
        """What is in the safe goes to the bank."""
        closing_scenes.deposit(self.stage)

    # -- hands and eyes --------------------------------------------------------------------

    def taken(self) -> None:
        """The customer pays and goes home with the card."""
        self.player.confirm("press +", "TAKE THE CARD")
        self.player.take()
        self.player.visit(METER, CARD)

    def count(self, cash: int) -> None:
        """All of it as one amount."""
        self.player.see("Counted so far")
        self.player.fill(*[""] * _VALUES, money(cash))

    def purse(self) -> int:
        """What is in the drawer, as the papers say: float, cash given, change, bag, paid back."""
        wanted = {"TOTAL KES": 3, "PAID BACK KES": 1, "BAG FOR THE SAFE": 1}

        def printed() -> bool:
            text = self.papers()
            return all(text.count(words) >= times for words, times in wanted.items())

        self.player.terminal.until(printed)
        text = self.papers()
        found = {
            name: sum(cents(one) for one in re.findall(rf"^{name} +(\S+)$", text, re.MULTILINE))
            for name in ("Cash given", "Change", "In cash")
        }
        return FLOAT + found["Cash given"] - found["Change"] - found["In cash"] - BAG

    def papers(self) -> str:
        """Everything that came out of the printer."""
        return "\n".join(paper.text for paper in self.printer.documents)


@pytest.fixture(scope="module")
def day(fresh_kiosk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Lived through; the counter is closed."""
    folder = tmp_path_factory.mktemp("drawer") / "kiosk"
    with patch.multiple("app.operations.pins", _MEMORY_KIB=64, _PASSES=1):
        shutil.copytree(fresh_kiosk, folder)
        with VirtualPrinter() as printer:
            desk = Desk(folder, printer=f"tcp://127.0.0.1:{printer.listen_tcp()}")
            for number, name in ((LEAVES, "Kazungu"), (COMES, "Rehema")):
                hired: Any = {"operator": str(number), "name": name, "role": "cashier", "pin": "?"}
                desk.do("set-operator", by=ADMINISTRATOR, **hired).fine()
            for kind in ("card", "mobile"):
                desk.do("set-tender-kind", by=ADMINISTRATOR, kind=kind, taken="yes").fine()
            one = Day(desk, printer)
            try:
                one.live()
                one.player.terminal.until(lambda: "Juma" in one.papers())  # on the slip
            finally:
                one.player.close()
            yield one


@pytest.fixture(scope="module")
def events(day: Day) -> Events:
    """The journal."""
    with closing(day.desk.open()) as ledger, ledger.read() as reader:
        return [(id, entry) for batch in scan(reader.db) for id, entry, _body in batch]


@pytest.mark.parametrize(("operator", "report"), [(LEAVES, "Z0001"), (COMES, "Z0002")])
def test_every_figure_of_a_z_report_adds_up_from_the_journal(
    day: Day, events: Events, operator: int, report: str
) -> None:
    (paper,) = [one.text for one in day.printer.documents if f"K07-01-{report}" in one.text]
    truth = ShiftTruth(events, operator)
    assert read(paper) == truth.lines()
    with closing(day.desk.open()) as ledger:
        assert head_printed(paper) == hash_before(ledger, truth.closed_id)


def test_the_imbalance_is_booked_on_who_was_short_and_on_nobody_else(events: Events) -> None:
    booked = {
        operator: sum(
            one.amount
            for _id, entry in events
            for one in getattr(entry.event, "entries", ())
            if (one.book, one.subject) == (Book.OVER_SHORT, str(operator))
        )
        for operator in (LEAVES, COMES)
    }
    assert booked == {LEAVES: 0, COMES: SHORT}


def test_the_next_shift_began_with_what_the_last_one_counted(day: Day, events: Events) -> None:
    left, came = ShiftTruth(events, LEAVES), ShiftTruth(events, COMES)
    assert came.opened.float_cash == left.closed.counted_total
    assert left.closed.handed_to == COMES
    (slip,) = [one.text for one in day.printer.documents if "DRAWER HANDED OVER" in one.text]
    assert re.search(r"^Taken over by +14 Rehema$", slip, re.MULTILINE)
    assert re.search(rf"^Amount +{money(came.opened.float_cash)}$", slip, re.MULTILINE)


def test_the_bag_goes_to_the_bank_by_a_slip(day: Day) -> None:
    (slip,) = [one.text for one in day.printer.documents if "KCB 1107" in one.text]
    assert re.search(rf"^Bag B-1 +{money(BAG)}$", slip, re.MULTILINE), slip


def test_the_ledger_proves_itself(day: Day) -> None:
    assert day.desk.proves_itself()
