"""``python -m tests.reports.year``: reports on a district, against sums of its journal's events.

5,000 accounts with 40 purchases each, a month apart. The tables are filled by the generator of the
benchmarks, which makes the rows that the operations leave (tests/bench/test_population.py proves
it); the sums come from everybody's events, which no table is asked for. Says for each report how
long it took and how many rows it had. Exit code 1 when a figure differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter as Tally
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any

import apsw
from peewee import Database

from app.domain.entries import Book
from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.events.codec import Entry
from app.ledger.queries.reading import value
from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.running import Running
from tests.bench.model_households import founded
from tests.bench.population import Population, fill, founded_models
from tests.bench.projected_population import everybody
from tests.counter import Counter
from tests.reports import truth

_BATCH = 2_000
_APART = (Book.TAX, Book.OTHER, Book.TENDER, Book.SUBSIDY)

Figures = Tally[tuple[str, ...]]
"""Figures by report, group and column."""


def differences(folder: Path, population: Population) -> tuple[list[str], list[str]]:
    """What reports say otherwise than the journal, and a line of each report with its time."""
    path = folder / "ledger.db"
    founded(path).close()
    which = Asked(since=date(2026, 1, 1), until=population.day(population.rounds, 0))
    with founded_models(folder / "models.db", population.rounds) as models:
        with closing(apsw.Connection(str(folder / "models.db"))) as connection:
            rows: list[Any] = connection.execute("SELECT seq, body FROM journal_event").fetchall()
        with closing(apsw.Connection(str(path))) as connection:
            fill(connection, population, models)
        counter = Counter(path).open()
        assert counter.ledger is not None
        with counter.ledger.read() as reader:
            db: Any = reader.db
            own = ((id, one) for batch in journal.scan(db) for id, one, _bytes in batch)
            expected = _expected(chain(own, everybody(population, models, dict(rows))), which)
            told, lines = _told(db, which)
        counter.close()
    wrong = [
        f"{' '.join(key)}: {told[key]}, not {expected[key]}"
        for key in sorted(told.keys() | expected.keys())
        if told[key] != expected[key]
    ]
    return wrong, lines


def _expected(events: Iterator[tuple[EventId, Entry]], which: Asked) -> Figures:
    found: Figures = Tally()
    days = which.since, which.until
    while batch := list(islice(events, _BATCH)):
        for name, by in _SALES:
            for group, one in truth.sales(batch, *days, by).items():
                found[name, group, "purchases"] += one[0]
                found[name, group, "volume"] += one[1]
                found[name, group, "charged"] += one[2]
                if name == "sales-by region":
                    found["water-balance region", group, "sold"] += one[1]
                    found["water-balance region", group, "loaded"] += one[1]
        for kind, figures in truth.tenders(batch, *days).items():
            found["tenders", kind, "paid"] += figures[4]
        for (_class, code), line in truth.tiers(batch, *days).items():
            found["tiers", code, "volume"] += line[1]
            found["tiers", code, "amount"] += line[2]
        for _day, book, subject, amount in truth.postings(batch, *days):
            code = f"{book.value}:{subject}" if book in _APART else book.value
            found["general-ledger", code, "debit" if amount > 0 else "credit"] += abs(amount)
    return found


_SALES: tuple[tuple[str, truth.By], ...] = (
    ("sales month", lambda paid, *_: paid.date.isoformat()[:7]),
    ("sales day", lambda paid, *_: paid.date.isoformat()),
    ("sales-by operator", lambda _paid, entry, *_: str(entry.operator)),
    ("sales-by region", lambda paid, *_: str(paid.contents.region)),
    ("sales-by class", lambda _paid, _entry, _load, price: str(price.tariff_class)),
)
_KEYS = {"tiers": 2}
"""Column that a row is known by, where it is not the first."""


def _told(db: Database, which: Asked) -> tuple[Figures, list[str]]:
    found: Figures = Tally()
    lines = []
    account = str(value(db, "SELECT MIN(account) FROM account"))
    for name, by in [(one.name, by) for one in REPORTS.values() for by in (one.by or ("",))]:
        asked = Asked(since=which.since, until=which.until, by=by, account=account)
        began, processor = time.monotonic(), time.process_time()
        running = Running(db, REPORTS[name], asked)
        told = f"{name} {by}".strip()
        for row in running:
            _take(found, told, [column.name for column in running.columns], row)
        lines.append(
            f"{told:24} {running.count:8} rows {time.monotonic() - began:7.2f} s"
            f" {time.process_time() - processor:7.2f} s CPU"
        )
    return found, lines


def _take(found: Figures, name: str, columns: list[str], row: Row) -> None:
    wanted = {
        **{one: ("purchases", "volume", "charged") for one, _by in _SALES},
        "water-balance region": ("sold", "loaded"),
        "tenders": ("paid",),
        "tiers": ("volume", "amount"),
        "general-ledger": ("debit", "credit"),
    }.get(name, ())
    key = str(row[_KEYS.get(name, 0)])
    for column in wanted:
        value = row[columns.index(column)]
        assert isinstance(value, int)
        if value:
            found[name, key, column] += value


def main(arguments: list[str]) -> int:
    """Runs it at full size, or as typed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=40)
    typed = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        wrong, lines = differences(Path(folder), Population(typed.accounts, typed.rounds))
    sys.stdout.write("\n".join([*lines, *wrong, f"{len(wrong)} figures differ", ""]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
