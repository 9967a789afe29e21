"""How money that is not cash is named: its kind, its amount, its reference, what is not known.

``card=30:482913,mobile=20:QGH7SK61SU,cash=50`` is how people type it; ``?`` in place of a
reference says that nobody knows yet whether the money came. Sources of the lengths: ISO 8583
(approval code 6, retrieval reference 12), Safaricom and MTN receipts (8 to 12), SEPA (end-to-end
reference 35).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from app.domain.amounts import parse_money
from app.domain.errors import TapcardError
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.text import _

UNKNOWN = "?"
"""In place of a reference: whether the money came is not known."""

TENDER_NAMES = {
    TenderKind.CASH: _("Cash"),
    TenderKind.BALANCE: _("Account balance"),
    TenderKind.CARD: _("Card"),
    TenderKind.MOBILE: _("Mobile money"),
    TenderKind.VOUCHER: _("Voucher"),
    TenderKind.BANK: _("Bank transfer"),
}

_RULES = {
    TenderKind.CARD: (4, 20),
    TenderKind.MOBILE: (6, 20),
    TenderKind.VOUCHER: (4, 30),
    TenderKind.BANK: (4, 35),
}
"""Fewest and most characters of a reference."""

WITH_REFERENCE = tuple(_RULES)
"""Kinds that a setting lets a counter take; cash and account balance it always takes."""

_ALLOWED = re.compile(r"[A-Z0-9][A-Z0-9/-]*")
_SHOWN = 40


class BadTender(TapcardError):
    """How something is paid was typed in a way that cannot be meant."""

    code = "bad_tender"


class TypedTender(msgspec.Struct, frozen=True, kw_only=True):
    """One way of paying, other than in cash."""

    kind: TenderKind
    amount: Money | None
    """None: all that is left to be paid."""
    reference: str
    """Empty where it is not known whether the money came."""


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What the customer pays with."""

    cash: Money | None = None
    """None: exactly what is left to be paid."""
    others: tuple[TypedTender, ...] = ()

    def not_cash(self, due: Money) -> Money:
        """What of ``due`` is not paid in cash; more than that where too much was typed."""
        named = sum(one.amount or 0 for one in self.others)
        open_ended = any(one.amount is None for one in self.others)
        return max(named, due - (self.cash or 0)) if open_ended else named


def reference_of(kind: TenderKind, text: str) -> str:
    """The reference as it is kept: capitals, no spaces. Raises BadTender."""
    shortest, longest = _RULES[kind]
    found = "".join(text.split()).upper()
    if not shortest <= len(found) <= longest or not _ALLOWED.fullmatch(found):
        raise BadTender(
            _("{text} is no reference of this kind of payment.").format(
                text=text.strip()[:_SHOWN] or "-"
            ),
            _("Nothing was paid. Type {shortest} to {longest} letters and digits of it.").format(
                shortest=shortest, longest=longest
            ),
        )
    return found


def handed_over(tendered: str | None, tenders: str | None, digits: int) -> Handed:
    """What was typed: cash alone (``tendered``), or all of it (``tenders``).

    ``digits``: decimals of the currency. Raises BadTender, BadAmount.
    """
    if tenders is None:
        return Handed(cash=None if tendered is None else parse_money(tendered, digits))
    if tendered is not None:
        raise _bad(tenders, _("Nothing was paid. Name cash among the tenders, as in cash=50."))
    parts = [part.strip() for part in tenders.split(",")]
    cash = [part for part in parts if part.partition("=")[0].strip() == TenderKind.CASH]
    others = tuple(_typed(part, digits) for part in parts if part not in cash)
    if len(cash) > 1 or sum(one.amount is None for one in others) > 1:
        raise _bad(tenders, _("Nothing was paid. Only one of them can pay what is left."))
    named = [one for one in others if one.reference]
    if len({(one.kind, one.reference) for one in named}) < len(named):
        raise _bad(tenders, _("Nothing was paid. Name each reference once."))
    if not cash:
        # All is named, unless one of the others pays what is left.
        return Handed(cash=0, others=others)
    amount = cash[0].partition("=")[2].strip()
    return Handed(cash=parse_money(amount, digits) if amount else None, others=others)


def not_cash(tenders: Iterable[Tender]) -> tuple[Tender, ...]:
    """Those with a reference, or whose outcome is not known."""
    return tuple(one for one in tenders if one.kind in WITH_REFERENCE)


def _typed(part: str, digits: int) -> TypedTender:
    named, _colon, reference = part.partition(":")
    name, _equals, amount = named.partition("=")
    try:
        kind = TenderKind(name.strip().lower())
    except ValueError:
        kind = TenderKind.BALANCE
    if kind not in WITH_REFERENCE:
        raise _bad(part, _HINT)
    return TypedTender(
        kind=kind,
        amount=parse_money(amount, digits) if amount.strip() else None,
        reference="" if reference.strip() == UNKNOWN else reference_of(kind, reference),
    )


_HINT = _(
    "Nothing was paid. Write such as cash=50,card=30:REFERENCE; besides cash there are card, "
    "mobile, voucher and bank."
)


def _bad(text: str, remedy: str) -> BadTender:
    return BadTender(
        _("How it is paid is not clear: {text}.").format(text=text.strip()[:_SHOWN] or "-"), remedy
    )
