"""A counter's journal, read out once for all tests of bundles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger.checkpoint import Signer
from app.sync.event_codecs import Codec, encode_events
from app.sync.reading_runs import Found
from tests.counter import SeededRandomness
from tests.sync.journals import Journal, made_up, some_days
from tests.sync.shop import Road, Shop, make_ledger, road, shop


@pytest.fixture(scope="session")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """A counter that sold on a few days, opened anew in between."""
    with some_days(tmp_path_factory.mktemp("journal") / "ledger.db") as made:
        yield made


@pytest.fixture(scope="session")
def whole(journal: Journal) -> Found:
    """All of its events."""
    return journal.read(1, journal.last)


@pytest.fixture
def office() -> Signer:
    return Signer(bytes(range(32)))


@pytest.fixture
def chance() -> SeededRandomness:
    return SeededRandomness(5)


@pytest.fixture(scope="session")
def whole_section() -> bytes:
    """The columns of events that are not altered yet, not compressed again when they are."""
    bodies = [b'{"at":%d,"b":"%03d","c":%d}' % (n * n, n % 5, n * n + 1) for n in range(39)]
    return encode_events(made_up(bodies), (), Codec.COLUMNS).data


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of a counter that knows head office."""
    folder = tmp_path_factory.mktemp("made")
    make_ledger(folder)
    return folder


@pytest.fixture
def counter(made: Path, tmp_path: Path) -> Iterator[Shop]:
    """A counter with a folder for its agent."""
    with shop(made, tmp_path) as one:
        yield one


@pytest.fixture
def way(tmp_path: Path, counter: Shop) -> Iterator[Road]:
    """Head office, on the network."""
    with road(tmp_path, counter.folder) as one:
        yield one
