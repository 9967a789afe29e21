"""Trains the dictionary that bundles of events are compressed with, from a ledger.

    python scripts/train_event_dictionary.py LEDGER app/sync/dictionaries/events-1.zstd

The ledger should be of a simulated village: what the dictionary holds, everybody has. A version
that bundles were written with is never changed; a better one gets the next number.
"""

from __future__ import annotations

import sys
from pathlib import Path

import zstandard

from app.domain.identity import EventId
from app.ledger.database import connection_of, open_snapshot
from app.sync.columns import description_and_planes
from app.sync.reading_runs import read_run

_SIZE = 16 << 10
_LEVEL = 19
_LENGTHS = ((2, 5), (25, 40), (150, 300))
"""Events of a sample, and how far apart samples of this length begin."""


def samples(ledger: Path) -> list[bytes | bytearray | memoryview]:
    """Sections of several lengths, from all over the ledger."""
    database = open_snapshot(ledger)
    try:
        found = connection_of(database).execute(
            "SELECT node, epoch, max(seq) FROM journal_event GROUP BY node, epoch LIMIT 1"
        )
        newest = EventId(*next(iter(found)))
        made: list[bytes | None] = []
        for length, step in _LENGTHS:
            for first in range(1, newest.seq - length + 1, step):
                part = read_run(database, newest.node, newest.epoch, first, first + length - 1)
                made.append(description_and_planes(part.run, part.images))
        return [one for one in made if one is not None]
    finally:
        database.close()


def main() -> None:
    """Trains and writes."""
    ledger, target = map(Path, sys.argv[1:])
    target.write_bytes(zstandard.train_dictionary(_SIZE, samples(ledger), level=_LEVEL).as_bytes())


if __name__ == "__main__":
    main()
