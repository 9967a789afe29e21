"""Counters that live at the same time: one sells, at another an administrator sets, and one belongs
to a head office.

Each is one program on one terminal, for all of its scenes.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from app.simulator.printer import VirtualPrinter
from tests.end_to_end.desk import ADMINISTRATOR, SUPERVISOR, Desk
from tests.end_to_end.scenes import (
    accounts,
    agents,
    cards,
    counter,
    enrolled,
    papers,
    reports,
    rounds,
    settings,
    settling,
    tenders,
)
from tests.end_to_end.scenes.elsewhere import begun
from tests.end_to_end.scenes.play import Played, Scene, Stage, play
from tests.end_to_end.scenes.player import Player
from tests.end_to_end.scenes.preparing import prepare
from tests.grants import enrol_freely

AT_THE_COUNTER: tuple[Scene, ...] = (
    *counter.OPENING.scenes,
    *cards.SCRIPT.scenes,
    *rounds.SCRIPT.scenes,
    *settling.SCRIPT.scenes,
    *tenders.SCRIPT.scenes,
    *accounts.SCRIPT.scenes,
    *reports.SCRIPT.scenes,
    *counter.INQUIRING.scenes,
    *counter.CLOSING.scenes,
)
AT_THE_SETTINGS: tuple[Scene, ...] = (
    *settings.SCRIPT.scenes,
    *papers.SCRIPT.scenes,
    *agents.SCRIPT.scenes,
)
AT_HEAD_OFFICES_COUNTER: tuple[Scene, ...] = (*enrolled.SCRIPT.scenes,)


@dataclass(frozen=True)
class Lived:
    """What was done, and the counters that prove it."""

    desks: tuple[Desk, ...]
    played: tuple[Played, ...]


def lived(folder: Path) -> Lived:
    """Plays everything in a folder; about a minute."""
    with (
        patch.multiple("app.operations.pins", _MEMORY_KIB=64, _PASSES=1),
        patch("app.commands.approver_key._MEMORY_KIB", 64),
        VirtualPrinter() as printer,
        VirtualPrinter() as other,
        VirtualPrinter() as third,
    ):
        begun(folder / "selling")
        selling = prepared(folder / "selling", printer)
        setting = copied(selling, folder / "setting", other)
        belonging = copied(selling, folder / "belonging", third)
        with closing(belonging.open()) as ledger:
            enrol_freely(ledger)
        with ThreadPoolExecutor() as all_of_them:
            told = [
                all_of_them.submit(whole_life, selling, SUPERVISOR, AT_THE_COUNTER),
                all_of_them.submit(whole_life, setting, ADMINISTRATOR, AT_THE_SETTINGS),
                all_of_them.submit(whole_life, belonging, SUPERVISOR, AT_HEAD_OFFICES_COUNTER),
            ]
            played = [scene for life in told for scene in life.result()]
    return Lived((selling, setting, belonging), tuple(played))


def whole_life(desk: Desk, operator: int, scenes: tuple[Scene, ...]) -> list[Played]:
    """One counter from its first sign-in on."""
    player = Player(desk)
    try:
        player.sign_in(operator)
        return play(Stage(player), scenes)
    finally:
        player.close()


def prepared(folder: Path, printer: VirtualPrinter) -> Desk:
    """A counter that sells."""
    folder.mkdir()
    desk = Desk(folder, printer=address(printer)).set_up()
    prepare(desk)
    with desk.config.open("a") as config:
        config.write(f'[meters]\nparity = "none"\nport = "{folder / rounds.WIRE}"\n')
    return desk


def copied(desk: Desk, folder: Path, printer: VirtualPrinter) -> Desk:
    """The same counter once more."""
    shutil.copytree(desk.folder, folder)
    return Desk(folder, printer=address(printer))


def address(printer: VirtualPrinter) -> str:
    """Where a printer listens."""
    return f"tcp://127.0.0.1:{printer.listen_tcp()}"
