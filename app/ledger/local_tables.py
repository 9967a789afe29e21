"""Rows that are not projected from the journal: number series and PIN verifiers.

Every function takes the database of a reader or, where it writes, of a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, Node, Operator
from app.ledger import journal
from app.ledger.database import connection_of
from app.ledger.events.accounts import AccountOpened

if TYPE_CHECKING:
    import apsw

    from app.ledger.events.base import Event

RECEIPT = "receipt"
SLIP = "slip"
ACCOUNT = "account"


def last_number(connection: apsw.Connection, epoch: int, name: str) -> int:
    """Last number of a series of this node in ``epoch``; 0 before the first."""
    row = connection.execute(
        "SELECT last FROM series WHERE epoch = ? AND name = ?", (epoch, name)
    ).fetchone()
    return 0 if row is None else int(row[0])


def take_numbers(connection: apsw.Connection, epoch: int, event: Event) -> None:
    """Counts the numbers that an event of this node uses up.

    A receipt or slip number that is not the next one of its series raises ValueError: it would
    leave a gap or stand twice.
    """
    for name in (RECEIPT, SLIP):
        number = getattr(event, name, None)
        if number is not None:
            expected = last_number(connection, epoch, name) + 1
            if number != expected:
                raise ValueError(f"{name} {number} is not the next one, {expected}")
            _count(connection, epoch, name, number)
    if isinstance(event, AccountOpened):
        _count(connection, epoch, ACCOUNT, last_number(connection, epoch, ACCOUNT) + 1)


def check_series(connection: apsw.Connection, node: Node, epoch: int) -> None:
    """Whether the last receipt and slip that were given out stand in the journal.

    A journal whose end was cut off, or a counter that was turned back, shows here. Raises
    LedgerDamaged.
    """
    missing = {
        name: number
        for name in (RECEIPT, SLIP)
        if (number := last_number(connection, epoch, name)) > 0
    }
    bodies = journal.bodies_backwards(connection, node, epoch) if missing else ()
    for id, body in bodies:
        for name in [name for name in missing if f'"{name}":'.encode() in body]:
            last = getattr(journal.decoded(id, body).event, name, None)
            if last is not None and last != missing.pop(name):
                raise journal.broken(id)
        if not missing:
            return
    if missing:
        raise journal.broken(EventId(node, epoch, 0))


def _count(connection: apsw.Connection, epoch: int, name: str, number: int) -> None:
    connection.execute(
        "INSERT INTO series (epoch, name, last) VALUES (?, ?, ?) "
        "ON CONFLICT (epoch, name) DO UPDATE SET last = excluded.last",
        (epoch, name, number),
    )


@dataclass(frozen=True)
class Pin:
    """What is known of an operator's PIN."""

    verifier: str
    """Slow, salted hash in its own text form; never leaves this machine and its backups."""
    failures: int
    """Wrong tries since the last right one."""
    locked_until: int
    """Milliseconds since 1970 UTC; no try counts before that."""
    one_time: bool = False
    """Whether it is a code that lets nobody in but to choose a PIN."""


def set_verifier(db: APSWDatabase, operator: Operator, verifier: str, now: int) -> None:
    """Gives an operator a new PIN and clears failures and lock; ``now``: milliseconds."""
    connection_of(db).execute(
        "INSERT INTO pin_given (operator, since, verifier) VALUES (?, ?, ?)",
        (operator, now, verifier),
    )
    connection_of(db).execute(
        "INSERT INTO pin (operator, verifier) VALUES (?, ?) ON CONFLICT (operator) "
        "DO UPDATE SET verifier = excluded.verifier, failures = 0, locked_until = 0, one_time = 0",
        (operator, verifier),
    )


def take_invitation(
    db: APSWDatabase, invitation: EventId, operator: Operator, verifier: str, now: int
) -> None:
    """Puts a code that counts once in the place of the operator's PIN; once for an invitation."""
    connection = connection_of(db)
    taken = connection.execute(
        "INSERT INTO pin_invitation (event) VALUES (?) ON CONFLICT DO NOTHING RETURNING event",
        (invitation.to_key(),),
    ).fetchall()
    if taken:
        set_verifier(db, operator, verifier, now)
        connection.execute("UPDATE pin SET one_time = 1 WHERE operator = ?", (operator,))


def is_taken(db: APSWDatabase, invitation: EventId) -> bool:
    """Whether the code of an invitation was taken in before."""
    key = (invitation.to_key(),)
    found = connection_of(db).execute("SELECT 1 FROM pin_invitation WHERE event = ?", key)
    return found.fetchone() is not None


def verifier(db: APSWDatabase, operator: Operator) -> Pin | None:
    """The operator's PIN verifier with its failures; None without a PIN on this machine."""
    row = (
        connection_of(db)
        .execute(
            "SELECT verifier, failures, locked_until, one_time FROM pin WHERE operator = ?",
            (operator,),
        )
        .fetchone()
    )
    return None if row is None else Pin(row[0], row[1], row[2], bool(row[3]))


def forget_pin(db: APSWDatabase, operator: Operator) -> None:
    """The number is somebody else's now: nobody signs in with it before they have a code."""
    connection_of(db).execute("DELETE FROM pin WHERE operator = ?", (operator,))


def last_verifiers(db: APSWDatabase, operator: Operator, count: int) -> list[str]:
    """Verifiers of the last PINs, the present one first."""
    rows = connection_of(db).execute(
        "SELECT verifier FROM pin_given WHERE operator = ? ORDER BY id DESC LIMIT ?",
        (operator, count),
    )
    return [str(row[0]) for row in rows]


def pin_since(db: APSWDatabase, operator: Operator) -> int | None:
    """When the present PIN was given, milliseconds; None where that is not known."""
    row = (
        connection_of(db)
        .execute("SELECT MAX(since) FROM pin_given WHERE operator = ?", (operator,))
        .fetchone()
    )
    return None if row is None or row[0] is None else int(row[0])


def note_failure(db: APSWDatabase, operator: Operator, locked_until: int) -> None:
    """Counts a wrong try and locks the operator until ``locked_until`` (milliseconds; 0: not)."""
    connection_of(db).execute(
        "UPDATE pin SET failures = failures + 1, locked_until = ? WHERE operator = ?",
        (locked_until, operator),
    )


def clear_failures(db: APSWDatabase, operator: Operator) -> None:
    """After a right PIN."""
    connection_of(db).execute(
        "UPDATE pin SET failures = 0, locked_until = 0 WHERE operator = ?", (operator,)
    )
