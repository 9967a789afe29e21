"""A virtual printer on a real socket, and a spooler in a hurry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.printing.delivery import Timing
from app.printing.spooler import Spooler
from app.printing.transport import PrinterPort
from app.settings.addresses import parse_address
from app.simulator.printer import VirtualPrinter
from tests.printing.stores import MemoryStore

ANSWER_SECONDS = 0.4
HURRIED = Timing(poll=0.05, patience=0.6, probe=0.6, retry=0.1, idle=0.1)


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(48) as virtual:
        yield virtual


@pytest.fixture
def port(printer: VirtualPrinter) -> PrinterPort:
    return port_at(f"tcp://127.0.0.1:{printer.listen_tcp()}")


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def spooler(store: MemoryStore, port: PrinterPort) -> Spooler:
    return Spooler(store, port, width=48, timing=HURRIED)


def port_at(url: str) -> PrinterPort:
    return PrinterPort(parse_address(url), ANSWER_SECONDS)


Running = Callable[[Spooler], None]


@pytest.fixture
def running() -> Iterator[Running]:
    """Starts a spooler's thread, and stops it after the test."""
    started: list[Spooler] = []

    def start(spooler: Spooler) -> None:
        spooler.start()
        started.append(spooler)

    yield start
    for spooler in started:
        spooler.stop()
