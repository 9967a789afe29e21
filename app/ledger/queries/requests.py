"""Callers' own ids of their calls."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId, Node
from app.ledger.queries.reading import first


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The first event that carries a caller's id."""

    event: EventId
    kind: str
    """Tag of the event."""


def by_request(db: Database, node: Node, request: str) -> Request | None:
    """What a caller's id led to at a node; None when it is new."""
    row = first(
        db, "SELECT event, kind FROM request WHERE node = ? AND request = ?", (node, request)
    )
    return None if row is None else Request(event=EventId.from_key(row[0]), kind=row[1])
