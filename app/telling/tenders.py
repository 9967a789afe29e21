"""How something was paid, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.tenders import TENDER_NAMES, not_cash
from app.domain.text import _
from app.operations.set_tender_kind import SetTenderKindResult
from app.operations.settle_tender import SettleTenderResult
from app.telling.words import Row, Told, Words


def tender_rows(words: Words, tender: Tender) -> list[Row]:
    """What was handed over, with its reference, and where the rest went."""
    if tender.kind is TenderKind.BALANCE:
        return [(_("From account balance"), words.column(tender.amount))]
    cash = tender.kind is TenderKind.CASH
    reference = _("not confirmed") if tender.unconfirmed else tender.reference
    return [
        (
            _("Handed over") if cash else _(TENDER_NAMES[tender.kind]),
            f"{words.column(tender.tendered)}  {reference}".rstrip(),
        ),
        (_("Change"), words.column(tender.change) if tender.change else ""),
        (_("To account balance"), words.column(tender.to_balance) if tender.to_balance else ""),
    ]


def otherwise_rows(words: Words, tenders: Iterable[Tender]) -> list[Row]:
    """What is not cash, each with its reference; nothing where all is."""
    return [row for tender in not_cash(tenders) for row in tender_rows(words, tender)]


def _kind(_words: Words, done: SetTenderKindResult) -> Told:
    said = _("taken at this counter") if done.new else _("not taken at this counter")
    return Told(f"{_(TENDER_NAMES[done.kind])}: {said}.", [])


def _settled(words: Words, done: SettleTenderResult) -> Told:
    said = _("{kind}: {amount} came.") if done.came else _("{kind}: {amount} did not come.")
    return Told(
        said.format(kind=_(TENDER_NAMES[done.kind]), amount=words.money(done.amount)),
        [
            (_("Account"), done.account),
            (_("Reference"), done.reference),
            (_("Owed by the account"), "" if done.came else words.money(done.amount)),
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SetTenderKindResult: _kind,
    SettleTenderResult: _settled,
}


def to_where(words: Words, to_cash: Money, to_balance: Money) -> list[Row]:
    """How money goes back that did not all come in cash; nothing is said where it did."""
    if not to_balance:
        return []
    return [
        (_("Cash to hand out"), words.money(to_cash)),
        (_("To account balance"), words.money(to_balance)),
    ]
