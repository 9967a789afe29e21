"""Training in a real terminal: into it from the sign-in, one sale on a simulated card, and back."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

import pytest

from app.domain.training import TRAINING_NODE
from app.operations.begin_training import TRAINEES
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, METER, PIN, Desk, tapcard
from tests.end_to_end.terminal import Terminal

pytestmark = pytest.mark.timeout(120)

_READING_SECONDS = 0.4
_BARS = 2
"""Lines above the list of cards."""
F9 = b"\x1b[20~"
BEGINNER = TRAINEES[2]


def files_of(desk: Desk) -> dict[str, str]:
    """Everything that the real counter keeps, by its bytes; an open ledger's other files go."""
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in desk.ledger.parent.iterdir()
        if one.is_file() and not one.name.endswith((".log", ".lock", "-shm", "-wal"))
    }


@pytest.fixture
def trained_at(make_desk: MakeDesk) -> Iterator[tuple[Desk, Terminal]]:
    desk = make_desk(backup=False)
    terminal = Terminal(
        [tapcard(), "counter", "--config", str(desk.config)],
        desk.folder,
        {"TAPCARD_KEY_PASSPHRASE": "of no use in training"},
    )
    yield desk, terminal
    terminal.kill()


def first_line(terminal: Terminal) -> str:
    return terminal.text().splitlines()[0]


def sign_in(terminal: Terminal, number: int, pin: str) -> None:
    terminal.until("Operator number")
    terminal.quiet()
    terminal.type(str(number))
    terminal.press("enter")
    terminal.type(pin)
    terminal.press("enter")
    terminal.until("Shift and cash")


def confirm(terminal: Terminal, question: str, then: str) -> None:
    terminal.until(question)
    time.sleep(_READING_SECONDS)
    terminal.press("+")
    terminal.until(then)
    time.sleep(_READING_SECONDS)


def sell_a_first_card(terminal: Terminal) -> None:
    """Opens a shift, an account and its card, with a blank one from the tray."""
    terminal.press("9", "1")
    terminal.until("Float")
    terminal.type("1000")
    terminal.press("enter")
    confirm(terminal, "Press + to open", "YOUR SHIFT IS OPEN")
    terminal.press("enter")
    terminal.until("Shift and cash")
    terminal.press("3")
    terminal.until("Persons in household")
    terminal.press("enter", "enter")
    terminal.type("Amina Salim")
    terminal.press(*["enter"] * 5)
    confirm(terminal, "Press + to open the account", "THE ACCOUNT IS OPEN")
    terminal.press("enter")
    terminal.until("Meter number")
    terminal.paste(F9)
    terminal.until("blank card")
    assert first_line(terminal).startswith(" TRAINING  ")
    cards = [line.strip() for line in terminal.text().splitlines()[_BARS:] if line.strip()]
    terminal.press(*["down"] * cards.index("blank card"), "enter")
    terminal.until("card in reader")
    terminal.type(METER)
    terminal.press(*["enter"] * 4)
    terminal.until("Handed over")
    terminal.type("1000")
    terminal.press("enter")
    terminal.until("On the card")
    terminal.press("enter")
    confirm(terminal, "Take KES 1000.00", "TAKE THE CARD")
    terminal.paste(F9)
    terminal.until("not in the meter yet")
    terminal.type("s")
    terminal.until("Worth nothing. Not a receipt.")
    terminal.press("escape")
    terminal.until("Enter put on reader")
    terminal.type("p")
    terminal.until("reader ready")
    terminal.press("escape")
    terminal.until("Shift and cash")
    terminal.quiet()


def test_a_trainee_sells_and_the_real_ledger_never_hears_of_it(
    trained_at: tuple[Desk, Terminal],
) -> None:
    desk, terminal = trained_at
    before = files_of(desk)
    terminal.until("0 and Enter: TRAINING")
    assert "TRAINING" not in first_line(terminal)

    terminal.type("0")
    terminal.press("enter")
    terminal.until(f"PIN {BEGINNER.pin}", 60)
    terminal.until("0 and Enter: leave TRAINING")
    sign_in(terminal, BEGINNER.operator, BEGINNER.pin)
    assert first_line(terminal).startswith(" TRAINING  ")
    assert "NO VALUE" in first_line(terminal)
    sell_a_first_card(terminal)
    terminal.press("f12")
    terminal.until("Locked")
    terminal.quiet()
    assert first_line(terminal).startswith(" TRAINING  ")
    assert "leave TRAINING" not in terminal.text()
    terminal.type(BEGINNER.pin)
    terminal.press("enter")
    terminal.until("Shift and cash")
    terminal.press("escape", "escape")
    terminal.until("0 and Enter: leave TRAINING")
    terminal.quiet()

    terminal.type("0")
    terminal.press("enter")
    terminal.until("0 and Enter: TRAINING", 60)
    assert not first_line(terminal).startswith(" TRAINING")
    assert files_of(desk) == before
    sign_in(terminal, CASHIER, PIN)
    terminal.kill()

    assert desk.proves_itself()
    told = desk.here("verify", "--training").fine().out
    assert "TRAINING" in told
    assert f"K{TRAINING_NODE}" not in desk.here("verify").fine().out
    desk.here("rebuild", "--training", "--check").fine()
