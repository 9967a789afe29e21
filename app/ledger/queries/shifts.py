"""Shifts and their totals."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.cash_moves import MovesOfShift
from app.domain.identity import EventId, Node, Operator, Stamp
from app.domain.quantity import Money, Quantity
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.counter import ShiftRecord, Tally
from app.ledger.queries.cash_moves import moves_of_shift
from app.ledger.queries.loaded_receipts import ITS_PURCHASE
from app.ledger.queries.reading import first, id_of, keys_of, known, select, value


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """One operator's cash session."""

    id: EventId
    operator: Operator
    accounting_date: date
    float_cash: Money
    opened_at: Stamp
    closed_by: EventId | None
    """None while open."""
    report_number: int | None


class ShiftTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What a shift adds up to, for its report."""

    sales: int
    """Purchases proved to be on their card, and cards made for a fee."""
    sales_total: Money
    refunds: int
    """Payments out: refunds, money back, and plans declared not written."""
    refunds_total: Money
    reversals: int
    """Payments of the shift undone as a whole, once their money went out."""
    reversals_total: Money
    payments: int
    """Taken without a card."""
    payments_total: Money
    payouts: int
    """Deposits and account balances given back."""
    payouts_total: Money
    tax_invoices: int
    tax_invoices_total: Money
    credit_notes: int
    credit_notes_total: Money
    first_receipt: int | None
    last_receipt: int | None
    in_doubt: int
    """Plans of the shift that are still open, or scrapped and not renewed."""
    copies: int
    """Copies that its operator printed during the shift."""
    refused_sign_ins: int
    """Refused sign-ins under its operator's number during the shift."""
    x_reports: int
    """X reports of the shift."""
    moves: tuple[MovesOfShift, ...]
    """What was done to the drawer beside sales."""


_BY_ID = select("shift", ShiftRecord, "WHERE id = ? AND opened_at IS NOT NULL")
_OPEN = select(
    "shift",
    ShiftRecord,
    "WHERE operator = ? AND closed_by IS NULL AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
)
_ALL_OPEN = select(
    "shift",
    ShiftRecord,
    "WHERE closed_by IS NULL AND opened_at IS NOT NULL AND id BETWEEN ? AND ? ORDER BY id",
)
_NEXT_OF = "SELECT MIN(id) FROM shift WHERE operator = ? AND id BETWEEN ? AND ?"
# Receipts lie by their numbers, and a shift knows its first and its last one of each epoch.
_RECEIPTS = (
    "(SELECT epoch, MIN(first_receipt) AS lowest, MAX(last_receipt) AS highest FROM shift_tally "
    "WHERE shift = ? GROUP BY epoch) AS span CROSS JOIN receipt"
)
_ITS_RECEIPTS = (
    "receipt.node = ? AND receipt.epoch = span.epoch "
    "AND receipt.number BETWEEN span.lowest AND span.highest AND receipt.shift = ?"
)
_VOLUMES = (
    f"SELECT purchase.kind, SUM(purchase.quantity) FROM {_RECEIPTS} "  # noqa: S608  constants of this module
    f"CROSS JOIN purchase CROSS JOIN plan WHERE {_ITS_RECEIPTS} AND {ITS_PURCHASE} "
    "GROUP BY purchase.kind"
)
_VOLUMES_BACK = (
    f"SELECT purchase.kind, SUM(refund.quantity) FROM {_RECEIPTS} "  # noqa: S608  constants of this module
    f"CROSS JOIN refund CROSS JOIN purchase WHERE {_ITS_RECEIPTS} "
    "AND refund.account = receipt.account AND refund.paid = receipt.event "
    "AND refund.basis <> 'not_written' "
    "AND purchase.id = refund.purchase AND purchase.allocation = refund.allocation "
    "GROUP BY purchase.kind"
)
_STILL_OPEN = "SELECT COUNT(*) FROM plan WHERE outcome IS NULL AND shift = ?"
_SCRAPPED = (
    "SELECT COUNT(*) FROM plan WHERE outcome = 'scrapped' AND shift = ? AND NOT EXISTS "
    "(SELECT 1 FROM plan newer WHERE newer.subject = plan.subject AND newer.renews = plan.id)"
)


# Identities of one node rise with time: the report's own node is the shift's.
_X_REPORTS = "SELECT COUNT(*) FROM x_report WHERE event BETWEEN ? AND ? AND shift = ?"


def open_shift(db: Database, node: Node, operator: Operator) -> Shift | None:
    """The operator's open shift at a node, the newest of several."""
    row = first(db, _OPEN, (operator, *keys_of(node)))
    return None if row is None else _shift(ShiftRecord._make(row))


def open_shifts(db: Database, node: Node) -> list[Shift]:
    """All open shifts at a node, the oldest first."""
    return [_shift(ShiftRecord._make(row)) for row in execute(db, _ALL_OPEN, keys_of(node))]


def shift(db: Database, id: EventId) -> Shift | None:
    """A shift by its opening event."""
    row = first(db, _BY_ID, (id.to_key(),))
    return None if row is None else _shift(ShiftRecord._make(row))


def opened_after(db: Database, closed: EventId, operator: Operator) -> EventId:
    """The shift with which an operator took over a drawer; ``closed``: event that ended the other.

    Identities of one node rise with time, and both events are of one transaction.
    """
    last = keys_of(closed.node)[1]
    found = value(db, _NEXT_OF, (operator, closed.to_key(), last))
    if found is None:
        raise LookupError(closed)
    return EventId.from_key(found)


def shift_totals(db: Database, shift: EventId) -> ShiftTotals:
    """Totals of a shift, open or closed. An unknown shift has none: all zero."""
    key = shift.to_key()
    tallies = execute(
        db,
        "SELECT epoch, what, times, amount, first_receipt, last_receipt FROM shift_tally "
        "WHERE shift = ? ORDER BY epoch",
        (key,),
    ).fetchall()

    def counted(what: Tally) -> tuple[int, Money]:
        rows = [row for row in tallies if row[1] == what.value]
        return sum(row[2] for row in rows), sum(row[3] for row in rows)

    sales, refunds, reversals = map(counted, (Tally.SALE, Tally.REFUND, Tally.REVERSAL))
    payments, payouts = counted(Tally.PAYMENT), counted(Tally.PAYOUT)
    invoices, notes = counted(Tally.TAX_INVOICE), counted(Tally.CREDIT_NOTE)
    copies, refused = _during(db, key)
    return ShiftTotals(
        sales=sales[0],
        sales_total=sales[1],
        refunds=refunds[0],
        refunds_total=refunds[1],
        reversals=reversals[0],
        reversals_total=reversals[1],
        payments=payments[0],
        payments_total=payments[1],
        payouts=payouts[0],
        payouts_total=payouts[1],
        tax_invoices=invoices[0],
        tax_invoices_total=invoices[1],
        credit_notes=notes[0],
        credit_notes_total=notes[1],
        # A restore within the shift begins the numbers anew: first of the first epoch, last of
        # the last.
        first_receipt=min(((r[0], r[4]) for r in tallies if r[4]), default=(0, None))[1],
        last_receipt=max(((r[0], r[5]) for r in tallies if r[5]), default=(0, None))[1],
        in_doubt=int(value(db, _STILL_OPEN, (key,))) + int(value(db, _SCRAPPED, (key,))),
        copies=copies,
        refused_sign_ins=refused,
        moves=moves_of_shift(db, shift),
        x_reports=int(value(db, _X_REPORTS, (*keys_of(shift.node), key))),
    )


def volumes_sold(db: Database, shift: EventId) -> dict[UtilityKind, Quantity]:
    """Volume of the purchases that a shift's receipts are about, refunds taken off, by kind."""
    key = shift.to_key()
    bound = (key, shift.node, key)
    sold = dict(execute(db, _VOLUMES, bound))
    for kind, back in execute(db, _VOLUMES_BACK, bound):
        sold[kind] = sold.get(kind, 0) - back
    return {kind: sold[kind.value] for kind in UtilityKind if sold.get(kind.value)}


def _during(db: Database, key: int) -> tuple[int, int]:
    """(copies, refused sign-ins) of the shift's operator, from its opening to its closing event."""
    row = first(db, "SELECT operator, closed_by FROM shift WHERE id = ?", (key,))
    if row is None:
        return 0, 0
    operator, closed_by = row
    # Identities of one node rise with time, so a shift's events lie between its own two.
    last = keys_of(EventId.from_key(key).node)[1] if closed_by is None else closed_by
    copies, refused = (
        value(
            db,
            f"SELECT COUNT(*) FROM {table} WHERE event BETWEEN ? AND ? AND operator = ?",  # noqa: S608  names of our tables
            (key, last, operator),
        )
        for table in ("document_copy", "refused_sign_in")
    )
    return int(copies), int(refused)


def grand_total(db: Database, node: Node) -> Money:
    """All sales of a node ever."""
    found = value(
        db,
        "SELECT SUM(amount) FROM shift_tally WHERE shift BETWEEN ? AND ? AND what = ?",
        (*keys_of(node), Tally.SALE.value),
    )
    return int(found or 0)


def next_report_number(db: Database, node: Node, epoch: int) -> int:
    """Number of the next Z report of a node's epoch; 1 for the first."""
    last = value(
        db,
        "SELECT MAX(report_number) FROM shift WHERE closed_by BETWEEN ? AND ?",
        keys_of(node, epoch),
    )
    return 1 if last is None else int(last) + 1


def next_x_report_number(db: Database, node: Node, epoch: int) -> int:
    """Number of the next X report of a node's epoch; 1 for the first."""
    last = value(
        db, "SELECT MAX(number) FROM x_report WHERE event BETWEEN ? AND ?", keys_of(node, epoch)
    )
    return 1 if last is None else int(last) + 1


def _shift(record: ShiftRecord) -> Shift:
    # Columns that the opening event fills are there: every query asks for it.
    return Shift(
        id=EventId.from_key(record.id),
        operator=known(record.operator),
        accounting_date=date.fromisoformat(known(record.accounting_date)),
        float_cash=known(record.float_cash),
        opened_at=known(record.opened_at),
        closed_by=id_of(record.closed_by),
        report_number=record.report_number,
    )
