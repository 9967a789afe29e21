"""A ledger in which each event that gives a receipt is followed by the pre-printed number it took.

Both stand in one transaction: a power cut leaves both or none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from app.domain.invoice_stock import Holder
from app.ledger.events.invoice_stock import InvoiceUsed
from app.ledger.events.operators import ShiftOpened
from app.ledger.events.paper import CopyPrinted
from app.ledger.queries import invoice_stock, journal, shifts
from app.operations.invoicing import none_left

if TYPE_CHECKING:
    from app.domain.identity import EventId, Operator
    from app.kiosk import Kiosk, Ledger, Transaction


T = TypeVar("T")


def with_invoices(kiosk: Kiosk) -> Kiosk:
    """The same kiosk, with a ledger of this kind where pre-printed numbers were ever kept."""
    with kiosk.ledger.read() as reader:
        if not invoice_stock.is_kept(reader.db):
            return kiosk
    return replace(kiosk, ledger=cast("Ledger", InvoicesLedger(kiosk)))


class InvoicesLedger:
    """The ledger itself, but for :meth:`commit`."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the ledger has
        return getattr(self._kiosk.ledger, name)

    def commit(self, work: Callable[[Any], T]) -> T:
        """As of the ledger; raises NoInvoiceLeft for a copy that finds no number."""
        return self._kiosk.ledger.commit(lambda tx: work(InvoicesTransaction(self._kiosk, tx)))


class InvoicesTransaction:
    """The transaction itself, but for :meth:`append`."""

    def __init__(self, kiosk: Kiosk, tx: Transaction) -> None:
        self._kiosk = kiosk
        self._tx = tx

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the transaction has
        return getattr(self._tx, name)

    def append(
        self,
        event: msgspec.Struct,
        *,
        operator: Operator | None = None,
        second: Operator | None = None,
        request: str | None = None,
    ) -> EventId:
        """The event, then the number that its paper took."""
        id = self._tx.append(event, operator=operator, second=second, request=request)
        copy = isinstance(event, CopyPrinted) and _is_receipt(event.document)
        if operator is not None and (copy or getattr(event, "receipt", None) is not None):
            use = self._use(id, operator, getattr(event, "shift", None), copy=copy)
            if use is not None:
                self._tx.append(use, operator=operator)
        return id

    def _use(
        self, id: EventId, operator: Operator, shift: EventId | None, *, copy: bool
    ) -> InvoiceUsed | None:
        """A receipt that has to be given is given without a number; a copy can wait."""
        db, node = self._tx.db, self._kiosk.ledger.node
        if shift is None:
            own = shifts.open_shift(db, node, operator)
            shift = None if own is None else own.id
        if not invoice_stock.preprinted(db) and not self._was_confirmed(shift):
            return None
        number = invoice_stock.next_number(db, Holder(node, operator))
        if copy and number is None:
            raise none_left(operator)
        return InvoiceUsed(number=number, of=id, operator=operator, copy=copy, shift=shift)

    def _was_confirmed(self, shift: EventId | None) -> bool:
        """Whether a shift began with a number: it ends so too, whatever is set meanwhile."""
        entry = None if shift is None else journal.entry(self._tx.db, shift)
        begun = None if entry is None else entry.event
        return isinstance(begun, ShiftOpened) and begun.invoice is not None


def _is_receipt(number: str) -> bool:
    """Whether a paper's number is a receipt's: the others have a letter."""
    return number.rpartition("-")[2].isdecimal()
