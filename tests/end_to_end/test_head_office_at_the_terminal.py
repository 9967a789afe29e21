"""`tapcard office run` on a real terminal, over `tapcard office serve`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.desk import ADMINISTRATOR, PIN, tapcard
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


def test_a_kiosk_is_enrolled_and_it_is_told_when_nobody_serves(tmp_path: Path) -> None:
    served = Served(founded(tmp_path))
    set_master(served.settings)
    served.start()
    asha = screens(served, tmp_path)
    try:
        sign_in(asha, ADMINISTRATOR)
        asha.until("Enrol a kiosk")
        asha.press("4")
        asha.until("Prefix")
        for text in ("Kati", "12", "11", ""):
            asha.type(text)
            asha.press("enter")
        asha.until("Press + to get a code.")
        asha.quiet()
        asha.press("+")
        asha.until("sudo tapcard sync enrol https://127.0.0.1")
        served.stop()
        asha.quiet()
        asha.press("enter", "2")
        asha.until("Head office does not answer")
        asha.press("escape", "1")
        asha.until("All kiosks: 0")
    finally:
        asha.kill()
        if served.process is not None:
            served.kill()
