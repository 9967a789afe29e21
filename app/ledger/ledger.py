"""The truth of one node: journal, projected tables and local tables in one file.

Beside ``<ledger>`` lie ``<ledger>.lock`` (who owns it) and ``<ledger>.key`` (its signing key),
and while it is open SQLite's ``-wal`` and ``-shm``, which belong to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self, TypeVar

import apsw
from peewee import PeeweeException
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, Node, kiosk_name
from app.domain.plans import PlanImages
from app.domain.text import _
from app.kiosk import Clock, Randomness
from app.ledger import images, journal, personal
from app.ledger.birth import ENGINE, Projection, bring_up_to_date, give_birth
from app.ledger.checkpoint import JournalReport, Signer
from app.ledger.clock_guard import Reading, Reference, check_clock
from app.ledger.connections import Readers, Writer
from app.ledger.database import check_pages, connection_of, raise_translated
from app.ledger.errors import LedgerDamaged, LedgerExists, LedgerMissing
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.lock import LedgerLock
from app.ledger.print_jobs import PrintJobs
from app.ledger.proof import prove, prove_end
from app.ledger.transaction import Author, Reader, Transaction

T = TypeVar("T")


class Ledger:
    """An open ledger, owned by this process. Usable from any thread.

    After CommitInDoubt, LedgerUnsafe or close, everything is refused until it is opened again.
    """

    def __init__(self, lock: LedgerLock, writer: Writer, author: Author) -> None:
        self._lock = lock
        self._writer = writer
        self._author = author
        self._readers = Readers(author.path)
        self._head = writer.run(lambda db: _head(db, author))
        self.print_jobs = PrintJobs(self)
        """The spooler's table."""

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        node: Node,
        genesis: Callable[[bytes], LedgerBegun],
        clock: Clock,
        random: Randomness,
        operator: int | None = None,
        signer: Signer | None = None,
        projection: Projection = ENGINE,
    ) -> Self:
        """Makes a ledger whose first event is ``genesis(public key)``, and opens it.

        ``signer``: the key that head office was told at enrolment; None: a new one.
        It appears at ``path`` complete or not at all. Raises LedgerExists, LedgerOwned, DiskFull.
        """
        require_absent(path)
        lock = LedgerLock(path)
        try:
            require_absent(path)
            signer = signer or Signer.create(random)
            first, project = genesis(signer.public_key), projection.project
            author = Author(path, node, 1, signer, clock, random, project, first.office)
            give_birth(author, projection, first, operator)
        finally:
            lock.release()
        return cls.open(path, node=node, clock=clock, random=random, projection=projection)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        node: Node,
        clock: Clock,
        random: Randomness,
        projection: Projection = ENGINE,
    ) -> Self:
        """Takes ownership, brings tables up to date, checks pages, key and end of the chain.

        Raises:
            LedgerMissing: nothing at ``path``.
            LedgerOwned: another process has it.
            LedgerNewer: a newer program wrote it.
            LedgerDamaged: no ledger, another node's, or a check failed.
            LedgerUnsafe: a durability setting is not in force.
        """
        if not path.exists():
            raise LedgerMissing(
                _("There is no ledger at {path}.").format(path=path),
                _("Check the path, or make one: `tapcard init`, or `tapcard restore`."),
            )
        lock = LedgerLock(path)
        writer: Writer | None = None
        try:
            writer = Writer(path)
            epoch = writer.run(lambda db: _checked_epoch(db, node, projection))
            signer = Signer.load(path)
            writer.run(lambda db: prove_end(connection_of(db), node, epoch, signer))
            office = writer.run(lambda db: journal.is_head_office(connection_of(db), node))
            author = Author(path, node, epoch, signer, clock, random, projection.project, office)
            return cls(lock, writer, author)
        except BaseException as error:
            if writer is not None:
                writer.close()
            lock.release()
            _raise_damaged(error)
            raise

    @property
    def path(self) -> Path:
        """The ledger's file."""
        return self._author.path

    @property
    def node(self) -> Node:
        """The node whose events are appended here."""
        return self._author.node

    @property
    def epoch(self) -> int:
        """The node's life since its last restore."""
        return self._author.epoch

    @property
    def last(self) -> int:
        """Number of this node's last event in its epoch; 0 before the first."""
        return self._head.seq

    @property
    def clock(self) -> Clock:
        """Wall time, as this ledger was given it."""
        return self._author.clock

    @property
    def signer(self) -> Signer:
        """Signs checkpoints, backups and bundles."""
        return self._author.signer

    @property
    def random(self) -> Randomness:
        """Unpredictable bytes, as this ledger was given them."""
        return self._author.random

    def commit(self, work: Callable[[Transaction], T]) -> T:
        """Runs ``work`` in one transaction on the writer's thread and makes it durable.

        An exception out of ``work`` undoes everything and is raised as it is.

        Raises:
            DiskFull: no room; nothing was recorded.
            CommitInDoubt: the last step failed; it may be recorded or not, look after reopening.
            LedgerUnsafe, LedgerDamaged: the storage failed; nothing was recorded.
        """

        def inside(db: APSWDatabase) -> tuple[T, Transaction]:
            transaction = Transaction(db, self._author, self._head)
            return work(transaction), transaction

        result, transaction = self._writer.transact(inside, self._committed)
        if transaction.forgot:
            with suppress(apsw.Error):  # it is committed; a later one empties the log
                self.checkpoint_log()
        return result

    def exclusively(self, work: Callable[[APSWDatabase], T]) -> T:
        """Runs ``work(database)`` on the writer's thread, alone, with transactions of its own.

        For computing tables anew; events are appended only by :meth:`commit`. Raises DiskFull,
        LedgerDamaged, LedgerUnsafe: what ``work`` had not committed is not there.
        """
        return self._writer.alone(work)

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """A snapshot to query; it does not move while others commit."""
        self._writer.require_usable()
        with self._readers.snapshot() as db:
            yield Reader(db)

    def images(self, digest: bytes) -> PlanImages:
        """The images of a plan. Raises LedgerDamaged when missing or not of this digest."""
        with self.read() as reader:
            return images.load(connection_of(reader.db), digest)

    def accept(self, events: Iterable[tuple[EventId, bytes]], runs: Iterable[bytes] = ()) -> int:
        """Keeps and projects other nodes' exact events and headers of their runs, in any order.

        What is here already is passed over. Returns how many events were new; all in one
        transaction. Raises ForkDetected, LedgerNewer and what :meth:`commit` raises.
        """
        return self.commit(lambda transaction: transaction.accept(events, runs))

    def unseal(self, account: str, sealed: bytes) -> dict[str, str]:
        """Personal fields in clear. Raises PersonalKeyMissing, LedgerDamaged."""
        with self.read() as reader:
            return personal.unseal(connection_of(reader.db), account, sealed)

    def unseal_each(self, sealed: Mapping[str, Sequence[bytes]]) -> dict[str, dict[str, str]]:
        """Those of several accounts, each in pieces; who cannot be read is left out."""
        with self.read() as reader:
            return personal.unseal_each(connection_of(reader.db), sealed)

    def check_clock(self) -> None:
        """Raises ClockRefused while the wall clock stands after a jump that nobody accepted."""
        check_clock(self._head.reference, Reading.of(self._author.clock))

    def clock_reference(self) -> Reference | None:
        """The last wall time that was believed; None before the first event."""
        return self._head.reference

    def verify(self) -> JournalReport:
        """Full check of pages, chain, signatures and number series. Raises LedgerDamaged."""
        with self.read() as reader:
            return prove(connection_of(reader.db), self.node, self.epoch)

    def checkpoint_log(self) -> None:
        """Moves the write-ahead log into the file and empties it, as far as no reader holds it."""
        self._writer.run(
            lambda db: connection_of(db).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        )

    def close(self) -> None:
        """Gives the ledger free."""
        self._readers.close()
        self._writer.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _committed(self, outcome: tuple[T, Transaction]) -> None:
        self._head = outcome[1].head


def require_absent(path: Path) -> None:
    """Raises LedgerExists if anything is at ``path``."""
    if path.exists():
        raise LedgerExists(
            _("There is already a ledger at {path}.").format(path=path),
            _("Nothing was changed. A ledger is never overwritten; move it away by hand first."),
        )


def _raise_damaged(error: BaseException) -> None:
    """Tables that cannot be read as a ledger's are damage too, whatever the driver calls it."""
    raise_translated(error)
    if isinstance(error, apsw.Error | PeeweeException | UnicodeDecodeError):
        raise LedgerDamaged(
            _("The ledger cannot be read: {error}").format(error=error),
            _("No sales until the ledger is restored from a backup: `tapcard restore`."),
        ) from error


def _head(db: APSWDatabase, author: Author) -> journal.Head:
    connection = connection_of(db)
    observed = connection.execute("SELECT observed FROM this_ledger").get
    return journal.head_of(connection, author.node, author.epoch, observed)


def _checked_epoch(db: APSWDatabase, node: Node, projection: Projection) -> int:
    connection = connection_of(db)
    check_pages(connection, "quick_check")
    bring_up_to_date(db, projection)
    row = connection.execute("SELECT node, epoch FROM this_ledger").fetchone()
    if row is None or row[0] != node:
        raise LedgerDamaged(
            _("The ledger belongs to {owner}, not to {kiosk}.").format(
                owner=kiosk_name(row[0]) if row else _("nobody"), kiosk=kiosk_name(node)
            ),
            _("Nothing was changed. Correct the kiosk's number or the path of the ledger."),
        )
    return int(row[1])
