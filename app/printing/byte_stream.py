"""Bytes to and from a printer, with a limit on every wait.

python-escpos' own connections block for up to a minute, or for ever, and raise four unrelated
kinds of errors (notes/printing.md 1.4); these do neither.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import stat
from pathlib import Path
from typing import Protocol

from app.domain.text import _
from app.printing.errors import PrinterAbsent, PrinterLost
from app.settings.addresses import PrinterAddress, Scheme

_CONNECT_SECONDS = 3.0
_CHUNK = 4096
_UNACKNOWLEDGED_MILLISECONDS = 20_000
"""After this long without a sign of life from the network, a TCP connection counts as lost; the
system's own limit is a quarter of an hour."""
_DEVICES = Path("/dev")
_FILES_IN_MEMORY = _DEVICES / "shm"
_CLOSED = -1
_BROKEN = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Handle(Protocol):
    """What owns a file descriptor: a socket, a serial port, an open device."""

    def fileno(self) -> int:
        """The descriptor."""
        ...

    def close(self) -> None:
        """Gives it back."""
        ...


class ByteStream:
    """A descriptor that is read and written in bounded time. Any error means it is lost."""

    def __init__(self, handle: Handle) -> None:
        """Takes hold of ``handle`` and makes it non-blocking."""
        self._handle = handle
        self._descriptor = handle.fileno()
        os.set_blocking(self._descriptor, False)

    @property
    def descriptor(self) -> int:
        """For device-specific questions."""
        return self._descriptor

    def write(self, data: bytes | memoryview, timeout: float) -> int:
        """Gives what is taken at once, at most a few kilobytes; returns how much that was.

        0 when nothing was taken within ``timeout`` seconds. Raises PrinterLost.
        """
        if not self._ready(select.POLLOUT, timeout):
            return 0
        try:
            return os.write(self._descriptor, data[:_CHUNK])
        except BlockingIOError:
            return 0
        except OSError as error:
            raise lost(error) from error

    def read(self, timeout: float) -> bytes:
        """What has come, or comes within ``timeout`` seconds; nothing otherwise.

        Raises PrinterLost, also when the other end has closed the connection.
        """
        if not self._ready(select.POLLIN, timeout):
            return b""
        try:
            data = os.read(self._descriptor, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise lost(error) from error
        if not data:
            raise lost(None)
        return data

    def writable(self, timeout: float) -> bool:
        """Whether all that was written has been handed on. Raises PrinterLost."""
        return self._ready(select.POLLOUT, timeout)

    def close(self) -> None:
        """Ends the connection. Never raises."""
        self._descriptor = _CLOSED
        with contextlib.suppress(OSError):
            self._handle.close()

    def _ready(self, wanted: int, timeout: float) -> bool:
        if self._descriptor == _CLOSED:
            raise lost(None)
        poll = select.poll()
        poll.register(self._descriptor, wanted)
        found = poll.poll(timeout * 1000)
        events = found[0][1] if found else 0
        if events & _BROKEN and not events & wanted:
            raise lost(None)
        return bool(events & wanted)


class _OpenFile:
    """A device or file, as a handle."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        os.close(self._descriptor)


def open_stream(address: PrinterAddress) -> ByteStream:
    """A fresh connection. Raises PrinterAbsent; there is none to :attr:`Scheme.NONE`."""
    try:
        match address.scheme:
            case Scheme.TCP:
                return ByteStream(_tcp(address))
            case Scheme.UNIX:
                return ByteStream(_unix(address))
            case Scheme.SERIAL:
                return ByteStream(_serial(address))
            case _:
                return ByteStream(_file(Path(address.path)))
    except ImportError as error:
        raise PrinterAbsent(
            _("The printer at {url} needs pyserial, which is not installed.").format(
                url=address.url
            ),
            _("All sales are recorded and papers wait. Install Tapcard with its extra `serial`."),
        ) from error
    except OSError as error:  # pyserial's errors are OSErrors too
        raise PrinterAbsent(
            _("The printer is not there: {url} ({reason}).").format(
                url=address.url, reason=error.strerror or error
            ),
            _(
                "All sales are recorded and papers wait. Switch the printer on, check its cable and"
                " the setting [printer] url."
            ),
        ) from error


def lost(error: OSError | None) -> PrinterLost:
    """The error for a connection that broke."""
    reason = _("connection closed") if error is None else (error.strerror or str(error))
    return PrinterLost(
        _("The connection to the printer broke: {reason}.").format(reason=reason),
        _(
            "All sales are recorded. Check the printer's power and cable; a paper that may be out"
            " already is printed again with a mark."
        ),
    )


def _tcp(address: PrinterAddress) -> socket.socket:
    connection = socket.create_connection((address.host, address.port), _CONNECT_SECONDS)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNACKNOWLEDGED_MILLISECONDS)
    return connection


def _unix(address: PrinterAddress) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_CONNECT_SECONDS)
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


def _serial(address: PrinterAddress) -> Handle:
    import serial  # an extra: few printers hang on a serial line

    # Reads and writes go by the descriptor; pyserial sets speed, parity and exclusiveness.
    port: Handle = serial.Serial(
        address.path, address.baud, timeout=0, write_timeout=_CONNECT_SECONDS, exclusive=True
    )
    return port


def _file(path: Path) -> _OpenFile:
    flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_APPEND
    if _DEVICES not in path.parents or _FILES_IN_MEMORY in path.parents:
        # Bytes for inspection. A missing device must not turn into a file of the same name.
        flags |= os.O_CREAT
    descriptor = os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)
    return _OpenFile(descriptor)
