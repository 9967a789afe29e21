"""The receipt of a purchase."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Database

from app.domain.cards import CardContents
from app.domain.tariff.breakdown import LineKind
from app.ledger.queries import money, sales, settings
from app.ledger.queries.sales import Purchase
from app.operations.card_plan import ClosingTicket
from app.operations.paper.letterhead import (
    balance_after,
    common,
    customer,
    meter_of,
    taxes_of,
)
from app.printing.documents import CarriedLoad, MeterSale, NewCard, SaleReceipt, serial_tail


def sale_receipt(ticket: ClosingTicket, payment: Sequence[Purchase], number: str) -> SaleReceipt:
    """What was bought, line by line, as the purchase's event has it.

    ``payment``: what was paid for together, meter by meter, the first with the tenders of all.
    """
    kiosk, db, purchase = ticket.kiosk, ticket.tx.db, payment[0]
    breakdown = purchase.breakdown
    lines = [line for one in payment for line in one.breakdown.lines]
    arrears_paid = sum(line.amount for line in lines if line.kind is LineKind.ARREARS)
    written = {part.allocation: part.contents for part in ticket.row.parts}
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
        tariff=_tariff(db, purchase),
        lines=breakdown.lines,
        # The closing event, which books the deduction, is not in the ledger yet.
        arrears_left=max(0, money.arrears(db, purchase.account) - arrears_paid),
        standing_paid_to=breakdown.standing_paid_to,
        total=sum(one.total for one in payment),
        taxes=taxes_of(lines, db),
        tenders=purchase.tenders,
        quantity=breakdown.quantity,
        money=breakdown.money,
        others=tuple(_further(db, one, written[one.allocation]) for one in payment[1:]),
        new_card=_new_card(ticket, purchase),
        balance_after=balance_after(kiosk, db, purchase.account),
    )


def _new_card(ticket: ClosingTicket, purchase: Purchase) -> NewCard | None:
    """The card that was made for it instead of another, if it was."""
    db, loads, first = ticket.tx.db, list[CarriedLoad](), None
    for part in ticket.row.parts:
        reissue = sales.reissue(db, purchase.id, part.allocation)
        first = first or reissue
        if reissue is None or sales.purchase(db, purchase.id, part.allocation) is not None:
            continue
        contents = part.contents
        loads.append(
            CarriedLoad(
                meter=contents.meter,
                kind=contents.kind,
                charging=contents.charging,
                restored=contents.load,
                owed=reissue.owed,
            )
        )
    if first is None:
        return None
    return NewCard(
        old_card=serial_tail(first.old_serial),
        reason=first.reason.replace("_", " "),
        loads=tuple(loads),
    )


def _further(db: Database, purchase: Purchase, written: CardContents) -> MeterSale:
    breakdown = purchase.breakdown
    return MeterSale(
        meter=written.meter,
        purchase_number=purchase.number,
        kind=written.kind,
        tariff=_tariff(db, purchase),
        lines=breakdown.lines,
        standing_paid_to=breakdown.standing_paid_to,
        quantity=breakdown.quantity,
        money=breakdown.money,
    )


def _tariff(db: Database, purchase: Purchase) -> str:
    sold = purchase.breakdown
    revision = settings.revision_sold(db, purchase.id, sold.tariff_class, sold.revision)
    return f"{revision.name} {revision.revision}" if revision else ""
