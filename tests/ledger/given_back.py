"""What meters say against what was taken off cards, and credit paid back out of them."""

from __future__ import annotations

import msgspec

from app.domain import bookkeeping
from app.domain.cards import ReadBack
from app.domain.identity import EventId
from app.ledger.events import meter_credit, sales
from tests.ledger.village import Village


def refute(
    village: Village, refund: EventId, purchase: EventId, *, receipt: int | None = None
) -> EventId:
    """The meter proved that it had the load after all."""
    paid = village.opening(purchase)
    return village.append(
        sales.RefundRefuted(
            plan=refund,
            account=paid.account,
            allocation=paid.allocation,
            date=paid.date,
            shift=paid.shift,
            receipt=receipt,
            entries=bookkeeping.not_cancelled(paid.breakdown.lines, paid.account),
            refund=refund,
            purchase=purchase,
            amount=paid.breakdown.total,
            credit=paid.breakdown.credit,
            serial=paid.plan.serial,
            mark=refund,
            evidence=ReadBack(),
            sold=receipt is not None,
        ),
        node=refund.node,
        epoch=refund.epoch,
    )


def pay_meter_credit(
    village: Village, purchase: EventId, receipt: int, **changes: object
) -> EventId:
    """A meter came off the wall; half of what this purchase put into it is paid back."""
    paid = village.opening(purchase)
    left, line = paid.breakdown.credit // 2, paid.breakdown.lines[0]
    back = msgspec.structs.replace(line, amount=line.amount // 2, tax=line.tax // 2)
    share = meter_credit.CreditShare(
        purchase=purchase,
        allocation=paid.allocation,
        quantity=left,
        allowance=0,
        money=0,
        lines=(back,),
    )
    event = meter_credit.MeterCreditRefunded(
        account=paid.account,
        allocation=paid.allocation,
        meter=paid.contents.meter,
        kind=paid.contents.kind,
        charging=paid.contents.charging,
        fate=meter_credit.MeterFate.REMOVED,
        credited=paid.contents.cumulative,
        dial_before=0,
        dial=0,
        dial_digits=None,
        remaining=left,
        left=left,
        technician="Baraka",
        form="F-1",
        worked_on=paid.date,
        reason="moves away",
        shares=(share,),
        lines=(back,),
        amount=back.amount,
        receipt=receipt,
        shift=paid.shift,
        entries=bookkeeping.credit_paid_back(
            (back,),
            paid.account,
            paid.contents.kind,
            to_cash=back.amount,
            to_balance=0,
            shift=str(paid.shift),
        ),
        date=paid.date,
    )
    return village.append(
        msgspec.structs.replace(event, **changes), node=purchase.node, epoch=purchase.epoch
    )
