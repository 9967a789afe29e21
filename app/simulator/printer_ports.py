"""The sockets of a virtual printer: TCP, Unix and a serial line (pty), served by one thread."""

from __future__ import annotations

import contextlib
import os
import pty
import selectors
import socket
import struct
import termios
import threading
import tty
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeAlias

Reply: TypeAlias = Callable[[bytes], None]
"""Sends bytes back to where a command came from; silently lost when nobody listens any more."""

_CHUNK = 4096
_STEP_SECONDS = 10.0
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class PrinterPorts:
    """Listens, receives and answers. What is received goes to one function, in one thread."""

    def __init__(self, receive: Callable[[bytes, Reply], bool]) -> None:
        """``receive`` gets every piece of bytes; when it returns False the power has failed."""
        self._receive = receive
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._run_steps)
        self._steps: deque[tuple[Callable[[], None], threading.Event]] = deque()
        self._listeners: list[socket.socket] = []
        self._connections: set[socket.socket] = set()
        self._terminals: list[tuple[int, int]] = []
        self._tcp_ports: list[int] = []
        self._paths: list[Path] = []
        self._running = True
        self._thread = threading.Thread(target=self._serve, name="virtual-printer", daemon=True)
        self._thread.start()

    def listen_tcp(self, port: int) -> int:
        """Listens on the loopback interface; 0 picks a free port. Returns the port."""
        number = self._open_tcp(port)
        self._tcp_ports.append(number)
        return number

    def listen_unix(self, path: Path) -> None:
        """Listens on a Unix socket."""
        self._open_unix(path)
        self._paths.append(path)

    def open_terminal(self) -> str:
        """Opens a serial line; returns the name of the device for the program's end."""
        master, slave = pty.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._terminals.append((master, slave))
        read = partial(self._read_terminal, master)
        self._within(lambda: self._register(master, read))
        return os.ttyname(slave)

    def connect(self) -> socket.socket:
        """A line that nobody else can reach: the program's end of a pair of sockets."""
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self._within(partial(self._add_connection, theirs))
        return ours

    def shut(self) -> None:
        """Nobody listens; connections are reset, unread bytes on serial lines are lost."""
        self._within(self._shut)

    def reopen(self) -> None:
        """Listens at the same places again."""
        for port in self._tcp_ports:
            self._open_tcp(port)
        for path in self._paths:
            self._open_unix(path)

    def close(self) -> None:
        """Shuts everything and ends the thread."""
        self._within(self._stop)
        self._thread.join()
        for descriptor in [self._wake_read, self._wake_write, *sum(self._terminals, ())]:
            os.close(descriptor)
        self._selector.close()

    def _open_tcp(self, port: int) -> int:
        listener = socket.create_server(("127.0.0.1", port))
        self._within(partial(self._add_listener, listener))
        number: int = listener.getsockname()[1]
        return number

    def _open_unix(self, path: Path) -> None:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen()
        self._within(partial(self._add_listener, listener))

    # -- in the thread ---------------------------------------------------------------------

    def _serve(self) -> None:
        while self._running:
            for key, _events in self._selector.select():
                # An earlier one of the same round may have closed this one.
                if key.fd in self._selector.get_map():
                    key.data()

    def _within(self, step: Callable[[], None]) -> None:
        """Runs a step in the thread and waits for its end."""
        if threading.current_thread() is self._thread:
            step()
            return
        done = threading.Event()
        self._steps.append((step, done))
        os.write(self._wake_write, b"!")
        done.wait(_STEP_SECONDS)

    def _run_steps(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, _CHUNK)
        while self._steps:
            step, done = self._steps.popleft()
            step()
            done.set()

    def _register(self, source: socket.socket | int, ready: Callable[[], None]) -> None:
        self._selector.register(source, selectors.EVENT_READ, ready)

    def _add_listener(self, listener: socket.socket) -> None:
        listener.setblocking(False)
        self._listeners.append(listener)
        self._register(listener, partial(self._accept, listener))

    def _accept(self, listener: socket.socket) -> None:
        connection, _address = listener.accept()
        connection.setblocking(False)
        self._add_connection(connection)

    def _add_connection(self, connection: socket.socket) -> None:
        self._connections.add(connection)
        self._register(connection, partial(self._read_connection, connection))

    def _read_connection(self, connection: socket.socket) -> None:
        data = b""
        with contextlib.suppress(ConnectionError):
            data = connection.recv(_CHUNK)
        if not data:
            self._drop(connection)
        elif not self._receive(data, partial(_send, connection)):
            self._shut()

    def _read_terminal(self, master: int) -> None:
        if not self._receive(os.read(master, _CHUNK), partial(_write, master)):
            self._shut()

    def _drop(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        self._connections.discard(connection)
        connection.close()

    def _shut(self) -> None:
        for listener in self._listeners:
            self._selector.unregister(listener)
            listener.close()
        self._listeners.clear()
        for path in self._paths:
            path.unlink(missing_ok=True)
        for connection in tuple(self._connections):
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            self._drop(connection)
        for master, _slave in self._terminals:
            termios.tcflush(master, termios.TCIOFLUSH)

    def _stop(self) -> None:
        self._shut()
        self._running = False


def _send(connection: socket.socket, data: bytes) -> None:
    with contextlib.suppress(OSError):
        connection.send(data)


def _write(master: int, data: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(master, data)
