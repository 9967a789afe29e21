"""The table of print jobs: written with the sale, worked off by the spooler.

Each change of a job is a commit of its own, so that the table says what was done before the next
byte goes out. Jobs are local: they are not in backups, whose documents would carry clear names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledger.database import connection_of

if TYPE_CHECKING:
    from app.ledger.ledger import Ledger
    from app.ledger.transaction import Transaction

_PENDING = (
    "SELECT id, kind, number, copy, document, state, attempts, error FROM print_job "
    "WHERE state IN ('queued', 'sent') ORDER BY id"
)
_LATEST = (
    "SELECT id, kind, number, copy, document, state, attempts, error FROM print_job "
    "WHERE kind = ? AND number = ? ORDER BY copy DESC LIMIT 1"
)
_NEWEST = "SELECT kind, number, copy, state, error FROM print_job ORDER BY id DESC LIMIT ? OFFSET ?"
_WAITING = "SELECT COUNT(*) FROM print_job WHERE state IN ('queued', 'sent')"
_SENT = "UPDATE print_job SET state = 'sent', attempts = attempts + 1, error = '' WHERE id = ?"
_DONE = "UPDATE print_job SET state = 'done', error = '' WHERE id = ?"
_FAILED = "UPDATE print_job SET error = ? WHERE id = ?"
_NEWEST_ID = "SELECT COALESCE(MAX(id), 0) FROM print_job"
_KEPT = (
    "SELECT id, kind, number, copy, document, state, attempts, error FROM print_job "
    "WHERE state = 'abandoned' AND id > ? ORDER BY id"
)
_ASKED_FOR = (
    "UPDATE print_job SET state = 'queued' WHERE id = ? AND state = 'abandoned' RETURNING 1"
)
_QUEUED = "UPDATE print_job SET state = 'queued' WHERE id = ?"
_COPIED = (
    "INSERT INTO print_job (kind, number, copy, document) "
    "SELECT kind, number, 1 + (SELECT MAX(copy) FROM print_job AS other "
    "WHERE other.kind = one.kind AND other.number = one.number), document "
    "FROM print_job AS one WHERE id = ?"
)


@dataclass(frozen=True)
class PrintJob:
    """One document on its way to paper."""

    id: int
    kind: str
    number: str
    copy: int
    """0: the original; n: the operator's copy n."""
    document: bytes
    state: str
    """``queued``, ``sent`` (bytes went out, completion not seen), ``done``; ``abandoned``: kept,
    and not to come out unless somebody asks for it."""
    attempts: int
    """How often bytes went out; above 0 the next one is a REPRINT."""
    error: str
    """What went wrong last; empty if nothing did."""


@dataclass(frozen=True)
class PaperLine:
    """A job in a list, without its document."""

    kind: str
    number: str
    copy: int
    state: str
    error: str


class PrintJobs:
    """Job rows of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def pending(self) -> list[PrintJob]:
        """Jobs that are queued or sent, oldest first."""
        with self._ledger.read() as reader:
            return [PrintJob(*row) for row in connection_of(reader.db).execute(_PENDING)]

    def latest(self, kind: str, number: str) -> PrintJob | None:
        """The newest copy of a document; None if it was never queued here."""
        with self._ledger.read() as reader:
            row = connection_of(reader.db).execute(_LATEST, (kind, number)).fetchone()
        return None if row is None else PrintJob(*row)

    def newest(self, most: int, skip: int = 0) -> list[PaperLine]:
        """Jobs in any state, newest first, at most ``most`` after the ``skip`` newest ones."""
        with self._ledger.read() as reader:
            rows = connection_of(reader.db).execute(_NEWEST, (most, skip))
            return [PaperLine(*row) for row in rows]

    def waiting(self) -> int:
        """How many jobs are queued or sent."""
        with self._ledger.read() as reader:
            return int(connection_of(reader.db).execute(_WAITING).get)

    def sent(self, id: int) -> None:
        """All bytes are about to go out: one attempt more."""
        self._change(_SENT, id)

    def done(self, id: int) -> None:
        """The printer confirmed that the paper is out."""
        self._change(_DONE, id)

    def failed(self, id: int, error: str) -> None:
        """The attempt came to nothing or to an unknown end; the job stays pending."""
        self._change(_FAILED, error, id)

    def queued_again(self, id: int) -> None:
        """The attempt certainly left no paper; the job waits for its next one."""
        self._change(_QUEUED, id)

    def newest_id(self) -> int:
        """Id of the newest job; 0 where there is none."""
        with self._ledger.read() as reader:
            return int(connection_of(reader.db).execute(_NEWEST_ID).get)

    def kept_since(self, id: int) -> list[PrintJob]:
        """Jobs after this one that do not come out by themselves, oldest first."""
        with self._ledger.read() as reader:
            return [PrintJob(*row) for row in connection_of(reader.db).execute(_KEPT, (id,))]

    def print_kept(self, id: int, copies: int) -> None:
        """A kept original comes out after all, ``copies`` of it altogether; once."""

        def work(transaction: Transaction) -> None:
            connection = connection_of(transaction.db)
            if connection.execute(_ASKED_FOR, (id,)).fetchall():
                for _copy in range(1, copies):
                    connection.execute(_COPIED, (id,)).fetchall()

        self._ledger.commit(work)

    def _change(self, statement: str, *values: int | str) -> None:
        self._ledger.commit(
            lambda transaction: connection_of(transaction.db).execute(statement, values).fetchall()
        )
