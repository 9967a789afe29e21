"""Whoever plays: presses keys, reads the screen, has hands for cards; counts what was needed."""

from __future__ import annotations

import re
import socket
import sys
import time
from pathlib import Path

import msgspec
from click.testing import CliRunner

from app.cli import main
from tests.end_to_end.desk import PIN, Desk
from tests.end_to_end.terminal import Terminal

SECOND = 21
"""Operator number of the second person; of the desk's people each has the same PIN."""
PASSPHRASE = {"TAPCARD_APPROVAL_PASSPHRASE": "four words of mine"}
_NUMBER = re.compile(r"\bK07-01-[A-Z]?\d+\b")
READING_SECONDS = 0.35
"""The counter takes no confirmation that comes faster than a person can read."""
_SETTLED_SECONDS = 0.1
_REPOSITORY = Path(__file__).parents[3]


def approver_key(folder: Path) -> Path:
    """Where the key of the second person lies."""
    return folder / "approver.key"


class Player:
    """One person at one counter."""

    def __init__(self, desk: Desk) -> None:
        """Opens the counter on a terminal of its own."""
        self.desk = desk
        ears = desk.folder / "ears"
        words = [sys.executable, "-m", "tests.end_to_end.scenes.street"]
        self.terminal = Terminal([*words, str(desk.config), str(ears)], _REPOSITORY)
        self.numbers: list[str] = []
        """Numbers of papers that the screen has told since the scene began."""
        self._told: set[str] = set()
        self.terminal.until("Operator number", 60)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(ears))
        self._lines = self._socket.makefile("r")

    def close(self) -> None:
        """Ends the counter."""
        self.terminal.kill()
        self._lines.close()
        self._socket.close()

    # -- hands -----------------------------------------------------------------------------

    def hand(self, *words: object) -> str:
        """Tells the hands one thing; what came of it. See Street."""
        self._socket.sendall((" ".join(map(str, words)) + "\n").encode())
        return self._lines.readline().strip()

    def put(self, card: str) -> None:
        """Puts a card on the reader."""
        self.hand("put", card)

    def take(self) -> None:
        """Takes the card off the reader."""
        self.hand("take")

    def visit(self, meter: str, card: str) -> str:
        """The card goes into its meter."""
        return self.hand("visit", meter, card)

    def exchange(self, other: Desk) -> None:
        """This counter and another kiosk hear of each other."""
        assert int(self.hand("exchange", other.ledger)) > 0

    @property
    def writes(self) -> int:
        """How often the counter has written cards."""
        return int(self.hand("writes"))

    # -- keys ------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Keys one after the other."""
        self.terminal.press(*keys)

    def open(self, digits: str, heading: str) -> None:
        """Digits of menus, until the screen of this heading is there."""
        self.press(*digits)
        self.on(heading)

    def find(self, account: str) -> None:
        """The page of an account."""
        self.open("5", "Find account")
        self.fill(account)
        self.on("Account ")
        self.see("Enter  More with this account")

    def fill(self, *values: str) -> None:
        """What is typed into fields, Enter after each; an empty one is passed."""
        for value in values:
            self.terminal.type(value)
            self.press("enter")

    def confirm(self, question: str, then: str) -> None:
        """Reads the review, presses the confirm key, reads what came of it."""
        self.see(question)
        time.sleep(READING_SECONDS)
        self.press("+")
        self.see(then)
        self.terminal.quiet(_SETTLED_SECONDS)  # numbers are painted after the words above them
        told = dict.fromkeys(_NUMBER.findall(self.terminal.text()))
        self.numbers += [number for number in told if number not in self._told]
        self._told.update(told)

    def leave(self, key: str = "enter") -> None:
        """Enter, or another key that leads on, once what is shown has been read."""
        time.sleep(READING_SECONDS)
        self.press(key)

    def let_sign(self, ends: str = "") -> None:
        """A second person signs what the review says takes two; ``ends``: the account it ends."""
        self.see("This takes two people")
        time.sleep(READING_SECONDS)
        self.press("+")
        self.sign(*([ends[-3:]] if ends else []))

    def sign(self, *last_three: str) -> None:
        """Number and PIN of the second person, after the digits of the account if asked for."""
        self.on("A second person signs")
        self.fill(*last_three, str(SECOND), PIN)

    def key_from_elsewhere(self) -> str:
        """The second person makes a key to sign from elsewhere; its digits."""
        words = ["approve", "--key", str(approver_key(self.desk.folder)), "--new-key", "--json"]
        told = CliRunner().invoke(main, words, env=PASSPHRASE)
        assert told.exit_code == 0, told.output
        key: str = msgspec.json.decode(told.stdout)["key"]
        return key

    def let_sign_elsewhere(self) -> None:
        """The second person is not here: the challenge is read out, `tapcard approve` answers."""
        self.see("This takes two people")
        time.sleep(READING_SECONDS)
        self.press("+")
        self.on("A second person signs")
        self.press("*")
        self.fill(str(SECOND))
        self.see("Challenge")
        (challenge,) = re.findall(r"Challenge +([0-9 ]+[0-9])", self.terminal.text())
        words = ["approve", "--key", str(approver_key(self.desk.folder)), "--json"]
        told = CliRunner().invoke(main, [*words, *challenge.split()], input="y\n", env=PASSPHRASE)
        assert told.exit_code == 0, told.output
        self.fill(msgspec.json.decode(told.stdout)["answer"])

    def home(self, key: str = "-") -> None:
        """Back to the menu, whatever is open; these keys are not counted."""
        counted = self.terminal.actions
        self.take()
        for _step in range(9):
            self.terminal.quiet(_SETTLED_SECONDS)
            if self.at_menu:
                self.terminal.actions = counted
                return
            shown = self.terminal.text()
            self.press(key)
            self.terminal.until(lambda before=shown: self.terminal.text() != before)  # type: ignore[misc]
        raise AssertionError(self.terminal.text())

    # -- eyes ------------------------------------------------------------------------------

    def see(self, words: str) -> None:
        """Waits for words on the screen."""
        self.terminal.until(words)

    def on(self, heading: str) -> None:
        """Waits for the screen of this heading."""
        self.terminal.until(lambda: self.heading.startswith(heading))

    @property
    def heading(self) -> str:
        """What the screen is called."""
        return self.terminal.text().splitlines()[0].strip()

    @property
    def at_menu(self) -> bool:
        """Whether the main menu is on top."""
        return self.heading.startswith("Menu")

    # -- people ----------------------------------------------------------------------------

    def sign_in(self, operator: int, pin: str = PIN) -> None:
        """Number and PIN."""
        self.see("Operator number")
        self.fill(str(operator), pin)
        self.on("Menu")

    def sign_out(self) -> None:
        """Back, twice, at the menu."""
        self.press("-", "-")
        self.see("Operator number")
