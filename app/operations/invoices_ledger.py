"""A ledger in which an event that gives a receipt is followed by the pre-printed number it took."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.domain.invoice_stock import Holder
from app.ledger.events.invoice_stock import InvoiceUsed
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.paper import CopyPrinted
from app.ledger.queries import invoice_stock, journal, shifts
from app.operations.followed_ledger import followed
from app.operations.invoicing import none_left
from app.operations.sheets import is_receipt, on_sheets

if TYPE_CHECKING:
    from app.domain.identity import EventId, Operator
    from app.kiosk import Kiosk, Transaction


def with_invoices(kiosk: Kiosk) -> Kiosk:
    """The same kiosk, with a ledger of this kind where pre-printed numbers were ever kept.

    Its commit raises NoInvoiceLeft for a copy that finds no number.
    """
    with kiosk.ledger.read() as reader:
        if not invoice_stock.is_kept(reader.db):
            return kiosk
    return on_sheets(followed(kiosk, _used))


def _used(
    kiosk: Kiosk,
    tx: Transaction,
    id: EventId,
    event: Any,  # noqa: ANN401  whatever is appended
    operator: Operator | None,
) -> Iterator[InvoiceUsed]:
    """The number that the paper of an event took; nothing where it has none.

    A receipt that has to be given is given without a number; a copy can wait.
    """
    copy = isinstance(event, CopyPrinted) and is_receipt(tx.db, event.document)
    if operator is None or not (copy or getattr(event, "receipt", None) is not None):
        return
    node, shift = kiosk.ledger.node, getattr(event, "shift", None)
    if shift is None:
        own = shifts.open_shift(tx.db, node, operator)
        shift = None if own is None else own.id
    if not invoice_stock.preprinted(tx.db) and not _was_confirmed(tx, shift):
        return
    number = invoice_stock.next_number(tx.db, Holder(node, operator))
    if copy and number is None:
        raise none_left(operator)
    yield InvoiceUsed(number=number, of=id, operator=operator, copy=copy, shift=shift)


def _was_confirmed(tx: Transaction, shift: EventId | None) -> bool:
    """Whether a shift began with a number: it ends so too, whatever is set meanwhile."""
    entry = None if shift is None else journal.entry(tx.db, shift)
    begun = None if entry is None else entry.event
    return isinstance(begun, ShiftOpened) and begun.invoice is not None
