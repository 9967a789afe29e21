"""What the screens of head office work with: all counters to look at, `serve` to act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from app.kiosk import Clock, Kiosk, Randomness
from app.office.no_devices import NoBackups, NoCards, NoDevices, NoKeys
from app.office.reading_ledger import ReadingLedger
from app.office.remote_performer import RemotePerformer
from app.office.store.reading import reading_of
from app.payments.cash_drawer import NoDrawer
from app.settings.office import OfficeSettings


class OfficeKiosk(NamedTuple):
    """A kiosk that only reads, and who acts in its place."""

    kiosk: Kiosk
    performer: RemotePerformer
    program: str
    """Release of `serve`."""


@contextmanager
def office_kiosk(
    settings: OfficeSettings, clock: Clock, random: Randomness
) -> Iterator[OfficeKiosk]:
    """While the context lasts. Raises OfficeClosed where nobody serves, NoPostgres."""
    performer = RemotePerformer(settings.socket)
    standing = performer.standing()
    tables = reading_of(settings.store)
    try:
        kiosk = Kiosk(
            ledger=ReadingLedger(tables.read, standing.node, standing.epoch),
            cards=NoCards(),
            keys=NoKeys(),
            clock=clock,
            random=random,
            devices=NoDevices(),
            backups=NoBackups(),
            drawer=NoDrawer(),
            performer=performer,
        )
        yield OfficeKiosk(kiosk, performer, standing.program)
    finally:
        tables.close()
