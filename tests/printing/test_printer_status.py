from __future__ import annotations

import pytest

from app.printing.printer_answers import PrinterAnswers
from app.printing.printer_status import (
    Paper,
    PrinterStatus,
    from_answers,
    from_parallel_port,
    is_real_time,
)

GOOD = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


@pytest.mark.parametrize(
    ("answers", "status", "reason"),
    [
        (GOOD, PrinterStatus(online=True, paper=Paper.OK), ""),
        (
            GOOD | {1: 0x16},
            PrinterStatus(online=True, paper=Paper.OK, drawer_open=True),
            "",
        ),
        (GOOD | {4: 0x1E}, PrinterStatus(online=True, paper=Paper.NEAR_END), ""),
        (
            {1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x7E},
            PrinterStatus(online=False, paper=Paper.OUT),
            "paper out",
        ),
        (
            GOOD | {1: 0x1A, 2: 0x16},
            PrinterStatus(online=False, paper=Paper.OK, cover_open=True),
            "cover open",
        ),
        (
            GOOD | {1: 0x1A, 2: 0x52, 3: 0x1A},
            PrinterStatus(online=False, paper=Paper.OK, error=True),
            "printer error",
        ),
        (GOOD | {1: 0x1A}, PrinterStatus(online=False, paper=Paper.OK), "printer offline"),
        ({1: 0x12}, PrinterStatus(online=True, paper=Paper.UNKNOWN), ""),
        (
            {1: 0x1A, 2: 0x36, 4: 0x12},
            PrinterStatus(online=False, paper=Paper.OUT, cover_open=True),
            "paper out, cover open",
        ),
    ],
)
def test_status_bytes_are_understood(
    answers: dict[int, int], status: PrinterStatus, reason: str
) -> None:
    assert from_answers(answers) == status
    assert status.reason == reason
    assert status.ready is (not reason)


@pytest.mark.parametrize(
    ("bits", "ready", "reason"),
    [
        (0x18, True, ""),
        (0x38, False, "paper out"),
        (0x08, False, "printer offline"),
        (0x10, False, "printer error"),
    ],
)
def test_a_usb_printers_three_wires_are_understood(bits: int, ready: bool, reason: str) -> None:
    status = from_parallel_port(bits)
    assert (status.ready, status.reason) == (ready, reason)


def test_answers_are_told_apart_however_they_arrive() -> None:
    answers = PrinterAnswers()
    stream = b"\x12\x00" + b"\x1c\x00\x0f\x00" + b"\x13\x11" + b"\x0c\x1e"
    for byte in stream:
        answers.feed(bytes([byte]))
    assert answers.queued == 2, "paper sensors ok, then end; automatic status and XON/XOFF left out"
    assert [answers.real_time(), answers.real_time(), answers.real_time()] == [0x12, 0x1E, None]


def test_every_real_time_answer_of_the_reference_is_recognised() -> None:
    assert all(is_real_time(0x12 | bits) for bits in (0, 0x04, 0x08, 0x0C, 0x20, 0x40, 0x60, 0x6C))
    assert not any(is_real_time(byte) for byte in (0x00, 0x0F, 0x10, 0x1C, 0x11, 0x13, 0x92))
