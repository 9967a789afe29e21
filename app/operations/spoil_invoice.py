"""Sheets with pre-printed numbers were spoiled: a jam, a tear, sheets that fell out of order."""

from __future__ import annotations

import msgspec

from app.domain.invoice_stock import Holder, Standing, check_own, check_span
from app.domain.permissions import Permission
from app.domain.spans import Span
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.invoice_stock import InvoicesSpoiled
from app.ledger.queries import invoice_stock
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class SpoilInvoiceArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` to ``last`` of one's own numbers; without ``last`` it is one sheet."""

    first: int
    last: int | None = None
    reason: str


class SpoilInvoiceLook(msgspec.Struct, frozen=True, kw_only=True):
    """Whose they are, and what is known of these numbers."""

    operator: int
    standing: Standing


def _span(arguments: SpoilInvoiceArguments) -> Span:
    last = arguments.first if arguments.last is None else arguments.last
    return check_span(arguments.first, last)


def look_at(kiosk: Kiosk, caller: Caller, arguments: SpoilInvoiceArguments) -> SpoilInvoiceLook:
    """Reads it. Raises InvoicesRefused. No shift is needed: it may have to be done before one."""
    span = _span(arguments)
    with kiosk.ledger.read() as reader:
        standing = invoice_stock.standing(
            reader.db, span, Holder(kiosk.ledger.node, caller.operator)
        )
    return SpoilInvoiceLook(operator=caller.operator, standing=standing)


def quote_for(look: SpoilInvoiceLook, arguments: SpoilInvoiceArguments) -> InvoicesSpoiled:
    """What is spoiled, and why. Raises InvoicesRefused, BadArgument."""
    span = _span(arguments)
    check_own(span, look.standing)
    return InvoicesSpoiled(
        first=span.first,
        last=span.last,
        operator=look.operator,
        reason=reason_given(arguments.reason),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoicesSpoiled) -> InvoicesSpoiled:
    """Records it. Raises InvoicesRefused where some of them were used meanwhile."""
    span = Span(quote.first, quote.last)
    holder = Holder(kiosk.ledger.node, caller.operator)

    def work(tx: Transaction) -> None:
        check_own(span, invoice_stock.standing(tx.db, span, holder))
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


SPOIL_INVOICE = Operation(
    name="spoil-invoice",
    summary=_("Say that sheets with your pre-printed numbers are spoiled."),
    permission=Permission.SHIFT,
    arguments=SpoilInvoiceArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(InvoicesSpoiled),
    opened_by=("invoices_spoiled",),
)
