"""The slip of a compensation."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import Operator
from app.ledger.events.sales import CompensationOpened
from app.ledger.queries import journal, payments, settings
from app.ledger.queries.compensation import Compensation, owed
from app.operations.card_plan import ClosingTicket
from app.operations.paper.letterhead import common, customer
from app.printing.documents import CompensationSlip


def compensation_slip(ticket: ClosingTicket, given: Compensation) -> CompensationSlip:
    """What the customer gets for nothing, why, and who answers for it."""
    kiosk, db, row = ticket.kiosk, ticket.tx.db, ticket.row
    opened = journal.entry(db, given.id)
    contents = row.contents
    return CompensationSlip(
        **common(
            kiosk,
            db,
            number=str(given.id),
            operator=row.operator or ticket.caller.operator,
            shift=row.shift,
            proof=given.id,
        ),
        customer=customer(
            kiosk,
            db,
            row.account,
            meter=contents.meter,
            serial=row.plan.serial,
            number=given.load.number,
        ),
        second=_named(db, None if opened is None else opened.second),
        reason=given.reason,
        scheme=_scheme(db, None if opened is None else opened.event),
        kind=contents.kind,
        quantity=given.load.quantity,
        money=given.load.money,
        settles=given.settles,
        # The closing event is not booked yet.
        still_owed=owed(db, given.account, given.allocation) - given.settles,
    )


def _scheme(db: Database, event: object) -> str:
    """Name of the scheme that gives free volume; empty for compensation."""
    code = event.scheme if isinstance(event, CompensationOpened) else ""
    found = payments.free_scheme(db, code) if code else None
    return found.name if found is not None else code


def _named(db: Database, operator: Operator | None) -> str:
    if operator is None:
        return ""
    who = settings.operator(db, operator)
    return str(operator) if who is None else f"{operator} {who.name}"
