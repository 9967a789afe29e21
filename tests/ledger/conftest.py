"""A ledger of its own for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.ledger.ledger import Ledger
from tests.ledger.stand_ins import UNPROJECTED, SeededRandomness, StandingClock, genesis

Opener = Callable[[], Ledger]


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def chance() -> SeededRandomness:
    return SeededRandomness()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


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
