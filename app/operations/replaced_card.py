"""The card that a reissue replaces: what was last written on it, and what becomes of its loads."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.quantity import Quantity
from app.domain.reissue import LastLoad, last_load
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts, cards, readings
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.cards import CardWrite
from app.operations.errors import UnknownRecord
from app.operations.records import compensation_carried, purchase_carried


class ReissuedLoad(msgspec.Struct, frozen=True, kw_only=True):
    """One meter of the card to be replaced: its last write, and what becomes of its load."""

    last: CardWrite
    restores: EventId | None
    """The purchase, or compensation, whose load the new card carries again."""
    becomes: LastLoad
    """What becomes of the last load."""

    @property
    def owed(self) -> Quantity:
        """Load that may be lost with the old card and is not restored here."""
        return self.last.load if self.becomes is LastLoad.OWED else 0


def last_write(db: Database, allocation: Allocation) -> CardWrite:
    """The newest write to the allocation's cards. Raises UnknownRecord."""
    last = cards.last_write(db, allocation.id)
    if last is None:
        raise UnknownRecord(
            _("No card of this meter is recorded here."),
            _("Nothing was paid. Go to the kiosk that made the card."),
        )
    return last


def written_with(db: Database, allocation: Allocation) -> list[CardWrite]:
    """The last writes for all meters that share the allocation's card, its own first.

    Raises UnknownRecord.
    """
    own = last_write(db, allocation)
    found = [own]
    for row in accounts.meters_of(db, allocation.account):
        write = None if row.id == allocation.id else cards.last_write(db, row.id)
        if write is not None and write.serial == own.serial:
            found.append(write)
    return found


def what_was_on_it(kiosk: Kiosk, db: Database, last: CardWrite) -> ReissuedLoad:
    """What becomes of the load of the last write: by the ledger, and by what its meter told."""
    load = _restorable(db, last) if last.load else None
    here = (kiosk.ledger.node, kiosk.ledger.epoch)
    becomes = last_load(
        carried=last.load > 0,
        known_taken=readings.told_of(db, last.allocation, last.number, last.cumulative),
        restorable=load is not None and (load.node, load.epoch) == here,
    )
    restores = load if becomes is LastLoad.RESTORED else None
    return ReissuedLoad(last=last, restores=restores, becomes=becomes)


def _restorable(db: Database, last: CardWrite) -> EventId | None:
    """The purchase or compensation whose load this write put on the card, if that is proved."""
    given = compensation_carried(db, last.mark, last.allocation)
    if given is not None:
        return None if given.loaded is None else given.id
    row = purchase_carried(db, last.mark, last.allocation)
    return None if row is None or row.loaded is None or row.refund is not None else row.id
