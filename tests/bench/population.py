"""A million accounts in minutes: rows of the projection, as the operations would have left them.

A few model households live through the real operations (model_households.py). Everybody else's
rows are theirs with other identities: account, meter, card, events, stamps, receipts. SQLite makes
them from templates, one statement for each row of a model. tests/bench/test_population.py proves
them equal to what the operations do, row by row.

Only the projected tables and the search index are filled: a ledger so filled is for looking, not
for selling. Digests of card images are those of the models.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import apsw
import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.accounts import LAST_SERIAL, account_number
from app.domain.identity import EventId, stamp_at
from app.ledger import search_index
from app.ledger.projection.merging import SUM, Row
from app.ledger.projection.table import Table
from tests.bench.model_households import HABITS, Models, day_of_round, founded, lived, noon
from tests.bench.people import people

_CHUNK = 10_000
"""Accounts whose rows are made together: their pages stay in memory."""
CACHE_KB = 1_500_000
_NODE, _EPOCH = 7, 1
_EVENTS_APART = 16
"""Stamps between one household's block and the next one's."""
_AFTER = 3_600_000
"""Milliseconds after noon: later than all that makes the counter ready on its first day."""
_FIRST_KEY = EventId(_NODE, _EPOCH, 0).to_key()


@dataclass(frozen=True)
class Population:
    """How many live there, for how long."""

    accounts: int
    rounds: int = 10
    """Purchases of each account, one a month."""
    seed: int = 1
    without: frozenset[str] = frozenset()
    """Tables that stay empty."""
    cards: tuple[bytes, ...] = ()
    """Serials of everybody's cards; made up where there are none."""
    spread: Mapping[str, str] = field(default_factory=dict)
    """Columns in which people differ and models do not, each with SQL that tells its value of ``i``
    (which household), ``:first`` (of its day and habit), ``:began`` (key of the event with which
    household 0 would begin that round) and ``:events`` (how many each household has in it)."""
    events_before: int = 0
    """Numbers of events that stay free for what happens later."""

    def habit(self, index: int) -> int:
        """Households with one habit stand together."""
        return index * len(HABITS) // self.accounts

    def day(self, round: int, index: int) -> date:
        """When a household comes to the counter: spread over the month, the first one earlier."""
        return day_of_round(round, 1 + index * 28 // self.accounts)

    def account(self, index: int) -> str:
        """Number of an account, as if one epoch followed the other when its serials are used up."""
        return account_number(str(_NODE), _EPOCH + index // LAST_SERIAL, 1 + index % LAST_SERIAL)

    def meter(self, index: int) -> str:
        """Number of its meter."""
        return f"{index + 1:012d}"

    def serial(self, index: int) -> bytes:
        """Serial of its card."""
        if self.cards:
            return self.cards[index]
        return hashlib.sha256(f"card {self.seed} {index}".encode()).digest()[:8]


def populated(path: Path, population: Population) -> Path:
    """Makes a ledger with this population at ``path``; open it with ``Counter(path).open()``."""
    counter = founded(path)
    counter.close()
    with (
        founded_models(path.with_name(path.name + ".models"), population.rounds) as models,
        closing(apsw.Connection(str(path))) as connection,
    ):
        fill(connection, population, models)
    return path


@contextmanager
def founded_models(path: Path, rounds: int) -> Iterator[Models]:
    """The models, in a ledger of their own that is gone afterwards."""
    counter = founded(path)
    try:
        yield lived(counter, rounds)
    finally:
        counter.close()
        for left in path.parent.glob(path.name + "*"):
            left.unlink()


def fill(connection: apsw.Connection, population: Population, models: Models) -> None:
    """Adds the rows of everybody to a ledger's tables, in one transaction for each chunk."""
    # Torn, the ledger is thrown away: nothing is written twice.
    connection.pragma("synchronous", "OFF")
    connection.pragma("journal_mode", "OFF")
    connection.pragma("cache_size", -CACHE_KB)
    starts = _Starts(population, models)
    _persons(connection, population)
    for round in range(population.rounds):
        for habit in range(len(HABITS)):
            _fill_block(connection, population, models, starts, habit, round)
    _sums(connection, population, models)
    connection.execute("DROP TABLE person")
    connection.pragma("journal_mode", "WAL")


class _Starts:
    """Where events and receipts of each household's round begin."""

    def __init__(self, population: Population, models: Models) -> None:
        self.events: dict[tuple[int, int], int] = {}
        self.receipts: dict[tuple[int, int], int] = {}
        self.ranges = _ranges(population)
        seq, receipt = models.prefix + 1 + population.events_before, 1
        for round in range(population.rounds):
            for habit, members in enumerate(self.ranges):
                block = models.blocks[habit][round]
                # Counted from the first household, so that a household's place is a product.
                self.events[habit, round] = seq - members.start * block.events
                self.receipts[habit, round] = receipt - members.start * block.receipts
                seq += len(members) * block.events
                receipt += len(members) * block.receipts


def _ranges(population: Population) -> list[range]:
    """Indexes of the households of each habit."""
    found = []
    for habit in range(len(HABITS)):
        start = -(-habit * population.accounts // len(HABITS))
        stop = -(-(habit + 1) * population.accounts // len(HABITS))
        found.append(range(start, stop))
    return found


def _persons(connection: apsw.Connection, population: Population) -> None:
    """Everybody with keys, sealed fields and what the search index holds of them."""
    connection.execute(
        "CREATE TEMP TABLE person (i INTEGER PRIMARY KEY, account TEXT, meter TEXT, serial BLOB, "
        "serial64 TEXT, sealed BLOB)"
    )
    made = enumerate(people(population.accounts, population.seed))
    while chunk := list(islice(made, _CHUNK)):
        keys, clear, rows = [], [], []
        for index, fields in chunk:
            account, serial = population.account(index), population.serial(index)
            key = hashlib.sha256(f"key {population.seed} {index}".encode()).digest()
            nonce = key[:12]
            sealed = AESGCM(key).encrypt(nonce, msgspec.json.encode(fields), account.encode())
            keys.append((account, key))
            clear.append((account, fields))
            written = base64.b64encode(serial).decode()
            meter = population.meter(index)
            rows.append((index, account, meter, serial, written, nonce + sealed))
        with connection:
            connection.executemany("INSERT INTO personal_key VALUES (?, ?)", keys)
            search_index.add(connection, clear)
            connection.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)", rows)


def _fill_block(
    connection: apsw.Connection,
    population: Population,
    models: Models,
    starts: _Starts,
    habit: int,
    round: int,
) -> None:
    template = _Template(population, models, starts, habit, round)
    statements = [
        template.statement(table, row)
        for table, rows in models.blocks[habit][round].rows.items()
        if table.name not in population.without and not _summed(table)
        for row in rows
    ]
    members = starts.ranges[habit]
    for start in range(members.start, members.stop, _CHUNK):
        stop = min(start + _CHUNK, members.stop)
        for day, first, last in _days(population, round, range(start, stop)):
            given = {
                "day": day.isoformat(),
                "at": stamp_at(noon(day) + _AFTER),
                "first": first,
                "last": last,
                "began": _FIRST_KEY + starts.events[habit, round],
                "events": models.blocks[habit][round].events,
            }
            with connection:
                for statement in statements:
                    connection.execute(statement, given)


def _days(population: Population, round: int, members: range) -> Iterator[tuple[date, int, int]]:
    """Runs of households that come on the same day: the day, first and last index."""
    first = members.start
    while first < members.stop:
        day = population.day(round, first)
        last = first
        while last + 1 < members.stop and population.day(round, last + 1) == day:
            last += 1
        yield day, first, last
        first = last + 1


def _summed(table: Table) -> bool:
    return SUM in table.merging.how


class _Template:
    """Turns a row of a model into a statement that makes everybody's."""

    def __init__(
        self, population: Population, models: Models, starts: _Starts, habit: int, round: int
    ) -> None:
        self._spread = population.spread
        self._account = models.accounts[habit]
        self._meter = models.meters[habit]
        self._serial = models.serials[habit]
        self._round = round
        self._blocks = models.blocks[habit]
        self._starts, self._habit = starts, habit
        self._model_day = self._blocks[round].day.isoformat()
        self._sequences = {
            block.first + offset: f"({starts.events[habit, at]} + i * {block.events} + {offset})"
            for at, block in enumerate(self._blocks[: round + 1])
            for offset in range(block.events)
        }
        self._keys = {
            EventId(_NODE, _EPOCH, seq).to_key(): f"({_FIRST_KEY} + {text})"
            for seq, text in self._sequences.items()
        }
        self._stamps = {
            stamp: f"(:at + i * {_EVENTS_APART} + {offset})"
            for offset, stamp in enumerate(self._blocks[round].stamps)
        }
        words = {
            re.escape(self._account): "account",
            re.escape(self._meter): "meter",
            re.escape(base64.b64encode(self._serial).decode()): "serial64",
            re.escape(self._serial.hex()): "lower(hex(serial))",
        }
        if round:
            words[self._model_day] = ":day"
        self._words = words
        marks = "|".join(rf"(?<=\[{_NODE},{_EPOCH},){seq}(?=\])" for seq in self._sequences)
        self._found = re.compile("|".join((*words, marks)))

    def statement(self, table: Table, row: Row) -> str:
        """``INSERT ... SELECT`` for the households from :first to :last."""
        names = [column.name for column in table.columns]
        cells = [self._cell(table, name, value) for name, value in zip(names, row, strict=True)]
        # Rounds come in the order of time: of a row that others merge with, the last one counts.
        verb = "INSERT" if table.whole else "INSERT OR REPLACE"
        return (
            f'{verb} INTO "{table.name}" ({", ".join(names)}) SELECT {", ".join(cells)} '
            "FROM person WHERE i BETWEEN :first AND :last ORDER BY i"
        )

    def _cell(self, table: Table, name: str, value: Any) -> str:
        if name == "sealed":
            return "sealed"
        if name in self._spread and value is not None:
            return self._spread[name]
        if value == self._serial:
            return "serial"
        if name == "receipt" or (table.name == "receipt" and name == "number"):
            return "NULL" if value is None else self._receipt(value)
        if isinstance(value, bool) or value is None:
            return str(apsw.format_sql_value(value))
        if isinstance(value, int):
            return self._keys.get(value) or self._stamps.get(value) or str(value)
        if isinstance(value, bytes) and not value.isascii():
            return str(apsw.format_sql_value(value))
        if name == "subject" and value.isdecimal() and int(value) in self._keys:
            return f"CAST({self._keys[int(value)]} AS TEXT)"
        text = value.decode() if isinstance(value, bytes) else value
        made = self._text(text)
        return f"CAST({made} AS BLOB)" if isinstance(value, bytes) else made

    def _receipt(self, number: int) -> str:
        block = self._blocks[self._round]
        start = self._starts.receipts[self._habit, self._round]
        return f"({start} + i * {block.receipts} + {number - block.first_receipt})"

    def _text(self, text: str) -> str:
        parts, at = [], 0
        for found in self._found.finditer(text):
            parts.append(str(apsw.format_sql_value(text[at : found.start()])))
            token = found.group()
            parts.append(
                self._words.get(re.escape(token))
                or self._words.get(token)
                or self._sequences[int(token)]
            )
            at = found.end()
        parts.append(str(apsw.format_sql_value(text[at:])))
        return " || ".join(part for part in parts if part != "''") or "''"


def _sums(connection: apsw.Connection, population: Population, models: Models) -> None:
    """Tables that sum up: of each model's rows as many as there are households like it."""
    starts = _Starts(population, models)
    for habit, members in enumerate(starts.ranges):
        if not members:
            continue
        own: dict[tuple[Table, Row], Row] = {}
        for round in range(population.rounds):
            block = models.blocks[habit][round]
            first = starts.receipts[habit, round] + members.start * block.receipts
            for table, rows in block.rows.items():
                if not _summed(table) or table.name in population.without:
                    continue
                for row in rows:
                    if models.accounts[habit] in row:
                        key = row[: len(table.keys)]
                        known = own.get((table, key))
                        own[table, key] = row if known is None else table.merge(known, row)
                    else:
                        many = _times(table, row, len(members), first, block.receipts)
                        connection.execute(table.statement(), many)
        _own_sums(connection, models.accounts[habit], own, members)


def _times(table: Table, row: Row, count: int, first: int, receipts: int) -> Row:
    """A row of one household, for as many as ``count``."""
    values: list[Any] = []
    for column, how, value in zip(table.columns, table.merging.how, row, strict=True):
        if how == SUM:
            values.append(value * count)
        elif column.name == "first_receipt":
            values.append(None if value is None else first)
        elif column.name == "last_receipt":
            values.append(None if value is None else first + count * receipts - 1)
        else:
            values.append(value)
    return tuple(values)


def _own_sums(
    connection: apsw.Connection, account: str, own: dict[tuple[Table, Row], Row], members: range
) -> None:
    for (table, _key), row in own.items():
        cells = ", ".join(
            "account" if value == account else str(apsw.format_sql_value(value)) for value in row
        )
        with connection:
            connection.execute(
                f'INSERT INTO "{table.name}" SELECT {cells} FROM person WHERE i BETWEEN ? AND ?',
                (members.start, members.stop - 1),
            )
