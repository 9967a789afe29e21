"""What happened to the cash of drawers beside sales."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE
from app.ledger.projection.table import Index, Table


class CashMoveRecord(NamedTuple):
    """Something done to the drawer of a shift."""

    event: Annotated[int, KEY]
    shift: Annotated[int, ONCE]
    what: Annotated[str, ONCE]
    amount: Annotated[int, ONCE]


class DrawerCountRecord(NamedTuple):
    """A first count of the drawer of a shift."""

    event: Annotated[int, KEY]
    shift: Annotated[int, ONCE]
    total: Annotated[int, ONCE]


TABLES = (
    Table(
        "drawer_count",
        DrawerCountRecord,
        indexes=(Index("drawer_count_shift", ("shift",)),),
    ),
    Table(
        "cash_move",
        CashMoveRecord,
        indexes=(Index("cash_move_shift", ("shift", "what")),),
    ),
)
