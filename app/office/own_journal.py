"""Head office's own ledger goes into the store as any kiosk's: sealed, and by the same rules."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.domain.errors import TapcardError
from app.domain.identity import kiosk_name
from app.domain.text import _
from app.ledger import exchange
from app.ledger.checkpoint import Signer
from app.ledger.ledger import Ledger
from app.office.epochs import ask_epoch, grant_epoch
from app.office.push import push, wanted
from app.office.push_answers import Acked
from app.office.store.contract import Store
from app.office.store.errors import NotEnrolled, StoreError
from app.office.store.rows import Enrolment, Kiosk, KioskEpoch
from app.sync.bundle import seal_run
from app.sync.reading_runs import read_run
from app.sync.run import public_key_in

_LOG = logging.getLogger(__name__)
_CHUNK = 500
"""Events of a bundle."""
_EVERY = 0.2
"""Seconds between two looks at the ledger's last number, which stands in memory."""
_AFTER_FAILURE = 5.0


class OwnNotTaken(StoreError):
    """The store has other events of head office than its ledger."""

    code = "own_not_taken"

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(
            _("The store does not take the events of head office's own ledger {kiosk}.").format(
                kiosk=kiosk_name(ledger.node)
            ),
            _("Was one of the two brought back from a backup? docs/office.md says what to do."),
        )


class OwnJournal:
    """A thread that brings what was committed into the store."""

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        identity: Signer,
        failed: Callable[[TapcardError], None],
    ) -> None:
        """``failed``: told of each error; what was committed goes up at the next try."""
        self._store = store
        self._ledger = ledger
        self._identity = identity
        self._failed = failed
        self._done = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="own-journal", daemon=True)

    def enrol(self, name: str, site: str, region: int) -> None:
        """Makes head office a node of its store, once."""
        if self._store.kiosk(self._ledger.node) is not None:
            return
        self._store.enrol(
            Enrolment(
                node=self._ledger.node,
                name=name,
                region=region,
                site=site,
                transport_key=b"",
                enrolled_at=self._ledger.clock.milliseconds(),
            ),
            KioskEpoch(
                node=self._ledger.node,
                epoch=1,
                public_key=self._first_key(),
                seal_key=self._ledger.signer.seal_public_key,
            ),
        )

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the step under way."""
        self._stop.set()
        self._thread.join()

    def step(self) -> None:
        """Everything that is new. Raises OwnNotTaken and what store and ledger raise."""
        last = self._ledger.last
        if last == self._done:
            return
        self._begin_epoch()
        while True:
            lacking = wanted(self._known())
            end = last if lacking.epoch == self._ledger.epoch else self._parent_seq()
            if lacking.next > end and lacking.epoch == self._ledger.epoch:
                break
            self._give(lacking.epoch, lacking.next, min(end, lacking.next + _CHUNK - 1))
        self._require_same()
        self._done = last

    def _require_same(self) -> None:
        """The store ends with an event that stands in the ledger. Raises OwnNotTaken."""
        row = self._known().in_force
        with self._ledger.read() as reader:
            hash = exchange.hash_at(reader.db, row.node, row.epoch, row.last_seq)
        if (row.epoch, row.last_hash) != (self._ledger.epoch, hash):
            raise OwnNotTaken(self._ledger)

    def _give(self, epoch: int, first: int, last: int) -> None:
        data = self._sealed(epoch, first, last)
        answer = push(self._store, self._ledger.node, data, self._ledger.clock.milliseconds())
        if not isinstance(answer, Acked):
            raise OwnNotTaken(self._ledger)

    def _begin_epoch(self) -> None:
        """After a restore: head office grants itself its new life."""
        node, epoch = self._ledger.node, self._ledger.epoch
        if self._known().in_force.epoch >= epoch:
            return
        key, now = self._ledger.signer.public_key, self._ledger.clock.milliseconds()
        ask_epoch(self._store, node, key, self._sealed(epoch, 1, 1), now)
        grant_epoch(self._store, node, epoch, key)

    def _sealed(self, epoch: int, first: int, last: int) -> bytes:
        with self._ledger.read() as reader:
            found = read_run(reader.db, self._ledger.node, epoch, first, last)
        return seal_run(
            found.run,
            self._ledger.signer,
            self._ledger.random,
            images=found.images,
            keys=found.keys,
            receiver=self._identity.seal_public_key,
        )

    def _known(self) -> Kiosk:
        kiosk = self._store.kiosk(self._ledger.node)
        if kiosk is None:
            raise NotEnrolled(self._ledger.node)
        return kiosk

    def _parent_seq(self) -> int:
        parent = self._known().in_force.parent
        return 0 if parent is None else parent.seq

    def _first_key(self) -> bytes:
        """The public key of epoch 1, which its first event says."""
        with self._ledger.read() as reader:
            run = read_run(reader.db, self._ledger.node, 1, 1, 1).run
        key = public_key_in(run)
        assert key is not None
        return key

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = _EVERY
            try:
                self.step()
            except TapcardError as error:
                _LOG.exception("head office's own events are not in the store")
                self._failed(error)
                pause = _AFTER_FAILURE
            self._stop.wait(pause)
