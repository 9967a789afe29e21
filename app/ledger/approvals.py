"""Local rows of signing from elsewhere: approval keys and challenges. Never in a backup.

Every function takes the database of a reader or, where it writes, of a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import Operator
from app.ledger.database import connection_of


@dataclass(frozen=True)
class KeptKey:
    """An approver's key here."""

    sealed: bytes
    """As :meth:`app.ledger.checkpoint.Signer.seal` gave it."""
    failures: int
    """Wrong answers since the last right one."""
    locked_until: int
    """Milliseconds since 1970 UTC; no answer counts before that."""


@dataclass(frozen=True)
class Asked:
    """A challenge that was shown."""

    challenge: str
    operator: Operator
    approver: Operator
    particulars: bytes
    asked: int
    answered: bool
    spent: bool


def keep_key(db: APSWDatabase, operator: Operator, sealed: bytes) -> None:
    """Gives an approver another key; wrong answers and lock are forgotten."""
    connection_of(db).execute(
        "INSERT INTO approval_key (operator, key) VALUES (?, ?) ON CONFLICT (operator) "
        "DO UPDATE SET key = excluded.key, failures = 0, locked_until = 0",
        (operator, sealed),
    )


def drop_key(db: APSWDatabase, operator: Operator) -> None:
    """Nobody approves under this number any more."""
    connection_of(db).execute("DELETE FROM approval_key WHERE operator = ?", (operator,))


def kept_key(db: APSWDatabase, operator: Operator) -> KeptKey | None:
    """The key of an approver; None without one on this machine."""
    row = (
        connection_of(db)
        .execute(
            "SELECT key, failures, locked_until FROM approval_key WHERE operator = ?", (operator,)
        )
        .fetchone()
    )
    return None if row is None else KeptKey(bytes(row[0]), int(row[1]), int(row[2]))


def note_failure(db: APSWDatabase, operator: Operator, locked_until: int) -> None:
    """Counts a wrong answer and locks the approver until then (milliseconds; 0: not)."""
    connection_of(db).execute(
        "UPDATE approval_key SET failures = failures + 1, locked_until = ? WHERE operator = ?",
        (locked_until, operator),
    )


def clear_failures(db: APSWDatabase, operator: Operator) -> None:
    """After a right answer."""
    connection_of(db).execute(
        "UPDATE approval_key SET failures = 0, locked_until = 0 WHERE operator = ?", (operator,)
    )


def note_asked(db: APSWDatabase, asked: Asked) -> None:
    """Keeps a challenge; what was asked before it of the same people is void, and old ones go."""
    connection = connection_of(db)
    connection.execute(
        "DELETE FROM approval_asked WHERE operator = ? AND approver = ? AND spent = 0",
        (asked.operator, asked.approver),
    )
    connection.execute(
        "INSERT INTO approval_asked (challenge, operator, approver, particulars, asked) "
        "VALUES (?, ?, ?, ?, ?)",
        (asked.challenge, asked.operator, asked.approver, asked.particulars, asked.asked),
    )


def last_asked(db: APSWDatabase, operator: Operator, approver: Operator) -> Asked | None:
    """What these two were last asked and did not spend."""
    return _asked(db, "operator = ? AND approver = ? AND spent = 0", (operator, approver))


def asked_as(db: APSWDatabase, challenge: str) -> Asked | None:
    """What was asked under a challenge."""
    return _asked(db, "challenge = ?", (challenge,))


def note_answered(db: APSWDatabase, challenge: str) -> None:
    """Its answer was right."""
    connection_of(db).execute(
        "UPDATE approval_asked SET answered = 1 WHERE challenge = ?", (challenge,)
    )


def spend(db: APSWDatabase, challenge: str) -> bool:
    """Uses an answered challenge up; False where that cannot be done, as it was used before."""
    connection = connection_of(db)
    connection.execute(
        "UPDATE approval_asked SET spent = 1 WHERE challenge = ? AND answered = 1 AND spent = 0",
        (challenge,),
    )
    return connection.changes() == 1


def _asked(db: APSWDatabase, where: str, params: tuple[object, ...]) -> Asked | None:
    row = (
        connection_of(db)
        .execute(
            "SELECT challenge, operator, approver, particulars, asked, answered, spent "  # noqa: S608  conditions of ours
            f"FROM approval_asked WHERE {where}",
            params,
        )
        .fetchone()
    )
    if row is None:
        return None
    challenge, operator, approver, particulars, asked, answered, spent = row
    return Asked(
        str(challenge),
        int(operator),
        int(approver),
        bytes(particulars),
        int(asked),
        bool(answered),
        bool(spent),
    )
