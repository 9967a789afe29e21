"""Acts of people that change head office's store: recorded in its own journal first, then done.

Cut off between the two, an act is carried out at the next start, or before the next act.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress

from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.domain.text import _
from app.kiosk import Clock, Randomness
from app.ledger import unfinished
from app.ledger.checkpoint import Signer
from app.ledger.events.base import Event
from app.ledger.events.fleet import (
    BundleAdmitted,
    KioskEpochGranted,
    KioskInvited,
    KioskRevoked,
    TransportKeyBarred,
)
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from app.office.epochs import NoSuchRequest, grant_epoch
from app.office.push import admit
from app.office.push_answers import Pushed
from app.office.revoking import revoke
from app.office.store.contract import Store
from app.office.store.errors import StoreError
from app.office.store.rows import Invitation
from app.office.transport_keys import give_key
from app.operations.operation import Caller

_LOG = logging.getLogger(__name__)


class ActUnfinished(StoreError):
    """It is recorded, and the store did not take it."""

    code = "act_unfinished"

    def __init__(self, why: TapcardError) -> None:
        self.why = why
        super().__init__(
            _("This is recorded, and not done yet: {why}").format(why=why.message),
            _("Head office does it at its next start, or as soon as the same is asked again."),
        )


class Acts:
    """One at a time, for any number of threads."""

    def __init__(self, ledger: Ledger, store: Store, clock: Clock, random: Randomness) -> None:
        """``ledger``: head office's own."""
        self._ledger = ledger
        self._store = store
        self._clock = clock
        self._random = random
        self._guard = threading.Lock()

    def do(self, event: Event, caller: Caller) -> Pushed | None:
        """Records an act and carries it out; returns what became of an admitted bundle.

        Raises ActUnfinished, and what a ledger raises: nothing is recorded then.
        """
        with self._guard:
            id = self._ledger.commit(lambda tx: _noted(tx, event, caller))
            try:
                return self._carry_out(id, event)
            except TapcardError as error:
                raise ActUnfinished(error) from error

    def finish(self) -> list[Event]:
        """Carries out what was recorded and cut off; returns that. Raises as the store does."""
        with self._guard:
            with self._ledger.read() as reader:
                waiting = unfinished.unfinished(reader.db)
            for id, event in waiting:
                _LOG.warning("an act that was cut off is carried out after all: %s", id)
                self._carry_out(id, event)
        return [event for _id, event in waiting]

    def _carry_out(self, id: EventId, event: Event) -> Pushed | None:
        """Repeatable: what is done already stays as it is."""
        answer: Pushed | None = None
        match event:
            case KioskInvited():
                self._invite(event)
            case TransportKeyBarred():
                self._bar_key(event)
            case KioskRevoked(kiosk=kiosk):
                revoke(self._store, kiosk)
            case KioskEpochGranted(kiosk=kiosk, epoch=epoch, public_key=key):
                with suppress(NoSuchRequest):  # it was granted before the cut
                    grant_epoch(self._store, kiosk, epoch, key)
            case BundleAdmitted():
                answer = self._admit(event)
        self._ledger.commit(lambda tx: unfinished.done(tx.db, id))
        return answer

    def _invite(self, event: KioskInvited) -> None:
        if self._store.kiosk(event.kiosk) is None:  # else the code was used before the cut
            self._store.invite(
                Invitation(
                    code_hash=event.code_hash,
                    node=event.kiosk,
                    name=event.name,
                    region=event.region,
                    site=event.site,
                    expires_at=event.expires_at,
                )
            )

    def _bar_key(self, event: TransportKeyBarred) -> None:
        nobodys = Signer.create(self._random).public_key
        kiosk = give_key(self._store, event.kiosk, nobodys)
        self._store.invite(
            Invitation(
                code_hash=event.code_hash,
                node=kiosk.node,
                name=kiosk.name,
                region=kiosk.region,
                site=kiosk.site,
                expires_at=event.expires_at,
            )
        )

    def _admit(self, event: BundleAdmitted) -> Pushed | None:
        held = self._store.held_from(event.digest, event.digest)
        return admit(self._store, held[0], self._clock.milliseconds()) if held else None


def _noted(tx: Transaction, event: Event, caller: Caller) -> EventId:
    id = tx.append(event, operator=caller.operator, second=caller.second)
    unfinished.note(tx.db, id)
    return id
