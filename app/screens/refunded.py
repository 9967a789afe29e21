"""What is shown of a refund until the card is taken: how far it is, and what to hand out."""

from __future__ import annotations

from app.domain.text import _
from app.operations.refund_result import RefundResult, RefundStage
from app.screens.operation_screen import Finished
from app.telling.results import missing_in
from app.telling.words import Words


def refunded(words: Words, result: RefundResult) -> Finished[RefundResult]:
    """Says plainly whether money goes out now, and what the customer does if it does not."""
    paid = result.stage is RefundStage.PAID
    cash = result.to_cash or 0
    rows = [
        (_("Account"), result.account),
        (_("Pay out in cash") if paid else _("Will be paid back"), words.money(_due(result))),
        (
            _("To account balance"),
            words.money(result.amount - cash) if paid and cash != result.amount else "",
        ),
        (_("Refund"), str(result.refund)),
        (_("Receipt"), words.receipt(result.receipt)),
    ]
    return Finished(result, next_step(words, result), rows, missing_in(result))


def next_step(words: Words, result: RefundResult) -> str:
    """What happens now, for the cashier to tell the customer."""
    if result.stage is RefundStage.PAID:
        return _("Pay out {money}.").format(money=words.money(_due(result)))
    if result.stage is RefundStage.AWAITS_METER:
        return _("No money yet: put the card in the meter, bring it back with the slip.")
    return _("The load is off the card. Open Refund to pay it out.")


def _due(result: RefundResult) -> int:
    return result.amount if result.to_cash is None else result.to_cash
