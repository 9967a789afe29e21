"""Tax invoices and credit notes: each thing once, sums as sold and given back, series gap-free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from app.domain.identity import EventId
from app.domain.tax_invoices import TaxSum, gross_of, less, same_amounts, tax_sums, together
from app.domain.text import _
from app.ledger.audit.finding import Finding
from app.ledger.audit.numbers import Numbers
from app.ledger.events.codec import Entry
from app.ledger.events.tax_invoices import CreditNoteIssued, InvoicedReceipt, TaxInvoiceIssued
from app.ledger.supplies import Lookup, given_back, supply_under

_CHECK = "tax invoices"


class InvoicesFollow:
    """Invoices against the sales that they name, credit notes against what went back."""

    def __init__(self, lookup: Lookup) -> None:
        """``lookup``: an event of the journal by its identity."""
        self._lookup = lookup
        self._series: defaultdict[tuple[str, int, int], Numbers] = defaultdict(Numbers)
        self._invoiced: dict[EventId, EventId] = {}
        """Invoice by what was sold."""
        self._backs: defaultdict[EventId, dict[EventId, tuple[TaxSum, ...]]] = defaultdict(dict)
        """What was given back of what was sold, by the event that did it."""
        self._accounted: set[tuple[EventId, EventId]] = set()
        self._findings: list[Finding] = []

    def feed(self, id: EventId, entry: Entry) -> None:
        """Takes one event."""
        event = entry.event
        for back in given_back(event):
            self._backs[back.supply][id] = tax_sums(back.lines, {})
        if isinstance(event, TaxInvoiceIssued):
            self._say(id, self._wrong_number("T", id, event.number))
            self._say(id, self._wrong_invoice(id, event))
        elif isinstance(event, CreditNoteIssued):
            self._say(id, self._wrong_number("C", id, event.number))
            self._say(id, self._wrong_note(id, event))

    def _say(self, id: EventId, wrong: Iterator[str]) -> None:
        self._findings += [Finding(check=_CHECK, where=str(id), what=what) for what in wrong]

    def _wrong_number(self, letter: str, id: EventId, number: int) -> Iterator[str]:
        if not self._series[letter, id.node, id.epoch].add(number):
            yield _("number {letter}{number} was given twice").format(letter=letter, number=number)

    def _wrong_invoice(self, id: EventId, event: TaxInvoiceIssued) -> Iterator[str]:
        if not event.receipts:
            yield _("names no receipt")
        if not same_amounts(event.taxes, together(one.taxes for one in event.receipts)):
            yield _("its sums are not those of its receipts")
        for one in event.receipts:
            if one.supply in self._invoiced:
                yield _("receipt {number} stands on a tax invoice already").format(
                    number=one.receipt
                )
            self._invoiced.setdefault(one.supply, id)
            self._accounted |= {(source, one.supply) for source in one.given_back}
            yield from self._wrong_receipt(id, one)

    def _wrong_receipt(self, id: EventId, one: InvoicedReceipt) -> Iterator[str]:
        if one.event.node != id.node:
            yield _("receipt {number} is of another kiosk").format(number=one.receipt)
        if self._lookup(one.event) is None:
            return
        sold = supply_under(self._lookup, one.event)
        if sold is None or (sold.supply, sold.receipt) != (one.supply, one.receipt):
            yield _("nothing was sold under receipt {number}").format(number=one.receipt)
            return
        gone = together(self._back(source, one.supply) or () for source in one.given_back)
        if not same_amounts(one.taxes, less(tax_sums(sold.lines, {}), gone)):
            yield _("the sums of receipt {number} are not what was sold").format(number=one.receipt)

    def _wrong_note(self, id: EventId, event: CreditNoteIssued) -> Iterator[str]:
        if event.invoice.node != id.node:
            yield _("credits a tax invoice of another kiosk")
        if not same_amounts(event.taxes, together(part.taxes for part in event.parts)):
            yield _("its sums are not those of its parts")
        if gross_of(event.taxes) <= 0:
            yield _("credits nothing")
        for part in event.parts:
            if self._invoiced.get(part.supply) != event.invoice:
                yield _("receipt {number} is not on the tax invoice that it credits").format(
                    number=part.receipt
                )
            if (part.source, part.supply) in self._accounted:
                yield _("credits {source} a second time").format(source=part.source)
            self._accounted.add((part.source, part.supply))
            back = self._back(part.source, part.supply)
            if back is not None and not same_amounts(part.taxes, back):
                yield _("{source} gave back another sum").format(source=part.source)

    def _back(self, source: EventId, supply: EventId) -> tuple[TaxSum, ...] | None:
        """What an event gave back of something; None for an event that is not here."""
        entry = self._lookup(source)
        if entry is None:
            return None
        lines = (back.lines for back in given_back(entry.event) if back.supply == supply)
        return together(tax_sums(one, {}) for one in lines)

    def findings(self) -> list[Finding]:
        """All of these, gaps in the series, and what went back without a credit note."""
        gaps = [
            Finding(
                check=_CHECK,
                where=f"{node}-{epoch}",
                what=_("numbers missing: {letter} {numbers}").format(
                    letter=letter, numbers=missing[:10]
                ),
            )
            for (letter, node, epoch), seen in self._series.items()
            if (missing := seen.missing())
        ]
        return [*self._findings, *gaps, *self._uncredited()]

    def _uncredited(self) -> Iterator[Finding]:
        """The kiosk of the invoice credits what it gives back itself, and what it hears of later
        when it is asked to."""
        for supply, invoice in self._invoiced.items():
            left = {
                source: sums
                for source, sums in self._backs.get(supply, {}).items()
                if (source, supply) not in self._accounted
            }
            own = together(sums for source, sums in left.items() if source.node == invoice.node)
            if gross_of(own) > 0 and gross_of(together(left.values())) > 0:
                yield Finding(
                    check=_CHECK,
                    where=str(invoice),
                    what=_("{sources} gave back of it without a credit note").format(
                        sources=", ".join(str(source) for source in left)
                    ),
                )
