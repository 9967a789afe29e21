"""The virtual printer behaves and fails as notes/printing.md 1.4, 2.1 and 3.2 say."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from escpos.printer import Network

from app.simulator.printer import DrawerPulse, VirtualPrinter
from app.simulator.printer_status import (
    Condition,
    automatic_status,
    queued_status,
    real_time_status,
)
from app.simulator.real_time import RealTimeScanner

RECEIPT = b"\x1b@Total 12.50\n\x1dV\x00"
PAPER_SENSOR = b"\x1dr\x01"
KICK = b"\x1bp\x00\x19\xfa"


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as printer:
        yield printer


@pytest.fixture
def line(printer: VirtualPrinter) -> Iterator[socket.socket]:
    with connected(printer.listen_tcp()) as connection:
        yield connection


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def status(line: socket.socket, number: int) -> str:
    line.sendall(bytes([0x10, 0x04, number]))
    return line.recv(1).hex()


class TestStatus:
    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            (Condition(), "12 12 12 12"),
            (Condition(drawer_open=True), "16 12 12 12"),
            (Condition(switched_offline=True), "1a 12 12 12"),
            (Condition(switched_offline=True, drawer_open=True), "1e 12 12 12"),
            (Condition(cover_open=True), "1a 16 12 12"),
            (Condition(near_end=True), "12 12 12 1e"),
            (Condition(paper_out=True), "1a 32 12 72"),
            (Condition(paper_out=True, near_end=True), "1a 32 12 7e"),
        ],
    )
    def test_real_time_bytes(self, condition: Condition, expected: str) -> None:
        told = b"".join(real_time_status(number, condition) for number in (1, 2, 3, 4))
        assert told.hex(" ") == expected
        assert all(byte & 0x93 == 0x12 for byte in told)

    def test_queued_bytes(self) -> None:
        assert queued_status(1, Condition()) == b"\x00"
        assert queued_status(1, Condition(near_end=True)) == b"\x03"
        assert queued_status(49, Condition(paper_out=True)) == b"\x0c"
        assert queued_status(2, Condition()) == b"\x00"
        assert queued_status(2, Condition(drawer_open=True)) == b"\x01"

    def test_automatic_bytes(self) -> None:
        worst = Condition(paper_out=True, near_end=True, drawer_open=True)
        assert automatic_status(worst).hex() == "1c000f00"
        assert automatic_status(Condition()).hex() == "10000000"
        assert automatic_status(Condition(cover_open=True)).hex() == "38000000"


class TestPrinting:
    def test_prints_what_it_is_sent(self, printer: VirtualPrinter, line: socket.socket) -> None:
        line.sendall(RECEIPT + RECEIPT)
        documents = printer.wait_for_documents(2)
        assert [document.text for document in documents] == ["Total 12.50"] * 2
        assert documents[0].data == RECEIPT
        assert documents[0].complete

    def test_answers_real_time_status(self, line: socket.socket) -> None:
        assert [status(line, number) for number in (1, 2, 3, 4)] == ["12"] * 4

    def test_answers_the_queue_after_printing(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        line.sendall(RECEIPT + PAPER_SENSOR)
        assert line.recv(1) == b"\x00"
        assert len(printer.documents) == 1

    def test_without_a_cutter_paper_is_torn_off(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        line.sendall(b"one\n\n" + PAPER_SENSOR)
        assert line.recv(1) == b"\x00"
        assert printer.unfinished.text == "one\n"
        printer.tear_off()
        assert [document.text for document in printer.documents] == ["one"]

    def test_commands_that_it_does_not_know_are_told(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        line.sendall(b"\x1bZ" + PAPER_SENSOR)
        assert line.recv(1) == b"\x00"
        assert [command.name for command in printer.unknown] == ["ESC Z"]

    def test_waiting_for_paper_that_does_not_come_ends(self, printer: VirtualPrinter) -> None:
        with pytest.raises(TimeoutError):
            printer.wait_for_documents(1, timeout=0.01)

    def test_two_clients_get_their_own_answers(self, printer: VirtualPrinter) -> None:
        port = printer.listen_tcp()
        with connected(port) as one, connected(port) as other:
            printer.take_paper_out()
            one.sendall(RECEIPT + PAPER_SENSOR)
            printer.wait_for(lambda: printer.received == len(RECEIPT + PAPER_SENSOR))
            other.sendall(b"\x1dr\x02")
            printer.wait_for(lambda: printer.received == len(RECEIPT + PAPER_SENSOR) + 3)
            line_before = status(other, 4)
            printer.load_paper()
            assert line_before == "72"
            assert one.recv(9) == b"\x00"
            assert other.recv(9) == b"\x00"

    def test_python_escpos_reads_its_status(self, printer: VirtualPrinter) -> None:
        escpos = Network("127.0.0.1", printer.listen_tcp(), timeout=5)
        try:
            assert escpos.is_online()
            assert escpos.paper_status() == 2
            printer.near_end()
            assert escpos.paper_status() == 1
            assert escpos.is_online()
            printer.take_paper_out()
            assert escpos.paper_status() == 0
            assert not escpos.is_online()
        finally:
            escpos.close()


class TestFaults:
    @pytest.mark.parametrize(
        ("fault", "mend", "told"),
        [
            (VirtualPrinter.take_paper_out, VirtualPrinter.load_paper, ["1a", "32", "72"]),
            (VirtualPrinter.open_cover, VirtualPrinter.close_cover, ["1a", "16", "12"]),
            (VirtualPrinter.switch_offline, VirtualPrinter.switch_online, ["1a", "12", "12"]),
        ],
    )
    def test_holds_everything_back_but_real_time_status(
        self,
        fault: Callable[[VirtualPrinter], None],
        mend: Callable[[VirtualPrinter], None],
        told: list[str],
        printer: VirtualPrinter,
        line: socket.socket,
    ) -> None:
        fault(printer)
        line.sendall(RECEIPT + PAPER_SENSOR)
        printer.wait_until_held()
        assert [status(line, number) for number in (1, 2, 4)] == told
        assert printer.documents == []
        mend(printer)
        assert line.recv(1) == b"\x00"
        assert len(printer.documents) == 1
        assert printer.held == 0

    def test_the_roll_ends_inside_a_job(self, printer: VirtualPrinter, line: socket.socket) -> None:
        printer.load_paper(lines=2)
        line.sendall(b"one\ntwo\nthree\n\x1dV\x00" + PAPER_SENSOR)
        printer.wait_until_held()
        assert printer.unfinished.text == "one\ntwo"
        assert status(line, 4) == "72"
        printer.load_paper()
        assert line.recv(1) == b"\x00"
        assert [document.text for document in printer.documents] == ["one\ntwo\nthree"]

    def test_a_naive_resend_after_a_timeout_prints_three_receipts(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        printer.take_paper_out()
        for _ in range(3):
            line.sendall(RECEIPT)
        printer.wait_for(lambda: printer.received == 3 * len(RECEIPT))
        printer.load_paper()
        assert len(printer.documents) == 3

    def test_near_end_prints_on(self, printer: VirtualPrinter, line: socket.socket) -> None:
        printer.near_end()
        line.sendall(RECEIPT + PAPER_SENSOR)
        assert line.recv(1) == b"\x03"
        assert status(line, 1) == "12"

    def test_silent_it_prints_and_never_answers(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        printer.silence()
        line.sendall(RECEIPT + PAPER_SENSOR + b"\x10\x04\x01")
        printer.wait_for_documents(1)
        printer.wait_for(lambda: printer.received == len(RECEIPT) + 6)
        printer.speak()
        printer.near_end()
        assert status(line, 4) == "1e", "the first answer is to the last question"

    def test_frozen_it_does_nothing_until_it_thaws(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        printer.freeze()
        line.sendall(RECEIPT + b"\x10\x04\x01")
        printer.wait_for(lambda: printer.received == len(RECEIPT) + 3)
        assert printer.documents == []
        printer.thaw()
        printer.wait_for_documents(1)
        printer.near_end()
        assert status(line, 4) == "1e", "what was asked meanwhile is never answered"

    def test_power_loss_resets_the_connection_and_loses_the_buffer(
        self, printer: VirtualPrinter
    ) -> None:
        port = printer.listen_tcp()
        with connected(port) as line:
            line.sendall(b"half a line")
            printer.wait_for(lambda: printer.received == 11)
            printer.power_off()
            with pytest.raises(ConnectionResetError):
                line.recv(1)
        with pytest.raises(ConnectionRefusedError):
            connected(port)
        printer.power_on()
        with connected(port) as line:
            line.sendall(RECEIPT)
            assert [d.text for d in printer.wait_for_documents(1)] == ["Total 12.50"]

    def test_power_loss_while_paper_is_out_forgets_what_was_held(
        self, printer: VirtualPrinter
    ) -> None:
        port = printer.listen_tcp()
        printer.take_paper_out()
        with connected(port) as line:
            line.sendall(RECEIPT)
            printer.wait_until_held()
            printer.power_off()
        printer.power_on()
        printer.load_paper()
        with connected(port) as line:
            line.sendall(PAPER_SENSOR)
            assert line.recv(1) == b"\x00"
        assert printer.documents == []

    def test_dying_in_a_job_leaves_a_part_of_it_on_paper(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        printer.die_after(9)
        line.sendall(b"one\ntwo\nthree\n\x1dV\x00")
        (document,) = printer.wait_for_documents(1)
        assert document.text == "one\ntwo"
        assert not document.complete
        with pytest.raises(ConnectionResetError):
            line.recv(1)

    def test_sending_to_a_dying_printer_looks_well(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        """``sendall`` returns; only a later read shows the reset."""
        printer.die_after(100)
        line.sendall(b"x" * 20_000)
        with pytest.raises(ConnectionResetError):
            line.recv(1)

    def test_a_printer_that_is_not_there(self, printer: VirtualPrinter) -> None:
        port = printer.listen_tcp()
        printer.power_off()
        with pytest.raises(ConnectionRefusedError):
            connected(port)

    def test_automatic_status_comes_at_every_change(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        line.sendall(b"\x1da\xff")
        assert line.recv(4).hex() == "10000000"
        printer.open_cover()
        assert line.recv(4).hex() == "38000000"
        printer.close_cover()
        assert line.recv(4).hex() == "10000000"


class TestDrawer:
    def test_a_pulse_is_no_part_of_the_paper(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        line.sendall(KICK + RECEIPT)
        printer.wait_for_documents(1)
        assert printer.pulses == [DrawerPulse(pin=0, on=50, off=500)]
        assert printer.documents[0].data == RECEIPT

    def test_the_drawer_stays_open_until_it_is_pushed_in(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        line.sendall(KICK)
        printer.wait_for_pulses(1)
        assert status(line, 1) == "16"
        line.sendall(b"\x1dr\x02")
        assert line.recv(1) == b"\x01"
        printer.close_drawer()
        assert status(line, 1) == "12"

    def test_offline_only_the_real_time_pulse_opens_it(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        printer.open_cover()
        line.sendall(KICK + b"\x10\x14\x01\x00\x02")
        assert printer.wait_for_pulses(1) == [DrawerPulse(0, 200, 200, real_time=True)]
        printer.close_cover()
        assert [pulse.real_time for pulse in printer.wait_for_pulses(2)] == [True, False]


class TestPorts:
    def test_a_unix_socket(self, printer: VirtualPrinter, tmp_path: Path) -> None:
        path = tmp_path / "printer"
        printer.listen_unix(path)
        for _ in range(2):
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(5)
                line.connect(str(path))
                assert status(line, 4) == "12"
            printer.power_off()
            assert not path.exists()
            printer.power_on()

    def test_a_serial_line(self, printer: VirtualPrinter) -> None:
        descriptor = os.open(printer.open_terminal(), os.O_RDWR | os.O_NOCTTY)
        try:
            os.write(descriptor, RECEIPT + PAPER_SENSOR)
            assert os.read(descriptor, 1) == b"\x00"
            os.write(descriptor, b"\x10\x04\x04")
            assert os.read(descriptor, 1) == b"\x12"
        finally:
            os.close(descriptor)
        assert printer.documents[0].text == "Total 12.50"

    def test_a_serial_line_survives_a_loss_of_power(self, printer: VirtualPrinter) -> None:
        descriptor = os.open(printer.open_terminal(), os.O_RDWR | os.O_NOCTTY)
        try:
            printer.die_after(4)
            os.write(descriptor, b"one\ntwo\n")
            printer.wait_for_documents(1)
            printer.power_on()
            os.write(descriptor, RECEIPT)
            assert printer.wait_for_documents(2)[1].text == "Total 12.50"
        finally:
            os.close(descriptor)


class TestRealTime:
    def test_is_found_wherever_the_pieces_end(self) -> None:
        for size in (1, 2, 3, 100):
            scanner = RealTimeScanner()
            data = b"ab\x10\x04\x01cd\x10\x10\x04\x04\x10\x14\x01\x00\x02\x10x\x10\x04\x02"
            pieces = [data[at : at + size] for at in range(0, len(data), size)]
            found = [command for piece in pieces for command in scanner.scan(piece)]
            assert found == [
                b"\x10\x04\x01",
                b"\x10\x04\x04",
                b"\x10\x14\x01\x00\x02",
                b"\x10\x04\x02",
            ]

    def test_is_found_even_inside_a_picture(
        self, printer: VirtualPrinter, line: socket.socket
    ) -> None:
        """As real printers do; a driver has to expect answers that it did not ask for."""
        line.sendall(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x04" + b"\x1dV\x00")
        assert line.recv(1) == b"\x12"
        assert "[image 24x1]" in printer.wait_for_documents(1)[0].text
