"""The blacklist."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, LATEST
from app.ledger.projection.table import Index, Table


class BlacklistRecord(NamedTuple):
    """The last word on a card, an account or a meter: of several the later hybrid clock counts."""

    what: Annotated[str, KEY]
    number: Annotated[str, KEY]
    at: Annotated[int, LATEST]
    event: Annotated[int, LATEST]
    lifted: Annotated[bool, LATEST]
    account: Annotated[str, LATEST]
    day: Annotated[str, LATEST]
    until: Annotated[str | None, LATEST]
    reason: Annotated[str, LATEST]
    operator: Annotated[int | None, LATEST]
    second: Annotated[int | None, LATEST]


TABLES = (
    Table(
        "blacklist",
        BlacklistRecord,
        indexes=(Index("blacklist_at", ("at",)),),
    ),
)
