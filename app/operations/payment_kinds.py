"""Kinds of payment as operations ask for them."""

from __future__ import annotations

from peewee import Database

from app.domain.amounts import format_money, parse_money
from app.domain.payments import PaymentKind
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.queries import payments
from app.operations.errors import BadArgument, UnknownRecord


def kind_in_use(db: Database, code: str) -> PaymentKind:
    """A kind that payments are taken for. Raises UnknownRecord naming those there are."""
    found = payments.payment_kind(db, code)
    if found is None or not found.active:
        names = [one.code for one in payments.payment_kinds(db) if one.active]
        raise UnknownRecord(
            _("Nothing is paid for under the code {code}.").format(code=code[:20]),
            _("Nothing was paid. Codes: {names}.").format(
                names=", ".join(names) or _("none yet; have them set (set-payment-kind)")
            ),
        )
    return found


def amount_for(kind: PaymentKind, typed: str | None, digits: int) -> Money:
    """What something costs: its price, or what was typed. Raises BadArgument, BadAmount."""
    amount = None if typed is None else parse_money(typed, digits)
    if kind.price is None and amount is not None:
        return amount
    if kind.price is None:
        raise BadArgument(
            _("{name} has no fixed price.").format(name=kind.name),
            _("Nothing was paid. Give an amount."),
        )
    if amount not in (None, kind.price):
        raise BadArgument(
            _("{name} costs {price}.").format(
                name=kind.name, price=format_money(kind.price, digits)
            ),
            _("Nothing was paid. Leave the amount away, or have the price changed."),
        )
    return kind.price
