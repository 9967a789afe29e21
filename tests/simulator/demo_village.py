"""A small demo village whose time stands still unless a test moves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.demo import Demo, assembled_demo
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.simulator.tray import Tray
from app.simulator.tray_cards import TrayCard
from app.simulator.village.builder import build_planned
from app.simulator.village.plan import VillagePlan, village_plan

UNTIL = date(2026, 11, 26)
CASHIER = 12


class Machine:
    """The machine's clock: the morning after the village was made."""

    def __init__(self, day: date = UNTIL) -> None:
        self.now = int(datetime(day.year, day.month, day.day, 6, tzinfo=UTC).timestamp()) * 1000

    def milliseconds(self) -> int:
        self.now += 1
        return self.now

    def boot(self) -> str:
        return "the machine's"

    def trusted(self) -> bool:
        return False


def small_plan(seed: int = 1) -> VillagePlan:
    """Three weeks of nine accounts."""
    return village_plan(seed, UNTIL, accounts=9, first=UNTIL - timedelta(days=21))


def build_small(folder: Path, seed: int = 1) -> Path:
    """Makes it; returns its ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = folder / "ledger.db"
    build_planned(ledger, small_plan(seed))
    return ledger


def copied(ledger: Path, folder: Path) -> Path:
    """The same village in another folder."""
    shutil.copytree(ledger.parent, folder)
    return folder / ledger.name


@dataclass(frozen=True)
class OpenDemo:
    """An open demo and its cashier."""

    demo: Demo

    @property
    def tray(self) -> Tray:
        return self.demo.tray

    def do(self, operation: str, **arguments: str) -> Any:
        """As `tapcard do` would."""
        chosen = operation_named(operation)
        caller = Caller(operator=CASHIER)
        kiosk = self.demo.assembly.kiosk
        return chosen.run(kiosk, caller, parse_arguments(chosen, arguments))

    def card(self, label: str) -> TrayCard:
        """The first card whose label has this in it."""
        return next(card for card in self.tray.cards() if label in card.label)

    def label(self, name: str) -> str:
        """How a card stands now."""
        return next(card.label for card in self.tray.cards() if card.name == name)


@contextmanager
def opened(ledger: Path, machine: Machine | None = None) -> Iterator[OpenDemo]:
    """The demo counter on a village."""
    with assembled_demo(ledger, machine or Machine()) as demo:
        yield OpenDemo(demo)
