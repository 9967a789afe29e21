"""Events per second that head office's projectors take into its tables, all indexes kept up.

A village's counter, made by the real operations (sales, accounts, shifts, refunds, reissues),
stands for each of many counters, with accounts, meters, cards and events of its own. What stands
in the journal is projected by one thread or process, and by two at once.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.database import connection_of, open_snapshot
from app.ledger.journal import rows_in_order
from app.ledger.projection.engine import gather
from app.office.projector import BATCH
from app.office.store.opening import open_store
from app.office.store.postgres import PostgresStore
from app.office.tables import bring_up_to_date, compare_tables
from app.simulator.village.builder import build_planned
from app.simulator.village.plan import village_plan
from tests.bench.line import Line, line
from tests.bench.places import Place, Taken, place, taken
from tests.bench.projecting_beside import beside, project_all
from tests.office.nodes import NOW
from tests.office.stories import append
from tests.simulator.demo_village import UNTIL

_GOAL = 20_000.0
_ACCOUNTS, _DAYS = 60, 60
_NUMBER = re.compile(rb'"(account|meter)":"(\d\d)(\d{6,})"')
_SERIAL = re.compile(rb'"serial":"([A-Za-z0-9+/=]+)"')
_HOME = 7


def measure(folder: Path, counters: int = 60) -> list[Line]:
    """SQLite with a thread, PostgreSQL with one and with two processes, as ``serve`` has them."""
    village = lived(folder / "ledger.db")
    told = [(100 + number, as_told_by(village, 100 + number)) for number in range(counters)]
    events = sum(len(bodies) for _node, bodies in told)
    floor = _computing(told)
    lines = []
    for store, workers in (("sqlite", 0), ("postgres", 1), ("postgres", 2)):
        with place(store, folder) as here:
            found = _taken(here, told, workers)
        rate = events / found.seconds
        name = f"{store}, {workers or 1} at once, {events} events"
        goal = workers == PostgresStore.projectors
        lines += [
            line(
                name,
                rate,
                "events/s",
                floor,
                "at least 20,000/s" if goal else "",
                met=rate >= _GOAL if goal else None,
            ),
            line(
                f"{name}, processor time",
                (found.processor + found.server) / events * 1e6,
                "us/event",
                0.0,
                "",
                met=None,
            ),
        ]
    return lines


def lived(path: Path) -> list[bytes]:
    """The journal of a village's counter after two months."""
    until = UNTIL
    first = until - timedelta(days=_DAYS)
    build_planned(path, village_plan(3, until, accounts=_ACCOUNTS, first=first))
    with closing(open_snapshot(path)) as database:
        return [body for *_id, body, _hash in rows_in_order(connection_of(database))]


def as_told_by(village: Sequence[bytes], node: int) -> list[bytes]:
    """The same life at another counter, with other people."""
    everything = b"\n".join(village)
    words = {}
    for kind, start, rest in set(_NUMBER.findall(everything)):
        words[start + rest] = b"%02d%s" % (node % 100, rest) if kind else rest
    for serial in set(_SERIAL.findall(everything)):
        digest = hashlib.sha256(b"%d %s" % (node, base64.b64decode(serial))).digest()
        words[serial] = base64.b64encode(digest[: len(base64.b64decode(serial))])
    words[b"[%d,1," % _HOME] = b"[%d,1," % node
    words[b"K%02d-" % _HOME] = b"K%02d-" % node
    words[b'"home":%d,' % _HOME] = b'"home":%d,' % node
    found = re.compile(b"|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    return found.sub(lambda hit: words[hit.group()], everything).split(b"\n")


def _computing(told: Sequence[tuple[int, list[bytes]]]) -> float:
    """The least that must be done: decode and compute rows; events per second."""
    start = time.perf_counter()
    for batch in _batches(told):
        gather([(id, journal.decoded(id, body)) for id, body in batch])
    return sum(len(bodies) for _node, bodies in told) / (time.perf_counter() - start)


def _batches(told: Sequence[tuple[int, list[bytes]]]) -> Iterator[list[tuple[EventId, bytes]]]:
    everything = [
        (EventId(node, 1, seq), body) for node, bodies in told for seq, body in enumerate(bodies, 1)
    ]
    for start in range(0, len(everything), BATCH):
        yield everything[start : start + BATCH]


def _taken(here: Place, told: Sequence[tuple[int, list[bytes]]], workers: int) -> Taken:
    with closing(open_store(here.where)) as store:
        for node, bodies in told:
            append(store, node, 1, 1, bodies)
        bring_up_to_date(store, _HOME, NOW)
        if workers:
            with beside(here.where, workers) as processes:
                found = taken(here, [one.run for one in processes])
                spent = sum(one.processor for one in processes)
            found = replace(found, processor=found.processor + spent)
        else:
            found = taken(here, [partial(project_all, store)])
        if store.quarantined() or compare_tables(store):
            raise AssertionError("the tables are not what the journal says")
        return found
