"""Pre-printed numbers are given to an operator at a kiosk."""

from __future__ import annotations

import msgspec

from app.domain.identity import Node
from app.domain.invoice_stock import Holder, Standing, check_assigned, check_span
from app.domain.permissions import Permission
from app.domain.spans import Span
from app.domain.text import _
from app.domain.training import TRAINING_NODE
from app.kiosk import Kiosk, Transaction
from app.ledger.events.invoice_stock import InvoicesAssigned
from app.ledger.queries import invoice_stock, permissions
from app.operations.errors import UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.setting import recall_of


class AssignInvoicesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` to ``last`` go to ``operator``, at this kiosk unless another one is named.

    Numbers that somebody has already go over, as far as they are not used.
    """

    first: int
    last: int
    operator: int
    kiosk: int | None = None


class AssignInvoicesLook(msgspec.Struct, frozen=True, kw_only=True):
    """Which kiosk, and what is known of these numbers."""

    kiosk: Node
    standing: Standing


def look_at(kiosk: Kiosk, caller: Caller, arguments: AssignInvoicesArguments) -> AssignInvoicesLook:
    """Refuses somebody who sells nothing."""
    span = check_span(arguments.first, arguments.last)
    node = kiosk.ledger.node if arguments.kiosk is None else _kiosk(arguments.kiosk)
    with kiosk.ledger.read() as reader:
        rights = permissions.rights_of_operator(reader.db, arguments.operator)
        standing = invoice_stock.standing(reader.db, span, Holder(node, arguments.operator))
    if Permission.SHIFT not in rights:
        raise UnknownRecord(
            _("Operator {operator} is not known, or opens no shift.").format(
                operator=arguments.operator
            ),
            _("Nothing was assigned. Name somebody who sells."),
        )
    return AssignInvoicesLook(kiosk=node, standing=standing)


def _kiosk(number: int) -> Node:
    """Raises UnknownRecord for what is no kiosk's number."""
    if not 1 <= number < TRAINING_NODE:
        raise UnknownRecord(
            _("There is no kiosk {number}.").format(number=number),
            _("Nothing was assigned. Give the number of a kiosk that this ledger knows."),
        )
    return number


def quote_for(look: AssignInvoicesLook, arguments: AssignInvoicesArguments) -> InvoicesAssigned:
    """Who gets what. Raises InvoicesRefused."""
    span = check_span(arguments.first, arguments.last)
    check_assigned(span, look.standing)
    return InvoicesAssigned(
        first=span.first, last=span.last, kiosk=look.kiosk, operator=arguments.operator
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: InvoicesAssigned) -> InvoicesAssigned:
    """Records it. Raises InvoicesRefused where some of them were used meanwhile."""
    span = Span(quote.first, quote.last)
    holder = Holder(quote.kiosk, quote.operator)

    def work(tx: Transaction) -> None:
        check_assigned(span, invoice_stock.standing(tx.db, span, holder))
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


ASSIGN_INVOICES = Operation(
    name="assign-invoices",
    summary=_("Give pre-printed numbers to an operator at a kiosk."),
    permission=Permission.DECIDE,
    arguments=AssignInvoicesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(InvoicesAssigned),
    opened_by=("invoices_assigned",),
)
