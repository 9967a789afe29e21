"""A head office with a fleet in its store: made once, and found again in the same folder."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.office.store.opening import open_store
from app.office.tables import bring_up_to_date
from app.settings.office import OFFICE_FILE, OfficeSettings, load_office_settings
from app.sync.agent_loop import wall_milliseconds
from tests.office.town import Served, founded
from tests.scale.filling import fill_postgres, fill_sqlite
from tests.scale.fleet import OFFICE_NODE, Fleet
from tests.scale.founding import found
from tests.scale.models import Models, lived
from tests.scale.server import Server


class Size(msgspec.Struct, frozen=True):
    """How large a fleet is."""

    kiosks: int
    households: int
    buyers: int
    """Households of each kiosk that have bought."""


_ENDS = 300.0
"""Seconds."""
FULL = Size(10_000, 1_000, 25)
HUNDREDTH = Size(100, 1_000, 25)


@dataclass
class Place:
    """Filled; ``server`` runs where there is one."""

    settings: OfficeSettings
    fleet: Fleet
    seconds: float
    """That filling took; 0 where it was found filled."""
    size: int
    """Bytes of the store."""


@contextmanager
def place(folder: Path, size: Size, *, postgres: bool) -> Iterator[Place]:
    """Fills what is not filled; ends the database server behind."""
    folder.mkdir(exist_ok=True)
    models = _models(folder / "models")
    server = Server(folder / "pg") if postgres else None
    try:
        yield _filled(folder, size, models, server)
    finally:
        if server is not None:
            server.stop()


@contextmanager
def served(settings: OfficeSettings) -> Iterator[Served]:
    """`tapcard office serve`, as a process."""
    one = Served(settings)
    one.start()
    try:
        yield one
    finally:
        # It ends behind the batch that it projects, which takes its time where much else goes on.
        assert one.process is not None
        one.process.terminate()
        one.process.wait(_ENDS)


def _models(folder: Path) -> Models:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return lived(folder)


def _filled(folder: Path, size: Size, models: Models, server: Server | None) -> Place:
    done = folder / "size.json"
    fleet = Fleet(size.kiosks, size.households, size.buyers, models)
    seconds = 0.0
    if done.exists():
        assert msgspec.json.decode(done.read_bytes(), type=Size) == size, "another size is there"
    else:
        began = time.monotonic()
        store = "" if server is None else server.new_database("office")
        settings = founded(folder, store)
        _fill(settings, fleet, server)
        seconds = time.monotonic() - began
        done.write_bytes(msgspec.json.encode(size))
    settings = load_office_settings(folder / OFFICE_FILE)
    return Place(settings, fleet, seconds, _bytes(settings, server))


def _fill(settings: OfficeSettings, fleet: Fleet, server: Server | None) -> None:
    now = wall_milliseconds()
    store = open_store(settings.store)
    bring_up_to_date(store, OFFICE_NODE, now)
    store.close()
    _tell("filling")
    if server is None:
        fill_sqlite(Path(settings.store), fleet)
    else:
        server.for_loading()
        fill_postgres(settings.store, fleet)
        server.for_serving()
    _tell("enrolling")
    store = open_store(settings.store)
    found(store, fleet, now)
    store.close()
    _tell("filled")


def _bytes(settings: OfficeSettings, server: Server | None) -> int:
    if server is None:
        return sum(one.stat().st_size for one in Path(settings.store).iterdir())
    with server.connect(settings.store) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return int(row[0])


def _tell(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
