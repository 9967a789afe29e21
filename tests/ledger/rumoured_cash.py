"""Cash moved beside sales, for random journals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.cash_moves import CashMove, cash_moved
from app.ledger.events import cash
from tests.ledger.goods import TODAY

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours


def move_cash(village: Rumours, _node: int, which: int) -> None:
    """One of the six, in some shift of its own node."""
    shift = village.shifts[which % len(village.shifts)]
    if which % 6 == 5:
        counted = cash.DrawerCounted(shift=shift, counted=(), total=which, agrees=False)
        village.append(counted, node=shift.node)
        return
    amount, bag = 100 + which, f"B-{which}"
    what = list(CashMove)[which % 5]
    entries = cash_moved(what, amount, str(shift), bag) if what is not CashMove.NO_SALE else ()
    event: cash.CashDropped | cash.CashPaidIn | cash.CashPaidOut | cash.CounterfeitFound
    match what:
        case CashMove.NO_SALE:
            village.append(cash.DrawerOpened(shift=shift, reason="change"), node=shift.node)
            return
        case CashMove.DROP:
            event = cash.CashDropped(
                shift=shift, bag=bag, counted=(), amount=amount, date=TODAY, entries=entries
            )
        case CashMove.PAID_IN:
            event = cash.CashPaidIn(
                shift=shift, amount=amount, reason="change", date=TODAY, entries=entries
            )
        case CashMove.PAID_OUT:
            event = cash.CashPaidOut(
                shift=shift, amount=amount, reason="soap", date=TODAY, entries=entries
            )
        case CashMove.COUNTERFEIT:
            event = cash.CounterfeitFound(
                shift=shift, amount=amount, note="AB", reason="x", date=TODAY, entries=entries
            )
    village.append(event, node=shift.node)
