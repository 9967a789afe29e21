"""A shift closes with nobody to tell and nothing to print on; what is owed is made good later.

Head office was never reached (no `tapcard sync` runs, and nobody listens where it should be), and
the printer's line is gone: its device does not exist any more.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

import pytest

from app.commands.outcome import EXIT_SAFE
from app.ledger.events.operators import ShiftClosed
from app.ledger.journal import scan
from app.ledger.ledger import Ledger
from app.printing.delivery import Timing
from app.printing.spooler import Spooler
from app.settings.agent import load_agent_settings
from app.simulator.printer import VirtualPrinter
from app.simulator.reader import VirtualReader
from app.sync.agent_loop import AgentLoop
from app.sync.desk import SyncDesk
from app.sync.folder import SyncFolder
from app.sync.office_client import OfficeUnreachable
from app.sync.transport_identity import make_identity
from tests.counter import SeededRandomness
from tests.end_to_end.conftest import Customer, MakeDesk
from tests.end_to_end.desk import FLOAT, Desk
from tests.grants import enrol_freely
from tests.sync.office_server import make_certificate
from tests.sync.shop import settings_text


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to wait as long as a real printer may take."""
    monkeypatch.setattr("app.commands.do._PRINT_SECONDS", 1)
    defaults = Spooler.__init__.__kwdefaults__
    assert defaults is not None
    quick = Timing(poll=0.05, patience=0.5, probe=0.5, retry=0.2)
    monkeypatch.setitem(defaults, "timing", quick)


class Alone(NamedTuple):
    """A counter of a head office that nobody reaches, with a printer on a serial line."""

    desk: Desk
    folder: SyncFolder
    printer: VirtualPrinter
    device: Path
    unplug: Callable[[], None]
    """Takes the printer away, and its device with it."""


@pytest.fixture
def alone(make_desk: MakeDesk, reader: VirtualReader, tmp_path: Path) -> Iterator[Alone]:
    """It has sold; its agent found nobody and does not run any more."""
    with ExitStack() as plugged:
        printer = plugged.enter_context(VirtualPrinter())
        device = printer.open_terminal()
        desk = make_desk(printer=on_line(device))
        folder = SyncFolder(desk.folder / "sync")
        with desk.config.open("a") as config:
            config.write(f'[sync]\nfolder = "{folder.root}"\n')
        Customer(desk, reader)
        with closing(desk.open()) as ledger:
            enrol_freely(ledger)
            step(ledger, folder)
        with pytest.raises(OfficeUnreachable):
            agent_of(tmp_path, folder).once()
        yield Alone(desk, folder, printer, Path(device), plugged.close)


def test_a_shift_closes_alone_and_its_report_comes_later_and_once(alone: Alone) -> None:
    desk, folder = alone.desk, alone.folder
    sold = receipts(alone.printer)
    assert sold
    alone.unplug()
    assert not alone.device.exists()

    closed = desk.do("close-shift", counted="1000x1")
    assert closed.code == EXIT_SAFE, closed.said
    assert "Not printed yet: K07-01-Z0001" in closed.err
    assert desk.proves_itself()
    with pytest.raises(AssertionError, match="no open shift"):
        desk.do("x-report").fine()

    with closing(desk.open()) as ledger:
        assert folder.bundles(desk.node) == []
        step(ledger, folder)
        waiting = folder.bundles(desk.node)
        assert waiting[0].first == 1
        assert waiting[-1].last >= seq_of_close(ledger), "the sales and the close wait to be sent"

    with VirtualPrinter() as other:
        repaired = Desk(desk.folder, printer=on_line(other.open_terminal()))
        repaired.do("sign-in").fine()
        repaired.do("sign-in").fine()
        (report,) = [one.text for one in other.documents if "SHIFT REPORT Z" in one.text]
    figures = dict(re.findall(r"^(\S.*?) {2,}(?:.* )?(\S+)$", report, re.MULTILINE))
    said = closed.json
    assert figures["Sales"] == money(said["sales_total"])
    assert figures["Counted"] == money(said["counted_total"]) == "1000.00"
    assert figures["Expected"] == money(said["expected"])
    assert figures["Short"] == money(said["over_short"])
    assert said["expected"] == FLOAT + said["sales_total"], "it was paid in cash"
    assert figures["Last receipt"] == sold[-1]


def step(ledger: Ledger, folder: SyncFolder) -> None:
    """What the counter does for the exchange, all day long."""
    SyncDesk(ledger, folder, program="1.0", health=dict).step()


def seq_of_close(ledger: Ledger) -> int:
    """Where the journal says that the shift was closed."""
    with ledger.read() as reader:
        found = [
            id.seq
            for batch in scan(reader.db)
            for id, entry, _body in batch
            if isinstance(entry.event, ShiftClosed)
        ]
    return found[-1]


def on_line(device: str) -> str:
    """A printer's address."""
    return f"serial://{device}?baud=115200"


def agent_of(folder: Path, sync: SyncFolder) -> AgentLoop:
    """An agent whose head office does not answer."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    make_identity(folder / "identity", SeededRandomness(3))
    certificate, file = folder / "office.pem", folder / "sync.toml"
    make_certificate(certificate)
    url = f"https://127.0.0.1:{port}"
    file.write_text(settings_text(url, certificate, sync.root, folder / "identity"))
    return AgentLoop(load_agent_settings(file))


def receipts(printer: VirtualPrinter) -> list[str]:
    """Numbers of what was printed."""
    return re.findall(r"Receipt no\. +(\S+)", "".join(one.text for one in printer.documents))


def money(amount: int) -> str:
    """As a paper shows it."""
    return f"{amount / 100:.2f}"
