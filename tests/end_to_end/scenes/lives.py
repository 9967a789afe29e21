"""Two counters that live at the same time: one sells, at the other an administrator sets.

Each is one program on one terminal, for all of its scenes.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from app.simulator.printer import VirtualPrinter
from tests.end_to_end.desk import ADMINISTRATOR, CASHIER, SUPERVISOR, Desk
from tests.end_to_end.scenes import accounts, cards, commands, counter, settings, settling
from tests.end_to_end.scenes.commands import Command
from tests.end_to_end.scenes.play import Played, Scene, Stage, play
from tests.end_to_end.scenes.player import SECOND, Player

AT_THE_COUNTER: tuple[Scene, ...] = (
    *counter.OPENING.scenes,
    *cards.SCRIPT.scenes,
    *settling.SCRIPT.scenes,
    *accounts.SCRIPT.scenes,
    *counter.INQUIRING.scenes,
    *counter.CLOSING.scenes,
)
AT_THE_SETTINGS: tuple[Scene, ...] = tuple(settings.SCRIPT.scenes)


@dataclass(frozen=True)
class Lived:
    """What was done, and the counters that prove it."""

    desks: tuple[Desk, ...]
    played: tuple[Played, ...]
    commands: tuple[Command, ...]


def lived(folder: Path) -> Lived:
    """Plays everything in a folder; about a minute."""
    with (
        patch.multiple("app.operations.pins", _MEMORY_KIB=64, _PASSES=1),
        patch("app.commands.approver_key._MEMORY_KIB", 64),
        VirtualPrinter() as printer,
        VirtualPrinter() as other,
    ):
        selling = prepared(folder / "selling", printer)
        setting = copied(selling, folder / "setting", other)
        ran = [commands.approver(setting), commands.subsidise(setting)]
        give_back_elsewhere(selling)
        with ThreadPoolExecutor() as both:
            told = [
                both.submit(whole_life, selling, SUPERVISOR, AT_THE_COUNTER),
                both.submit(whole_life, setting, ADMINISTRATOR, AT_THE_SETTINGS),
            ]
            played = [scene for life in told for scene in life.result()]
    ran.append(commands.accept_clock(setting))
    return Lived((selling, setting), tuple(played), (*commands.BEFORE, *ran))


def whole_life(desk: Desk, operator: int, scenes: tuple[Scene, ...]) -> list[Played]:
    """One counter from its first sign-in on."""
    player = Player(desk)
    try:
        player.sign_in(operator)
        return play(Stage(player), scenes)
    finally:
        player.close()


def prepared(folder: Path, printer: VirtualPrinter) -> Desk:
    """A counter with two supervisors, two models of meters, and what commands alone set."""
    folder.mkdir()
    desk = Desk(folder, printer=address(printer)).set_up()
    desk.do(
        "set-operator",
        by=ADMINISTRATOR,
        second=SUPERVISOR,
        operator=str(SECOND),
        name="Rehema",
        role="supervisor",
        pin="?",
    ).fine()
    desk.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model="EW20",
        hoarding_limit="200",
        profile="tapcard-sle4428",
    ).fine()
    for command in commands.BEFORE:
        command.run(desk)
    return desk


def give_back_elsewhere(desk: Desk) -> None:
    """A payment that stands on a tax invoice goes back, and is not credited as it would be here.

    So an invoice stands after another kiosk corrected a sale of it.
    """
    desk.do("take-payment", kind="repair", payer="Asha Ali").fine()
    taxpayer: dict[str, Any] = {"name": "Asha Ali", "tax_number": "A-1", "address": "Plot 2"}
    desk.do("tax-invoice", receipts="1", **taxpayer).fine()
    with patch("app.operations.reverse_payment.credit_invoiced", lambda *asked: asked[-1]):
        desk.do("reverse-payment", by=CASHIER, receipt="1", reason="wrong").fine()


def copied(desk: Desk, folder: Path, printer: VirtualPrinter) -> Desk:
    """The same counter once more."""
    shutil.copytree(desk.folder, folder)
    return Desk(folder, printer=address(printer))


def address(printer: VirtualPrinter) -> str:
    """Where a printer listens."""
    return f"tcp://127.0.0.1:{printer.listen_tcp()}"
