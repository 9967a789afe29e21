"""How a sale is paid: tendered against what is to be paid, change, account balance."""

from __future__ import annotations

import enum

from app.domain.amounts import format_money
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.tenders import TENDER_NAMES, Handed, TypedTender
from app.domain.text import _
from app.operations.errors import NotEnoughTendered, TooMuchTendered


class Rest(enum.StrEnum):
    """Where money goes that is left over."""

    CHANGE = "change"
    BALANCE = "balance"


def tenders_for(
    *,
    to_pay: Money,
    balance_used: Money,
    handed: Handed,
    rest: Rest,
    currency_digits: int,
) -> tuple[Tender, ...]:
    """The tenders of a sale: account balance, cash, then what is neither.

    Only cash gives change. Of what else is too much, the rest goes to the account balance where
    it may (``rest``), or all is refused: a terminal takes what it was told, and a counter that
    gave cash for it would turn false references into notes.
    Raises NotEnoughTendered, TooMuchTendered.
    """
    in_cash = to_pay - handed.not_cash(to_pay)
    if in_cash < 0 and rest is not Rest.BALANCE:
        raise TooMuchTendered(
            _("To be paid: {due}. That is {over} too much without cash.").format(
                due=format_money(to_pay, currency_digits),
                over=format_money(-in_cash, currency_digits),
            ),
            _("Nothing was paid. Only cash gives change: take less of it otherwise."),
        )
    due = max(0, in_cash)
    given = due if handed.cash is None else handed.cash
    if given < due:
        raise NotEnoughTendered(
            _("To be paid: {due}. Handed over: {handed}.").format(
                due=format_money(to_pay, currency_digits),
                handed=format_money(to_pay - due + given, currency_digits),
            ),
            _("Nothing was paid. Take the full amount or sell less."),
        )
    over = given - due
    tenders = []
    if balance_used:
        tenders.append(Tender(kind=TenderKind.BALANCE, amount=balance_used, tendered=balance_used))
    if given:
        tenders.append(
            Tender(
                kind=TenderKind.CASH,
                amount=due,
                tendered=given,
                change=over if rest is Rest.CHANGE else 0,
                to_balance=over if rest is Rest.BALANCE else 0,
            )
        )
    return (*tenders, *_not_in_cash(handed.others, to_pay - due))


def exactly(amount: Money, handed: Handed, digits: int) -> tuple[Tender, ...]:
    """Tenders for exactly an amount, the rest of the cash given back.

    Raises NotEnoughTendered, TooMuchTendered.
    """
    return tenders_for(
        to_pay=amount, balance_used=0, handed=handed, rest=Rest.CHANGE, currency_digits=digits
    )


def _not_in_cash(others: tuple[TypedTender, ...], due: Money) -> list[Tender]:
    """``due``: what they pay together; what they bring beyond goes to the account balance."""
    named = sum(one.amount or 0 for one in others)
    tenders, left = list[Tender](), due
    for one in others:
        brought = due - named if one.amount is None else one.amount
        amount = min(brought, left)
        left -= amount
        if brought <= 0:
            raise TooMuchTendered(
                _("Nothing is left to be paid with {reference}.").format(
                    reference=one.reference or _(TENDER_NAMES[one.kind])
                ),
                _("Nothing was paid. Leave it out, or say how much it pays."),
            )
        tenders.append(
            Tender(
                kind=one.kind,
                amount=amount,
                tendered=brought,
                to_balance=brought - amount,
                reference=one.reference,
                unconfirmed=not one.reference,
            )
        )
    return tenders
