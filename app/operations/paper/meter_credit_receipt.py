"""The receipt of credit inside a meter that is paid back."""

from __future__ import annotations

from app.domain.identity import EventId
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.meter_credit import MeterCreditRefunded, MeterFate
from app.operations.paper.letterhead import balance_after, common, customer, taxes_of
from app.printing.documents import FromMeter, RefundReceipt

FATES = {
    MeterFate.EMPTIED: _("emptied by a transfer card"),
    MeterFate.REMOVED: _("taken down"),
}
"""What became of the meter, in words."""


def meter_credit_receipt(
    kiosk: Kiosk,
    tx: Transaction,
    refunded: MeterCreditRefunded,
    id: EventId,
    number: str,
    operator: int,
) -> RefundReceipt:
    """What was given back, and what the meter showed."""
    db, money = tx.db, refunded.charging.counts_money
    return RefundReceipt(
        **common(kiosk, db, number=number, operator=operator, shift=refunded.shift, proof=id),
        customer=customer(kiosk, db, refunded.account, meter=refunded.meter),
        kind=refunded.kind,
        refunds=_("credit in the meter"),
        reason=refunded.reason,
        lines=refunded.lines,
        total=refunded.amount,
        taxes=taxes_of(refunded.lines, db),
        to_cash=refunded.amount - refunded.to_balance,
        to_balance=refunded.to_balance,
        quantity=0 if money else refunded.left,
        money=refunded.left if money else 0,
        balance_after=balance_after(kiosk, db, refunded.account),
        from_meter=FromMeter(
            fate=FATES[refunded.fate],
            dial=refunded.dial,
            work=", ".join(part for part in (refunded.technician, refunded.form) if part),
            worked_on=refunded.worked_on,
        ),
    )
