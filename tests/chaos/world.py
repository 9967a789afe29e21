"""Head office and what befalls it: processes killed, the database crashed, a backup put back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from app.domain.identity import Node
from app.office.epochs import NoSuchRequest, grant_epoch
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.office.store.rows import Enrolment, KioskEpoch
from tests.chaos.kiosk import ChaosKiosk
from tests.office.cluster import Cluster
from tests.office.nodes import NOW

_PATIENCE = 120.0
"""Seconds for what takes one."""

Cursors = dict[tuple[Node, int], int]


@dataclass(frozen=True)
class Backup:
    """A copy of the store, and how far it goes."""

    place: str
    cursors: Cursors


class World:
    """One head office; its server is another process."""

    def __init__(self, folder: Path, cluster: Cluster | None) -> None:
        """``cluster``: PostgreSQL; SQLite in ``folder`` without one."""
        self.cluster = cluster
        self.place = str(folder / "office") if cluster is None else cluster.new_database("office")
        self.counts: Counter[str] = Counter()
        self.generation = 0
        """Grows when head office is restored: what was said before counts no longer."""
        self.durable = 0
        """Events that kiosks were told to be durable, some of them more than once."""
        self._folder = folder
        self._alive = threading.Event()
        self._guard = threading.Lock()
        self._grants = threading.Lock()
        self._moved = threading.Condition(self._guard)
        self._process: subprocess.Popen[str] | None = None
        self._url = ""

    # -- what kiosks see ----------------------------------------------------------------------

    def address(self) -> str:
        """Where the server is now."""
        return self._url

    def wait_until_alive(self) -> None:
        """Returns when it answers again."""
        assert self._alive.wait(_PATIENCE)

    def count(self, what: str) -> None:
        """Something happened."""
        with self._guard:
            self.counts[what] += 1

    def advance(self, events: int) -> None:
        """More was acknowledged."""
        with self._moved:
            self.durable += events
            self._moved.notify_all()

    def wait_for(self, events: int) -> bool:
        """Whether so many became durable before :meth:`give_up`."""
        with self._moved:
            self._moved.wait_for(lambda: self.durable >= events or self._ended)
            return not self._ended

    _ended = False

    def give_up(self) -> None:
        """Nothing more will come."""
        with self._moved:
            self._ended = True
            self._moved.notify_all()

    def grant(self, node: Node, epoch: int, key: bytes) -> None:
        """People decide; what they decide on may be gone after a restore."""
        with self._grants:
            store = open_store(self.place)
            try:
                grant_epoch(store, node, epoch, key)
                self.count("epochs granted")
            except NoSuchRequest:
                self.count("requests gone")
            finally:
                store.close()

    # -- what befalls it ----------------------------------------------------------------------

    def enrol(self, kiosks: list[ChaosKiosk]) -> None:
        """All of them, before anything runs."""
        store = open_store(self.place)
        for kiosk in kiosks:
            enrolment = Enrolment(
                node=kiosk.node,
                name=f"Kiosk {kiosk.node}",
                region=12,
                site=str(kiosk.node),
                transport_key=kiosk.transport.public_key,
                enrolled_at=NOW,
            )
            first = KioskEpoch(
                node=kiosk.node,
                epoch=1,
                public_key=kiosk.signer.public_key,
                seal_key=kiosk.signer.seal_public_key,
            )
            store.enrol(enrolment, first)
        store.close()

    def start(self) -> None:
        """The server; returns when it answers."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.small_server", self.place],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._url = self._process.stdout.readline().strip()
        assert self._url, "the server did not start"
        self._alive.set()

    def stop(self) -> None:
        """By SIGKILL: it has no other end."""
        self._alive.clear()
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def kill_server(self) -> None:
        """Its process dies in the midst of everything and is started again."""
        with self._grants:
            self.stop()
            self.start()
        self.count("server kills")

    def crash_database(self) -> None:
        """PostgreSQL stops as if the power were cut; the server stays and must find it again."""
        assert self.cluster is not None
        with self._grants:
            self._alive.clear()
            self.cluster.stop_at_once()
            self.cluster.start()
            self._alive.set()
        self.count("database crashes")

    def back_up(self) -> Backup:
        """A copy, taken while nobody has the store open."""
        with self._grants:
            self.stop()
            place = self._copied()
            store = open_store(self.place)
            cursors = cursors_of(store)
            store.close()
            self.start()
        self.count("backups")
        return Backup(place, cursors)

    def restore(self, backup: Backup) -> None:
        """Head office goes on from a backup: all that came since is gone there."""
        with self._grants:
            self.stop()
            self.generation += 1
            self.place = backup.place
            self.start()
        self.count("head office restored")

    def _copied(self) -> str:
        if self.cluster is None:
            return str(shutil.copytree(self.place, self._folder / "backup"))
        with self.cluster.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'office'"
            )
            connection.execute("CREATE DATABASE backup TEMPLATE office")
        return self.cluster.dsn("backup")


def cursors_of(store: Store) -> Cursors:
    """Last event of each node's epochs."""
    return {
        (node, epoch): row.last_seq
        for kiosk in store.kiosks()
        for node in (kiosk.enrolment.node,)
        for epoch, row in kiosk.epochs.items()
    }
