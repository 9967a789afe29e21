"""Paper handed out again."""

from __future__ import annotations

from app.ledger.events.base import Event


class CopyPrinted(Event, tag="copy_printed", frozen=True, kw_only=True):
    """An operator printed a copy of a document."""

    document: str
    copy_number: int
    reason: str = ""
