"""Kiosks for the command's tests: one ledger is made per session and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeAlias

import pytest

from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.registry import profiles
from app.cards.station import Station
from app.simulator.meter import VirtualMeter
from app.simulator.other_cards import VirtualCard
from app.simulator.printer import VirtualPrinter
from app.simulator.reader import VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from tests.end_to_end.desk import METER, Desk, new_meter

MakeDesk: TypeAlias = Callable[..., Desk]


@pytest.fixture(scope="session")
def fresh_kiosk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a kiosk that is ready to sell."""
    folder = tmp_path_factory.mktemp("kiosk")
    Desk(folder).set_up()
    return folder


@pytest.fixture
def make_desk(fresh_kiosk: Path, tmp_path: Path) -> MakeDesk:
    """Kiosks with an open shift, each in a folder of its own."""

    def make(**devices: str) -> Desk:
        folder = tmp_path / f"kiosk-{len(list(tmp_path.iterdir()))}"
        shutil.copytree(fresh_kiosk, folder)
        return Desk(folder, **devices)  # type: ignore[arg-type]  # texts but for one flag

    return make


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    """A printer with paper."""
    with VirtualPrinter() as one:
        yield one


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> VirtualReader:
    """The reader of every kiosk in this process, in place of the PC/SC one."""
    slot = VirtualReader()
    station = Station(slot, profiles(), DemoKeys())
    monkeypatch.setattr("app.assembly.station", lambda _settings, _keys: station)
    return slot


@pytest.fixture
def desk(make_desk: MakeDesk, printer: VirtualPrinter) -> Desk:
    """A kiosk with a printer."""
    return make_desk(printer=f"tcp://127.0.0.1:{printer.listen_tcp()}")


class Customer:
    """Somebody with an account, a meter and a card in the reader whose load was taken."""

    def __init__(self, desk: Desk, reader: VirtualReader) -> None:
        self.desk = desk
        self.reader = reader
        self.account = desk.account()
        self.meter = VirtualMeter(new_meter(), DemoKeys(), today=date.today())
        self.card = VirtualSle4442()
        self.put(self.card)
        desk.do(
            "allocate-meter", account=self.account, meter=METER, model="DN15", volume="5"
        ).fine()
        self.visit_meter()

    def put(self, card: VirtualCard) -> None:
        """Puts a card on the reader, in place of the one there."""
        self.reader.insert(card)

    def visit_meter(self) -> None:
        """The card goes into the meter and comes back."""
        self.reader.remove()
        self.meter.take(self.card)
        self.put(self.card)


@pytest.fixture
def customer(desk: Desk, reader: VirtualReader) -> Customer:
    """A customer at the desk."""
    return Customer(desk, reader)
