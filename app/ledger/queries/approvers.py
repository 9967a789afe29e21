"""Who signs from elsewhere, and what was signed so."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import Node, Operator
from app.ledger.queries.reading import value


def key_mark(db: Database, node: Node, operator: Operator) -> str | None:
    """Mark of the approval key that an operator has at a kiosk; None without one."""
    mark = value(db, "SELECT mark FROM approver WHERE node = ? AND operator = ?", (node, operator))
    return str(mark) if mark else None


def was_used(db: Database, challenge: str) -> bool:
    """Whether an event was signed with the answer to a challenge."""
    found = value(db, "SELECT event FROM remote_approval WHERE challenge = ?", (challenge,))
    return found is not None
