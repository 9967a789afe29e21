"""A disk that is really full under head office: nothing is acknowledged that is not there, and all
goes on by itself once there is room."""

from __future__ import annotations

import os
import pwd
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.ledger.errors import CommitInDoubt, DiskFull
from app.office.push_answers import Acked
from app.office.store.contract import Store
from app.office.store.errors import StoreUnavailable
from app.office.store.opening import open_store
from tests.office.cluster import Cluster
from tests.office.nodes import KioskNode, kept, same

EVENTS, STEP = 1_500, 250
PADDING = random.Random(1).randbytes(1_000).hex()
"""That no database packs."""
FULL = (DiskFull, CommitInDoubt, StoreUnavailable)


@contextmanager
def disk(path: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


def fill(place: Path, left: int) -> Path:
    """Somebody else's file that leaves so many bytes."""
    found = os.statvfs(place)
    made = place / "holiday.film"
    made.write_bytes(bytes(found.f_bavail * found.f_frsize - left))
    return made


def push_until_full(store: Store, kiosk: KioskNode) -> int:
    """The last event that was acknowledged."""
    acked = 0
    with pytest.raises(FULL):
        for first in range(1, EVENTS, STEP):
            answer = kiosk.push(store, first, min(EVENTS, first + STEP - 1))
            assert isinstance(answer, Acked)
            acked = answer.seq
    return acked


def goes_on(store: Store, kiosk: KioskNode, acked: int) -> None:
    """What was acknowledged is there, and all the rest comes."""
    bodies, _headers = kept(store, 7, 1)
    assert len(bodies) >= acked
    assert bodies == kiosk.here.bodies[: len(bodies)]
    for first in range(1, EVENTS, STEP):
        assert isinstance(kiosk.push(store, first, min(EVENTS, first + STEP - 1)), Acked)
    assert same(store, kiosk)


def kiosk_with_much() -> KioskNode:
    return KioskNode(7).sell(EVENTS - 1, PADDING)


def test_on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the look at the free room lies: SQLite itself meets the end of the disk."""
    kiosk = kiosk_with_much()
    monkeypatch.setattr("app.ledger.database.free_bytes", lambda _directory: 1 << 40)
    with disk(tmp_path / "disk", 24) as place:
        store = open_store(str(place / "office"))
        kiosk.enrol(store)
        film = fill(place, 2 << 20)
        acked = push_until_full(store, kiosk)
        store.close()
        film.unlink()
        store = open_store(str(place / "office"))
        goes_on(store, kiosk, acked)
        store.close()


def test_on_postgresql(cluster: Cluster) -> None:
    """The disk of the data alone, so that the server itself lives on."""
    kiosk = kiosk_with_much()
    with disk(cluster.folder / "disk", 48) as place:
        data = place / "data"
        data.mkdir()
        os.chown(data, pwd.getpwnam("postgres").pw_uid, -1)
        with cluster.connect() as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{data}'".encode())
            connection.execute(b"CREATE DATABASE full_one TABLESPACE small")
        try:
            store = open_store(cluster.dsn("full_one"))
            kiosk.enrol(store)
            film = fill(place, 1 << 20)
            acked = push_until_full(store, kiosk)
            film.unlink()
            goes_on(store, kiosk, acked)
            store.close()
        finally:
            with cluster.connect() as connection:
                connection.execute(b"DROP DATABASE full_one WITH (FORCE)")
                connection.execute(b"DROP TABLESPACE small")
