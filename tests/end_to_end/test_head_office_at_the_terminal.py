"""`tapcard office run` on real terminals, two people at once, over `tapcard office serve`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.desk import ADMINISTRATOR, PIN, SUPERVISOR, tapcard
from tests.end_to_end.terminal import Terminal
from tests.office.town import Served, founded, set_master

pytestmark = pytest.mark.timeout(120)


def screens(served: Served, folder: Path) -> Terminal:
    file = str(served.settings.file)
    return Terminal([tapcard(), "office", "run", "--settings", file], folder)


def sign_in(terminal: Terminal, operator: int) -> None:
    terminal.until("Operator number")
    terminal.type(str(operator))
    terminal.press("enter")
    terminal.type(PIN)
    terminal.press("enter")


def test_two_people_work_at_once_and_are_told_when_nobody_serves(tmp_path: Path) -> None:
    served = Served(founded(tmp_path))
    set_master(served.settings)
    early = screens(served, tmp_path)
    early.until(lambda: "`tapcard office serve`" in early.text())
    early.kill()
    served.start()
    terminals = [screens(served, tmp_path) for _person in range(2)]
    asha, juma = terminals
    try:
        sign_in(asha, ADMINISTRATOR)
        sign_in(juma, SUPERVISOR)
        asha.until("Enrol a kiosk")
        juma.until("Find account")
        asha.press("4")
        asha.until("Prefix")
        for text in ("Kati", "12", "11", ""):
            asha.type(text)
            asha.press("enter")
        asha.until("Press + to get a code.")
        asha.quiet()
        asha.press("+")
        asha.until("sudo tapcard sync enrol https://127.0.0.1")
        juma.press("1")
        juma.until("All kiosks: 0")
        served.stop()
        juma.press("escape", "2")
        juma.until("Head office does not answer")
    finally:
        for terminal in terminals:
            terminal.kill()
        if served.process is not None:
            served.kill()
