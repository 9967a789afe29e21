"""A real pcscd for tests: its own socket, its own readers, its own ports, killed at will.

The daemon's paths are compiled in, so it runs in a mount namespace of its own in which
``/run/pcscd`` is a directory of this process; libpcsclite finds it through
``PCSCLITE_CSOCK_NAME``. Neither a pcscd of the machine nor another test process is disturbed.
Where namespaces are forbidden and the user may write ``/run/pcscd``, the daemon runs there, one
test process at a time.

libpcsclite reads the variable once, so a process has one daemon: :func:`running_pcscd`. Tests that
use it are marked ``pytest.mark.xdist_group("pcsc")`` and start it from the main thread.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import IO, NamedTuple

PCSCD = Path("/usr/sbin/pcscd")
VPCD = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
SYSTEM_DIRECTORY = Path("/run/pcscd")

_SECONDS = 10.0
_POLL = 0.005
_SLOTS_PER_DRIVER = 2
_PORTS = range(20_000, 32_000)
"""Below the kernel's own choices for outgoing connections."""
_LISTEN = "0A"
"""State of a listening socket in /proc/net/tcp."""
_LOST_COUNT = 3.0
"""Seconds, many polls: a count that does not agree by then never will, as the daemon missed one."""
_PRESENT = 0x20
"""SCARD_STATE_PRESENT."""

_IN_NAMESPACE = """
mount -t tmpfs tmpfs /run && mkdir /run/pcscd && mount --bind "$1" /run/pcscd || exit 99
exec setpriv --pdeathsig KILL "$2" -f -e -c "$3"
"""


class Slot(NamedTuple):
    """One reader of the daemon."""

    reader: str
    """Name as PC/SC reports it."""
    port: int
    """Where a virtual card connects to be in it."""


class PcscDaemon:
    """pcscd with four readers: two of an ACS's name and two of an OMNIKEY's."""

    def __init__(self) -> None:
        for file in (PCSCD, VPCD):
            if not file.exists():
                raise FileNotFoundError(f"{file}: install the packages pcscd and vsmartcard-vpcd")
        self._home = Path(tempfile.mkdtemp(prefix="pcscd-"))
        self._isolated = _may_unshare()
        self._directory = self._home / "run" if self._isolated else SYSTEM_DIRECTORY
        self._directory.mkdir(exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._drivers: dict[tuple[Slot, ...], tuple[Path, str]] = {}
        self.acs = self._add_readers("ACS ACR39U ICC Reader", VPCD)
        # Slots of one loaded driver are shared among its readers; a copy is another driver.
        copy = shutil.copy(VPCD.resolve(), self._home / "libifdvpcd-2.so")
        self.omnikey = self._add_readers("HID Global OMNIKEY 3x21 Smart Card Reader", Path(copy))
        os.environ["PCSCLITE_CSOCK_NAME"] = str(self._directory / "pcscd.comm")

    @property
    def running(self) -> bool:
        """Whether the daemon runs."""
        return self._process is not None and self._process.poll() is None

    def start(self, without: Collection[tuple[Slot, ...]] = ()) -> None:
        """Starts the daemon and waits until it answers and its readers take cards.

        ``without``: pairs of readers that are not there. Its readers can be unplugged in no other
        way (notes/cards.md 1.6, pitfall 16).
        """
        if self.running:
            return
        there = [pair for pair in self._drivers if pair not in without]
        for pair, (file, text) in self._drivers.items():
            file.write_text(text if pair in there else "")
        if not self._isolated and self._lock is None:
            self._lock = _sole_use()
        for leftover in ("pcscd.comm", "pcscd.pid"):  # a killed daemon leaves them
            (self._directory / leftover).unlink(missing_ok=True)
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command(), stdout=log, stderr=log)
        ports = {slot.port for pair in there for slot in pair}
        wait_for(lambda: self._ready(ports), "pcscd is ready")

    def kill(self) -> None:
        """Ends the daemon as a crash does: no farewell, files left behind."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends the daemon in order."""
        self._end(signal.SIGTERM)
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def restart(self) -> None:
        """Kills the daemon and starts it again."""
        self.kill()
        self.start()

    def remove(self) -> None:
        """Stops the daemon and deletes its files."""
        self.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(_SECONDS)
        self._process = None

    def _command(self) -> list[str]:
        config = str(self._home / "readers")
        if not self._isolated:
            return [str(PCSCD), "-f", "-e", "-c", config]
        return [
            *_UNSHARE,
            "sh",
            "-c",
            _IN_NAMESPACE,
            "sh",
            str(self._directory),
            str(PCSCD),
            config,
        ]

    def _ready(self, ports: set[int]) -> bool:
        if not self.running:
            raise RuntimeError(f"pcscd ended: {(self._home / 'log').read_text()}")
        return (self._directory / "pcscd.comm").exists() and ports <= _listening_ports()

    def _add_readers(self, name: str, driver: Path) -> tuple[Slot, ...]:
        port = _free_ports(_SLOTS_PER_DRIVER)
        config = self._home / "readers"
        config.mkdir(exist_ok=True)
        pair = tuple(Slot(f"{name} 00 {i:02d}", port + i) for i in range(_SLOTS_PER_DRIVER))
        self._drivers[pair] = (
            config / driver.stem,
            f'FRIENDLYNAME "{name}"\n'
            f"DEVICENAME /dev/null:{port:#06X}\n"
            f"LIBPATH {driver}\n"
            f"CHANNELID {port:#06X}\n",
        )
        return pair


_UNSHARE = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-r", "--mount"]
_daemon: PcscDaemon | None = None


@contextlib.contextmanager
def running_pcscd() -> Iterator[PcscDaemon]:
    """This process's daemon, running; it goes on until the process ends."""
    global _daemon
    if _daemon is None:
        _daemon = PcscDaemon()
        atexit.register(_daemon.remove)
    _daemon.start()
    yield _daemon


def wait_for(condition: Callable[[], bool], what: str, seconds: float = _SECONDS) -> None:
    """Polls until ``condition`` holds; raises TimeoutError naming ``what``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s in vain until {what}")
        time.sleep(_POLL)


def wait_for_card(slot: Slot, *, present: bool = True) -> None:
    """Waits until the daemon has seen the card in the slot, or has seen it gone.

    Its poll of 0.4 s is compiled in, and a card inserted before the removal of the last one was
    noticed is never found: a test waits for the slot to be empty before it inserts again.
    """
    since = time.monotonic()

    def settled() -> bool:
        nonlocal since
        state = _state(slot)
        if bool(state & _PRESENT) != present:
            since = time.monotonic()
            return False
        return bool(state >> 16 & 1) == present or time.monotonic() - since > _LOST_COUNT

    wait_for(settled, f"a card in {slot.reader} is seen: {present}")


def _state(slot: Slot) -> int:
    """Its event state; the upper half counts insertions and removals.

    Powering down a pulled card makes the state empty before the daemon's poll has noticed; until
    it has, state and count do not agree.
    """
    from smartcard import scard

    _hresult, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
    try:
        _hresult, states = scard.SCardGetStatusChange(context, 0, [(slot.reader, 0)])
    finally:
        scard.SCardReleaseContext(context)
    return int(states[0][1])


def _may_unshare() -> bool:
    probe = [*_UNSHARE, "mount", "-t", "tmpfs", "tmpfs", "/run"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _sole_use() -> IO[str]:
    """Waits until no other test process runs a daemon in that directory; close to let go."""
    lock = (SYSTEM_DIRECTORY / "tests.lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def _listening_ports() -> set[int]:
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    fields = (line.split() for line in lines)
    return {int(f[1].partition(":")[2], 16) for f in fields if f[3] == _LISTEN}


def _free_ports(count: int) -> int:
    """The first of ``count`` neighbouring ports on which nothing listens."""
    for first in random.sample(_PORTS, len(_PORTS)):
        with contextlib.suppress(OSError), contextlib.ExitStack() as held:
            for port in range(first, first + count):
                held.enter_context(socket.create_server(("0.0.0.0", port)))
            return first
    raise OSError("no free ports")
