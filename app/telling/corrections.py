"""Corrections, and limits of who may do what alone, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.money_limits import MoneyLimit
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.events.corrections import FieldChange
from app.operations.correct_class import CorrectClassResult
from app.operations.correct_dial import CorrectDialResult
from app.operations.correct_meter import CorrectMeterResult
from app.operations.correct_tender import CorrectTenderResult
from app.operations.set_limit import SetLimitResult
from app.telling.words import Told, Words

_ALONE = {
    MoneyLimit.REFUND: _("What one person may give back alone: {amount}."),
    MoneyLimit.ARREARS: _("What one person may book as owed alone: {amount}."),
    MoneyLimit.AGENT: _("What one person may take from or lend an agent alone: {amount}."),
    MoneyLimit.DRAWER: _("What one person may pay in or out of a drawer alone: {amount}."),
    MoneyLimit.ALLOWANCE: _("What one person may let a kiosk sell alone: {amount}."),
}


def _limit(words: Words, limit: SetLimitResult) -> Told:
    return Told(
        _ALONE[limit.limit].format(amount=_said(words, limit.new)),
        [(_("Before"), _said(words, limit.old))],
    )


def _said(words: Words, amount: Money | None) -> str:
    return _("any sum") if amount is None else words.money(amount)


def _tender(words: Words, put_right: CorrectTenderResult) -> Told:
    cash, balance = put_right.to_drawer, put_right.to_balance
    return Told(
        _("Receipt {number} is put right.").format(number=words.receipt(put_right.receipt)),
        [
            (_("Account"), put_right.account),
            (
                _("More cash kept") if cash > 0 else _("Less cash kept"),
                words.money(abs(cash)) if cash else "",
            ),
            (
                _("More on the balance") if balance > 0 else _("Less on the balance"),
                words.money(abs(balance)) if balance else "",
            ),
            (_("Slip"), str(put_right.correction)),
        ],
    )


def _dial(words: Words, put_right: CorrectDialResult) -> Told:
    return Told(
        _("The dial of meter {meter} at its allocation is put right.").format(
            meter=put_right.meter
        ),
        [
            (_("Account"), put_right.account),
            (_("Dial"), words.volume(put_right.new, put_right.kind)),
            (_("Before"), words.volume(put_right.old, put_right.kind)),
            (_("Slip"), str(put_right.correction)),
        ],
    )


def _meter(_words: Words, put_right: CorrectMeterResult) -> Told:
    return Told(
        _("The card is now for meter {meter}.").format(meter=put_right.new),
        [
            (_("Account"), put_right.account),
            (_("Before"), put_right.old),
            *((_("Note"), note) for note in put_right.notes),
            (_("Slip"), str(put_right.correction)),
        ],
    )


def _class(words: Words, put_right: CorrectClassResult) -> Told:
    def money(amount: Money) -> str:
        return words.money(abs(amount)) if amount else ""

    more = put_right.to_arrears > 0
    return Told(
        _("Account {account} is put right from {day} on.").format(
            account=put_right.account, day=put_right.since.isoformat()
        ),
        [
            (_("Tariff class"), _from_to(put_right.tariff_class)),
            (_("Persons in household"), _from_to(put_right.household_size)),
            (_("Reckoned anew"), str(put_right.purchases)),
            (_("Owed more") if more else _("Owed less"), money(put_right.to_arrears)),
            (_("To account balance"), money(put_right.to_balance)),
            (_("Slip"), str(put_right.correction)),
        ],
    )


def _from_to(change: FieldChange | None) -> str:
    if change is None:
        return ""
    return _("{new}, before {old}").format(new=change.new, old=change.old)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SetLimitResult: _limit,
    CorrectTenderResult: _tender,
    CorrectDialResult: _dial,
    CorrectMeterResult: _meter,
    CorrectClassResult: _class,
}
