"""The counter seals its journal: bundles in the outbox, and a cursor behind which all is sealed.

A file is written first and the cursor moved then: whatever ends between the two, the range is
sealed once more, under the same name or a longer one, and head office takes what it has not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from playhouse.apsw_ext import APSWDatabase

from app.domain.text import _
from app.ledger import exchange
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from app.sync.answers import Wanted
from app.sync.bundle import bundle_name, key_id, parse, seal_run
from app.sync.errors import BundleTooLarge, SyncError
from app.sync.folder import OutFile, SyncFolder, whole_bundle, write_shared
from app.sync.reading_runs import read_run

CHUNK = 1_000
"""Events of a bundle, a day of a busy counter; what is more goes into further ones.

Each bundle says anew what its events have alike: in two, a day takes a seventh more.
"""


class OutboxUnwritable(SyncError):
    """No bundle could be written: the journal still has everything."""

    code = "outbox_unwritable"


class Sealing:
    """Seals the journal of a ledger into a folder. For one thread."""

    def __init__(self, ledger: Ledger, folder: SyncFolder) -> None:
        """``folder``: prepared."""
        self._ledger = ledger
        self._folder = folder
        self._looked = 0
        """Up to which event it is known that no shift was closed."""

    def seal(self, *, connected: bool) -> int:
        """Seals what is new, if it is time: always when connected, else behind a shift's end.

        Returns the last sealed event. Raises OutboxUnwritable, DiskFull and what commits raise.
        """
        epoch, last = self._ledger.epoch, self._ledger.last
        with self._ledger.read() as reader:
            sealed = exchange.cursor(reader.db, epoch).sealed
            if last <= sealed or not (connected or self._is_due(reader.db, sealed, last)):
                return sealed
        for first, upto in _chunks(sealed + 1, last):
            self._write(epoch, first, upto)
            self._ledger.commit(partial(_sealed, epoch, upto))
        return last

    def export_again(self, wanted: Wanted) -> None:
        """Writes bundles for all events of a range that stand in no whole file of the outbox.

        Raises OutboxUnwritable.
        """
        with self._ledger.read() as reader:
            end = exchange.last_event(reader.db, self._ledger.node, wanted.epoch)
            if wanted.epoch == self._ledger.epoch:
                end = min(end, exchange.cursor(reader.db, wanted.epoch).sealed)
        if wanted.last:
            end = min(end, wanted.last)
        found = self._folder.bundles(self._ledger.node)
        there = [one for one in found if one.epoch == wanted.epoch and self._serves(one, end)]
        for first, last in _lacking(wanted.first, end, there):
            for chunk in _chunks(first, last):
                self._write(wanted.epoch, *chunk)

    def _serves(self, file: OutFile, end: int) -> bool:
        """Whether a file stands for its events: of an older life only one by the present key.

        One that a life sealed before it was lost may hold other events under these numbers.
        """
        bundle = whole_bundle(file)
        if bundle is None or file.epoch == self._ledger.epoch:
            return bundle is not None
        ours = key_id(self._ledger.signer.public_key)
        return file.last <= end and bundle.header.key_id == ours

    def _is_due(self, db: APSWDatabase, sealed: int, last: int) -> bool:
        if last - sealed >= CHUNK:
            return True
        looked = max(sealed, self._looked)
        if last > looked and exchange.closes_a_shift(
            db, self._ledger.node, self._ledger.epoch, looked
        ):
            return True
        self._looked = last
        return False

    def _write(self, epoch: int, first: int, last: int) -> None:
        with self._ledger.read() as reader:
            found = read_run(reader.db, self._ledger.node, epoch, first, last)
            office = exchange.office_keys(reader.db)
        try:
            data = seal_run(
                found.run,
                self._ledger.signer,
                self._ledger.random,
                images=found.images,
                keys=found.keys,
                receiver=None if office is None else office.seal,
            )
        except BundleTooLarge:
            if first == last:
                raise
            middle = (first + last) // 2
            self._write(epoch, first, middle)
            self._write(epoch, middle + 1, last)
            return
        try:
            write_shared(self._folder.outbox / bundle_name(parse(data).header), data)
        except OSError as error:
            raise OutboxUnwritable(
                _("Bundles for head office cannot be written to {folder}: {reason}.").format(
                    folder=self._folder.outbox, reason=error.strerror
                )
            ) from error


def _sealed(epoch: int, upto: int, tx: Transaction) -> None:
    exchange.move_cursor(tx.db, epoch, sealed=upto)


def _chunks(first: int, last: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last + 1, CHUNK):
        yield start, min(start + CHUNK - 1, last)


def _lacking(first: int, last: int, there: Iterable[OutFile]) -> Iterator[tuple[int, int]]:
    """The parts of a range that no file has; ``there`` in order."""
    at = first
    for one in there:
        if one.first > at:
            yield at, min(one.first - 1, last)
        at = max(at, one.last + 1)
        if at > last:
            return
    if at <= last:
        yield at, last
