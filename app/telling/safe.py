"""The safe in words: bags, deposit slips, what the bank received, months that are closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.months import month_text
from app.domain.text import _
from app.ledger.queries.safe import SafeBag, Slip
from app.operations.bag_cash import BagCashResult
from app.operations.confirm_deposit import ConfirmDepositResult
from app.operations.deposit_bags import DepositBagsResult
from app.operations.lock_month import LockMonthResult
from app.operations.renumber_bag import RenumberBagResult
from app.operations.safe import SafeResult
from app.operations.take_back_deposit import TakeBackDepositResult
from app.telling.words import Row, Told, Words


def bag_rows(words: Words, bag: SafeBag) -> list[Row]:
    """A bag in the safe."""
    return [
        (_("Bag"), bag.number),
        (_("First typed as"), "" if bag.typed == bag.number else bag.typed),
        (_("Amount"), words.money(bag.amount)),
        (_("In the safe since"), bag.day.isoformat()),
    ]


def slip_rows(words: Words, slip: Slip) -> list[Row]:
    """A deposit slip."""
    return [
        (_("Deposit slip"), str(slip.id)),
        (_("Written on"), slip.day.isoformat()),
        (_("Bags"), ", ".join(bag.number for bag in slip.bags)),
        (_("Amount"), words.money(slip.amount)),
        (_("Carried by"), slip.carrier),
        (_("Into account"), slip.bank),
    ]


def over_short_row(words: Words, over: int) -> Row:
    """What a bank received too much or too little."""
    return _("Over") if over > 0 else _("Short"), words.money(abs(over)) if over else ""


def _bagged(words: Words, done: BagCashResult) -> Told:
    return Told(
        _("The bag is recorded. Leave it in the safe."),
        [
            (_("Bag"), done.bag),
            (_("Amount"), words.money(done.amount)),
            (_("Paper"), str(done.bagged)),
        ],
    )


def _renumbered(words: Words, done: RenumberBagResult) -> Told:
    return Told(
        _("The bag has its number. Put the new paper with it."),
        [
            (_("Bag"), done.new),
            (_("First typed as"), done.old),
            (_("Amount"), words.money(done.amount)),
            (_("Paper"), str(done.renumbered)),
        ],
    )


def _deposited(words: Words, done: DepositBagsResult) -> Told:
    return Told(
        _("The deposit slip is written. Give it to who carries the bags."),
        [
            (_("Deposit slip"), str(done.slip)),
            (_("Bags"), ", ".join(done.bags)),
            (_("Amount"), words.money(done.amount)),
            (_("Carried by"), done.carrier),
            (_("Into account"), done.bank),
        ],
    )


def _taken_back(words: Words, done: TakeBackDepositResult) -> Told:
    return Told(
        _("The bags are in the safe again. Tear up the deposit slip."),
        [
            (_("Deposit slip"), str(done.slip)),
            (_("Bags"), ", ".join(done.bags)),
            (_("Amount"), words.money(done.amount)),
        ],
    )


def _confirmed(words: Words, done: ConfirmDepositResult) -> Told:
    headline = _("The bank received what the slip comes to.")
    if done.over_short:
        headline = _("The bank did not receive what the slip comes to: the difference is booked.")
    if done.was is not None:
        headline = _("It is put right: the difference is booked, and what was entered is kept.")
    return Told(
        headline,
        [
            (_("Deposit slip"), str(done.slip)),
            (_("Slip comes to"), words.money(done.amount)),
            (_("Entered before"), "" if done.was is None else words.money(done.was)),
            (_("Bank received"), words.money(done.received)),
            over_short_row(words, done.over_short),
        ],
    )


def sums_rows(words: Words, found: SafeResult) -> list[Row]:
    """Where the cash is that left the drawers."""
    return [
        (_("In bags"), words.column(found.in_bags)),
        (_("On the way to the bank"), words.column(found.on_the_way)),
        (_("Loose, from counted drawers"), words.column(found.loose)),
    ]


def _safe(words: Words, found: SafeResult) -> Told:
    bags = [
        (_("Bag {number}").format(number=bag.number), words.column(bag.amount))
        for bag in found.bags
    ]
    slips = [
        (_("Slip {number}").format(number=slip.id), words.column(slip.amount))
        for slip in found.slips
    ]
    headline = _("Bags in the safe: {bags}. Deposit slips on their way: {slips}.")
    return Told(
        headline.format(bags=len(bags), slips=len(slips)),
        [*sums_rows(words, found), *bags, *slips],
    )


def _locked(_words: Words, done: LockMonthResult) -> Told:
    month = month_text(done.month)
    return Told(_("{month} is locked: nothing is booked in it any more.").format(month=month))


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    BagCashResult: _bagged,
    RenumberBagResult: _renumbered,
    DepositBagsResult: _deposited,
    TakeBackDepositResult: _taken_back,
    ConfirmDepositResult: _confirmed,
    SafeResult: _safe,
    LockMonthResult: _locked,
}
