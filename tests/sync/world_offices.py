"""Head offices of random worlds: kept open, emptied for the next world, in memory if there is room.

Another head office gets all that one has in its journal, node by node in any order, projecting in
between: whatever came when, its tables must be the same.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from app.domain.identity import EventId
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.journal import GENESIS
from app.ledger.projection.dump import canonical_dump
from app.office.projector import project_once
from app.office.store.contract import KioskTransaction, Store
from app.office.store.migrations import HISTORY
from app.office.store.opening import open_store
from app.office.store.rows import KioskEpoch
from app.office.tables import bring_up_to_date
from app.sync.run import Run
from tests.ledger.rumours import NODES
from tests.office.cluster import Cluster
from tests.office.nodes import NOW, part
from tests.place import place
from tests.sync.at_once import writing_at_once

_KEPT = (HISTORY, "projection_form", "this_ledger", "clear_form")
"""Tables that say what the store is, not what is in it."""
_MOST = 25
"""Events that come at once."""


class WorldOffice:
    """A store for one world after another."""

    def __init__(self, store: Store, empty: Callable[[], None]) -> None:
        """``empty``: takes all rows out of it."""
        self.store = store
        self._empty = empty
        bring_up_to_date(store, NODES[0], NOW)

    def emptied(self) -> Store:
        """For the next world."""
        self._empty()
        return self.store


class KeptOffice(WorldOffice):
    """One that can be put back to a backup."""

    def __init__(
        self, store: Store, empty: Callable[[], None], beside: Sequence[apsw.Connection]
    ) -> None:
        """``beside``: connections to each of its files."""
        super().__init__(store, empty)
        self._beside = beside

    def kept(self) -> Callable[[], None]:
        """A backup of now; called, it is put back."""
        backups = [(one, apsw.Connection(":memory:")) for one in self._beside]
        for one, backup in backups:
            _copy(one, backup)

        def put_back() -> None:
            for one, backup in backups:
                _copy(backup, one)

        return put_back


def _copy(source: apsw.Connection, target: apsw.Connection) -> None:
    with target.backup("main", source, "main") as copying:
        copying.step()


@contextmanager
def sqlite_office() -> Iterator[KeptOffice]:
    """Two files."""
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        files = Path(folder) / "office"
        with writing_at_once():
            store = open_store(str(files))
        beside = [apsw.Connection(str(files / name)) for name in ("journal.db", "tables.db")]
        for connection in beside:
            connection.set_busy_timeout(10_000)

        def empty() -> None:
            for connection in beside:
                with connection:
                    names = connection.execute(
                        "SELECT name FROM sqlite_schema WHERE type = 'table'"
                    )
                    for (name,) in names.fetchall():
                        if name not in _KEPT:
                            connection.execute(f'DELETE FROM "{name}"')

        try:
            yield KeptOffice(store, empty, beside)
        finally:
            for connection in beside:
                connection.close()
            store.close()


@contextmanager
def postgres_office() -> Iterator[WorldOffice]:
    """A cluster of its own."""
    folder = tempfile.mkdtemp(prefix="pg-", dir=place())
    cluster = Cluster(Path(folder))
    store = open_store(cluster.new_database("office"))
    beside = cluster.connect(cluster.dsn("office"))

    def names() -> list[str]:
        rows = beside.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables "
            "WHERE schemaname IN ('journal', 'tables') AND NOT tablename = ANY(%s)",
            (list(_KEPT),),
        )
        return [row[0] for row in rows.fetchall()]

    def empty() -> None:
        full = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names()
        )
        found = [row[0] for row in beside.execute(full.encode()).fetchall()]
        if found:
            beside.execute(f"TRUNCATE {', '.join(found)}".encode())

    try:
        yield WorldOffice(store, empty)
    finally:
        beside.close()
        store.close()
        cluster.remove()


def project_all(store: Store) -> None:
    """Until nothing is left. Raises AssertionError for what no projector could take."""
    while not project_once(store, NOW).nothing:
        pass
    aside = store.quarantined()
    assert not aside, f"head office cannot project what counters wrote: {aside[0]}"


def tables_of(store: Store) -> list[bytes]:
    """As text."""
    with store.read_tables() as db:
        return list(canonical_dump(db))


def journal_of(store: Store) -> list[Run]:
    """Everything that kiosks brought."""
    found = []
    for kiosk in store.kiosks():
        for epoch, row in sorted(kiosk.epochs.items()):
            page = store.page(row.node, epoch, 1, 1 << 20)
            previous = row.parent.hash if row.parent else GENESIS
            bodies = tuple(body for _seq, body in page.events)
            if bodies:
                found.append(Run(row.node, epoch, 1, previous, bodies, dict(page.headers)))
    return found


def entries_of(runs: list[Run]) -> list[tuple[EventId, Entry]]:
    """Every event of a journal."""
    return [(id, decode_entry(body)) for run in runs for id, body, _hash in run.events()]


def bring(one: Store, other: Store, chance: random.Random) -> None:
    """Gives to ``other``, which is empty, all that ``one`` has, in an order of its own."""
    for kiosk in one.kiosks():
        first, *further = kiosk.epochs.values()
        other.enrol(kiosk.enrolment, _empty(first))
        for row in further:
            other.change(row.node, lambda tx, row=row: tx.put_epoch(_empty(row)))  # type: ignore[misc]
    left = {(run.node, run.epoch): run for run in journal_of(one)}
    came = dict.fromkeys(left, 0)
    while left:
        which = chance.choice(list(left))
        run, after = left[which], came[which]
        came[which] = last = min(run.last, after + chance.randint(1, _MOST))
        _append(one, other, part(run, after + 1, last))
        if last == run.last:
            del left[which]
        if chance.random() < 0.3:
            project_once(other, NOW, most=chance.randint(1, 60))


def _append(one: Store, other: Store, run: Run) -> None:
    kiosk = one.kiosk(run.node)
    assert kiosk is not None
    row = _upto(kiosk.epochs[run.epoch], run.last, run.last_hash)

    def work(tx: KioskTransaction) -> None:
        tx.append(run)
        tx.put_epoch(row)

    other.change(run.node, work)


def _empty(row: KioskEpoch) -> KioskEpoch:
    return _upto(row, 0, row.parent.hash if row.parent else GENESIS)


def _upto(row: KioskEpoch, last: int, hash: bytes) -> KioskEpoch:
    return KioskEpoch(
        node=row.node,
        epoch=row.epoch,
        public_key=row.public_key,
        seal_key=row.seal_key,
        last_seq=last,
        last_hash=hash,
        fenced=row.fenced,
        parent=row.parent,
    )
