"""The slip of a meter change, and of its undoing."""

from __future__ import annotations

from peewee import Database

from app.domain.identity import EventId, Operator
from app.ledger.events.meter_changes import MeterChangeOpened, MeterChangeUndoOpened
from app.ledger.queries import journal, settings
from app.operations.card_plan import ClosingTicket
from app.operations.meter_change_result import change_owes
from app.operations.paper.letterhead import common, customer, meter_of, receipt_text, taxes_of
from app.printing.documents import MeterChangeSlip


def meter_change_slip(
    ticket: ClosingTicket,
    opened: MeterChangeOpened,
    undone: MeterChangeUndoOpened | None = None,
    receipt: int | None = None,
) -> MeterChangeSlip:
    """Every figure of the reckoning, and who answers for it. ``undone``: what takes it back.

    ``receipt``: number of the receipt that it is for fees that were paid.
    """
    kiosk, db, row = ticket.kiosk, ticket.tx.db, ticket.row
    return MeterChangeSlip(
        **common(
            kiosk,
            db,
            number=str(row.subject) if receipt is None else receipt_text(kiosk, receipt),
            operator=row.operator or ticket.caller.operator,
            shift=row.shift,
            proof=row.subject,
        ),
        customer=customer(
            kiosk,
            db,
            row.account,
            meter=opened.allocates.meter,
            serial=row.plan.serial,
            number=row.contents.number or None,
        ),
        second=_second(db, row.subject),
        old_meter=meter_of(db, opened.old_allocation),
        kind=opened.allocates.kind,
        charging=opened.load.charging,
        work_date=opened.allocates.began.isoformat(),
        technician=opened.technician,
        form=opened.form,
        signed_out="" if opened.signed_out is None else opened.signed_out.card,
        first_dial=opened.first_dial,
        dial=opened.dial,
        estimated=opened.estimated,
        new_dial=opened.allocates.dial,
        credited=opened.credited,
        used=opened.used,
        unloaded=opened.unloaded,
        moved=opened.moved,
        instalment=opened.load.credit - opened.moved,
        still_owed=opened.still_owed,
        overuse=opened.overuse,
        lines=opened.lines,
        arrears=sum(line.amount for line in change_owes(opened)),
        fees=opened.fees,
        tenders=opened.tenders,
        taxes=taxes_of(opened.fees, db) if opened.tenders else (),
        change="" if receipt is None else str(row.subject),
        undone=undone is not None,
        reason="" if undone is None else undone.reason,
    )


def _second(db: Database, event: EventId) -> str:
    entry = journal.entry(db, event)
    second: Operator | None = None if entry is None else entry.second
    if second is None:
        return ""
    who = settings.operator(db, second)
    return str(second) if who is None else f"{second} {who.name}"
