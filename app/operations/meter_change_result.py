"""What a meter change left behind, from its event."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import CardContents, UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries import accounts, compensation, journal, plans
from app.operations.card_plan import closed_plan_row
from app.operations.errors import UnknownRecord


class ChangeMeterResult(msgspec.Struct, frozen=True, kw_only=True):
    """The opening card of the new meter is made. Credit as both meters count it."""

    change: EventId
    account: str
    old_meter: str
    new_meter: str
    kind: UtilityKind
    work_date: date
    contents: CardContents
    """What was written: number and load among it."""
    credited: int
    used: int
    unloaded: int
    owed: int
    overuse: int
    moved: int
    """Of the load, what the old meter had not taken."""
    still_owed: int
    """For the new meter, by now."""
    arrears: Money
    """What the overuse costs, and fees that were not paid."""
    estimated: bool
    notes: tuple[str, ...] = ()
    """What is to be noted of the new meter."""
    fees: Money = 0
    """What the change itself cost."""
    tenders: tuple[Tender, ...] = ()
    """How that was paid; none where it became arrears."""
    receipt: int | None = None
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def change_opened(db: Database, change: EventId) -> MeterChangeOpened:
    """The event that opened a change. Raises UnknownRecord."""
    entry = journal.entry(db, change)
    if entry is None or not isinstance(entry.event, MeterChangeOpened):
        raise UnknownRecord(
            _("There is no meter change {id} here.").format(id=change),
            _("Nothing was changed. Only the kiosk that changed the meter can do this."),
        )
    return entry.event


def change_owes(opened: MeterChangeOpened) -> tuple[Line, ...]:
    """What a change books as arrears: overuse, and fees that were not paid with it."""
    return opened.lines if opened.tenders else (*opened.lines, *opened.fees)


def change_result(kiosk: Kiosk, change: EventId) -> ChangeMeterResult:
    """The result of a change. Raises PlanStillOpen while its card is in doubt."""
    with kiosk.ledger.read() as reader:
        opened = change_opened(reader.db, change)
        newest = plans.newest(reader.db, change)
    row = closed_plan_row(kiosk, newest)
    if row.outcome is not Outcome.HAPPENED:
        raise UnknownRecord(
            _("This meter change never reached its card: two people decided so."),
            _("Nothing was changed now. Change the meter again with a new id."),
        )
    with kiosk.ledger.read() as reader:
        old = accounts.allocation(reader.db, opened.old_allocation)
        still_owed = compensation.owed(reader.db, opened.account, change)
    return ChangeMeterResult(
        change=change,
        account=opened.account,
        old_meter="" if old is None else old.meter,
        new_meter=opened.allocates.meter,
        kind=opened.allocates.kind,
        work_date=opened.allocates.began,
        contents=row.contents,
        credited=opened.credited,
        used=opened.used,
        unloaded=opened.unloaded,
        owed=opened.owed,
        overuse=opened.overuse,
        moved=opened.moved,
        still_owed=still_owed,
        arrears=sum(line.amount for line in change_owes(opened)),
        estimated=opened.estimated,
        fees=sum(line.amount for line in opened.fees),
        tenders=opened.tenders,
        receipt=row.receipt,
    )
