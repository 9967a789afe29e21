"""Pre-printed numbers: what became of them, and which one an operator takes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.identity import EventId
from app.domain.invoice_stock import Holder, InvoicesOfShift, Standing, next_of
from app.domain.spans import Span, common, count, together, without
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.invoice_stock import InvoiceDeed
from app.ledger.queries.reading import day_of, first, known, value


class StockedInvoices(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that came together, and how many of them are in which state."""

    first: int
    last: int
    received: date
    free: int
    """Not assigned, and good."""
    assigned: int
    """Assigned, and not used yet."""
    used: int
    spoiled: int
    void: int


class Delivery(NamedTuple):
    """Numbers that came together, and what of them was not taken back."""

    event: EventId
    came: Span
    left: Span


class InvoiceUse(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that took a pre-printed number, or found none left."""

    number: int | None
    of: EventId
    """The event whose paper it is."""
    kiosk: int
    operator: int
    shift: EventId | None
    copy: bool


_USE = "SELECT number, of, kiosk, operator, shift, copy FROM invoice_use"
_ALL_SPANS = Span(0, 1 << 62)

# A range whose last number its holder used has nothing left.
_OWN = (
    "SELECT first, last, at, event FROM invoice_range given "
    "WHERE what = 'assigned' AND kiosk = ? AND operator = ? AND NOT EXISTS ("
    "SELECT 1 FROM invoice_use WHERE number = given.last AND kiosk = given.kiosk "
    "AND operator = given.operator AND invoice_use.at > given.at) ORDER BY at, event"
)
_LATER = (
    "SELECT first, last FROM invoice_range WHERE what = 'assigned' AND first <= ? AND last >= ? "
    "AND (at > ? OR (at = ? AND event > ?))"
)


_DELIVERIES = (
    "SELECT event, first, last, left_first, left_last, received FROM ("
    "SELECT came.event, came.first, came.last, came.received, "
    "CASE WHEN cut.delivery IS NULL THEN came.first ELSE cut.first END AS left_first, "
    "CASE WHEN cut.delivery IS NULL THEN came.last ELSE cut.last END AS left_last "
    "FROM invoice_range came LEFT JOIN invoice_left cut ON cut.delivery = came.event "
    "WHERE came.what = 'received' AND came.first <= ? AND came.last >= ?) AS delivery "
    "WHERE left_first IS NOT NULL"
)


def is_kept(db: Database) -> bool:
    """Whether anything was ever said about pre-printed numbers."""
    return first(db, "SELECT 1 FROM invoice_rule") is not None


def preprinted(db: Database) -> bool:
    """Whether receipts take pre-printed numbers; they do not where nothing was set."""
    return bool(value(db, "SELECT preprinted FROM invoice_rule"))


def spans(db: Database, what: InvoiceDeed, around: Span = _ALL_SPANS) -> list[Span]:
    """Ranges of which something was said, that share a number with ``around``."""
    rows = execute(
        db,
        "SELECT first, last FROM invoice_range WHERE what = ? AND first <= ? AND last >= ? "
        "ORDER BY first, event",
        (what.value, around.last, around.first),
    )
    return [Span(*row) for row in rows]


def deliveries(db: Database, around: Span) -> list[Delivery]:
    """What was received, and is not taken back, of deliveries that share a number with it."""
    sql = f"{_DELIVERIES} AND left_first <= ? AND left_last >= ? ORDER BY first, event"
    reach = (around.last, around.first)
    rows = execute(db, sql, (*reach, *reach))
    return [
        Delivery(event=EventId.from_key(row[0]), came=Span(*row[1:3]), left=Span(*row[3:5]))
        for row in rows
    ]


def held(db: Database, holder: Holder) -> Iterator[Span]:
    """What an operator has, in the order in which it is used; sheets that are done with too."""
    for first_number, last, at, event in execute(db, _OWN, holder).fetchall():
        later = execute(db, _LATER, (last, first_number, at, at, event)).fetchall()
        yield from without([Span(first_number, last)], [Span(*row) for row in later])


def next_number(db: Database, holder: Holder) -> int | None:
    """The number that an operator's next receipt takes; None where there is none."""
    for piece in held(db, holder):
        highest = value(
            db,
            "SELECT MAX(number) FROM invoice_use WHERE number BETWEEN ? AND ?",
            piece,
        )
        found = next_of(piece, highest, _gone(db, piece))
        if found is not None:
            return found
    return None


def uses_of(db: Database, event: EventId) -> list[InvoiceUse]:
    """What the papers of an event took; the original first."""
    rows = execute(db, f"{_USE} WHERE of = ? ORDER BY further, event", (event.to_key(),))
    return [_use(*row) for row in rows]


def uses_in(db: Database, span: Span, *, skip: int, most: int) -> list[InvoiceUse]:
    """A page of the papers that numbers went to, by number."""
    rows = execute(
        db,
        f"{_USE} WHERE number BETWEEN ? AND ? ORDER BY number, event LIMIT ? OFFSET ?",
        (*span, most, skip),
    )
    return [_use(*row) for row in rows]


def count_uses(db: Database, span: Span) -> int:
    """How many papers numbers went to."""
    sql = "SELECT COUNT(*) FROM invoice_use WHERE number BETWEEN ? AND ?"
    return int(value(db, sql, span))


def _use(
    number: int | None, of: int, kiosk: int, operator: int, shift: int | None, copy: int
) -> InvoiceUse:
    return InvoiceUse(
        number=number,
        of=EventId.from_key(of),
        kiosk=kiosk,
        operator=operator,
        shift=None if shift is None else EventId.from_key(shift),
        copy=bool(copy),
    )


def standing(db: Database, span: Span, holder: Holder | None = None) -> Standing:
    """What is known of numbers; what of them is held by whom only where ``holder`` is asked."""
    return Standing(
        received=tuple(one.left for one in deliveries(db, span)),
        given=tuple(spans(db, InvoiceDeed.ASSIGNED, span)),
        held=() if holder is None else tuple(held(db, holder)),
        gone=_gone(db, span),
        used=value(db, "SELECT MIN(number) FROM invoice_use WHERE number BETWEEN ? AND ?", span),
    )


def _gone(db: Database, span: Span) -> tuple[Span, ...]:
    return together((*spans(db, InvoiceDeed.SPOILED, span), *spans(db, InvoiceDeed.VOID, span)))


def count_ranges(db: Database) -> int:
    """How many deliveries are there that were not taken back."""
    reach = (_ALL_SPANS.last, _ALL_SPANS.first)
    return int(value(db, f"SELECT COUNT(*) FROM ({_DELIVERIES}) AS counted", reach))  # noqa: S608  constants


def stock(db: Database, *, skip: int, most: int) -> list[StockedInvoices]:
    """A page of received ranges by number, with their counts by state."""
    rows = execute(
        db,
        f"{_DELIVERIES} ORDER BY left_first, event LIMIT ? OFFSET ?",
        (_ALL_SPANS.last, _ALL_SPANS.first, most, skip),
    ).fetchall()
    return [_stocked(db, Span(*row[3:5]), known(day_of(row[5]))) for row in rows]


def _stocked(db: Database, span: Span, received: date) -> StockedInvoices:
    used = int(
        value(
            db,
            "SELECT COUNT(DISTINCT number) FROM invoice_use WHERE number BETWEEN ? AND ?",
            span,
        )
    )
    spoiled = count(common([span], spans(db, InvoiceDeed.SPOILED, span)))
    gone = _gone(db, span)
    given = without(common([span], spans(db, InvoiceDeed.ASSIGNED, span)), gone)
    all_gone = count(common([span], gone))
    return StockedInvoices(
        first=span.first,
        last=span.last,
        received=received,
        free=span.size - count(given) - all_gone,
        assigned=count(given) - used,
        used=used,
        spoiled=spoiled,
        void=all_gone - spoiled,
    )


def of_shift(db: Database, shift: EventId, operator: int) -> InvoicesOfShift | None:
    """What a shift did with numbers, and its operator since the shift before; None: not kept."""
    if not is_kept(db):
        return None
    key = shift.to_key()
    used = execute(
        db, "SELECT number FROM invoice_use WHERE shift = ? ORDER BY event", (key,)
    ).fetchall()
    numbers = [row[0] for row in used if row[0] is not None]
    since = _before(db, shift, operator)
    return InvoicesOfShift(
        first=numbers[0] if numbers else None,
        last=numbers[-1] if numbers else None,
        used=len(numbers),
        spoiled=_spoiled_since(db, shift, operator, since),
        void=_void_since(db, shift, operator, since),
        without=len(used) - len(numbers),
    )


def _before(db: Database, shift: EventId, operator: int) -> int:
    """The event that closed the operator's shift before; what is recorded since belongs here."""
    lowest = EventId(shift.node, 0, 0).to_key()
    found = value(
        db,
        "SELECT MAX(closed_by) FROM shift WHERE operator = ? AND id >= ? AND id < ?",
        (operator, lowest, shift.to_key()),
    )
    return lowest if found is None else int(found)


def _since(db: Database, what: InvoiceDeed, shift: EventId, since: int) -> list[tuple[int, ...]]:
    highest = EventId(shift.node + 1, 0, 0).to_key() - 1
    rows: list[tuple[int, ...]] = execute(
        db,
        "SELECT first, last, operator FROM invoice_range WHERE what = ? AND event BETWEEN ? AND ?",
        (what.value, since, highest),
    ).fetchall()
    return rows


def _spoiled_since(db: Database, shift: EventId, operator: int, since: int) -> int:
    rows = _since(db, InvoiceDeed.SPOILED, shift, since)
    return count(Span(row[0], row[1]) for row in rows if row[2] == operator)


def _void_since(db: Database, shift: EventId, operator: int, since: int) -> int:
    rows = _since(db, InvoiceDeed.VOID, shift, since)
    if not rows:
        return 0
    own = execute(
        db,
        "SELECT first, last FROM invoice_range "
        "WHERE what = 'assigned' AND kiosk = ? AND operator = ?",
        (shift.node, operator),
    ).fetchall()
    return count(common([Span(row[0], row[1]) for row in rows], [Span(*row) for row in own]))
