"""Connections to real sockets, a real terminal line and real files; every wait is bounded."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.errors import MoneyState
from app.printing.byte_stream import ByteStream
from app.printing.errors import PrinterAbsent, PrinterBusy, PrinterLost, PrinterSilent
from app.printing.printer_link import PrinterLink
from app.printing.printer_status import Paper
from app.printing.transport import PrinterPort, transport_for
from app.simulator.printer import VirtualPrinter
from tests.printing.conftest import ANSWER_SECONDS, port_at

SOON = 1.0
PAPER = b"\x1b@hello\n\x1dV\x01"


@pytest.fixture(params=["tcp", "unix", "serial"])
def talking(request: pytest.FixtureRequest, printer: VirtualPrinter, tmp_path: Path) -> PrinterPort:
    """The same printer, reached in every way in which it can answer."""
    if request.param == "tcp":
        return port_at(f"tcp://127.0.0.1:{printer.listen_tcp()}")
    if request.param == "unix":
        printer.listen_unix(tmp_path / "printer.sock")
        return port_at(f"unix://{tmp_path}/printer.sock")
    return port_at(f"serial://{printer.open_terminal()}?baud=115200")


def send(link: PrinterLink, data: bytes) -> None:
    while data:
        data = data[link.write(data, SOON) :]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_bytes_arrive_and_completion_is_proved(
    talking: PrinterPort, printer: VirtualPrinter
) -> None:
    with talking.link(SOON) as link:
        send(link, PAPER + link.completion_question())
        assert link.completed(SOON)
        assert link.flushed(SOON)
    assert printer.documents[0].text == "hello"


def test_every_condition_is_told(talking: PrinterPort, printer: VirtualPrinter) -> None:
    with talking.link(SOON) as link:
        status = link.status()
        assert status is not None
        assert (status.ready, status.paper) == (True, Paper.OK)
        printer.near_end()
        status = link.status()
        assert status is not None
        assert (status.ready, status.paper) == (True, Paper.NEAR_END)
        printer.take_paper_out()
        status = link.status()
        assert status is not None
        assert status.reason == "paper out"
        printer.load_paper()
        printer.open_cover()
        status = link.status()
        assert status is not None
        assert status.reason == "cover open"
        printer.close_cover()
        printer.switch_offline()
        status = link.status()
        assert status is not None
        assert status.reason == "printer offline"


def test_completion_is_not_told_before_it_is_so(
    talking: PrinterPort, printer: VirtualPrinter
) -> None:
    printer.take_paper_out()
    with talking.link(SOON) as link:
        send(link, PAPER + link.completion_question())
        printer.wait_until_held()
        assert not link.completed(0.1)
        status = link.status()
        assert status is not None
        assert not status.ready, "the status comes while the proof is held back"
        assert not link.completed(0.1), "an answer to another question proves nothing"
        printer.load_paper()
        assert link.completed(SOON)


def test_automatic_status_is_not_taken_for_proof(
    talking: PrinterPort, printer: VirtualPrinter
) -> None:
    with talking.link(SOON) as link:
        send(link, b"\x1da\xff")
        printer.take_paper_out()
        question = link.completion_question()
        assert not link.completed(0.1)
        printer.load_paper()
        send(link, question)
        assert link.completed(SOON)


def test_a_silent_printer_is_said_to_be_silent(
    talking: PrinterPort, printer: VirtualPrinter
) -> None:
    printer.silence()
    with talking.link(SOON) as link, within(4 * ANSWER_SECONDS):
        with pytest.raises(PrinterSilent) as silent:
            link.status()
        assert silent.value.money is MoneyState.SAFE


def test_a_printer_that_speaks_again_is_believed(
    printer: VirtualPrinter, port: PrinterPort
) -> None:
    with port.link(SOON) as link:
        printer.silence()
        with pytest.raises(PrinterSilent):
            link.status()
        printer.speak()
        status = link.status()
        assert status is not None
        assert status.ready


def test_a_lost_connection_is_said_to_be_lost(printer: VirtualPrinter, port: PrinterPort) -> None:
    with port.link(SOON) as link:
        printer.power_off()
        with pytest.raises(PrinterLost):
            link.completion_question()
            link.completed(SOON)
        with pytest.raises(PrinterLost):
            send(link, PAPER)
            send(link, PAPER)


def test_an_unplugged_serial_line_is_lost() -> None:
    master, slave = os.openpty()
    port = port_at(f"serial://{os.ttyname(slave)}")
    with port.link(SOON) as link:
        os.close(slave)
        os.close(master)
        with pytest.raises(PrinterLost):
            link.status()


def test_a_fresh_connection_works_after_a_lost_one(
    printer: VirtualPrinter, port: PrinterPort
) -> None:
    with port.link(SOON):
        printer.power_off()
    with pytest.raises(PrinterAbsent), port.link(SOON):
        pass
    printer.power_on()
    with port.link(SOON) as link:
        status = link.status()
        assert status is not None
        assert status.ready


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number: int = listener.getsockname()[1]
        return number


@pytest.mark.parametrize(
    "url",
    [
        "tcp://127.0.0.1:{free}",
        "tcp://no-such-printer.invalid:9100",
        "unix://{folder}/absent.sock",
        "serial://{folder}/ttyUSB7",
        "file:///dev/tapcard-absent/lp0",
        "file://{folder}",
    ],
)
def test_an_absent_printer_is_said_to_be_absent(url: str, tmp_path: Path) -> None:
    port = transport_for(url.format(free=free_port(), folder=tmp_path))
    with within(5), pytest.raises(PrinterAbsent) as absent, port.link(SOON):
        pass
    assert absent.value.remedy


def test_a_missing_device_does_not_become_a_file() -> None:
    with pytest.raises(PrinterAbsent), transport_for("file:///dev/tapcard-lp0").link(SOON):
        pass
    assert not Path("/dev/tapcard-lp0").exists()


def test_a_file_takes_bytes_and_tells_nothing(tmp_path: Path) -> None:
    port = transport_for(f"file://{tmp_path}/paper.bin")
    for _round in range(2):
        with port.link(SOON) as link:
            assert link.status() is None
            assert not link.talks
            send(link, PAPER + link.completion_question())
            assert link.flushed(SOON)
            assert not link.completed(0)
    assert (tmp_path / "paper.bin").read_bytes() == PAPER * 2


def test_no_printer_takes_everything() -> None:
    with transport_for("none").link(SOON) as link:
        assert link.write(PAPER, 0) == len(PAPER)
        assert link.status() is None
        assert link.completion_question() == b""
        assert link.flushed(0)
        assert not link.completed(0)


def test_a_printer_that_takes_no_more_data_holds_nobody_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = port_at(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
        with port.link(SOON) as link, within(20):
            # The kernel may find more room once or twice before it takes no more.
            while any(link.write(bytes(4096), 0.1) for _again in range(3)):
                pass
            with within(1):
                assert link.write(bytes(4096), 0.1) == 0
            with within(4 * ANSWER_SECONDS), pytest.raises(PrinterSilent):
                link.status()


def test_a_printer_has_one_connection_at_a_time(port: PrinterPort) -> None:
    with port.link(SOON), within(1), pytest.raises(PrinterBusy), port.link(0.1):
        pass


def test_a_closed_stream_never_touches_what_was_opened_after_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stream = ByteStream(socket.create_connection(listener.getsockname()))
        stream.close()
        with (tmp_path / "ledger").open("wb"), pytest.raises(PrinterLost):
            stream.write(b"pulse", 0)
    assert (tmp_path / "ledger").read_bytes() == b""
