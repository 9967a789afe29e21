"""Counters for operation tests: one ledger is made per session and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.counter import Counter, SeededRandomness, SetClock

MakeCounter: TypeAlias = Callable[..., Counter]


@pytest.fixture(scope="session")
def fresh_ledger(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Folder of a ledger that is ready to sell; made once for each kind."""
    made: dict[tuple[tuple[str, Any], ...], Path] = {}

    def make(**options: Any) -> Path:
        key = tuple(sorted(options.items()))
        if key not in made:
            folder = tmp_path_factory.mktemp("ledger")
            roaming = options.get("roaming", False)
            one = Counter(folder / "ledger.db", node=options.get("node", 7))
            one.begin(roaming=roaming).close()
            made[key] = folder
        return made[key]

    return make


@pytest.fixture
def make_counter(fresh_ledger: Callable[..., Path], tmp_path: Path) -> Iterator[MakeCounter]:
    """Counters with an open shift, each on its own copy of a ledger."""
    opened: list[Counter] = []

    def make(*, node: int = 7, roaming: bool = False, seed: int = 1, **options: Any) -> Counter:
        folder = tmp_path / f"kiosk-{node}-{len(opened)}"
        shutil.copytree(fresh_ledger(node=node, roaming=roaming), folder)
        one = Counter(
            folder / "ledger.db", node=node, seed=1000 * node + seed, clock=SetClock(), **options
        )
        one.random = SeededRandomness(1000 * node + seed)
        one.clock.now += 3_600_000
        opened.append(one.open())
        return one

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def counter(make_counter: MakeCounter) -> Counter:
    """A stand-alone counter with an open shift."""
    return make_counter()
