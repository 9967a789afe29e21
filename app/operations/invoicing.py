"""Which pre-printed number an operator's next receipt takes; what is said where none is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.invoice_stock import Holder, NoInvoiceLeft
from app.domain.text import _
from app.ledger.queries import invoice_stock

if TYPE_CHECKING:
    from peewee import Database

    from app.domain.identity import Node, Operator


def expected_number(db: Database, node: Node, operator: Operator) -> int | None:
    """The next number; None where receipts take none, or the operator has none."""
    if not invoice_stock.preprinted(db):
        return None
    return invoice_stock.next_number(db, Holder(node, operator))


def require_invoice(db: Database, node: Node, operator: Operator) -> None:
    """Raises NoInvoiceLeft where receipts take a number and the operator has none."""
    if invoice_stock.preprinted(db) and expected_number(db, node, operator) is None:
        raise none_left(operator)


def none_left(operator: Operator) -> NoInvoiceLeft:
    """What is said then."""
    return NoInvoiceLeft(
        _("Operator {operator} has no pre-printed number left.").format(operator=operator),
        _(
            "Nothing was done and no money moved. A supervisor assigns the next range "
            "(Settings, Invoices, or assign-invoices)."
        ),
    )
