"""What was paid for an operation that writes a card, whatever kind it is of."""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.queries import journal, sales
from app.ledger.queries.plans import PlanRow
from app.operations.records import payment_behind


class PaidFor(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing, where nothing was."""

    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()

    @property
    def total(self) -> Money:
        """What the lines make together."""
        return sum(line.amount for line in self.lines)


def paid_for(db: Database, row: PlanRow) -> PaidFor:
    """The payment that a plan is about: of a purchase, a new card, or a meter change's fees."""
    if not row.for_customer:
        return PaidFor()
    payment = payment_behind(db, row)
    if payment:
        lines = tuple(line for purchase in payment for line in purchase.breakdown.lines)
        return PaidFor(lines=lines, tenders=payment[0].tenders)
    reissue = sales.reissue(db, row.subject, row.allocation)
    if reissue is not None:
        return PaidFor(lines=reissue.lines, tenders=reissue.tenders)
    opening = journal.entry(db, row.subject)
    if opening is not None and isinstance(opening.event, MeterChangeOpened):
        changed = opening.event
        return PaidFor(lines=changed.fees if changed.tenders else (), tenders=changed.tenders)
    return PaidFor()
