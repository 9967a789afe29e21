"""Head office, open: identity, own ledger, store, and what answers from them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Self

from app.domain.errors import TapcardError
from app.kiosk import Clock, Randomness
from app.ledger.errors import CommitInDoubt, LedgerDamaged, LedgerUnsafe
from app.ledger.ledger import Ledger
from app.ledger.queries import settings as facts_of
from app.office.acts import Acts, ActUnfinished
from app.office.certificate import fingerprint_of
from app.office.enrolling import Enrolling
from app.office.feeds import next_feed
from app.office.gate import Gate
from app.office.identity import load_identity
from app.office.own_journal import OwnJournal
from app.office.projecting import Owner
from app.office.renewing import Renewing
from app.office.store.opening import open_store
from app.office.store.rows import Kiosk
from app.office.workers import Workers
from app.settings.office import OfficeSettings

_LOG = logging.getLogger(__name__)

_CHANGES = 1_000
"""Events of one feed, at most."""
_REOPEN = (CommitInDoubt, LedgerDamaged, LedgerUnsafe)
"""After these a file of SQLite is refused until it is opened again."""


class HeadOffice:
    """Owned by one process. Leave the context to close it."""

    def __init__(self, settings: OfficeSettings, clock: Clock, random: Randomness) -> None:
        """Opens everything. Raises StoreError, LedgerError, IdentityMissing."""
        self.settings = settings
        self.clock = clock
        self.random = random
        self.performer = None  # it checks PINs itself
        self._opened = ExitStack()
        with ExitStack() as opening:
            self.identity = load_identity(settings.identity)
            self.fingerprint = fingerprint_of(settings.certificate)
            self.ledger = opening.enter_context(
                Ledger.open(settings.ledger, node=settings.node, clock=clock, random=random)
            )
            self.store = open_store(settings.store)
            opening.callback(self.store.close)
            self.own = OwnJournal(self.store, self.ledger, self.identity, self.noted)
            with self.ledger.read() as reader:
                utility = facts_of.utility(reader.db)
            self.own.enrol(utility.utility_name, utility.site, utility.region)
            self.acts = Acts(self.ledger, self.store, clock, random)
            self.acts.finish()
            self.own.step()
            self._opened = opening.pop_all()
        owner = Owner(self.ledger.node, self.identity, clock)
        self.renewing = Renewing(self.store, self.ledger)
        self.workers = Workers(self.store, owner, settings, self.renewing, self.noted)
        self.gate = Gate(self.store)
        self.enrolling = Enrolling(self.store, self.ledger, self.identity, self.fingerprint, random)
        self.broken: TapcardError | None = None
        """What makes it end, so that it is opened again."""
        self._on_broken: Callable[[], None] = threading.Event().set

    def now(self) -> int:
        """Wall time, milliseconds since 1970 UTC."""
        return self.clock.milliseconds()

    def feed(self, kiosk: Kiosk, after: Mapping[str, int]) -> bytes | None:
        """The next signed feed of a kiosk that has ``after``, by scope; None for nothing new."""
        return next_feed(
            self.store,
            self.identity,
            kiosk,
            after,
            limit=_CHANGES,
            at=self.now(),
            random=self.random,
        )

    def when_broken(self, told: Callable[[], None]) -> None:
        """``told``: called from any thread as soon as it must be opened again."""
        self._on_broken = told

    def noted(self, error: TapcardError) -> None:
        """Looks whether an error means that everything must be opened again."""
        why = error.why if isinstance(error, ActUnfinished) else error
        if isinstance(why, _REOPEN) and self.broken is None:
            _LOG.critical("head office must be opened again: %s", why.message)
            self.broken = why
            self._on_broken()

    def __enter__(self) -> Self:
        self.own.start()
        self.workers.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.workers.stop()
        self.own.stop()
        self._opened.close()
