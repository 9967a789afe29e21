"""`tapcard demo` on a real terminal: sign in, F9 shows the cards, Enter puts one on the reader."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.demo import demo_operators
from app.simulator.village.builder import build_planned
from app.simulator.village.plan import village_plan
from tests.end_to_end.desk import CASHIER, tapcard
from tests.end_to_end.terminal import Terminal

pytestmark = [pytest.mark.xdist_group("demo-village"), pytest.mark.timeout(120)]

F9 = b"\x1b[20~"
LOAD = "not in the meter yet"
_BARS = 2
"""Lines above the list of cards."""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A small village whose history ends today."""
    today = date.today()
    ledger = tmp_path / "ledger.db"
    first = today - timedelta(days=14)
    build_planned(ledger, village_plan(1, today, accounts=6, first=first))
    return ledger


def heading(terminal: Terminal) -> str:
    return terminal.text().splitlines()[0]


def test_a_card_from_the_tray_opens_prepayment(ledger: Path) -> None:
    terminal = Terminal([tapcard(), "demo", "--ledger", str(ledger)], ledger.parent)
    try:
        terminal.until("Operator number")
        (cashier,) = [one for one in demo_operators() if one.operator == CASHIER]
        terminal.until(f"PIN {cashier.pin}")
        terminal.type(str(CASHIER))
        terminal.press("enter")
        terminal.type(cashier.pin)
        terminal.press("enter")
        terminal.until("Shift and cash")
        terminal.paste(F9)
        terminal.until("Enter put on reader")
        terminal.until(LOAD)
        lines = [line for line in terminal.text().splitlines()[_BARS:] if line.strip()]
        terminal.press(*["down"] * next(at for at, line in enumerate(lines) if LOAD in line))
        terminal.press("enter")
        terminal.until(lambda: heading(terminal).startswith(" Prepayment"))
        terminal.until("card in reader")
    finally:
        terminal.kill()
