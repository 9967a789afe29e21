"""Which numbers papers must have taken, and which are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from app.domain.identity import EventId, Stamp, kiosk_name
from app.ledger.events.exceptions import PlanInDoubt
from app.ledger.events.invoice_stock import (
    InvoicesAssigned,
    InvoicesReceived,
    InvoicesSpoiled,
    InvoicesVoided,
    InvoiceUsed,
)
from app.ledger.events.tax_invoices import CreditNoteIssued, TaxInvoiceIssued
from app.reports.asked import Asked
from tests.reports.expected import Expected, Line, expected
from tests.reports.journal_read import Journal

_SHEETS = "invoice"
Numbers = dict[tuple[str, str], dict[int, Stamp]]
"""By paper and series: numbers with the stamp of the event that took them."""


class Run(NamedTuple):
    """Numbers one after the other."""

    first: int
    last: int


def receipts(journal: Journal, asked: Asked) -> Expected:
    """By paper, series and state. A missing number belongs to the day of the next one."""
    rows: list[Line] = []
    for (paper, series), numbers in _given(journal).items():
        used: list[int] = []
        missing: list[int] = []
        before = 0
        for number in sorted(numbers):
            if _within(journal, asked, numbers[number]):
                used.append(number)
                missing += range(before + 1, number)
            before = number
        rows += _rows(paper, series, "used", used)
        rows += _rows(paper, series, "missing", missing)
    rows += _sheets(journal, asked)
    return expected(("paper", "series", "state", "first"), rows)


def _within(journal: Journal, asked: Asked, at: Stamp) -> bool:
    return asked.since <= journal.day_of(at) <= asked.until


def _rows(paper: str, series: str, state: str, numbers: Iterable[int]) -> Iterator[Line]:
    for first, last in _runs(numbers):
        said = {"paper": paper, "series": series, "state": state}
        yield {**said, "first": first, "last": last, "numbers": last - first + 1}


def _runs(numbers: Iterable[int]) -> list[Run]:
    found: list[Run] = []
    for number in sorted(set(numbers)):
        if found and found[-1].last == number - 1:
            found[-1] = Run(found[-1].first, number)
        else:
            found.append(Run(number, number))
    return found


@lru_cache(maxsize=8)
def _given(journal: Journal) -> Numbers:
    """Numbers that counters give by themselves, in series of node and epoch."""
    found: defaultdict[tuple[str, str], dict[int, Stamp]] = defaultdict(dict)

    def take(paper: str, id: EventId, number: int | None, at: Stamp) -> None:
        if number is not None:
            found[paper, f"{kiosk_name(id.node)}-{id.epoch:02d}"][number] = at

    for one in journal.loaded:
        take("receipt", one.event, one.receipt, one.at)
    for id, entry, event in journal.kept:
        match event:
            case PlanInDoubt():
                take("slip", id, event.slip, entry.at)
            case TaxInvoiceIssued():
                take("tax_invoice", id, event.number, entry.at)
            case CreditNoteIssued():
                take("credit_note", id, event.number, entry.at)
            case _:
                take("receipt", id, getattr(event, "receipt", None), entry.at)
    return found


def _sheets(journal: Journal, asked: Asked) -> Iterator[Line]:
    """Numbers that were printed beforehand: used, passed over, and what people said of ranges."""
    used: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    earlier: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    first = min(
        (e.at for _i, e, _s in journal.of(InvoiceUsed) if _within(journal, asked, e.at)), default=0
    )
    for id, entry, sheet in journal.of(InvoiceUsed):
        if sheet.number is None:
            continue
        holder = id.node, sheet.operator
        if _within(journal, asked, entry.at):
            used[holder].append(sheet.number)
        elif entry.at < first:
            earlier[holder].append(sheet.number)
    told = _told(journal)
    for holder, numbers in used.items():
        series = f"{kiosk_name(holder[0])} {holder[1]}"
        yield from _rows(_SHEETS, series, "used", numbers)
        passed: set[int] = set()
        for piece in _pieces(journal, holder):
            mine = piece & set(numbers)
            if mine:
                before = max(piece & set(earlier[holder]), default=min(piece) - 1)
                passed |= {one for one in piece if before < one < max(mine)}
        yield from _rows(_SHEETS, series, "passed over", passed - told)
    yield from _said(journal, asked)


def _said(journal: Journal, asked: Asked) -> Iterator[Line]:
    kinds = (InvoicesReceived, InvoicesAssigned, InvoicesSpoiled, InvoicesVoided)
    for id, entry, event in journal.every(*kinds):
        if not _within(journal, asked, entry.at):
            continue
        match event:
            case InvoicesReceived():
                state, series = "received", ""
            case InvoicesAssigned():
                state, series = "assigned", f"{kiosk_name(event.kiosk)} {event.operator}"
            case InvoicesSpoiled():
                state, series = "spoiled", f"{kiosk_name(id.node)} {event.operator}"
            case _:
                state, series = "void", ""
        yield from _rows(_SHEETS, series, state, range(event.first, event.last + 1))


def _told(journal: Journal) -> set[int]:
    """Numbers of which it is known what became of them."""
    found = {sheet.number for _id, _entry, sheet in journal.of(InvoiceUsed) if sheet.number}
    for _id, _entry, event in journal.every(InvoicesSpoiled, InvoicesVoided):
        found |= set(range(event.first, event.last + 1))
    return found


def _pieces(journal: Journal, holder: tuple[int, int]) -> list[set[int]]:
    """What was given to a holder and to nobody after that."""
    given = sorted(journal.of(InvoicesAssigned), key=lambda one: (one[1].at, one[0]))
    found = []
    for at, (_id, _entry, event) in enumerate(given):
        if (event.kiosk, event.operator) == holder:
            piece = set(range(event.first, event.last + 1))
            for _later, _by, other in given[at + 1 :]:
                piece -= set(range(other.first, other.last + 1))
            found += [set(range(run.first, run.last + 1)) for run in _runs(piece)]
    return found
