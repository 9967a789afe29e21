"""Looks at a ledger that another process owns, by asking that process."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import Node
from app.domain.text import _
from app.ledger.birth import ENGINE, Projection
from app.ledger.checkpoint import JournalReport
from app.ledger.database import connection_of, open_snapshot, raise_translated
from app.ledger.errors import CommitInDoubt, DiskFull, LedgerDamaged, LedgerError, LedgerUnsafe
from app.ledger.lock import owned
from app.ledger.proof import prove
from app.ledger.snapshot_protocol import (
    ANSWER_SECONDS,
    ANSWERS,
    SNAPSHOT_SECONDS,
    VERSION,
    Answer,
    Lent,
    NotUnderstood,
    Refused,
    Request,
    SnapshotRefused,
    Standing,
    Working,
    receive,
    refused,
    send,
    short_address,
    snapshot_prefix,
    socket_path,
)
from app.ledger.transaction import Reader

_ERRORS: dict[str, type[LedgerError]] = {
    kind.code: kind for kind in (LedgerDamaged, LedgerUnsafe, DiskFull, CommitInDoubt)
}


class Snapshot:
    """A ledger as it was at one moment, without personal keys, clear names and papers.

    To be used by one thread at a time.
    """

    def __init__(self, database: APSWDatabase, lent: Lent) -> None:
        self._database = database
        self._lent = lent

    @property
    def node(self) -> Node:
        """The node whose ledger it is."""
        return self._lent.node

    @property
    def epoch(self) -> int:
        """The node's life since its last restore."""
        return self._lent.epoch

    @property
    def made(self) -> int:
        """Wall time of the owner at that moment, milliseconds since 1970 UTC."""
        return self._lent.made

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """All tables, to query. Raises LedgerDamaged, LedgerUnsafe."""
        try:
            yield Reader(self._database)
        except Exception as error:
            raise_translated(error)
            raise

    def verify(self) -> JournalReport:
        """Full check of pages, chain, signatures and number series. Raises LedgerDamaged."""
        with self.read() as reader:
            return prove(connection_of(reader.db), self.node, self.epoch)


@contextmanager
def borrowed_snapshot(
    path: Path, *, check: bool = False, projection: Projection = ENGINE
) -> Iterator[Snapshot]:
    """A snapshot of the ledger at ``path`` from the process that owns it; gone with the context.

    Args:
        path: the ledger.
        check: the owner first checks the pages of its own file and the key beside it, which a
            copy of its rows cannot show.
        projection: the projected tables that are expected in it.

    Raises:
        LedgerOwned: the owner does not answer.
        SnapshotRefused: it answers, but gives none: another release, another asker.
        LedgerDamaged, LedgerUnsafe, DiskFull, CommitInDoubt: what the owner found.
    """
    with _asked(path, Request(version=VERSION, want="snapshot", check=check)) as connection:
        answer = _received(connection, path, ANSWER_SECONDS)
        if isinstance(answer, Working):
            answer = _received(connection, path, SNAPSHOT_SECONDS)
        if not isinstance(answer, Lent):
            raise _not_understood()
        database = _opened(path, answer)
    try:
        if not projection.is_current(database):
            raise refused(_("The running counter is of another release of Tapcard."))
        yield Snapshot(database, answer)
    finally:
        database.close()


def standing_of_owner(path: Path) -> Standing:
    """What the process that owns the ledger at ``path`` says of it, without copying it.

    Raises as :func:`borrowed_snapshot`.
    """
    with _asked(path, Request(version=VERSION, want="standing")) as connection:
        answer = _received(connection, path, ANSWER_SECONDS)
        if not isinstance(answer, Standing):
            raise _not_understood()
        return answer


def from_running_counter(moment: int) -> str:
    """The words for figures of ``moment``, milliseconds since 1970 UTC, in the machine's zone."""
    return _("as of {time}, from the running counter").format(
        time=datetime.fromtimestamp(moment // 1000).astimezone().strftime("%H:%M:%S")
    )


@contextmanager
def _asked(path: Path, request: Request) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            with short_address(socket_path(path)) as address:
                connection.connect(address)
            send(connection, request)
        except OSError as error:
            raise owned(path) from error
        yield connection


def _received(connection: socket.socket, path: Path, seconds: float) -> Answer:
    connection.settimeout(seconds)
    try:
        answer = receive(connection, ANSWERS)
    except OSError as error:
        raise owned(path) from error
    except NotUnderstood as error:
        raise _not_understood() from error
    if isinstance(answer, Refused):
        raise _ERRORS.get(answer.code, SnapshotRefused)(answer.message, answer.remedy)
    return answer


def _opened(path: Path, lent: Lent) -> APSWDatabase:
    """Opens what was lent and takes its name away: the file lives as long as it is open."""
    if not lent.name.startswith(snapshot_prefix(path)) or "/" in lent.name:
        raise _not_understood()
    file = path.with_name(lent.name)
    try:
        return open_snapshot(file)
    finally:
        with suppress(OSError):  # the owner takes it away too
            file.unlink(missing_ok=True)


def _not_understood() -> SnapshotRefused:
    return refused(_("The running counter's answer cannot be understood."))
