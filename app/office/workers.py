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
from app.office.projecting import Owner, look_after_until, prepare_tables, project_until
from app.office.projector_process import Duty, Orders
from app.office.projector_processes import run_processes
from app.office.renewing import Renewing, run_renewing
from app.office.store.contract import Store
from app.settings.office import OfficeSettings

_LOG = logging.getLogger(__name__)
_EVERY = 0.3
"""Seconds between two looks while nothing comes."""
_AFTER_FAILURE = 5.0


class Workers:
    """Threads and processes over the store, between :meth:`start` and :meth:`stop`."""

    def __init__(
        self,
        store: Store,
        owner: Owner,
        settings: OfficeSettings,
        renewing: Renewing,
        failed: Callable[[TapcardError], None],
    ) -> None:
        """``failed``: told of each error of feeds and grants; their workers go on."""
        self._store = store
        self._settings = settings
        self._failed = failed
        self._stop = threading.Event()
        self._threads = (
            threading.Thread(target=self._project, args=(owner,), name="projectors", daemon=True),
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

    def _project(self, owner: Owner) -> None:
        prepare_tables(self._store, self._stop, owner)
        if self._store.projectors:
            run_processes(self._orders(), self._stop)
            return
        after = threading.Thread(
            target=look_after_until, args=(self._store, self._stop, owner.identity), daemon=True
        )
        after.start()
        project_until(self._store, self._stop, owner.clock)
        after.join()

    def _orders(self) -> list[Orders]:
        duties = [*[Duty.PROJECT] * self._store.projectors, Duty.LOOK_AFTER]
        place, identity = self._settings.store, str(self._settings.identity)
        return [Orders(duty, place, identity) for duty in duties]

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
