"""Pre-printed numbers that were never used are declared void, by two people."""

from __future__ import annotations

import msgspec

from app.domain.approval import Signed
from app.domain.invoice_stock import Standing, check_free, check_span
from app.domain.permissions import Permission
from app.domain.spans import Span
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.invoice_stock import InvoicesVoided
from app.ledger.queries import invoice_stock
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class VoidInvoicesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` to ``last``, whoever has them, and why."""

    first: int
    last: int
    reason: str


class VoidInvoicesLook(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of these numbers."""

    standing: Standing


def look_at(kiosk: Kiosk, caller: Caller, arguments: VoidInvoicesArguments) -> VoidInvoicesLook:
    """Reads it. Raises InvoicesRefused."""
    span = check_span(arguments.first, arguments.last)
    with kiosk.ledger.read() as reader:
        return VoidInvoicesLook(standing=invoice_stock.standing(reader.db, span))


def quote_for(look: VoidInvoicesLook, arguments: VoidInvoicesArguments) -> InvoicesVoided:
    """What becomes void, and why. Raises InvoicesRefused, BadArgument."""
    span = check_span(arguments.first, arguments.last)
    check_free(span, look.standing)
    return InvoicesVoided(first=span.first, last=span.last, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoicesVoided) -> InvoicesVoided:
    """Records it. Raises InvoicesRefused where some of them were used meanwhile."""
    span = Span(quote.first, quote.last)

    def work(tx: Transaction) -> None:
        check_free(span, invoice_stock.standing(tx.db, span))
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


VOID_INVOICES = Operation(
    name="void-invoices",
    summary=_("Declare pre-printed numbers void that were never used; two people."),
    permission=Permission.DECIDE,
    arguments=VoidInvoicesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(InvoicesVoided),
    opened_by=("invoices_voided",),
    needs_second=True,
    signed_for=lambda quote: Signed(figure=quote.last - quote.first + 1),
)
