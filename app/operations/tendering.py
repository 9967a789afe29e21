"""How a sale is paid: tendered against what is to be paid, change, account balance."""

from __future__ import annotations

import enum

from app.domain.amounts import format_money
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.text import _
from app.operations.errors import NotEnoughTendered


class Rest(enum.StrEnum):
    """Where money goes that is left over."""

    CHANGE = "change"
    BALANCE = "balance"


def tenders_for(
    *,
    to_pay: Money,
    balance_used: Money,
    tendered: Money | None,
    rest: Rest,
    currency_digits: int,
) -> tuple[Tender, ...]:
    """The tenders of a sale; ``tendered`` None means exactly what is to be paid.

    Raises NotEnoughTendered.
    """
    handed = to_pay if tendered is None else tendered
    if handed < to_pay:
        raise NotEnoughTendered(
            _("To be paid: {due}. Handed over: {handed}.").format(
                due=format_money(to_pay, currency_digits),
                handed=format_money(handed, currency_digits),
            ),
            _("Nothing was paid. Take the full amount or sell less."),
        )
    over = handed - to_pay
    tenders = []
    if balance_used:
        tenders.append(Tender(kind=TenderKind.BALANCE, amount=balance_used, tendered=balance_used))
    if handed:
        tenders.append(
            Tender(
                kind=TenderKind.CASH,
                amount=to_pay,
                tendered=handed,
                change=over if rest is Rest.CHANGE else 0,
                to_balance=over if rest is Rest.BALANCE else 0,
            )
        )
    return tuple(tenders)
