"""A program on a terminal whose bytes are timed as they come."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

_SECONDS = 60.0
_QUIET = 0.3


class Watched:
    """One program on a pty of 80 by 24; its bytecode is kept in ``bytecode`` between its starts."""

    def __init__(self, words: Sequence[str], folder: Path, bytecode: Path) -> None:
        self._begun = time.monotonic()
        self.process, self._pty = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve(words[0], list(words), _environment(bytecode))
        fcntl.ioctl(self._pty, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, words: str, since: float | None = None) -> float:
        """Seconds from ``since``, the start unless told, until ``words`` have been painted."""
        heard, ends = b"", time.monotonic() + _SECONDS
        while words.encode() not in heard:
            if time.monotonic() > ends:
                raise TimeoutError(f"no {words!r} in {heard[-2000:]!r}")
            if select.select([self._pty], [], [], 1.0)[0]:
                heard += os.read(self._pty, 65536)
        return time.monotonic() - (self._begun if since is None else since)

    def press(self, keys: bytes, words: str) -> float:
        """Seconds from a key to the last of what it paints."""
        pressed = time.monotonic()
        os.write(self._pty, keys)
        return self.until(words, pressed)

    def heard(self, seconds: float) -> int:
        """Bytes painted in so long a time."""
        count, ends = 0, time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            if select.select([self._pty], [], [], left)[0]:
                count += len(os.read(self._pty, 65536))
        return count

    def rest(self) -> None:
        """Until nothing is painted."""
        while self.heard(_QUIET):
            pass

    def megabytes(self, of: str) -> float:
        """Its memory: VmRSS is what it has, VmHWM the most that it had so far (proc(5))."""
        for line in Path(f"/proc/{self.process}/status").read_text().splitlines():
            if line.startswith(f"{of}:"):
                return int(line.split()[1]) / 1024
        raise LookupError(of)

    def end(self) -> None:
        """Kills it."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._pty)


def _environment(bytecode: Path) -> dict[str, str]:
    """A console's, with what Python keeps compiled, as an installed program has it."""
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **ours,
        "TERM": "linux",
        "ESCDELAY": "25",
        "PYTHONPYCACHEPREFIX": str(bytecode),
    }
