"""Head office and what befalls it: killed, its database crashed, a backup put back.

It is `tapcard office serve` as a process: HTTPS and feeds in it, projectors too (SQLite) or beside
it (PostgreSQL), its administrators' socket, from which people here grant epochs and vending limits.
"""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.domain.identity import Node
from app.office.admin_socket import OfficeClosed, OfficeRefused
from app.office.administration import AskAllowance, AskGrant
from app.office.identity import load_identity
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.office.store.rows import Enrolment, KioskEpoch
from tests.chaos.kiosk import ChaosKiosk
from tests.office.cluster import Cluster
from tests.office.nodes import NOW
from tests.office.town import BY_TWO, Served, founded, set_master

_PATIENCE = 120.0
"""Seconds for what takes one."""
_UNTIL = date(2099, 12, 31)

Cursors = dict[tuple[Node, int], int]


def region_of(node: Node) -> int:
    """Two kiosks have one: what a kiosk does comes to one other."""
    return 100 + node // 2


@dataclass(frozen=True)
class Backup:
    """A copy of the store, and how far it goes."""

    place: Path | None
    """None: a database beside the other."""
    cursors: Cursors


class World:
    """One head office."""

    def __init__(self, folder: Path, cluster: Cluster | None) -> None:
        """``cluster``: PostgreSQL; SQLite in ``folder`` without one."""
        self.cluster = cluster
        self.settings = founded(
            folder / "head", "" if cluster is None else cluster.new_database("office")
        )
        set_master(self.settings)
        self.place = self.settings.store
        self.counts: Counter[str] = Counter()
        self.generation = 0
        """Grows when head office is restored: what was said before counts no longer."""
        self.failed = False
        """Head office could not be started again: nobody waits for it."""
        self.durable = 0
        """Events that kiosks were told to be durable, some of them more than once."""
        self.office_key = load_identity(self.settings.identity).public_key
        self.trust = ssl.create_default_context(cafile=str(self.settings.certificate))
        self._served = Served(self.settings)
        self._folder = folder
        self._alive = threading.Event()
        self._guard = threading.Lock()
        self._moved = threading.Condition(self._guard)
        self._ended = False
        self._crashes = 0

    # -- what kiosks see ----------------------------------------------------------------------

    def address(self) -> str:
        """Where the server is."""
        return self.settings.url

    def wait_until_alive(self) -> None:
        """Returns when its process is there again."""
        assert self._alive.wait(_PATIENCE)
        assert not self.failed

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

    def give_up(self) -> None:
        """Nothing more will come."""
        with self._moved:
            self._ended = True
            self._moved.notify_all()

    def grant(self, node: Node, key: bytes) -> None:
        """People decide; what they decide on may be gone after a restore, or head office away."""
        try:
            self._served.ask(AskGrant(node=node, key=key.hex(), by=BY_TWO), int)
        except (OfficeClosed, OfficeRefused):
            self.count("grants that failed and were tried again")
            return
        self.count("epochs granted")
        self.allow(node)

    def allow(self, node: Node) -> None:
        """The vending limit of its epoch in force; whoever gets none sells on all the same."""
        ask = AskAllowance(node=node, money="1000000", count=100_000, until=_UNTIL, by=BY_TWO)
        try:
            self._served.ask(ask, str)
        except (OfficeClosed, OfficeRefused):
            self.count("vending limits that were not granted")

    # -- what befalls it ----------------------------------------------------------------------

    def enrol(self, kiosks: list[ChaosKiosk]) -> None:
        """All of them, before anything runs."""
        store = open_store(self.place)
        for kiosk in kiosks:
            enrolment = Enrolment(
                node=kiosk.node,
                name=f"Kiosk {kiosk.node}",
                region=region_of(kiosk.node),
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
        self._served.start()
        self._alive.set()

    def stop(self) -> None:
        """As systemd ends it."""
        self._alive.clear()
        assert self._served.stop() == 0, self.log()

    def abandon(self) -> None:
        """Whatever still runs is killed."""
        if self._served.process is not None and self._served.process.poll() is None:
            self._served.kill()

    def log(self) -> str:
        """All that its processes said."""
        return (self.settings.folder / "serve.log").read_text()

    def kill_server(self) -> None:
        """Its process dies in the midst of everything and is started again."""
        self._killed()
        self.start()

    def kill_projector(self) -> None:
        """Whichever comes first; head office begins it again and nobody notices."""
        for process in self._served.children()[:1]:
            os.kill(process, signal.SIGKILL)
            self.count("projector kills")

    def crash_database(self) -> None:
        """PostgreSQL dies in three ways by turns; the server stays and must find it again."""
        assert self.cluster is not None
        self._crashes += 1
        match self._crashes % 3:
            case 0:
                self.cluster.stop_at_once()
                self.cluster.start()
                self.count("database stopped at once")
            case 1:
                self.cluster.kill()
                self.cluster.start()
                self.count("database killed")
            case _:
                self.cluster.kill_one_of_its_processes()
                self.count("process of the database killed")

    def back_up(self) -> Backup:
        """A copy, taken while nobody has the store open."""
        self._killed()
        place = self._copied()
        store = open_store(self.place)
        cursors = cursors_of(store)
        store.close()
        self.start()
        self.count("backups")
        return Backup(place, cursors)

    def restore(self, backup: Backup) -> None:
        """Head office goes on from a backup of its store: all that came since is gone there."""
        self._killed()
        self.generation += 1
        self._put_back(backup)
        self.start()
        self.count("head office restored")

    def _killed(self) -> None:
        self._alive.clear()
        self._served.kill()
        self.count("server kills")

    def _copied(self) -> Path | None:
        if self.cluster is None:
            return Path(shutil.copytree(self.place, self._folder / "backup"))
        with self.cluster.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = 'office'"
            )
            connection.execute("CREATE DATABASE backup TEMPLATE office")
        return None

    def _put_back(self, backup: Backup) -> None:
        if backup.place is not None:
            shutil.rmtree(self.place)
            backup.place.rename(self.place)
            return
        assert self.cluster is not None
        with self.cluster.connect() as connection:
            connection.execute("DROP DATABASE office WITH (FORCE)")
            connection.execute("ALTER DATABASE backup RENAME TO office")


def cursors_of(store: Store) -> Cursors:
    """Last event of each node's epochs."""
    return {
        (node, epoch): row.last_seq
        for kiosk in store.kiosks()
        for node in (kiosk.enrolment.node,)
        for epoch, row in kiosk.epochs.items()
    }
