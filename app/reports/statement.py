"""A customer's own statement: what one account bought, paid and was given, and how it stands.

The same that the counter prints for a customer (account-statement): purchases with what was given
back for them, payments without a card, and what moved the account's arrears, balance and deposit,
each with what it came to. The first line says how it stood before, the last how it stands after.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from peewee import Database

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.text import _
from app.ledger.queries import payments
from app.ledger.queries.movements import MovementKind, PricedMovement, movements_between
from app.reports.asked import Asked
from app.reports.columns import Column, ColumnKind, Row
from app.reports.report import Report, Statement
from app.reports.sold import NEWEST_FIRST, SOLD
from app.reports.watch import Watch

# Arrears are the utility's, debit positive; what is kept for the customer stands on the other side.
_BOOKS = {Book.ARREARS: 1, Book.BALANCE: -1, Book.DEPOSIT: -1}
_NAMES = {Book.ARREARS: _("Arrears"), Book.BALANCE: _("Balance"), Book.DEPOSIT: _("Deposit")}


class _Line(msgspec.Struct, kw_only=True):
    """What one event did to the account."""

    date: date
    event: EventId
    words: list[str] = []
    charged: Money | None = None
    moved: dict[Book, Money] = {}


def _columns(_which: Asked) -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), ColumnKind.DATE),
        Column("entry", _("Entry"), ColumnKind.TEXT),
        Column("what", _("What"), ColumnKind.TEXT),
        Column("charged", _("Charged"), ColumnKind.MONEY, summed=True),
        Column("arrears", _("Arrears"), ColumnKind.MONEY),
        Column("balance", _("Balance"), ColumnKind.MONEY),
        Column("deposit", _("Deposit"), ColumnKind.MONEY),
        Column("arrears_now", _("Arrears now"), ColumnKind.MONEY),
        Column("balance_now", _("Balance now"), ColumnKind.MONEY),
        Column("deposit_now", _("Deposit now"), ColumnKind.MONEY),
    )


def _rows(db: Database, which: Asked, watch: Watch) -> Iterator[Row]:
    lines, standing = _lines(db, which)
    watch.step(1, 2)
    yield _stands(which.since, _("Before"), standing)
    for line in sorted(lines, key=lambda one: (one.date, one.event.to_key())):
        for book, amount in line.moved.items():
            standing[book] += amount
        yield (
            line.date.isoformat(),
            str(line.event),
            ", ".join(line.words or [_NAMES[book] for book in line.moved]),
            line.charged,
            *(line.moved.get(book) for book in _BOOKS),
            *(standing[book] if book in line.moved else None for book in _BOOKS),
        )
    yield _stands(which.until, _("After"), standing)
    watch.step(2, 2)


def _stands(day: date, words: str, standing: dict[Book, Money]) -> Row:
    return (day.isoformat(), None, words, None, None, None, None, *standing.values())


def _lines(db: Database, which: Asked) -> tuple[list[_Line], dict[Book, Money]]:
    """What happened on the days asked for, one line for each event; and what stood before."""
    lines: dict[EventId, _Line] = {}
    for moved in movements_between(db, which.account, which.since, which.until):
        _price(lines, moved.id, moved.date, _name(moved), moved.total)
    for paid in payments.other_payments(db, which.account, which.since, which.until):
        _price(lines, paid.event, paid.date, paid.name, paid.amount)
    standing = dict.fromkeys(_BOOKS, 0)
    for book, sign in _BOOKS.items():
        for one in payments.movements(db, book, which.account):
            if one.date < which.since:
                standing[book] += sign * one.amount
            elif one.date <= which.until:
                line = lines.setdefault(one.event, _Line(date=one.date, event=one.event))
                line.moved = {**line.moved, book: sign * one.amount}
    return list(lines.values()), standing


def _price(
    lines: dict[EventId, _Line], event: EventId, day: date, name: str, amount: Money
) -> None:
    line = lines.setdefault(event, _Line(date=day, event=event))
    line.words = [*line.words, name]
    line.charged = (line.charged or 0) + amount


def _name(moved: PricedMovement) -> str:
    if moved.kind is MovementKind.PURCHASE:
        return _("Purchase {number}").format(number=moved.number)
    if moved.kind is MovementKind.COMPENSATION:
        return _("Credit {number}").format(number=moved.number)
    return _("Given back")


def _behind(_db: Database, which: Asked, row: Row) -> Statement:
    return Statement(
        "SELECT purchase.id, purchase.allocation FROM purchase "  # noqa: S608  constants of this house
        f"WHERE purchase.account = ? AND purchase.id = ? AND {SOLD} {NEWEST_FIRST}",
        (which.account, _key(row), *which.days),
    )


def _key(row: Row) -> int | None:
    """The event of a line; what stands before and after is none."""
    if not row[1]:
        return None
    return EventId(*(int(part) for part in str(row[1]).removeprefix("K").split("-"))).to_key()


STATEMENT = Report(
    name="statement",
    title=_("Statement of an account"),
    about=_("What one account bought and paid, and what moved arrears, balance and deposit."),
    columns=_columns,
    rows=_rows,
    of_account=True,
    behind=_behind,
    plot="charged",
)
