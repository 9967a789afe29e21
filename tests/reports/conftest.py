"""A counter with all that an office asks about, lived once for all tests of its reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from peewee import Database

from app.ledger import journal
from tests.counter import Counter
from tests.reports import truth
from tests.reports.life_office import kept


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    counter = kept(tmp_path_factory.mktemp("office") / "ledger.db")
    yield counter
    counter.close()


@pytest.fixture(scope="session")
def tables(office: Counter) -> Iterator[Database]:
    assert office.ledger is not None
    with office.ledger.read() as reader:
        yield reader.db


@pytest.fixture(scope="session")
def happened(tables: Database) -> truth.Events:
    return [(id, entry) for batch in journal.scan(tables) for id, entry, _bytes in batch]
