"""In which order projected rows are written: the same for all workers, so none waits in a ring.

Tables whose rows several events build come last, their rows by key: those are the ones for which
workers wait, and they wait until the other's transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.ledger.projection.engine import TABLES
from app.ledger.projection.merging import Row
from app.ledger.projection.table import Table

_PLACE = {
    table: place for place, table in enumerate(sorted(TABLES, key=lambda table: not table.whole))
}


def in_order(rows: Mapping[Table, Sequence[Row]]) -> Iterator[tuple[Table, Sequence[Row]]]:
    """The tables that get rows, with these."""
    for table in sorted(rows, key=_PLACE.__getitem__):
        if rows[table]:
            yield table, rows[table]
