"""The whole list of exceptions, computed at once from whatever tables there are."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.ledger.projection.statements import all_rows
from app.office.exceptions import OfficeException, Settled, found_in


def exceptions(db: Database, *, settled: bool = False) -> list[OfficeException]:
    """All that are open, by day; those that were settled too where asked for."""
    ends = _settled(db)
    found = [
        msgspec.structs.replace(one, settled=ends.get((one.kind.value, one.subject)))
        for one in found_in(db)
    ]
    listed = [one for one in found if settled or one.settled is None]
    return sorted(listed, key=lambda one: (one.since, one.kind.value, one.subject))


def _settled(db: Database) -> dict[tuple[str, str], Settled]:
    rows = all_rows(db, "SELECT kind, subject, event, operator, reason FROM exception_settled")
    return {
        (str(kind), str(subject)): Settled(
            event=EventId.from_key(int(event)), operator=operator, reason=str(reason)
        )
        for kind, subject, event, operator, reason in rows
    }
