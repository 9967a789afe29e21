"""What tests give a ledger: a clock that stands until it is moved, seeded chance, no projection."""

from __future__ import annotations

import random

from app.ledger.birth import Projection
from app.ledger.events.ledger_life import LedgerBegun

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


UNPROJECTED = Projection(
    project=lambda _db, _batch: None,
    create_tables=lambda _db: None,
    is_current=lambda _db: True,
    rebuild=lambda _db, _batches: None,
)
"""For tests of the journal alone: no tables are computed from it."""
