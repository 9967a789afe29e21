"""Events per second made durable at head office, with every hash and signature verified.

Real sales with their card images, sealed as kiosks seal them, are pushed through the rules by one
process and by several at once. Sealing is not measured: that is the kiosks' work.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from app.ledger.birth import ENGINE
from app.ledger.database import connection_of
from app.ledger.journal import rows_in_order
from app.ledger.ledger import Ledger
from app.office.push import push
from app.office.push_answers import Acked
from app.office.store.opening import open_store
from app.sync.bundle import parse_joined
from app.sync.event_codecs import Codec
from tests.bench.bench_journal import fill, template
from tests.bench.line import Line, line
from tests.counter import Counter, SeededRandomness
from tests.office.cluster import Cluster
from tests.office.nodes import NOW, KioskNode

_GOAL = 60_000.0
_BUNDLE = 500
_JOINED = 4
"""Bundles in a request: what an agent sends that has been offline."""


@dataclass(frozen=True)
class Work:
    """What one process pushes: all requests of some kiosks, in order."""

    kiosks: Sequence[KioskNode]
    requests: Sequence[tuple[int, bytes]]
    """Sender, bundles joined."""

    @property
    def events(self) -> int:
        """In all of them."""
        return sum(kiosk.here.last for kiosk in self.kiosks)


def measure(folder: Path, events: int = 12_000) -> list[Line]:
    """``events`` of each of four kiosks, over both databases, in both codecs."""
    bodies = sales(folder / "ledger.db", events)
    lines = []
    for codec in (Codec.COLUMNS, Codec.ZSTD):
        works = [made([node, node + 1], bodies, codec) for node in (1, 3)]
        floor = _opening(works[0])
        told = f"{codec.name.lower()}, {_BUNDLE} events a bundle"
        for store, processes in (("sqlite", 1), ("sqlite", 2), ("postgres", 1), ("postgres", 2)):
            with _place(store, folder) as where:
                rate = _rate(where, works[:processes])
            name = f"{store}, {processes} process{'es' * (processes > 1)}, {told}"
            lines.append(
                line(name, rate, "events/s", floor, "at least 60,000/s", met=rate >= _GOAL)
            )
    return lines


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


def made(nodes: Sequence[int], bodies: tuple[bytes, ...], codec: Codec) -> Work:
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
                codec=codec,
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


def _opening(work: Work) -> float:
    """The least that must be done: signature, digest, events, chain; events per second."""
    keys = {kiosk.node: kiosk.signer.public_key for kiosk in work.kiosks}
    start = time.perf_counter()
    for sender, data in work.requests:
        for bundle in parse_joined(data):
            bundle.open(keys[sender])
    return work.events / (time.perf_counter() - start)


def _rate(where: str, works: Sequence[Work]) -> float:
    """Events per second of all processes together."""
    store = open_store(where)
    for work in works:
        for kiosk in work.kiosks:
            kiosk.enrol(store)
    store.close()
    context = get_context("fork")
    ready = context.Barrier(len(works) + 1)
    processes = [
        context.Process(target=_push_all, args=(where, work, ready.wait)) for work in works
    ]
    for process in processes:
        process.start()
    ready.wait()
    start = time.perf_counter()
    for process in processes:
        process.join()
    taken = time.perf_counter() - start
    if any(process.exitcode for process in processes):
        raise AssertionError("a process did not get everything acknowledged")
    return sum(work.events for work in works) / taken


def _push_all(where: str, work: Work, ready: Callable[[], object]) -> None:
    store = open_store(where)
    ready()
    for sender, data in work.requests:
        answer = push(store, sender, data, NOW)
        if not isinstance(answer, Acked):
            raise TypeError(answer)
    os._exit(0)  # closing the store is not what is measured


@contextmanager
def _place(store: str, folder: Path) -> Iterator[str]:
    """An empty store, on the same disk."""
    with tempfile.TemporaryDirectory(dir=folder) as made_here:
        if store == "sqlite":
            yield made_here
            return
        cluster = Cluster(Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp")))
        try:
            yield cluster.dsn()
        finally:
            cluster.remove()
