"""A stranger on a real terminal: whatever its line carries, the counter lives and no money moves.

What is sent here is what terminals send: control characters, keys of a Linux console and of xterm
with all their modifiers, reports nobody asked for, pastes, broken and half sequences.
"""

from __future__ import annotations

import os
import shutil
import signal
import termios
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.ledger.database import connection_of
from app.ledger.snapshot_client import borrowed_snapshot
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, METER, PIN, Desk, tapcard
from tests.end_to_end.hands import Hands
from tests.end_to_end.terminal import Terminal
from tests.pcsc_daemon import running_pcscd

pytestmark = [pytest.mark.xdist_group("pcsc"), pytest.mark.timeout(180)]

MONEY = ("purchase_paid", "refund_opened", "reissue_opened", "shift_closed", "refund_paid")
MODIFIERS = range(2, 17)
"""Shift, Alt, Ctrl, Meta and all their sums, as xterm counts them."""

CONTROLS = bytes(range(0x20))
CONSOLE_KEYS = b"".join(
    [b"\x1b[[%c" % key for key in b"ABCDE"]
    + [b"\x1b[%d~" % key for key in range(1, 35)]
    + [b"\x1b[%c" % key for key in b"ABCDEFGHPZ"]
)
XTERM_KEYS = b"".join(
    [b"\x1bO%c" % key for key in b"PQRSABCDFHMjklmnopqrstuvwxyX"]
    + [b"\x1b[1;%d%c" % (held, key) for held in MODIFIERS for key in b"ABCDFHPQRS"]
    + [b"\x1b[%d;%d~" % (key, held) for held in MODIFIERS for key in (2, 3, 5, 6, *range(11, 25))]
)
MOUSE = b"\x1b[<0;10;10M\x1b[<0;10;10m\x1b[<64;5;5M\x1b[<35;999;999M\x1b[<0;-1;-1M\x1b[32;10;10M"
FOCUS = b"\x1b[O\x1b[I\x1b[O"
STRINGS = (
    b"\x1b]0;title\x07\x1b]52;c;KysrKw==\x07\x1b]11;rgb:0/0/0\x1b\\"
    b"\x1bP+q544e\x1b\\\x1bP>|XTerm(390)\x1b\\\x1b_Gi=1;OK\x1b\\\x1b^+\x1b\\"
)
KITTY = (
    b"\x1b[99;5u\x1b[122;5u\x1b[113;5u\x1b[3;3~\x1b[27;1:3u\x1b[43;5u\x1b[57414;5u"
    b"\x1b[1114112u\x1b[99999999999u\x1b[97;;99999999999u"
)
ANSWERS = (
    b"\x1b[?62;22c\x1b[>0;276;0c\x1b[5;5R\x1b[0n\x1b[?2026;2$y\x1b[?2048;2$y\x1b[?2048;1$y"
    b"\x1b[8;5;20t\x1b[48;5;20;100;400t\x1b[48;0;0;0;0t\x1b[48;30000;30000;1;1t"
)
PASTES = b"\x1b[200~" + b"500\r+\r12\n" * 1200 + b"\x1b[201~\x1b[201~"
TYPED_IN_ONE_GO = b"5\t+\t+*+/+" * 3
BROKEN = b"\xff\xfe\x80\xc3\xe2\x82\xf0\x9f\xc0\xaf\xed\xa0\x80" + bytes(range(0x80, 0x100))
HALVES = (b"\x1b", b"\x1b[", b"\x1b[1;", b"\x1bO", b"\x1b]0;", b"\x1bP", b"\x1b[<0;1", b"\xe2")
ENDLESS_PASTE = b"\x1b[200~500\r+"

EMPTY_THE_FIELD = b"\x1b[F" + b"\x7f" * 12
"""End, then Backspace."""

BURSTS = (
    CONTROLS,
    CONSOLE_KEYS + XTERM_KEYS + MOUSE + FOCUS + STRINGS + KITTY + ANSWERS + PASTES + BROKEN,
    TYPED_IN_ONE_GO,
)
_KEY_SECONDS = 0.06
"""Longer than the counter waits for the rest of an escape sequence."""
_REST_SECONDS = 0.6
"""Longer than anything that is left half said stays so."""


class Street(NamedTuple):
    """A counter on its terminal, and the hands of those who stand before it."""

    desk: Desk
    terminal: Terminal
    hands: Hands

    def money(self) -> int:
        """How many events of money the ledger has."""
        with borrowed_snapshot(self.desk.ledger) as lent, lent.read() as reader:
            rows = connection_of(reader.db).execute("SELECT body FROM journal_event")
            return sum(any(f'"{one}"'.encode() in bytes(row[0]) for one in MONEY) for row in rows)

    def home(self) -> None:
        """Comes to the menu as a cashier would: by Escape, or by signing in."""
        terminal = self.terminal
        self.hands.take_out()
        for _press in range(20):
            terminal.quiet()
            seen = terminal.text()
            if "New PIN again" in seen:
                terminal.press("escape")
            elif "leave TRAINING" in seen:
                self.leave_training()
            elif "Operator number" in seen:
                self.sign_in()
            elif "Shift and cash" in seen:
                return
            else:
                terminal.press("escape")
        raise AssertionError(terminal.text())

    def leave_training(self) -> None:
        """Stray bytes may come to its sign-in; 0 and Enter lead back to the counter that sells."""
        terminal = self.terminal
        terminal.press("up")
        self._fill("0")
        terminal.until("to learn and to try")

    def sign_in(self) -> None:
        """Signs in, over whatever stands in the fields: a locked counter's number, too."""
        terminal = self.terminal
        terminal.press("up")
        self._fill(str(CASHIER))
        self._fill(PIN)
        terminal.until(lambda: "Operator number" not in terminal.text())

    def _fill(self, text: str) -> None:
        self.terminal.quiet()
        self.terminal.paste(EMPTY_THE_FIELD)
        self.terminal.quiet()
        self.terminal.type(text)
        self.terminal.press("enter")


@pytest.fixture(scope="module")
def street(fresh_kiosk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street") / "kiosk"
    shutil.copytree(fresh_kiosk, folder)
    with running_pcscd() as daemon:
        hands = Hands(daemon.acs[0])
        desk = Desk(folder, reader=hands.slot.reader)
        account = desk.account()
        hands.put()
        desk.do("allocate-meter", account=account, meter=METER, model="DN15", volume="5").fine()
        hands.take_out()
        hands.meter.take(hands.card)
        terminal = Terminal([tapcard(), "counter", "--config", str(desk.config)], folder)
        terminal.until("Operator number")
        try:
            yield Street(desk, terminal, hands)
        finally:
            terminal.kill()
            hands.take_out()


def at_sign_in(street: Street) -> None:
    street.terminal.press("escape", "escape")
    street.terminal.until("Operator number")


def at_menu(street: Street) -> None:
    street.terminal.until("Shift and cash")


def at_prepayment(street: Street) -> None:
    street.hands.put()
    street.terminal.until("Last purchase")


def at_review(street: Street) -> None:
    at_prepayment(street)
    street.terminal.type("500")
    street.terminal.press("enter")
    street.terminal.until("On the card")
    street.terminal.press("enter")
    street.terminal.until("Take KES 500.00")


def at_settle(street: Street) -> None:
    street.terminal.press("0", "3")
    street.terminal.until("PUT THE INTERRUPTED CARD")


def at_lock(street: Street) -> None:
    street.terminal.press("f12")
    street.terminal.until("Locked")


PLACES = (at_sign_in, at_menu, at_prepayment, at_review, at_settle, at_lock)
Place = Callable[[Street], None]


@pytest.mark.parametrize("place", PLACES)
def test_no_byte_ends_the_counter_or_moves_money(street: Street, place: Place) -> None:
    street.home()
    before = street.money()
    place(street)
    terminal = street.terminal
    for burst in BURSTS:
        terminal.paste(burst)
        terminal.quiet()
    for half in HALVES:
        terminal.paste(half)
        terminal.quiet(_KEY_SECONDS)
    terminal.paste(ENDLESS_PASTE)
    terminal.quiet(_REST_SECONDS)
    street.home()
    assert street.money() == before


@pytest.mark.parametrize("place", [at_menu, at_review, at_lock])
def test_every_size_is_painted_again(street: Street, place: Place) -> None:
    street.home()
    place(street)
    terminal = street.terminal
    terminal.quiet()
    before = terminal.text()
    for columns, lines in ((20, 5), (200, 60), (1, 1), (80, 24)):
        terminal.resize(columns, lines)
        terminal.quiet()
        assert terminal.running
    assert terminal.text() == before


def test_the_terminal_makes_no_signals_of_keys(street: Street) -> None:
    modes = street.terminal.local_modes()
    assert modes & (termios.ISIG | termios.ICANON | termios.IEXTEN | termios.ECHO) == 0


def test_a_terminal_that_goes_away_ends_the_counter_in_order_and_loses_nothing(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk()
    terminal = Terminal([tapcard(), "counter", "--config", str(desk.config)], desk.folder)
    terminal.until("Operator number")
    status = terminal.hang_up()
    assert os.waitstatus_to_exitcode(status) == 0
    assert desk.proves_itself()


def test_a_counter_that_is_told_to_end_ends_in_order(make_desk: MakeDesk) -> None:
    desk = make_desk()
    terminal = Terminal([tapcard(), "counter", "--config", str(desk.config)], desk.folder)
    terminal.until("Operator number")
    assert os.waitstatus_to_exitcode(terminal.kill(signal.SIGTERM)) == 0
    assert desk.proves_itself()
