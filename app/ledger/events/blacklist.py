"""The blacklist: what was put on it, what was lifted."""

from __future__ import annotations

import datetime

from app.domain.blacklist import Subject
from app.ledger.events.base import Event


class Blacklisted(Event, tag="blacklisted", frozen=True, kw_only=True):
    """A card, an account or a meter was put on the blacklist, or its entry was put anew."""

    subject: Subject
    account: str
    """Account that it belongs to; empty where nobody knows."""
    reason: str
    until: datetime.date | None = None
    """First day on which the entry has ended by itself."""
    date: datetime.date


class BlacklistLifted(Event, tag="blacklist_lifted", frozen=True, kw_only=True):
    """Two people lifted an entry."""

    subject: Subject
    account: str
    reason: str
    date: datetime.date
