"""The receipt of a replaced card."""

from __future__ import annotations

from collections.abc import Sequence

from app.ledger.queries.sales import Reissue
from app.operations.card_plan import ClosingTicket
from app.operations.paper.letterhead import (
    balance_after,
    common,
    customer,
    meter_of,
    taxes_of,
)
from app.printing.documents import CarriedLoad, ReissueReceipt, serial_tail


def reissue_receipt(
    ticket: ClosingTicket, reissue: Reissue, others: Sequence[Reissue], number: str
) -> ReissueReceipt:
    """The new card, and what it cost; ``others``: the same reissue for the card's other meters."""
    kiosk, db, row = ticket.kiosk, ticket.tx.db, ticket.row
    return ReissueReceipt(
        **common(
            kiosk,
            db,
            number=number,
            operator=ticket.caller.operator,
            shift=ticket.shift,
            proof=row.id,
        ),
        customer=customer(
            kiosk,
            db,
            row.account,
            meter=meter_of(db, row.allocation),
            serial=row.plan.serial,
            number=row.contents.number,
        ),
        old_card="" if row.plan.serial == reissue.old_serial else serial_tail(reissue.old_serial),
        reason=reissue.reason.replace("_", " "),
        lines=reissue.lines,
        total=reissue.total,
        taxes=taxes_of(reissue.lines, db),
        tenders=reissue.tenders,
        loads=tuple(
            CarriedLoad(
                meter=part.contents.meter,
                kind=part.contents.kind,
                charging=part.contents.charging,
                restored=part.contents.load,
                owed=one.owed,
            )
            for part, one in zip(row.parts, (reissue, *others), strict=True)
        ),
        balance_after=balance_after(kiosk, db, row.account),
    )
