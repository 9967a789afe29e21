"""The receipt of a purchase."""

from __future__ import annotations

from app.ledger.queries import money, settings
from app.ledger.queries.sales import Purchase
from app.operations.card_plan import ClosingTicket
from app.operations.paper.letterhead import (
    balance_after,
    common,
    customer,
    meter_of,
    taxes_of,
)
from app.printing.documents import SaleReceipt


def sale_receipt(ticket: ClosingTicket, purchase: Purchase, number: str) -> SaleReceipt:
    """What was bought, line by line, as the purchase's event has it."""
    kiosk, db, breakdown = ticket.kiosk, ticket.tx.db, purchase.breakdown
    revision = settings.revision(db, breakdown.tariff_class, breakdown.revision)
    return SaleReceipt(
        **common(
            kiosk,
            db,
            number=number,
            operator=purchase.operator or 0,
            shift=purchase.shift,
            proof=purchase.id,
        ),
        customer=customer(
            kiosk,
            db,
            purchase.account,
            meter=meter_of(db, purchase.allocation),
            serial=ticket.row.plan.serial,
            number=purchase.number,
        ),
        kind=ticket.row.contents.kind,
        tariff=f"{revision.name} {revision.revision}" if revision else "",
        lines=breakdown.lines,
        # The closing event, which books the deduction, is not in the ledger yet.
        arrears_left=max(0, money.arrears(db, purchase.account) - _arrears_paid(purchase)),
        standing_paid_to=breakdown.standing_paid_to,
        total=purchase.total,
        taxes=taxes_of(breakdown.lines, db),
        tenders=purchase.tenders,
        quantity=purchase.quantity,
        balance_after=balance_after(kiosk, db, purchase.account),
    )


def _arrears_paid(purchase: Purchase) -> int:
    return sum(line.amount for line in purchase.breakdown.lines if line.kind == "arrears")
