"""What cashiers close with: what was sold and done in each shift, and what came in for it.

Sold counts by the shift in which it was paid for. What the lists of other houses have and this one
has not: passbooks, which nobody needs beside a card and its receipts; charges for a connection,
which are a kind of payment and stand among payments, by its account in the general ledger.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Breakdown, LineKind
from app.domain.text import _
from app.ledger.projection.statements import all_rows, stream
from app.reports.asked import Asked, week_by_week
from app.reports.columns import Cell, Column, ColumnKind, Row
from app.reports.report import Report, Statement
from app.reports.sold import NEVER_WRITTEN, NEWEST_FIRST
from app.reports.watch import Watch

SHIFT, DAY, OPERATOR = "shift", "day", "operator"
_ASKED = "shift.opened_at IS NOT NULL AND shift.accounting_date BETWEEN ? AND ?"
# What one node writes during a shift lies between the events that open and close it.
_LAST_OF_NODE = f"(shift.id / {1 << 48} + 1) * {1 << 48} - 1"
_DURING = f"BETWEEN shift.id AND COALESCE(shift.closed_by, {_LAST_OF_NODE})"
# An index by shift would be made of all plans there are.
_ITS_PLANS = f"plan.id {_DURING} AND +plan.shift = shift.id"
_NEVER = f"plan.id IN ({NEVER_WRITTEN})"
_SHIFTS = (
    "SELECT shift.id, shift.accounting_date, CAST(shift.operator AS TEXT), operator.name, "  # noqa: S608  constants of this module
    "shift.report_number FROM shift LEFT JOIN operator ON operator.operator = shift.operator "
    f"WHERE {_ASKED} ORDER BY shift.accounting_date, shift.id"
)
_LOADS = (
    "FROM shift CROSS JOIN plan CROSS JOIN purchase "
    f"WHERE {_ASKED} AND {_ITS_PLANS} AND purchase.id = plan.id AND purchase.total IS NOT NULL"
)
_SOLD = (
    f"SELECT shift.id, {_NEVER}, purchase.kind, COUNT(*), SUM(purchase.quantity), "
    f"SUM(purchase.total) {_LOADS} GROUP BY 1, 2, 3"
)
# Few plans make a card, change a meter or give credit: the table that tells of it is read, and of
# the plans no others.
_FEW = (
    "FROM shift CROSS JOIN {table} CROSS JOIN plan "
    f"WHERE {_ASKED} AND {{table}}.id {_DURING} AND plan.id = {{table}}.id "
    "AND +plan.shift = shift.id"
)
_CARDS = (
    "SELECT shift.id, purchase.breakdown "
    f"{_FEW.replace('CROSS JOIN plan', 'CROSS JOIN plan CROSS JOIN purchase')} "
    "AND {table}.{key} = plan.allocation AND plan.issues AND plan.kind = 'purchase_paid' "
    "AND purchase.id = plan.id AND purchase.allocation = plan.allocation "
    f"AND NOT {_NEVER}"
)
_FIRST_CARDS = _CARDS.format(table="allocation", key="id")
_NEXT_CARDS = _CARDS.format(table="reissue", key="allocation")
_REISSUES = (
    f"SELECT shift.id, {_NEVER}, COUNT(*), SUM(reissue.total) {_FEW.format(table='reissue')} "
    "AND reissue.allocation = plan.allocation GROUP BY 1, 2"
)
_CHANGES = (
    f"SELECT shift.id, {_NEVER}, COUNT(*), SUM((SELECT -COALESCE(SUM(posting.amount), 0) "  # noqa: S608  constants of this module
    "FROM posting WHERE posting.event = plan.id AND posting.book = 'suspense')) "
    f"{_FEW.format(table='allocation')} AND plan.kind = 'meter_change_opened' GROUP BY 1, 2"
)
_GIVEN = (
    f"SELECT shift.id, SUM(compensation.settles) {_FEW.format(table='compensation')} "
    f"AND NOT compensation.in_money AND NOT {_NEVER} GROUP BY 1"
)
_TALLIES = (
    "SELECT shift.id, tally.what, SUM(tally.times), SUM(tally.amount) FROM shift "  # noqa: S608  constants of this module
    f"JOIN shift_tally tally ON tally.shift = shift.id WHERE {_ASKED} GROUP BY 1, 2"
)
_BOOKS = (
    "SELECT shift.id, shift_book.book, shift_book.amount FROM shift "  # noqa: S608  constants of this module
    f"JOIN shift_book ON shift_book.shift = shift.id WHERE {_ASKED}"
)
_BEHIND = f"SELECT purchase.id, purchase.allocation {_LOADS} AND NOT {_NEVER}"
_OTHERWISE = (
    *(Book.CARD_CLEARING, Book.MOBILE_CLEARING, Book.VOUCHER_CLEARING, Book.BANK_CLEARING),
    Book.UNCONFIRMED,
)
_CASH = (
    *(Book.DRAWER, Book.SAFE, Book.BAG, Book.OVER_SHORT),
    *(Book.PAID_IN, Book.PAID_OUT, Book.COUNTERFEIT),
)
"""Where cash is, and how it came or went without a customer."""
_TALLIED = {
    "payment": ("payments", "paid"),
    "refund": ("refunds", "refunded"),
    "reversal": ("reversals", "reversed"),
    "payout": ("payouts", "paid_back"),
}
_ADDS, _TAKES = (
    ("charged", "reissue_fees", "meter_fees", "paid", "unsold"),
    (
        "refunded",
        "reversed",
        "paid_back",
    ),
)


class _Shift(NamedTuple):
    """A shift as the rows are headed."""

    id: int
    date: str
    operator: str
    name: str | None
    z: int | None


_breakdown = msgspec.json.Decoder(Breakdown)


def _head(which: Asked) -> tuple[Column, ...]:
    date = Column("date", _("Date"), ColumnKind.DATE)
    operator = Column("operator", _("Operator"), ColumnKind.TEXT)
    name = Column("name", _("Name"), ColumnKind.TEXT)
    shifts = Column("shifts", _("Shifts"), ColumnKind.COUNT, summed=True)
    match which.by:
        case "day":
            return (date, shifts)
        case "operator":
            return (operator, name, shifts)
        case _:
            z = Column("z", _("Z"), ColumnKind.COUNT)
            return (
                date,
                operator,
                name,
                Column("shift", _("Shift"), ColumnKind.TEXT, apart=True),
                z,
            )


def _counted() -> tuple[Column, ...]:
    volumes = (
        (UtilityKind.WATER, _("Water")),
        (UtilityKind.ELECTRICITY, _("Electricity")),
        (UtilityKind.GAS, _("Gas")),
        (UtilityKind.HEAT, _("Heat")),
    )
    return (
        Column("sales", _("Purchases"), ColumnKind.COUNT, summed=True),
        *(Column(kind.value, name, ColumnKind.VOLUME, summed=True) for kind, name in volumes),
        Column("charged", _("Charged"), ColumnKind.MONEY, summed=True),
        Column("cards", _("New cards"), ColumnKind.COUNT, summed=True),
        Column("card_fees", _("Fees in it"), ColumnKind.MONEY, summed=True),
        Column("reissues", _("Reissues"), ColumnKind.COUNT, summed=True),
        Column("reissue_fees", _("Reissue fees"), ColumnKind.MONEY, summed=True),
        Column("meter_changes", _("Meter changes"), ColumnKind.COUNT, summed=True),
        Column("meter_fees", _("Change fees"), ColumnKind.MONEY, summed=True),
        Column("compensated", _("Compensated"), ColumnKind.VOLUME, summed=True),
        Column("payments", _("Payments"), ColumnKind.COUNT, summed=True),
        Column("paid", _("Paid"), ColumnKind.MONEY, summed=True),
        Column("unsold", _("Never on card"), ColumnKind.MONEY, summed=True),
        Column("refunds", _("Refunds"), ColumnKind.COUNT, summed=True),
        Column("refunded", _("Refunded"), ColumnKind.MONEY, summed=True),
        Column("reversals", _("Reversals"), ColumnKind.COUNT, summed=True),
        Column("reversed", _("Reversed"), ColumnKind.MONEY, summed=True),
        Column("payouts", _("Pay-outs"), ColumnKind.COUNT, summed=True),
        Column("paid_back", _("Paid back"), ColumnKind.MONEY, summed=True),
        Column("total", _("Total"), ColumnKind.MONEY, summed=True),
        Column("received", _("Received"), ColumnKind.MONEY, summed=True),
        Column("not_cash", _("Not in cash"), ColumnKind.MONEY, summed=True),
        Column("over_short", _("Over/short"), ColumnKind.MONEY, summed=True),
    )


def _columns(which: Asked) -> tuple[Column, ...]:
    return (*_head(which), *_counted())


_NAMES = tuple(column.name for column in _counted())
_PLACES = {name: place for place, name in enumerate(("shifts", *_NAMES))}


class _Figures:
    """By the name of their column; 380 bytes (measured), of which a fleet has 100,000 a week."""

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = array("q", bytes(8 * len(_PLACES)))

    def __getitem__(self, name: str) -> int:
        return self._numbers[_PLACES[name]]

    def add(self, figures: Mapping[str, int]) -> None:
        for name, number in figures.items():
            self._numbers[_PLACES[name]] += number

    def add_all(self, others: _Figures) -> None:
        for place, number in enumerate(others._numbers):
            self._numbers[place] += number

    @property
    def total(self) -> Money:
        return sum(map(self.__getitem__, _ADDS)) - sum(map(self.__getitem__, _TAKES))


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    grouped: dict[tuple[Cell, ...], _Figures] = {}
    pieces = list(week_by_week(which))
    for done, piece in enumerate(pieces):
        watch.step(done, len(pieces))
        figures = _figures(db, piece)
        for row in all_rows(db, _SHIFTS, piece.days):
            shift = _Shift(*row)
            if which.shift not in (None, shift.id):
                continue
            grouped.setdefault(_group(which, shift), _Figures()).add_all(figures[shift.id])
        if which.by != OPERATOR:  # an operator's shifts lie in many weeks
            yield from _told(grouped, which)
            grouped = {}
    yield from _told(dict(sorted(grouped.items(), key=lambda one: str(one[0][0]).zfill(20))), which)
    watch.step(len(pieces), len(pieces))


def _group(which: Asked, shift: _Shift) -> tuple[Cell, ...]:
    match which.by:
        case "day":
            return (shift.date,)
        case "operator":
            return (shift.operator, shift.name)
        case _:
            return (
                shift.date,
                shift.operator,
                shift.name,
                str(EventId.from_key(shift.id)),
                shift.z,
            )


def _told(grouped: dict[tuple[Cell, ...], _Figures], which: Asked) -> Iterator[Row]:
    for group, one in grouped.items():
        counted = () if which.by == SHIFT else (one["shifts"],)
        one.add({"total": one.total})
        yield (*group, *counted, *(one[name] or None for name in _NAMES))


def _figures(db: Database, which: Asked) -> dict[int, _Figures]:
    """Of each shift."""
    found: dict[int, _Figures] = {}

    def of(shift: int) -> _Figures:
        return found.setdefault(shift, _Figures())

    for shift, *_rest in all_rows(db, _SHIFTS, which.days):
        of(shift).add({"shifts": 1})
    for shift, never, kind, times, volume, total in all_rows(db, _SOLD, which.days):
        sold = {"unsold": total} if never else {"sales": times, kind: volume, "charged": total}
        of(shift).add(sold)
    for statement, cards in ((_FIRST_CARDS, 1), (_NEXT_CARDS, 0)):
        for shift, breakdown in stream(db, statement, which.days):
            of(shift).add({"cards": cards, "card_fees": _fees(breakdown)})
    for shift, never, times, fees in all_rows(db, _REISSUES, which.days):
        of(shift).add({"unsold": fees} if never else {"reissues": times, "reissue_fees": fees})
    for shift, never, times, fees in all_rows(db, _CHANGES, which.days):
        of(shift).add({"unsold": fees} if never else {"meter_changes": times, "meter_fees": fees})
    for shift, volume in all_rows(db, _GIVEN, which.days):
        of(shift).add({"compensated": volume})
    for shift, what, times, amount in all_rows(db, _TALLIES, which.days):
        if what in _TALLIED:
            of(shift).add(dict(zip(_TALLIED[what], (times, amount), strict=True)))
    for shift, book, amount in all_rows(db, _BOOKS, which.days):
        of(shift).add(_received(Book(book), amount))
    return found


def _fees(breakdown: bytes) -> Money:
    """Fees in the price of a purchase."""
    lines = _breakdown.decode(breakdown).lines
    return sum(line.amount for line in lines if line.kind is LineKind.FEE)


def _received(book: Book, amount: int) -> dict[str, int]:
    """What a book of a shift says of the money that came in: all that it was for, and from whom.

    Every event's entries add up to zero, so what came in is what all other books moved by.
    """
    if book in _OTHERWISE:
        return {"not_cash": amount}
    if book is Book.OVER_SHORT:
        return {"over_short": -amount}
    return {} if book in _CASH else {"received": -amount}


def _behind(db: Database, which: Asked, row: Row) -> Statement:
    match which.by:
        case "day":
            return Statement(
                f"{_BEHIND} AND shift.accounting_date = ? {NEWEST_FIRST}", (*which.days, row[0])
            )
        case "operator":
            operator = int(str(row[0]))
            return Statement(
                f"{_BEHIND} AND shift.operator = ? {NEWEST_FIRST}", (*which.days, operator)
            )
        case _:
            ids = [one[0] for one in all_rows(db, _SHIFTS, (row[0], row[0]))]
            (id,) = (one for one in ids if str(EventId.from_key(one)) == row[3])
            return Statement(f"{_BEHIND} AND shift.id = ? {NEWEST_FIRST}", (*which.days, id))


CASHIER_CLOSE = Report(
    name="cashier-close",
    title=_("Cashier's close"),
    about=_(
        "What each shift sold, did and received, by accounting date; figures of zero are empty."
    ),
    columns=_columns,
    rows=_rows,
    by=(SHIFT, DAY, OPERATOR),
    of_shift=True,
    behind=_behind,
    plot="received",
)
