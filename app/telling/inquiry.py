"""What inquiries found, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.cards import MeterStatus
from app.domain.meter_health import warnings_in
from app.domain.text import _
from app.operations.event_record import EventRecord, Link, LinkKind
from app.operations.find_accounts import FindAccountsResult
from app.operations.meter_health import Complaint, MeterHealthResult, MeterRow
from app.operations.operations import DeedRow, OperationsResult
from app.operations.purchases import PurchaseRow, PurchasesResult, SaleState
from app.operations.readings import ReadingRow, ReadingsResult
from app.telling.accounts import fit_text
from app.telling.blacklist import listed_text
from app.telling.cards import STATUS_NAMES
from app.telling.words import Row, Told, Words

SALE_STATES = {
    SaleState.LOADED: _("on the card"),
    SaleState.IN_DOUBT: _("IN DOUBT"),
    SaleState.NOT_WRITTEN: _("money back"),
    SaleState.REFUND_WAITS: _("refund waits"),
    SaleState.REFUNDED: _("refunded"),
}
COMPLAINTS = {
    one: _("not read for long") if one is Complaint.SILENT else STATUS_NAMES[MeterStatus(one.bit)]
    for one in Complaint
}
_LINK_NAMES = {
    LinkKind.ACCOUNT: _("Account"),
    LinkKind.CARD: _("Everything done to card"),
    LinkKind.METER: _("Everything done to meter"),
    LinkKind.OPERATOR: _("Everything done by operator"),
    LinkKind.PAPER: _("Paper"),
    LinkKind.EVENT: "",
}


def deed_name(kind: str) -> str:
    """An event by its name in the journal, which is plain words."""
    return _(kind.replace("_", " ").capitalize())


def who(deed: DeedRow) -> str:
    """``12``, or ``12 and 20`` where two signed."""
    people = [str(one) for one in (deed.operator, deed.second) if one is not None]
    return (
        _("{operator} and {second}").format(operator=people[0], second=people[1])
        if len(people) > 1
        else "".join(people)
    )


def complaints(row: MeterRow) -> str:
    """What is the matter with a meter, worst first."""
    told = [
        _silence(row) if one is Complaint.SILENT else STATUS_NAMES[MeterStatus(one.bit)]
        for one in row.warnings
    ]
    return ", ".join(told)


def _silence(row: MeterRow) -> str:
    if not row.health.told:
        return _("never read in {days} days").format(days=row.silent_days)
    return _("not read for {days} days").format(days=row.silent_days)


def purchase_cells(words: Words, row: PurchaseRow) -> tuple[str, ...]:
    """Date, account, meter, money, paper, state."""
    return (
        row.date.isoformat(),
        row.account,
        row.meter,
        words.column(row.total).strip(),
        row.paper,
        SALE_STATES[row.state],
    )


def reading_cells(words: Words, row: ReadingRow) -> tuple[str, ...]:
    """Date, account, meter, credit left, use in all, warnings."""
    told = row.reading
    back = told.read_back
    return (
        told.date.isoformat(),
        told.account,
        told.meter,
        words.credit(back.remaining, row.charging, told.kind),
        words.volume(back.total_used, told.kind),
        ", ".join(STATUS_NAMES[bit] for bit in warnings_in(back.status)),
    )


def deed_cells(row: DeedRow) -> tuple[str, ...]:
    """When, what, account, by whom, why."""
    when = row.at.strftime("%Y-%m-%d %H:%M")
    return (when, deed_name(row.kind), row.account, who(row), row.reason)


def health_cells(words: Words, row: MeterRow) -> tuple[str, ...]:
    """Meter, account, last day, credit left, what is the matter."""
    health = row.health
    left = words.credit(health.remaining, row.charging, health.kind) if health.told else ""
    return (health.meter, health.account, health.date.isoformat(), left, complaints(row))


def link_name(link: Link) -> str:
    """Where a link leads."""
    if link.kind is LinkKind.EVENT:
        return f"{deed_name(link.what)} {link.name}"
    if link.kind is LinkKind.PAPER and link.what:
        return _("Paper {number}, sheet {sheet}").format(number=link.name, sheet=link.what)
    return f"{_LINK_NAMES[link.kind]} {link.name}"


def event_rows(words: Words, record: EventRecord) -> list[Row]:
    """An event in full; what it leads to not among it."""
    deed = record.deed
    return [
        (_("Number"), str(deed.event)),
        (_("When"), deed.at.strftime("%Y-%m-%d %H:%M:%S")),
        (_("By"), who(deed)),
        (_("Reason"), deed.reason),
        *((name.replace("_", " ").capitalize(), value) for name, value in record.facts),
        *(
            (
                _("Load {number}").format(number=load.number),
                words.credit(load.credit, load.charging),
            )
            for load in record.loads
        ),
        (_("Booked"), _booked(words, record)),
    ]


def _booked(words: Words, record: EventRecord) -> str:
    """Each book with what the event booked there, debit positive."""
    books: dict[str, int] = {}
    for one in record.entries:
        books[one.book.value] = books.get(one.book.value, 0) + one.amount
    figures = [f"{book} {words.column(sum).strip()}" for book, sum in books.items() if sum]
    return ", ".join(figures)


def _purchases(words: Words, found: PurchasesResult) -> Told:
    return _listed(
        [(str(row.purchase), "  ".join(purchase_cells(words, row))) for row in found.purchases],
        found.next,
    )


def _readings(words: Words, found: ReadingsResult) -> Told:
    return _listed(
        [
            (str(row.reading.event), "  ".join(reading_cells(words, row)).rstrip())
            for row in found.readings
        ],
        found.next,
    )


def _accounts(_words: Words, found: FindAccountsResult) -> Told:
    rows = []
    for hit in found.accounts:
        about = (hit.name, hit.meter, listed_text(hit.listed), fit_text(hit))
        rows.append((hit.account, "  ".join(filter(None, about))))
    return _listed(rows, found.next)


def _operations(_words: Words, found: OperationsResult) -> Told:
    return _listed(
        [(str(row.event), "  ".join(deed_cells(row)).rstrip()) for row in found.operations],
        found.next,
    )


def _health(words: Words, found: MeterHealthResult) -> Told:
    return _listed(
        [(str(row.health.event), "  ".join(health_cells(words, row))) for row in found.meters],
        found.next,
    )


def _listed(rows: list[Row], next: str | None) -> Told:
    if not rows:
        return Told(_("Nothing was found."))
    if next is None:
        return Told(_("Found: {count}.").format(count=len(rows)), rows)
    return Told(
        _("Found: {count}, and more: go on with after={next}.").format(count=len(rows), next=next),
        rows,
    )


def _event(words: Words, record: EventRecord) -> Told:
    links = [(_("Leads to"), link_name(link)) for link in record.links]
    return Told(deed_name(record.deed.kind), [*event_rows(words, record), *links])


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    FindAccountsResult: _accounts,
    PurchasesResult: _purchases,
    ReadingsResult: _readings,
    OperationsResult: _operations,
    MeterHealthResult: _health,
    EventRecord: _event,
}
