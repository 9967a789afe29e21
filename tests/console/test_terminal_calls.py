"""What is asked of the kernel: each call's number and argument."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path

import pytest

from app.console import number_lock, palette, terminals

HEADERS = Path("/usr/include/linux")
NUMBERS = {
    "KDGKBLED": ("kd.h", number_lock.KDGKBLED),
    "KDSKBLED": ("kd.h", number_lock.KDSKBLED),
    "PIO_CMAP": ("kd.h", palette.PIO_CMAP),
    "VT_ACTIVATE": ("vt.h", terminals.VT_ACTIVATE),
    "VT_WAITACTIVE": ("vt.h", terminals.VT_WAITACTIVE),
    "VT_LOCKSWITCH": ("vt.h", terminals.VT_LOCKSWITCH),
    "VT_UNLOCKSWITCH": ("vt.h", terminals.VT_UNLOCKSWITCH),
    "TIOCLINUX": ("../asm-generic/ioctls.h", terminals.TIOCLINUX),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_is_the_kernels(name: str) -> None:
    header, number = NUMBERS[name]
    found = re.search(rf"#define\s+{name}\s+(0x\w+)", (HEADERS / header).read_text())
    assert found is not None
    assert int(found.group(1), 16) == number


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, object]]:
    """Every call to a terminal, which answers that caps lock is on."""
    made: list[tuple[int, int, object]] = []

    def ioctl(terminal: int, request: int, argument: object = 0, _change: bool = False) -> int:
        if isinstance(argument, bytearray):
            argument[0] = 0x04
        made.append((terminal, request, argument))
        return 0

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    return made


def test_number_lock_is_on_and_stays_on_after_a_reset(
    calls: list[tuple[int, int, object]],
) -> None:
    """``setleds -D +num``: the flag and its default; caps lock stays as it is."""
    number_lock.switch_on(5)
    assert calls[-1] == (5, 0x4B65, 0x04 | 0x02 | 0x20)


def test_a_palette_is_48_bytes_in_the_order_of_ansi(
    calls: list[tuple[int, int, object]],
) -> None:
    palette.set_palette(5, " ".join(["000000", "aa0000", *["0a0b0c"] * 14]))
    (made,) = calls
    assert made[:2] == (5, 0x4B71)
    assert made[2] == bytes.fromhex("000000aa0000") + bytes((10, 11, 12)) * 14


def test_a_locked_console_is_unlocked_before_another_terminal_is_shown(
    calls: list[tuple[int, int, object]],
) -> None:
    terminals.show(5, 1)
    assert [(request, argument) for _terminal, request, argument in calls] == [
        (terminals.VT_UNLOCKSWITCH, 0),
        (terminals.VT_ACTIVATE, 1),
        (terminals.VT_WAITACTIVE, 1),
    ]


def test_terminals_are_locked_and_unlocked(calls: list[tuple[int, int, object]]) -> None:
    terminals.lock(5)
    terminals.unlock(5)
    assert [request for _terminal, request, _argument in calls] == [0x560B, 0x560C]


def test_kernel_messages_go_to_another_terminal(calls: list[tuple[int, int, object]]) -> None:
    terminals.keep_messages_away(5)
    assert calls == [(5, terminals.TIOCLINUX, b"\x0b\x08")]
