"""Acts that are recorded here and not carried out elsewhere yet: a local table.

A row comes in the transaction of its event, and goes when what the event decides is done.
"""

from __future__ import annotations

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.database import connection_of
from app.ledger.events.base import Event


def note(db: APSWDatabase, event: EventId) -> None:
    """What this event decides is to be done; ``db``: of the transaction that appends it."""
    connection_of(db).execute("INSERT INTO unfinished_act (event) VALUES (?)", (event.to_key(),))


def done(db: APSWDatabase, event: EventId) -> None:
    """It is; repeatable."""
    connection_of(db).execute("DELETE FROM unfinished_act WHERE event = ?", (event.to_key(),))


def unfinished(db: APSWDatabase) -> list[tuple[EventId, Event]]:
    """All that are still to be done, the oldest first."""
    found: list[tuple[EventId, Event]] = []
    for (key,) in connection_of(db).execute("SELECT event FROM unfinished_act ORDER BY event"):
        id = EventId.from_key(key)
        entry = journal.entry(db, id)
        if entry is None:
            raise journal.broken(id)
        found.append((id, entry.event))
    return found
