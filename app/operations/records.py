"""Records that must exist for an operation to go on."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId
from app.domain.text import _
from app.ledger.events.corrections import MeterCorrectionOpened
from app.ledger.events.meter_changes import MeterChangeUndoOpened
from app.ledger.events.sales import RefundBasis, RewriteOpened
from app.ledger.queries import accounts, compensation, journal, plans, sales
from app.ledger.queries.accounts import Account, Allocation
from app.ledger.queries.compensation import Compensation
from app.ledger.queries.plans import PlanRow
from app.ledger.queries.sales import Purchase
from app.operations.errors import UnknownRecord


def account_named(db: Database, number: str) -> Account:
    """An account. Raises UnknownRecord."""
    found = accounts.account(db, number)
    if found is None:
        raise UnknownRecord(
            _("There is no account {number} here.").format(number=number),
            _("Nothing was paid. Check the number, or find the account by name."),
        )
    return found


def allocation_with(db: Database, allocation: EventId) -> Allocation:
    """An allocation. Raises UnknownRecord."""
    found = accounts.allocation(db, allocation)
    if found is None:
        raise UnknownRecord(
            _("There is no allocation {id} here.").format(id=allocation),
            _("Nothing was paid. Ask the head office."),
        )
    return found


def only_allocation(db: Database, account: str, meter: str | None) -> Allocation:
    """The account's allocation; ``meter`` says which where there are several.

    Raises UnknownRecord.
    """
    found = [row for row in accounts.meters_of(db, account) if meter in (None, row.meter)]
    if len(found) == 1:
        return found[0]
    raise UnknownRecord(
        _("Account {number} has {count} meters that fit.").format(number=account, count=len(found)),
        _("Nothing was paid. Name the meter, or allocate one first."),
    )


def payment_behind(db: Database, row: PlanRow) -> list[Purchase]:
    """The payment that a plan is about: a purchase's own, or the one that a money back returns.

    Nothing for plans of a reissue, a rewritten load, a compensation, or the refund of a load that
    was on its card.
    """
    refund = sales.refund(db, row.subject)
    if refund is not None and refund.basis is RefundBasis.NOT_WRITTEN:
        return sales.payment(db, refund.purchase)
    return sales.payment(db, row.subject)


def purchase_carried(db: Database, mark: EventId, allocation: EventId) -> Purchase | None:
    """The purchase whose load stands on a card under this mark, in the part of one meter.

    None as far as unknown here, and where the load is none that was paid for.
    """
    carried = _carried(db, mark, allocation)
    return None if carried is None else sales.purchase(db, carried, allocation)


def compensation_carried(db: Database, mark: EventId, allocation: EventId) -> Compensation | None:
    """The compensation whose load stands on a card under this mark, in the part of one meter."""
    carried = _carried(db, mark, allocation)
    found = None if carried is None else compensation.compensation(db, carried)
    return found if found is not None and found.allocation == allocation else None


def _carried(db: Database, mark: EventId, allocation: EventId) -> EventId | None:
    """The event that opened the plan of the load, if there is one.

    Two kiosks that did not know of each other may have sold the same number, so a number does not
    tell whose load it is; the mark does.
    """
    row = plans.plan(db, mark)
    if row is None:
        return None
    reissue = sales.reissue(db, row.subject, allocation)
    if reissue is not None and sales.purchase(db, row.subject, allocation) is None:
        return reissue.restores
    opening = journal.entry(db, row.subject)
    if opening is not None and isinstance(opening.event, RewriteOpened | MeterCorrectionOpened):
        return opening.event.purchase
    if opening is not None and isinstance(opening.event, MeterChangeUndoOpened):
        return opening.event.restores
    return row.subject


def purchase_with(db: Database, purchase: EventId, allocation: EventId) -> Purchase:
    """What a purchase is for one of its meters. Raises UnknownRecord."""
    found = sales.purchase(db, purchase, allocation)
    if found is None:
        raise UnknownRecord(
            _("There is no purchase {id} here.").format(id=purchase),
            _("Nothing was paid. Only the kiosk that sold it can do this."),
        )
    return found
