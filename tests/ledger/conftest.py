"""A ledger of its own for every test: a clock that stands until it is moved, seeded chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.ledger.birth import Projection
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.ledger import Ledger

NOON = 1_790_000_000_000
"""An afternoon in 2026, milliseconds since 1970 UTC."""


class StandingClock:
    """Wall time that only a test moves."""

    def __init__(self, wall: int = NOON) -> None:
        self.wall = wall
        self.boot_id = "boot-1"
        self.is_trusted = True

    def milliseconds(self) -> int:
        return self.wall

    def boot(self) -> str:
        return self.boot_id

    def trusted(self) -> bool:
        return self.is_trusted


class SeededRandomness:
    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


def genesis(public_key: bytes) -> LedgerBegun:
    return LedgerBegun(
        utility=7,
        utility_name="Wasser Kijiji",
        currency="KES",
        currency_digits=2,
        time_zone="Africa/Nairobi",
        region=3,
        region_name="Kijiji",
        site="12",
        public_key=public_key,
    )


UNPROJECTED = Projection(project=lambda _db, _batch: None, create_tables=lambda _db: None)
"""For tests of the journal alone: no tables are computed from it."""


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def chance() -> SeededRandomness:
    return SeededRandomness()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


Opener = Callable[[], Ledger]


@pytest.fixture
def reopen(path: Path, clock: StandingClock, chance: SeededRandomness) -> Opener:
    """Opens the test's ledger again."""
    return lambda: Ledger.open(path, node=7, clock=clock, random=chance, projection=UNPROJECTED)


@pytest.fixture
def ledger(path: Path, clock: StandingClock, chance: SeededRandomness) -> Iterator[Ledger]:
    made = Ledger.create(
        path, node=7, genesis=genesis, clock=clock, random=chance, projection=UNPROJECTED
    )
    yield made
    made.close()
