"""What tests of lent snapshots ask with, and how they hold up or spoil a copy."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from app.ledger import snapshot_server
from app.ledger.snapshot_client import borrowed_snapshot
from app.ledger.snapshot_protocol import short_address, socket_path
from tests.ledger.stand_ins import UNPROJECTED

borrowed = partial(borrowed_snapshot, projection=UNPROJECTED)
Copying = Callable[[Path, Path, Callable[[], bool]], None]
SECONDS = 20
"""After which something that was waited for is not coming any more."""


@contextmanager
def asking(path: Path, *packets: bytes) -> Iterator[socket.socket]:
    """Somebody who speaks the protocol by hand."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(SECONDS)
        with short_address(socket_path(path)) as address:
            connection.connect(address)
        for packet in packets:
            connection.send(packet)
        yield connection


def lent_files(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if ".snapshot-" in file.name]


def copying_as(monkeypatch: pytest.MonkeyPatch, instead: Copying) -> None:
    monkeypatch.setattr(snapshot_server, "write_copy", instead)
