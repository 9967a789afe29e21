"""What goes on beside the requests: events become tables and come into feeds, limits follow."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from app.domain.errors import TapcardError
from app.kiosk import Clock
from app.ledger.checkpoint import Signer
from app.office.feeding import feed_scopes
from app.office.known_fleet import KnownFleet
from app.office.projecting import Owner, run_projectors
from app.office.renewing import Renewing, run_renewing
from app.office.store.contract import Store

_LOG = logging.getLogger(__name__)
_EVERY = 0.3
"""Seconds between two looks while nothing comes."""
_AFTER_FAILURE = 5.0


class Workers:
    """Threads over the store, between :meth:`start` and :meth:`stop`."""

    def __init__(
        self,
        store: Store,
        owner: Owner,
        renewing: Renewing,
        failed: Callable[[TapcardError], None],
    ) -> None:
        """``failed``: told of each error of feeds and grants; their workers go on."""
        self._store = store
        self._failed = failed
        self._stop = threading.Event()
        self._threads = (
            threading.Thread(
                target=run_projectors,
                args=(store, self._stop, store.projectors, owner),
                name="projectors",
                daemon=True,
            ),
            threading.Thread(
                target=self._feed, args=(owner.identity, owner.clock), name="feeds", daemon=True
            ),
            threading.Thread(
                target=run_renewing,
                args=(renewing, self._stop, failed),
                name="renewing",
                daemon=True,
            ),
        )

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends after the transactions under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _feed(self, identity: Signer, clock: Clock) -> None:
        known = KnownFleet(self._store)
        while not self._stop.is_set():
            try:
                taken = feed_scopes(self._store, identity, clock.milliseconds(), known)
            except TapcardError as error:
                _LOG.exception("events did not come into their scopes")
                self._failed(error)
                self._stop.wait(_AFTER_FAILURE)
                continue
            if not taken:
                self._stop.wait(_EVERY)
