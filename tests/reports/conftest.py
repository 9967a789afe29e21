"""Lives that several modules ask about are lived once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from peewee import Database

from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.columns import Row
from app.reports.running import Running, purchases_behind
from tests.counter import Counter
from tests.reports import life, life_desk, life_ends, life_money
from tests.reports.journal_read import Journal
from tests.reports.life import Home, lived
from tests.reports.life_desk import kept
from tests.reports.life_ends import ended
from tests.reports.life_money import counted_in_money
from tests.reports.life_office import FIRST, LAST, office_winter
from tests.reports.lives import Life, a_life, read_journal

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process lives the lives."""
    for item in items:
        if _HERE in item.path.parents and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("reports"))


class Office(NamedTuple):
    """A winter, and what reports are compared with."""

    counter: Counter
    homes: list[Home]
    db: Database
    journal: Journal

    def rows(self, name: str, **asked: Any) -> list[dict[str, Any]]:
        """The rows of a report, by the names of its columns."""
        running = Running(self.db, REPORTS[name], self.asked(**asked))
        return [
            dict(zip([one.name for one in running.columns], row, strict=True)) for row in running
        ]

    def asked(self, **asked: Any) -> Asked:
        """All of the winter, unless other days are said."""
        return Asked(**{"since": FIRST, "until": LAST, **asked})

    def behind(self, name: str, row: Row, **asked: Any) -> list[tuple[int, int]]:
        """The purchases behind a row."""
        return purchases_behind(self.db, REPORTS[name], self.asked(**asked), row)


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    counter, homes = office_winter(tmp_path_factory.mktemp("office-winter") / "ledger.db")
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        yield Office(counter, homes, reader.db, read_journal(reader.db))
    counter.close()


@pytest.fixture(scope="session")
def kept_counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A counter with all that an office asks about, lived once for all tests of its reports."""
    counter = kept(tmp_path_factory.mktemp("kept") / "ledger.db", node=9)
    yield counter
    counter.close()


@pytest.fixture(scope="session")
def tables(kept_counter: Counter) -> Iterator[Database]:
    assert kept_counter.ledger is not None
    with kept_counter.ledger.read() as reader:
        yield reader.db


@pytest.fixture(scope="session")
def happened(tables: Database) -> Journal:
    return read_journal(tables)


@pytest.fixture(scope="session")
def quarter_counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A quarter of a year, for tests that change nothing."""
    counter = lived(tmp_path_factory.mktemp("quarter") / "ledger.db", node=8)
    yield counter
    counter.close()


@pytest.fixture(scope="session")
def quarter(quarter_counter: Counter) -> Iterator[Database]:
    """Its tables as they stood at its end."""
    assert quarter_counter.ledger is not None
    with quarter_counter.ledger.read() as reader:
        yield reader.db


@pytest.fixture(scope="session")
def lives(
    tmp_path_factory: pytest.TempPathFactory,
    quarter_counter: Counter,
    office: Office,
    kept_counter: Counter,
) -> Iterator[list[Life]]:
    """All lives that reports are asked about, each as it stands now."""
    days = [
        (quarter_counter, life.FIRST, life.LAST),
        (office.counter, FIRST, LAST),
        (kept_counter, life_desk.FIRST, life_desk.LAST),
    ]
    with ExitStack() as until_all_is_told:
        for begin, told in ((ended, life_ends), (counted_in_money, life_money)):
            counter = begin(tmp_path_factory.mktemp("life") / "ledger.db")
            until_all_is_told.callback(counter.close)
            days.append((counter, told.FIRST, told.LAST))
        yield [until_all_is_told.enter_context(a_life(*one)) for one in days]
