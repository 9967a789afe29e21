"""The bulk path: what a model's visit left in the journal, written again for other households.

The bytes of a model's events are taken as patterns (patterns.py). A household of the same habit in
the same state buys the same at the same price, so everything but what is its own stands there
already. The bytes go to the end of the ledger's own journal, linked to its chain, and are projected
by what projects every event; only card images, papers and the clock's readings are left out.
test_copies.py proves that the real operations of those households write these bytes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from playhouse.apsw_ext import APSWDatabase

from app.domain.accounts import account_number
from app.domain.identity import EventId, stamp_at
from app.ledger import journal, local_tables
from app.ledger.clock_guard import Reference
from app.ledger.database import connection_of
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.journal import Head
from app.ledger.ledger import Ledger
from app.ledger.projection.engine import project
from app.ledger.transaction import Transaction
from tests.counter import Counter
from tests.district.houses import House
from tests.district.models import Household
from tests.district.patterns import (
    Duty,
    Life,
    Pattern,
    Written,
    new_serials,
    pattern_of,
    receipts_in,
)

_SERIAL_BYTES = 8
_CACHE_KIB = 400_000
"""A year's tables stay in memory: a row among many costs no reading of pages."""
_LOG_PAGES = 100_000
"""Pages that change every day are written into the ledger's file once a month."""


class Coming(NamedTuple):
    """Somebody who comes to the counter."""

    home: Household
    visit: int
    began: int
    """Wall time, milliseconds."""
    duty: Duty


class Copies:
    """Learns visits from models, and writes them for others."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._ledger.exclusively(_write_much)
        self._patterns: dict[tuple[int, int], Pattern] = {}
        self._lives: dict[int, Life] = {}

    @property
    def _ledger(self) -> Ledger:
        assert self._counter.ledger is not None
        return self._counter.ledger

    def learn(self, house: House, coming: Coming) -> None:
        """Lets a model come, and keeps what that left."""
        home, visit, began, duty = coming
        life = self._lives.setdefault(home.number, Life(home))
        first, receipt = self._ledger.last + 1, self._next_receipt()
        house.visit(visit, duty.operator)
        life.account = house.account
        bodies, walls = self._written_since(first)
        cards = new_serials(bodies, life.serials)
        life.serials += cards
        receipts = receipts_in(bodies)
        day = home.day(visit)
        life.visits.append(Written(began, day, duty, first, len(bodies), receipt, receipts))
        self._patterns[home.habit.number, visit] = pattern_of(bodies, walls, life, len(cards))

    def _next_receipt(self) -> int:
        with self._ledger.read() as reader:
            connection, epoch = connection_of(reader.db), self._ledger.epoch
            return 1 + local_tables.last_number(connection, epoch, local_tables.RECEIPT)

    def _written_since(self, first: int) -> tuple[list[bytes], list[int]]:
        """Bytes and wall times of this counter's events from a number on."""
        ledger = self._ledger
        with ledger.read() as reader:
            written = connection_of(reader.db).execute(
                "SELECT body, wall FROM journal_event WHERE node = ? AND epoch = ? AND seq >= ? "
                "ORDER BY seq",
                (ledger.node, ledger.epoch, first),
            )
            rows: list[Any] = written.fetchall()
        return [bytes(body) for body, _wall in rows], [int(wall) for _body, wall in rows]

    def write(self, visits: Iterable[Coming]) -> None:
        """Writes what these people's visits leave, in one commit."""
        self._ledger.commit(lambda tx: self._append(tx, visits))

    def _append(self, tx: Transaction, visits: Iterable[Coming]) -> None:
        connection, epoch = connection_of(tx.db), self._ledger.epoch
        boot = self._counter.clock.boot()
        batch: list[tuple[EventId, Entry]] = []
        for coming in visits:
            for body, wall in self._told(tx, coming):
                id, entry = tx.next_id(), decode_entry(body)
                local_tables.take_numbers(connection, epoch, entry.event)
                hash = journal.link(tx.head.hash, body)
                journal.add_event(connection, id, body, hash, wall)
                tx.head = Head(id.seq, hash, entry.at, Reference(wall, boot), in_run=True)
                batch.append((id, entry))
        project(tx.db, batch)

    def _told(self, tx: Transaction, coming: Coming) -> Iterator[tuple[bytes, int]]:
        """Bytes and wall time of each event of a visit."""
        home, visit, began, duty = coming
        pattern = self._patterns[home.habit.number, visit]
        life = self._lives.setdefault(home.number, Life(home))
        values: dict[bytes, object] = {}
        if not life.visits:
            site, serial = str(self._counter.node), tx.next_account_serial()
            life.account = account_number(site, self._ledger.epoch, serial)
            values[b"sealed"] = b64encode(tx.seal(life.account, {"name": home.name}))
        chance = self._counter.random
        life.serials += [chance.bytes(_SERIAL_BYTES) for _card in range(pattern.cards)]
        at = tx.head.seq + 1, len(pattern.forms), tx.next_receipt(), pattern.receipts
        life.visits.append(Written(began, home.day(visit), duty, *at))
        values |= {slot: own(life) for slot, own in pattern.own.items()}
        for form, wall in zip(pattern.forms, pattern.walls, strict=True):
            values[b"at"] = stamp_at(began + wall)
            yield form % values, began + wall


def _write_much(db: APSWDatabase) -> None:
    """Sets the writer's connection for days of a thousand sales."""
    connection = connection_of(db)
    connection.pragma("cache_size", -_CACHE_KIB)
    connection.pragma("wal_autocheckpoint", _LOG_PAGES)
