"""A real terminal: the counter on a pty of 80 by 24, and what a person sees on it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

COLUMNS, LINES = 80, 24
KEYS = {
    "enter": b"\r",
    "escape": b"\x1b",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1b[[A",
    "f3": b"\x1b[[C",
    "f12": b"\x1b[24~",
    "+": b"+",
    "-": b"-",
    "*": b"*",
    "/": b"/",
    **{str(digit): str(digit).encode() for digit in range(10)},
}
"""What the keys of a Linux console send; those of its numeric keypad send the same."""

_POLL = 0.02
_QUIET_SECONDS = 0.25
_SECONDS = 60.0
_ESCAPE_SECONDS = 0.2
"""Pause after Escape, so that what follows is not taken for its sequence."""


class Terminal:
    """One program in a terminal, with a count of key actions."""

    def __init__(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self.screen)
        self._guard = threading.Lock()
        self._painted = threading.Event()
        self._rows: list[str] = []
        """What the screen says; of the rows painted since, what it said before."""
        self.received = 0
        self.actions = 0
        """Keys pressed since the job began, characters typed into fields not counted."""
        self.process, self._pty = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(
                words[0],
                list(words),
                {**os.environ, "TERM": "linux", "ESCDELAY": "25", **(environment or {})},
            )
        fcntl.ioctl(self._pty, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._ended: int | None = None
        self._hung_up = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # -- hands -----------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Key actions."""
        for key in keys:
            self.actions += 1
            os.write(self._pty, KEYS[key])
            if key == "escape":
                time.sleep(_ESCAPE_SECONDS)

    def type(self, text: str) -> None:
        """Characters into a field."""
        os.write(self._pty, text.encode())

    def paste(self, data: bytes) -> None:
        """Bytes as a terminal might send them."""
        os.write(self._pty, data)

    def resize(self, columns: int, lines: int) -> None:
        """Makes the terminal larger or smaller, as its program is told by SIGWINCH."""
        with self._guard:
            self.screen.resize(lines, columns)
            self._rows = []
        fcntl.ioctl(self._pty, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    # -- eyes ------------------------------------------------------------------------------

    def text(self) -> str:
        """What is on the screen."""
        with self._guard:
            screen, rows = self.screen, self._rows
            if len(rows) != screen.lines:
                rows[:] = [""] * screen.lines
                screen.dirty.update(range(screen.lines))
            for row in screen.dirty.intersection(range(screen.lines)):
                cells = screen.buffer[row]
                rows[row] = "".join([cells[column].data for column in range(screen.columns)])
            screen.dirty.clear()
            return "\n".join(rows)

    def until(self, what: str | Callable[[], object], seconds: float = _SECONDS) -> None:
        """Waits for words on the screen, or for something to be so."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self._painted.clear()
            if what in self.text() if isinstance(what, str) else what():
                return
            if self._ended is not None:
                raise AssertionError(f"the counter ended ({self._ended}):\n{self.text()}")
            self._painted.wait(_POLL)
        raise AssertionError(f"no {what} in {seconds} s:\n{self.text()}")

    def quiet(self, rest: float = _QUIET_SECONDS) -> None:
        """Waits until the program has painted nothing and done nothing for ``rest`` seconds.

        On a machine with much to do it may paint nothing for long and still be at what was typed.
        """
        heard, since = -1, time.monotonic()

        def silent() -> bool:
            nonlocal heard, since
            if heard != self.received or self._busy():
                heard, since = self.received, time.monotonic()
            return time.monotonic() - since > rest

        self.until(silent)

    def _busy(self) -> bool:
        """Whether a thread of the program runs, or waits for a processor or a disk (proc(5))."""
        for stat in Path(f"/proc/{self.process}/task").glob("*/stat"):
            with suppress(OSError):  # the thread has ended
                if stat.read_text().rpartition(")")[2].split()[0] in "RD":
                    return True
        return False

    # -- life ------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether the program lives."""
        return self._ended is None

    def kill(self, number: int = signal.SIGKILL) -> int:
        """Ends the program; returns its wait status."""
        if self._ended is None:
            os.kill(self.process, number)
        self._reader.join(_SECONDS)
        assert self._ended is not None
        return self._ended

    def hang_up(self) -> int:
        """Takes the terminal away; returns the program's wait status."""
        self._hung_up = True
        self._reader.join(_SECONDS)
        assert self._ended is not None, "it lives on without its terminal"
        return self._ended

    def local_modes(self) -> int:
        """The terminal's local modes, of termios(3)."""
        modes: int = termios.tcgetattr(self._pty)[3]
        return modes

    def _read(self) -> None:
        while not self._hung_up:
            ready, _writers, _others = select.select([self._pty], [], [], _POLL)
            if ready:
                try:
                    data = os.read(self._pty, 65536)
                except OSError:
                    data = b""
                if data:
                    with self._guard:
                        self._stream.feed(data)
                        self.received += len(data)
                    self._painted.set()
                    continue
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                self._ended = status
                os.close(self._pty)
                return
            if ready:
                time.sleep(_POLL)
        os.close(self._pty)
        _process, self._ended = os.waitpid(self.process, 0)
