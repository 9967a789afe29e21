"""Paper with pre-printed numbers comes into stock, by number range."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.invoice_stock import Standing, check_new, check_span
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.spans import Span
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.invoice_stock import InvoicesReceived
from app.ledger.queries import invoice_stock
from app.operations.given_days import day_that_came
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of


class ReceiveInvoicesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` and ``last`` number of what came."""

    first: int
    last: int
    received: date | None = None
    """Day on which it came; none: today."""


class ReceiveInvoicesLook(msgspec.Struct, frozen=True, kw_only=True):
    """Today, and what is known of these numbers."""

    today: date
    standing: Standing


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: ReceiveInvoicesArguments
) -> ReceiveInvoicesLook:
    """Reads what was received before. Raises InvoicesRefused."""
    span = check_span(arguments.first, arguments.last)
    with kiosk.ledger.read() as reader:
        standing = invoice_stock.standing(reader.db, span)
    return ReceiveInvoicesLook(today=local_date(kiosk), standing=standing)


def quote_for(look: ReceiveInvoicesLook, arguments: ReceiveInvoicesArguments) -> InvoicesReceived:
    """What is received. Raises InvoicesRefused, BadArgument."""
    span = check_span(arguments.first, arguments.last)
    check_new(span, look.standing)
    received = day_that_came(arguments.received or look.today, look.today)
    return InvoicesReceived(first=span.first, last=span.last, received=received)


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoicesReceived) -> InvoicesReceived:
    """Records it. Raises InvoicesRefused where the same were received meanwhile."""
    span = Span(quote.first, quote.last)

    def work(tx: Transaction) -> None:
        check_new(span, invoice_stock.standing(tx.db, span))
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


RECEIVE_INVOICES = Operation(
    name="receive-invoices",
    summary=_("Take paper with pre-printed numbers into stock, by number range."),
    permission=Permission.SETTINGS,
    sets=SettingKind.INVOICES,
    arguments=ReceiveInvoicesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(InvoicesReceived),
    opened_by=("invoices_received",),
)
