"""A few households that live through the real operations: the models of a whole population.

Each has a habit, and every round (a month) of its life is a block: the events that the operations
left behind and the rows that the projection made of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.events.codec import Entry
from app.ledger.projection.engine import gather
from app.ledger.projection.merging import Row
from app.ledger.projection.table import Table
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import Counter, SetClock

HABITS = ("1", "2", "3")
"""Units of water that a household buys each month; all in the first tier."""

_NOON = 12 * 3_600_000


def day_of_round(round: int, day: int = 15) -> date:
    """A day of the month of a round; accounts are opened on the 23rd, whatever ``day`` says."""
    month = 10 + round
    return date(2026 + month // 12, month % 12 + 1, 23 if round == 0 else day)


def noon(day: date) -> int:
    """Milliseconds since 1970 UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000 + _NOON


class CalendarClock(SetClock):
    """A clock with a battery in a machine that is switched on anew for every day."""

    def __init__(self) -> None:
        super().__init__(noon(day_of_round(0)))
        self._booted = self.now

    def go_to(self, day: date) -> None:
        """Noon of a day; on the same day it goes on as it is."""
        if noon(day) > self._booted:
            self.now = self._booted = noon(day)

    def boot(self) -> str:
        return f"boot at {self._booted}"


class Household:
    """An account, its meter and its card, with a habit."""

    def __init__(self, counter: Counter, habit: int, meter: str, person: dict[str, Any]) -> None:
        self.counter = counter
        self.habit = habit
        self.meter = counter.meter(meter)
        self.card = VirtualSle4442()
        self.person = person
        self.account = ""

    def live(self, round: int, day: date) -> None:
        """One month: moves in, or comes back with the card and buys as always."""
        assert isinstance(self.counter.clock, CalendarClock)
        self.counter.clock.go_to(day)
        if round == 0:
            opened = self.counter.do("open-account", tariff_class="1", **self.person)
            self.account = opened.account
            self.counter.put(self.card)
            self.counter.do(
                "allocate-meter",
                account=self.account,
                meter=self.meter.state.meter,
                model="DN15",
                volume=HABITS[self.habit],
            )
            return
        self.meter.take(self.card)
        self.meter.use(500)
        self.meter.take(self.card)
        self.counter.put(self.card)
        self.counter.do("read-card")
        self.counter.do("prepay", volume=HABITS[self.habit])


@dataclass(frozen=True)
class Block:
    """What one round of one model household left behind."""

    first: int
    """Number of its first event."""
    events: int
    receipts: int
    first_receipt: int
    stamps: tuple[int, ...]
    day: date
    rows: dict[Table, list[Row]]


@dataclass(frozen=True)
class Models:
    """All of it: ``blocks[habit][round]``."""

    accounts: tuple[str, ...]
    meters: tuple[str, ...]
    serials: tuple[bytes, ...]
    blocks: tuple[tuple[Block, ...], ...]
    prefix: int
    """Events of the counter's first day before any household."""


def founded(path: Path) -> Counter:
    """A counter that sells, on the day on which accounts are opened."""
    return Counter(path, clock=CalendarClock()).begin()


def lived(counter: Counter, rounds: int) -> Models:
    """One household of each habit, month by month."""
    prefix = len(_journal(counter))
    homes = [
        Household(counter, habit, f"{habit + 1:012d}", {"name": f"Model {habit}"})
        for habit in range(len(HABITS))
    ]
    blocks: list[list[Block]] = [[] for _home in homes]
    for round in range(rounds):
        for home in homes:
            day = day_of_round(round)
            before = len(_journal(counter))
            home.live(round, day)
            blocks[home.habit].append(_block(_journal(counter)[before:], day))
    serials = {row[4] for row in _rows(blocks, "plan")}
    assert len(serials) == len(homes)
    return Models(
        accounts=tuple(home.account for home in homes),
        meters=tuple(home.meter.state.meter for home in homes),
        serials=tuple(_serial(kept[0]) for kept in blocks),
        blocks=tuple(map(tuple, blocks)),
        prefix=prefix,
    )


def _journal(counter: Counter) -> list[tuple[EventId, Entry]]:
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        return [(id, entry) for batch in journal.scan(reader.db) for id, entry, _body in batch]


def _block(events: list[tuple[EventId, Entry]], day: date) -> Block:
    receipts = [
        number
        for _id, entry in events
        if (number := getattr(entry.event, "receipt", None)) is not None
    ]
    return Block(
        first=events[0][0].seq,
        events=len(events),
        receipts=len(receipts),
        first_receipt=receipts[0],
        stamps=tuple(entry.at for _id, entry in events),
        day=day,
        rows=gather(events),
    )


def _rows(blocks: list[list[Block]], table: str) -> Iterator[Any]:
    for kept in blocks:
        for block in kept:
            for one, rows in block.rows.items():
                if one.name == table:
                    yield from rows


def _serial(block: Block) -> bytes:
    (serial,) = {row[4] for row in _rows([[block]], "plan")}
    assert isinstance(serial, bytes)
    return serial
