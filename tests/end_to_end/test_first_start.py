"""A counter out of the box: `tapcard counter` without a ledger asks, makes one, and sells."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.simulator.printer import VirtualPrinter
from tests.end_to_end.desk import PIN, Desk, tapcard
from tests.end_to_end.terminal import Terminal
from tests.screens.founder import MODEL, MONEY, OPERATOR, PRICES, REGION, UTILITY

_READING_SECONDS = 0.4


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[tuple[Desk, Terminal, VirtualPrinter]]:
    with VirtualPrinter() as printer:
        desk = Desk(tmp_path, printer=f"tcp://127.0.0.1:{printer.listen_tcp()}")
        words = [tapcard(), "counter", "--config", str(desk.config)]
        terminal = Terminal(words, tmp_path)
        yield desk, terminal, printer
        terminal.kill()


def test_it_asks_for_everything_and_then_somebody_can_sign_in(
    shop: tuple[Desk, Terminal, VirtualPrinter],
) -> None:
    desk, terminal, printer = shop
    pages = (
        ("the utility", UTILITY),
        ("money and time", MONEY),
        ("the region", REGION),
        ("the first operator", OPERATOR),
        ("the first tariff", PRICES),
        ("meter model and fees", MODEL),
    )
    for heading, answers in pages:
        terminal.until(heading)
        for answer in answers:
            terminal.type(answer)
            terminal.press("enter")
    terminal.until("ress +")
    time.sleep(_READING_SECONDS)
    terminal.press("+")
    terminal.until("Print a test paper")
    terminal.press("1")
    terminal.until("Did the test paper come out")
    assert [paper.text.count("TEST PAPER") for paper in printer.documents] == [1]
    terminal.press("1")
    terminal.until("Reader test")
    terminal.press("2")
    terminal.until("Everything is ready")
    terminal.press("1")
    terminal.until("Operator number")
    terminal.type("1")
    terminal.press("enter")
    terminal.type(PIN)
    terminal.press("enter")
    terminal.until("1 Asha")
    terminal.kill()
    assert desk.proves_itself()


def test_leaving_the_first_page_makes_nothing(
    shop: tuple[Desk, Terminal, VirtualPrinter],
) -> None:
    desk, terminal, _printer = shop
    terminal.until("the utility")
    terminal.quiet()  # the page is painted before it takes keys
    terminal.press("escape")
    assert terminal.kill(0) == 0
    assert not desk.ledger.exists()
