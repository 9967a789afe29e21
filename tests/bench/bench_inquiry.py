"""Inquiries on a large ledger: the first page of each kind, against the bare SQL of the same page.

A hundredth of the size unless BENCH_FULL=1: 1 million accounts with 10 million purchases. Rows come
from a generator (population.py) that is first proven equal to what the operations leave behind.
Every question is asked about somebody else; both sides ask the same ones in turn. Of three turns
the best counts: what else the machine does meanwhile is not measured.
"""

from __future__ import annotations

import gc
import os
import random
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import apsw
from peewee import Database

from app.domain.amounts import format_money
from app.domain.cards import MeterStatus
from app.ledger.database import connection_of
from app.ledger.projection.statements import execute
from app.ledger.queries import deeds, found_readings, meter_health, purchases
from app.operations.inquiring import PER_PAGE
from tests.bench.line import Line, line
from tests.bench.model_households import HABITS, founded
from tests.bench.population import Population, fill, founded_models
from tests.bench.projected_population import tables_that_differ
from tests.counter import CASHIER, REGION, SUPERVISOR, Counter

FULL = os.environ.get("BENCH_FULL") == "1"
_ACCOUNTS = 1_000_000 if FULL else 10_000
_SMALL = _ACCOUNTS // 10
_ROUNDS = 10
_ASKED = 200
_TURNS = 3
_MOST_SECONDS = 0.050
_MOST_RATIO = 1.5
_WITHOUT = frozenset({"posting", "request", "shift_book", "book_total"})
"""Tables that no inquiry of this bench reads."""

Question = dict[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of inquiry: what is typed, and the query behind it."""

    name: str
    operation: str
    question: Callable[[int], Question]
    """What is typed for the n-th household."""
    query: Callable[[Question], Callable[[Database], object]]
    """Asked as operations ask it: by a filter that was understood before."""
    bare: Callable[[Database, Question], list[tuple[str, list[object]]]]
    """The statements that the query runs."""


def measure(folder: Path) -> list[Line]:
    """Times and ratios of every kind; then what a page takes in memory, small and large."""
    where = Path(os.environ.get("BENCH_DATA", folder))
    large = Population(_ACCOUNTS, _ROUNDS, without=_WITHOUT)
    small = Population(_SMALL, _ROUNDS, without=_WITHOUT)
    lines = [_proof(where)]
    counter = _opened(where / "large" / "ledger.db", large)
    try:
        for kind in kinds(large):
            lines += _timed(counter, kind)
        most = {kind.name: _memory(counter, kind) for kind in kinds(large)}
    finally:
        counter.close()
    counter = _opened(where / "small" / "ledger.db", small)
    try:
        least = {kind.name: _memory(counter, kind) for kind in kinds(small)}
    finally:
        counter.close()
    worst = max(most, key=lambda name: most[name] / least[name])
    lines.append(
        line(
            f"memory of a page, ten times the size: {worst}",
            most[worst] / 1024,
            "KiB",
            least[worst] / 1024,
            "unchanged by size (1.25)",
            met=most[worst] <= 1.25 * least[worst] + 65536,
        )
    )
    return lines


def _proof(where: Path) -> Line:
    """The generator against the projection of everybody's events: 10,000 purchases if full."""
    folder = where / "proof"
    folder.mkdir(parents=True)
    differing = tables_that_differ(folder, Population(1000 if FULL else 100, _ROUNDS))
    return line(
        "tables that a generator fills otherwise than the events",
        len(differing),
        "tables",
        0.0,
        "none",
        met=not differing,
    )


def _opened(path: Path, population: Population) -> Counter:
    """A counter on a ledger with this population; some meters complain."""
    path.parent.mkdir(parents=True)
    founded(path).close()
    with founded_models(path.with_name("models"), population.rounds) as models:
        connection = apsw.Connection(str(path))
        fill(connection, population, models)
        connection.execute(
            "UPDATE last_reading SET status = CASE allocation % 500 "
            f"WHEN 0 THEN {MeterStatus.TAMPER.value} WHEN 1 THEN {MeterStatus.MAGNET.value} "
            f"ELSE {MeterStatus.BATTERY_LOW.value} END WHERE allocation % 500 < 10"
        )
        connection.close()
    return Counter(path).open()


def kinds(population: Population) -> Iterator[Kind]:
    """First pages of every kind."""

    def account(n: int) -> Question:
        return {"account": population.account(n)}

    def card(n: int) -> Question:
        return {"card": population.serial(n).hex()}

    def meter(n: int) -> Question:
        return {"meter": population.meter(n)}

    def receipt(n: int) -> Question:
        return {"receipt": str(1 + n)}

    def day(n: int) -> Question:
        on = population.day(n % _ROUNDS, n)
        return {"since": on.isoformat(), "until": on.isoformat()}

    yield from (
        _purchases("by account", account),
        _purchases("by card", card),
        _purchases("by meter", meter),
        _purchases("by receipt", receipt),
        _purchases("by operator", lambda _n: {"operator": str(CASHIER)}),
        _purchases("by day", day),
        _purchases("by region", lambda _n: {"region": str(REGION)}),
        _purchases("by amount", lambda n: {"amount": _amounts(n)}),
        _purchases("all", lambda _n: {}),
        _readings("by account", account),
        _readings("by card", card),
        _readings("by meter", meter),
        _readings("by day", day),
        _operations("by account", account),
        _operations("by card", card),
        _operations("by meter", meter),
        _operations("by operator", lambda _n: {"operator": str(CASHIER)}),
        _operations("by day", day),
        _health(),
    )


def _amounts(n: int) -> str:
    """Prices of the models' usual purchases, one after the other."""
    return format_money(int(HABITS[n % len(HABITS)]) * 5700 + 5000, 2)


def _purchases(name: str, question: Callable[[int], Question]) -> Kind:
    def which(asked: Question) -> purchases.PurchaseFilter:
        receipt = asked.get("receipt")
        amount = asked.get("amount")
        return purchases.PurchaseFilter(
            receipt=None if receipt is None else purchases.ReceiptPlace(7, 1, int(receipt)),
            account=asked.get("account"),
            card=_serial(asked),
            meter=asked.get("meter"),
            amount=None if amount is None else int(amount.replace(".", "")),
            operator=_number(asked, "operator"),
            region=_number(asked, "region"),
            since=_day(asked, "since"),
            until=_day(asked, "until"),
        )

    return Kind(
        f"purchases {name}",
        "purchases",
        question,
        lambda asked: partial(purchases.purchases, which=which(asked), most=PER_PAGE + 1),
        lambda _db, asked: [purchases.statement(which(asked), PER_PAGE + 1)],
    )


def _readings(name: str, question: Callable[[int], Question]) -> Kind:
    def which(asked: Question) -> found_readings.ReadingFilter:
        return found_readings.ReadingFilter(
            account=asked.get("account"),
            meter=asked.get("meter"),
            card=_serial(asked),
            since=_day(asked, "since"),
            until=_day(asked, "until"),
        )

    return Kind(
        f"readings {name}",
        "readings",
        question,
        lambda asked: partial(found_readings.readings, which=which(asked), most=PER_PAGE + 1),
        lambda _db, asked: [found_readings.statement(which(asked), PER_PAGE + 1)],
    )


def _operations(name: str, question: Callable[[int], Question]) -> Kind:
    def which(asked: Question) -> deeds.DeedFilter:
        since = _day(asked, "since")
        begins = 0 if since is None else _stamp(since)
        return deeds.DeedFilter(
            account=asked.get("account"),
            card=_serial(asked),
            meter=asked.get("meter"),
            operator=_number(asked, "operator"),
            since=begins,
            until=None if since is None else _stamp(since + timedelta(days=1)),
        )

    return Kind(
        f"operations {name}",
        "operations",
        question,
        lambda asked: partial(deeds.deeds, which=which(asked), most=PER_PAGE + 1),
        lambda _db, asked: [deeds.statement(which(asked), PER_PAGE + 1)],
    )


def _health() -> Kind:
    which = meter_health.HealthFilter(silent_since=date(2026, 1, 1))

    def bare(db: Database, _asked: Question) -> list[tuple[str, list[object]]]:
        """As many statuses as the page reads."""
        asked: list[tuple[str, list[object]]] = [(meter_health.STATUSES, [])]
        missing = PER_PAGE + 1
        for sql, params in meter_health.statements(meter_health.statuses(db), which):
            asked.append((sql, [*params, missing]))
            missing -= len(execute(db, *asked[-1]).fetchall())
            if not missing:
                break
        return asked

    return Kind(
        "meters, worst first",
        "meter-health",
        lambda _n: {},
        lambda _asked: partial(meter_health.health, which=which, most=PER_PAGE + 1),
        bare,
    )


def _serial(asked: Question) -> bytes | None:
    return bytes.fromhex(asked["card"]) if "card" in asked else None


def _number(asked: Question, name: str) -> int | None:
    return int(asked[name]) if name in asked else None


def _day(asked: Question, name: str) -> date | None:
    return date.fromisoformat(asked[name]) if name in asked else None


def _stamp(day: date) -> int:
    """Its first stamp in UTC: which hours it has does not matter here."""
    days = (day - date(1970, 1, 1)).days
    return days * 86_400_000 << 16


def _timed(counter: Counter, kind: Kind) -> list[Line]:
    """The 95th percentiles of the whole operation, of its query, and of the bare statements."""
    chance = random.Random(kind.name)
    questions = [kind.question(chance.randrange(_SMALL)) for _turn in range(_ASKED)]
    assert counter.ledger is not None
    whole, query, bare = [], [], []
    with counter.ledger.read() as reader:
        connection = connection_of(reader.db)
        for asked in questions:
            prepared, ask = kind.bare(reader.db, asked), kind.query(asked)
            turns = [
                (
                    _seconds(partial(_run, connection, prepared)),
                    _seconds(partial(ask, reader.db)),
                )
                for _turn in range(_TURNS)
            ]
            bare.append(min(floor for floor, _ours in turns))
            query.append(min(ours for _floor, ours in turns))
    for asked in questions:
        page = partial(_whole, counter, kind, asked)
        whole.append(min(_seconds(page) for _turn in range(_TURNS)))
    took, floor, all_of_it = _p95(query), _p95(bare), _p95(whole)
    return [
        line(
            f"{kind.name}: query against bare SQL, p95",
            took * 1000,
            "ms",
            floor * 1000,
            f"at most {_MOST_RATIO} times",
            met=took <= _MOST_RATIO * floor,
        ),
        line(
            f"{kind.name}: first page, p95",
            all_of_it * 1000,
            "ms",
            floor * 1000,
            "at most 50 ms",
            met=all_of_it <= _MOST_SECONDS,
        ),
    ]


def _whole(counter: Counter, kind: Kind, asked: Question) -> None:
    arguments: dict[str, Any] = dict(asked)
    counter.do(kind.operation, by=SUPERVISOR, **arguments)


def _run(connection: Any, prepared: list[tuple[str, list[object]]]) -> None:
    for sql, params in prepared:
        connection.execute(sql, params).fetchall()


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


def _memory(counter: Counter, kind: Kind) -> int:
    """The most that one page takes in Python, once it was asked for before."""
    _whole(counter, kind, kind.question(1))
    gc.collect()
    tracemalloc.start()
    _whole(counter, kind, kind.question(2))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
