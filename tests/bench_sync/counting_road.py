"""A TCP way that counts the bytes on it, both directions, encrypted and with all framing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_PIECE = 1 << 16


@dataclass
class Counted:
    """Bytes so far."""

    port: int
    up: int = 0
    down: int = 0
    connections: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def both(self) -> int:
        """Together."""
        with self.guard:
            return self.up + self.down

    def add(self, up: int, down: int) -> None:
        """More."""
        with self.guard:
            self.up += up
            self.down += down


@contextmanager
def counting_road(to: int) -> Iterator[Counted]:
    """A port that leads to port ``to`` of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    counted = Counted(listening.getsockname()[1])

    def take() -> None:
        with suppress(OSError):
            while True:
                one, _address = listening.accept()
                counted.connections += 1
                other = socket.create_connection(("127.0.0.1", to))
                for source, sink, up in ((one, other, True), (other, one, False)):
                    threading.Thread(
                        target=_move, args=(source, sink, counted, up), daemon=True
                    ).start()

    threading.Thread(target=take, daemon=True).start()
    try:
        yield counted
    finally:
        listening.close()


def _move(source: socket.socket, sink: socket.socket, counted: Counted, up: bool) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            counted.add(len(piece) if up else 0, 0 if up else len(piece))
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
