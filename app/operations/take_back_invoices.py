"""Pre-printed numbers received wrongly are taken out of the stock again, by two people."""

from __future__ import annotations

import msgspec

from app.domain.approval import Signed
from app.domain.invoice_stock import Standing, check_span, check_untouched
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.spans import Span, rest_of
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.invoice_stock import InvoicesTakenBack
from app.ledger.queries import invoice_stock
from app.ledger.queries.invoice_stock import Delivery
from app.operations.errors import StaleQuote
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class TakeBackInvoicesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` to ``last``: a whole delivery, its beginning or its end; and why."""

    first: int
    last: int
    reason: str


class TakeBackInvoicesLook(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of these numbers, and the deliveries that they may lie in."""

    standing: Standing
    deliveries: tuple[Delivery, ...]


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: TakeBackInvoicesArguments
) -> TakeBackInvoicesLook:
    """Reads it. Raises InvoicesRefused."""
    span = check_span(arguments.first, arguments.last)
    with kiosk.ledger.read() as reader:
        return TakeBackInvoicesLook(
            standing=invoice_stock.standing(reader.db, span),
            deliveries=tuple(invoice_stock.deliveries(reader.db, span)),
        )


def quote_for(
    look: TakeBackInvoicesLook, arguments: TakeBackInvoicesArguments
) -> InvoicesTakenBack:
    """What is taken, and what is left. Raises InvoicesRefused, BadArgument."""
    span = check_span(arguments.first, arguments.last)
    whole = check_untouched(span, look.standing)
    delivery = next(one for one in look.deliveries if one.left == whole)
    left = rest_of(whole, span)
    return InvoicesTakenBack(
        first=delivery.came.first,
        last=delivery.came.last,
        taken_first=span.first,
        taken_last=span.last,
        left_first=None if left is None else left.first,
        left_last=None if left is None else left.last,
        reason=reason_given(arguments.reason),
        replaces=delivery.event,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoicesTakenBack) -> InvoicesTakenBack:
    """Records it. Raises InvoicesRefused or StaleQuote where something was done meanwhile."""
    span = Span(quote.taken_first, quote.taken_last)

    def work(tx: Transaction) -> None:
        whole = check_untouched(span, invoice_stock.standing(tx.db, span))
        if (rest_of(whole, span) or (None, None)) != (quote.left_first, quote.left_last):
            raise StaleQuote(
                _("This delivery was changed meanwhile."),
                _("Nothing was recorded now. Look at the stock again."),
            )
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


TAKE_BACK_INVOICES = Operation(
    name="take-back-invoices",
    summary=_("Take pre-printed numbers out of the stock that were received wrongly; two people."),
    permission=Permission.SETTINGS,
    sets=SettingKind.INVOICES,
    arguments=TakeBackInvoicesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(InvoicesTakenBack),
    opened_by=("invoices_taken_back",),
    needs_second=True,
    signed_for=lambda quote: Signed(figure=quote.taken_last - quote.taken_first + 1),
)
