"""What head office made of exceptions: what counters did that does not fit together."""

from __future__ import annotations

from app.ledger.events.base import Event


class ExceptionSettled(Event, tag="exception_settled", frozen=True, kw_only=True):
    """Somebody at head office looked at an exception, and it is at its end."""

    kind: str
    """As in the list of exceptions."""
    subject: str
    """Which one of that kind: stable, whatever arrives later."""
    account: str
    reason: str
