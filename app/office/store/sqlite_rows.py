"""Projected rows into SQLite: each table's statement for all of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw

from app.ledger.projection.merging import Row
from app.ledger.projection.table import Table
from app.office.store.errors import RowsRefused
from app.office.store.writing_order import in_order

_REFUSED = (
    apsw.ConstraintError,
    apsw.MismatchError,
    apsw.TooBigError,
    OverflowError,
    TypeError,
    ValueError,
)


def write_rows(
    connection: apsw.Connection, rows: Mapping[Table, Sequence[Row]], prefix: str
) -> None:
    """All or nothing, inside the open transaction. Raises RowsRefused."""
    try:
        with connection:
            for table, some in in_order(rows):
                connection.executemany(table.statement(prefix), some)
    except _REFUSED as error:
        raise RowsRefused(error) from error
