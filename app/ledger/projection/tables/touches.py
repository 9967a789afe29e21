"""Everything that was done, and to whom or what: one row for each event, and for each subject."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from app.ledger.projection.merging import KEY, ONCE
from app.ledger.projection.table import Index, Table


class DeedRecord(NamedTuple):
    """An event as a line in a list."""

    event: Annotated[int, KEY]
    at: Annotated[int, ONCE]
    kind: Annotated[str, ONCE]
    """Tag of the event."""
    account: Annotated[str, ONCE]
    """The first that it names; empty where it names none."""
    operator: Annotated[int | None, ONCE]
    second: Annotated[int | None, ONCE]
    reason: Annotated[str, ONCE]


class TouchRecord(NamedTuple):
    """A subject that an event is about; in the order of time, subject by subject."""

    kind: Annotated[str, KEY]
    subject: Annotated[str, KEY]
    at: Annotated[int, KEY]
    event: Annotated[int, KEY]


TABLES = (
    Table("deed", DeedRecord, indexes=(Index("deed_at", ("at", "event")),)),
    Table("touch", TouchRecord),
)
