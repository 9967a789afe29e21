"""A network printer behind the forwarder of tapcard-printer.service, as the counter sees it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.printing.errors import PrinterLost
from app.printing.transport import PrinterPort
from app.simulator.printer import VirtualPrinter
from tests.printing.conftest import port_at
from tests.printing.waiting import eventually
from tests.unit_file import UnitFile

UNIT = UnitFile(Path(__file__).parents[2] / "deploy" / "tapcard-printer.service")
ACTIVATE = shutil.which("systemd-socket-activate")
SECONDS = 5.0

pytestmark = pytest.mark.skipif(ACTIVATE is None, reason="needs systemd-socket-activate")


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter(48) as virtual:
        yield virtual


@pytest.fixture
def forwarded(printer: VirtualPrinter, tmp_path: Path) -> Iterator[PrinterPort]:
    """The unit's own command on a socket of its own, as systemd starts it."""
    command = UNIT.one("Service", "ExecStart")
    assert command is not None
    address = f"127.0.0.1:{printer.listen_tcp()}"
    place = tmp_path / "printer.sock"
    forwarder = subprocess.Popen(
        [
            str(ACTIVATE),
            f"--listen={place}",
            *command.replace("${PRINTER}", address).split(),
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(place.exists)
        yield port_at(f"unix://{place}")
    finally:
        forwarder.kill()
        forwarder.wait()


def test_a_paper_comes_out_and_is_proved(forwarded: PrinterPort, printer: VirtualPrinter) -> None:
    with forwarded.link(SECONDS) as link:
        paper = b"\x1b@hello\n\x1dV\x01" + link.completion_question()
        while paper:
            paper = paper[link.write(paper, SECONDS) :]
        assert link.completed(SECONDS)
    assert printer.documents[0].text == "hello"


def test_what_the_printer_says_comes_back(forwarded: PrinterPort, printer: VirtualPrinter) -> None:
    printer.take_paper_out()
    with forwarded.link(SECONDS) as link:
        status = link.status()
    assert status is not None
    assert not status.ready


def test_a_printer_that_is_off_is_told_from_one_that_is_on(
    forwarded: PrinterPort, printer: VirtualPrinter
) -> None:
    """The forwarder takes the connection before it knows; then it hangs up."""
    printer.power_off()
    with forwarded.link(SECONDS) as link, pytest.raises(PrinterLost):
        link.status()
