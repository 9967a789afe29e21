"""Events per second made durable at head office, with every hash and signature verified.

Real sales with their card images, sealed as kiosks seal them, are pushed through the rules as
``serve`` does it: by as many threads of one process. Sealing is the kiosks' work, and not measured.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psycopg

from app.ledger.birth import ENGINE
from app.ledger.database import connection_of
from app.ledger.journal import rows_in_order
from app.ledger.ledger import Ledger
from app.office.http import PUSHES
from app.office.push import push
from app.office.push_answers import Acked
from app.office.serving import SWITCH
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.sync.bundle import parse_joined
from app.sync.event_codecs import Codec
from tests.bench.bench_journal import fill, template
from tests.bench.line import Line, line
from tests.bench.places import Place, Taken, place, taken
from tests.counter import Counter, SeededRandomness
from tests.office.nodes import NOW, KioskNode

_GOAL = 60_000.0
_BUNDLE = 1_000
_JOINED = 2
"""Bundles in a request: what an agent sends that has been offline."""
_BARE = (
    "CREATE TABLE bare (node BIGINT, epoch BIGINT, seq BIGINT, body BYTEA, hash BYTEA, "
    "PRIMARY KEY (node, epoch, seq))"
)


@dataclass(frozen=True)
class Work:
    """What one thread pushes: all requests of some kiosks, in order."""

    kiosks: Sequence[KioskNode]
    requests: Sequence[tuple[int, bytes]]
    """Sender, bundles joined."""

    @property
    def events(self) -> int:
        """In all of them."""
        return sum(kiosk.here.last for kiosk in self.kiosks)


def measure(folder: Path, events: int = 12_000) -> list[Line]:
    """``events`` of each of some kiosks, over both databases."""
    sys.setswitchinterval(SWITCH)
    bodies = sales(folder / "ledger.db", events)
    works = [made([node, node + 1], bodies) for node in range(1, 2 * PUSHES, 2)]
    lines = []
    for store in ("sqlite", "postgres"):
        with place(store, folder) as here:
            floor = taken(here, [partial(_least, here, works)])
        for threads in (1, PUSHES):
            with place(store, folder) as here:
                found = _taken(here, works[:threads])
            name = f"{store}, {threads} at once"
            lines += _lines(name, works[:threads], found, (works, floor), goal=threads == PUSHES)
    return lines


def _lines(
    name: str,
    works: Sequence[Work],
    found: Taken,
    floor: tuple[Sequence[Work], Taken],
    *,
    goal: bool,
) -> list[Line]:
    """Events per second, and processor time, which does not ask who else is there."""
    rate, least = _rate(works, found), _processor(*floor)
    wanted, met = ("at least 60,000/s", rate >= _GOAL) if goal else ("", None)
    took = _processor(works, found)
    return [
        line(name, rate, "events/s", _rate(*floor), wanted, met=met),
        line(f"{name}, processor time", took, "us/event", least, "", met=None),
    ]


def _processor(works: Sequence[Work], found: Taken) -> float:
    """Microseconds for each event, of this program and the database's server."""
    return (found.processor + found.server) / sum(work.events for work in works) * 1e6


def _rate(works: Sequence[Work], found: Taken) -> float:
    return sum(work.events for work in works) / found.seconds


def sales(path: Path, events: int) -> tuple[bytes, ...]:
    """The bytes of so many events of a counter that sells."""
    counter = Counter(path).begin()
    sale = template(counter)
    counter.close()
    with Ledger.open(
        path,
        node=counter.node,
        clock=counter.clock,
        random=counter.random,
        projection=replace(ENGINE, project=lambda _db, _batch: None),
    ) as ledger:
        fill(ledger, *sale, events)
        with ledger.read() as reader:
            rows = list(rows_in_order(connection_of(reader.db)))
    return tuple(body for *_id, body, _hash in rows[-(events - 1) :])


def made(nodes: Sequence[int], bodies: tuple[bytes, ...]) -> Work:
    """These events as those of some kiosks, sealed and joined."""
    kiosks, requests = [], []
    for node in nodes:
        kiosk = KioskNode(node)
        kiosk.journals[1] = replace(kiosk.here, bodies=kiosk.here.bodies + bodies)
        sealed = [
            kiosk.seal(
                first,
                min(first + _BUNDLE - 1, kiosk.here.last),
                images=_images(node, first),
                codec=Codec.COLUMNS,
            )
            for first in range(1, kiosk.here.last + 1, _BUNDLE)
        ]
        joined = (sealed[at : at + _JOINED] for at in range(0, len(sealed), _JOINED))
        requests += [(node, b"".join(some)) for some in joined]
        kiosks.append(kiosk)
    return Work(kiosks, requests)


def _images(node: int, first: int) -> tuple[bytes, ...]:
    """As many as there are sales: mostly alike, with a code of authenticity that nothing packs."""
    random = SeededRandomness(node << 32 | first)
    return tuple(bytes(200) + random.bytes(80) for _sale in range(_BUNDLE // 2))


def _least(here: Place, works: Sequence[Work]) -> None:
    """What nobody can leave out: signature, digest, events, chain, and the bytes durable."""
    keys = {kiosk.node: kiosk.signer.public_key for work in works for kiosk in work.kiosks}
    with closing(_bare(here)) as database:
        for sender, data in (request for work in works for request in work.requests):
            runs = [bundle.open(keys[sender]).run for bundle in parse_joined(data)]
            database.add([(*id, body, hash) for run in runs for id, body, hash in run.events()])


def _bare(here: Place) -> _BareSqlite | _BarePostgres:
    return _BareSqlite(here) if here.postmaster is None else _BarePostgres(here)


class _BareSqlite:
    """One table by key and nothing else."""

    def __init__(self, here: Place) -> None:
        self._database = sqlite3.connect(
            Path(here.where) / "bare.db", isolation_level=None, check_same_thread=False
        )
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute(_BARE.replace("BYTEA", "BLOB") + " WITHOUT ROWID")

    def add(self, rows: Sequence[tuple[object, ...]]) -> None:
        """One durable transaction."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO bare VALUES (?, ?, ?, ?, ?)", rows)
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Ends it."""
        self._database.close()


class _BarePostgres:
    """Likewise, by the driver's own COPY."""

    def __init__(self, here: Place) -> None:
        self._connection = psycopg.connect(here.where)
        self._connection.execute(_BARE.encode())
        self._connection.commit()

    def add(self, rows: Sequence[tuple[object, ...]]) -> None:
        """One durable transaction."""
        statement = "COPY bare FROM STDIN (FORMAT BINARY)"
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(["bigint", "bigint", "bigint", "bytea", "bytea"])
            for row in rows:
                copy.write_row(row)
        self._connection.commit()

    def close(self) -> None:
        """Ends it."""
        self._connection.close()


def _taken(here: Place, works: Sequence[Work]) -> Taken:
    with closing(open_store(here.where)) as store:
        for work in works:
            for kiosk in work.kiosks:
                kiosk.enrol(store)
        return taken(here, [partial(_push_all, store, work) for work in works])


def _push_all(store: Store, work: Work) -> None:
    for sender, data in work.requests:
        answer = push(store, sender, data, NOW)
        if not isinstance(answer, Acked):
            raise TypeError(answer)
