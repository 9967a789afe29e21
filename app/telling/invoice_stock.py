"""Pre-printed numbers in words, and what is taken out of a stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.identity import kiosk_name
from app.domain.spans import Span
from app.domain.text import _
from app.ledger.events.base import Event
from app.ledger.events.invoice_stock import (
    InvoiceRuleSet,
    InvoicesAssigned,
    InvoicesReceived,
    InvoicesSpoiled,
    InvoicesTakenBack,
    InvoicesVoided,
)
from app.ledger.events.meter_stock import MetersTakenBack
from app.operations.invoice_stock import InvoiceStockResult, SheetRow
from app.telling.words import Row, Told, Words


def invoice_rows(_words: Words, event: Any) -> list[Row]:  # noqa: ANN401  every event with a range
    """Which numbers, how many, whose, why."""
    rows: list[Row] = [
        (_("First"), str(event.first)),
        (_("Last"), str(event.last)),
        (_("Numbers"), str(event.last - event.first + 1)),
    ]
    if isinstance(event, InvoicesReceived):
        rows.append((_("Received"), event.received.isoformat()))
    if isinstance(event, InvoicesAssigned):
        rows.append((_("Kiosk"), kiosk_name(event.kiosk)))
        rows.append((_("Operator"), str(event.operator)))
    if isinstance(event, InvoicesSpoiled | InvoicesVoided):
        rows.append((_("Reason"), event.reason))
    return rows


def _rule(_words: Words, event: InvoiceRuleSet) -> list[Row]:
    taken = _("take a pre-printed number") if event.preprinted else _("take no pre-printed number")
    return [(_("Receipts"), taken)]


def taken_back_rows(_words: Words, event: InvoicesTakenBack | MetersTakenBack) -> list[Row]:
    """What goes, what stays, why."""
    left = _("nothing")
    if event.left_first is not None:
        left = f"{event.left_first}-{event.left_last}"
    return [
        (_("Received"), f"{event.first}-{event.last}"),
        (_("Taken back"), f"{event.taken_first}-{event.taken_last}"),
        (_("How many"), str(int(event.taken_last) - int(event.taken_first) + 1)),
        (_("Left of it"), left),
        (_("Reason"), event.reason),
    ]


def _taken_back(words: Words, event: InvoicesTakenBack | MetersTakenBack) -> Told:
    return Told(_("They are taken out of the stock."), taken_back_rows(words, event))


INVOICE_FACTS: dict[type[Event], Callable[[Words, Any], list[Row]]] = {
    InvoicesReceived: invoice_rows,
    InvoicesTakenBack: taken_back_rows,
    MetersTakenBack: taken_back_rows,
    InvoiceRuleSet: _rule,
}


def _told(sentence: str) -> Callable[[Words, Any], Told]:
    def told(words: Words, event: Any) -> Told:  # noqa: ANN401  every event with a range
        numbers = Span(event.first, event.last)
        return Told(sentence.format(numbers=numbers), invoice_rows(words, event))

    return told


def _rule_told(words: Words, event: InvoiceRuleSet) -> Told:
    return Told(_("It is set what receipts are printed on."), _rule(words, event))


def sheet_told(one: SheetRow) -> Row:
    """What stands on a sheet."""
    paper = _("copy of {paper}") if one.copy else "{paper}"
    line = _("{paper}, operator {operator}, event {event}")
    return (
        _("Sheet {number}").format(number=one.number),
        line.format(paper=paper.format(paper=one.paper), operator=one.operator, event=one.event),
    )


def _stock(_words: Words, stock: InvoiceStockResult) -> Told:
    line = _("free {free}, assigned {assigned}, used {used}, spoiled {spoiled}, void {void}")
    rows = [
        (
            str(Span(one.first, one.last)),
            line.format(
                free=one.free,
                assigned=one.assigned,
                used=one.used,
                spoiled=one.spoiled,
                void=one.void,
            ),
        )
        for one in stock.ranges
    ]
    rows += [sheet_told(one) for one in stock.sheets]
    title = _("{count} ranges of pre-printed numbers received; page {page} of {pages}.")
    if not stock.preprinted:
        rows.append((_("Receipts"), _("take no pre-printed number")))
    return Told(title.format(count=stock.count, page=stock.page, pages=stock.pages), rows)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    InvoicesReceived: _told(_("Numbers {numbers} are in stock.")),
    InvoicesAssigned: _told(_("Numbers {numbers} are assigned.")),
    InvoicesTakenBack: _taken_back,
    MetersTakenBack: _taken_back,
    InvoicesSpoiled: _told(_("Numbers {numbers} are recorded as spoiled.")),
    InvoicesVoided: _told(_("Numbers {numbers} are void.")),
    InvoiceRuleSet: _rule_told,
    InvoiceStockResult: _stock,
}
