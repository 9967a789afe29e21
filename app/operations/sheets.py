"""A ledger whose receipts say on which pre-printed sheet they stand.

Some papers are made before the event that they prove: all of a transaction are held back until it
has said what it has to say, and which numbers were taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import msgspec

from app.domain.identity import EventId
from app.domain.invoice_stock import Holder
from app.domain.text import _
from app.ledger.events.invoice_stock import InvoiceUsed
from app.ledger.events.paper import CopyPrinted
from app.ledger.queries import invoice_stock, tax_invoices
from app.printing.documents import decode_document, encode_document, on_sheet, receipt_number

if TYPE_CHECKING:
    from peewee import Database

    from app.domain.identity import Operator
    from app.kiosk import Kiosk, Ledger, Transaction
    from app.ledger.queries.invoice_stock import InvoiceUse

T = TypeVar("T")
_RECEIPT = re.compile(r"K([0-9]{2,5})-([0-9]{2,5})-([0-9]{6,9})", re.ASCII)


def on_sheets(kiosk: Kiosk) -> Kiosk:
    """The same kiosk, with a ledger of this kind."""
    return replace(kiosk, ledger=cast("Ledger", _SheetLedger(kiosk.ledger)))


def is_receipt(db: Database, number: str) -> bool:
    """Whether a paper's number is one that a receipt was given here or elsewhere."""
    found = _RECEIPT.fullmatch(number)
    if found is None:
        return False
    node, epoch, which = (int(part) for part in found.groups())
    return tax_invoices.receipt_event(db, node, epoch, which) is not None


class _Paper(NamedTuple):
    """A print job that waits for the end of its transaction."""

    kind: str
    number: str
    document: bytes
    copy: int
    kept: bool


class _SheetLedger:
    """The ledger itself, but for :meth:`commit`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the ledger has
        return getattr(self._ledger, name)

    def commit(self, work: Callable[[Any], T]) -> T:
        """As of the ledger."""

        def sheeted(tx: Transaction) -> T:
            wrapped = _SheetTransaction(tx)
            done = work(wrapped)
            wrapped.print_all()
            return done

        return self._ledger.commit(sheeted)


class _SheetTransaction:
    """The transaction itself, but for what is printed."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._papers: list[_Paper] = []
        self._events: dict[tuple[str, int], EventId] = {}

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
        """Remembers whose paper it is."""
        id = self._tx.append(event, operator=operator, second=second, request=request)
        receipt = getattr(event, "receipt", None)
        if isinstance(event, CopyPrinted):
            self._events[event.document, event.copy_number] = id
        elif receipt is not None:
            self._events[receipt_number(id.node, id.epoch, receipt), 0] = id
        return id

    def queue_print(
        self, kind: str, number: str, document: bytes, copy: int = 0, *, kept: bool = False
    ) -> None:
        """Holds it back."""
        self._papers.append(_Paper(kind, number, document, copy, kept))

    def print_all(self) -> None:
        """Each on its sheet; a receipt that has one comes out at once: the sheet is used up."""
        further: dict[EventId, int] = {}
        for kind, number, body, copy, kept in self._papers:
            event = self._events.get((number, copy)) or self._events.get((number, 0))
            uses = [] if event is None else invoice_stock.uses_of(self._tx.db, event)
            if event is None or not uses:
                self._tx.queue_print(kind, number, body, copy, kept=kept)
                continue
            at = further.get(event, 0)
            further[event] = at + 1
            sheet = self._further(event, uses[0], at) if at else uses[0].number
            paper = on_sheet(decode_document(body), sheet_text(sheet))
            self._tx.queue_print(kind, number, encode_document(paper), copy)

    def _further(self, event: EventId, first: InvoiceUse, at: int) -> int | None:
        """The next number, for one more paper of the same event."""
        number = invoice_stock.next_number(self._tx.db, Holder(first.kiosk, first.operator))
        self._tx.append(
            InvoiceUsed(
                number=number,
                of=event,
                operator=first.operator,
                copy=True,
                shift=first.shift,
                further=at,
            ),
            operator=first.operator,
        )
        return number


def sheets_of(db: Database, event: EventId) -> str:
    """The sheets on which the receipt of an event stands; empty where it has none."""
    return ", ".join(sheet_text(use.number) for use in invoice_stock.uses_of(db, event))


def sheet_text(number: int | None) -> str:
    """As it stands on the paper."""
    return _("none left") if number is None else str(number)
