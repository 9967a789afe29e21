"""Purchases, refunds, reissues."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import msgspec
from peewee import Database

from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Node, Operator
from app.domain.quantity import Money, Quantity
from app.domain.reissue import LastLoad, ReissueReason
from app.domain.sales import AllocationTerms, Load, Tender
from app.domain.tariff.breakdown import Breakdown, Line
from app.ledger.events.sales import RefundBasis
from app.ledger.projection.statements import execute
from app.ledger.projection.tables.cards import Outcome
from app.ledger.projection.tables.sales import PurchaseRecord, RefundRecord, ReissueRecord
from app.ledger.queries.loaded_receipts import PAYMENT_OF_RECEIPT
from app.ledger.queries.reading import (
    first,
    id_of,
    keys_of,
    known,
    quoted_in,
    select,
    value,
)


class RefundState(enum.StrEnum):
    """How far the refund of a purchase has come."""

    OPENED = "opened"
    CANCELLED = "cancelled"
    """The load is off the card; the money waits."""
    PAID = "paid"


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase for one meter and what became of it."""

    id: EventId
    account: str
    allocation: EventId
    number: int
    kind: UtilityKind
    quantity: Quantity
    total: Money
    breakdown: Breakdown
    loads: tuple[Load, ...]
    tenders: tuple[Tender, ...]
    """Of the whole payment, as corrected; none for its further meters."""
    allocates: AllocationTerms | None
    """For the first purchase of a meter."""
    date: date
    shift: EventId
    operator: Operator | None
    request: str | None
    plan: EventId
    """The newest plan that is to write it."""
    loaded: EventId | None
    """The event that proved it on its card, or that its meter had it."""
    receipt: int | None
    rewritten: bool
    refund: EventId | None
    """Its refund or money back, unless that was declared not written, or refuted by the meter."""
    refund_state: RefundState | None


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund, or money back."""

    id: EventId
    purchase: EventId
    account: str
    allocation: EventId
    basis: RefundBasis
    reason: str
    quantity: Quantity
    money: Money
    """Credit in money that comes off the card."""
    lines: tuple[Line, ...]
    """What is returned, positive."""
    amount: Money
    """What is due: the lines, and what a reversal takes back from the account balance."""
    needs_proof: bool
    date: date
    shift: EventId
    closes: EventId | None
    plan: EventId
    """The newest plan that is to write it."""
    cancelled: EventId | None
    """The event that proved the load off its card."""
    proof_number: int | None
    proof_total: Quantity | None
    paid: EventId | None
    to_cash: Money | None
    to_balance: Money | None
    receipt: int | None
    refuted: EventId | None
    """The event that recorded that the meter had the load all the same."""

    @property
    def from_balance(self) -> Money:
        """What the payment had put on the account balance and a reversal takes back."""
        return self.amount - sum(line.amount for line in self.lines)


class Reissue(msgspec.Struct, frozen=True, kw_only=True):
    """A card made to replace another."""

    id: EventId
    account: str
    allocation: EventId
    old_serial: bytes
    reason: ReissueReason
    restores: EventId | None
    """The purchase whose unloaded load the new card carries again."""
    last_load: LastLoad | None
    owed: Quantity
    lines: tuple[Line, ...]
    tenders: tuple[Tender, ...]
    total: Money
    date: date
    shift: EventId
    plan: EventId
    """The newest plan that is to write it."""


_breakdown = msgspec.json.Decoder(Breakdown)
_loads = msgspec.json.Decoder(tuple[Load, ...])
_tenders = msgspec.json.Decoder(tuple[Tender, ...])
_lines = msgspec.json.Decoder(tuple[Line, ...])
_terms = msgspec.json.Decoder(AllocationTerms)


class _Plans(NamedTuple):
    """What the plan that the payment opened says of a purchase, and the newest that renews it."""

    shift: int
    operator: int | None
    request: str | None
    newest: int
    outcome: str | None
    closed_by: int | None
    receipt: int | None


_WIDTH = len(PurchaseRecord._fields)


def _with_plans(rest: str) -> str:
    columns = quoted_in("purchase", PurchaseRecord)
    return (
        f"SELECT {columns}, plan.shift, plan.operator, plan.request, "  # noqa: S608  constants of this module
        "newest.id, newest.outcome, newest.closed_by, newest.receipt FROM purchase "
        "JOIN plan ON plan.id = purchase.id JOIN plan newest ON newest.id = COALESCE("
        "(SELECT MAX(renewal.id) FROM plan renewal WHERE renewal.subject = purchase.id "
        f"AND renewal.renews IS NOT NULL), purchase.id) {rest}"
    )


# A row without total, or without basis, waits for its opening event to arrive from another node.
_BY_ID = _with_plans(
    "WHERE purchase.id = ? AND purchase.total IS NOT NULL "
    "ORDER BY purchase.allocation <> plan.allocation, purchase.allocation"
)
_OF_METER = _with_plans(
    "WHERE purchase.id = ? AND purchase.allocation = ? AND purchase.total IS NOT NULL"
)
# The write sequence tells the order on the card, whichever kiosks sold.
_BY_NUMBER = _with_plans(
    "WHERE purchase.allocation = ? AND purchase.number = ? ORDER BY plan.sequence, purchase.id"
)
_OF_ACCOUNT = _with_plans(
    "WHERE purchase.account = ? AND purchase.total IS NOT NULL "
    "ORDER BY purchase.date DESC, purchase.id DESC LIMIT ? OFFSET ?"
)
_LAST = _with_plans(
    "WHERE purchase.allocation = ? "
    "ORDER BY purchase.number DESC, plan.sequence DESC, purchase.id DESC LIMIT 1"
)
_SOLD_AFTER = (
    "SELECT 1 FROM purchase WHERE allocation = ? AND id > ? AND id <= ? AND NOT EXISTS "
    "(SELECT 1 FROM refund WHERE refund.purchase = purchase.id "
    "AND refund.allocation = purchase.allocation AND refund.cancelled IS NOT NULL "
    "AND refund.refuted IS NULL) LIMIT 1"
)
_STANDING_REFUND = (
    "SELECT id, cancelled, paid FROM refund WHERE purchase = ? AND allocation = ? "
    "AND refuted IS NULL AND NOT EXISTS (SELECT 1 FROM plan "
    "WHERE plan.subject = refund.id AND plan.outcome = 'not_written') ORDER BY id DESC LIMIT 1"
)
_HAD_AFTER_ALL = (
    "SELECT refuted, receipt FROM refund "
    "WHERE purchase = ? AND allocation = ? AND refuted IS NOT NULL"
)
_CORRECTED_TENDERS = "SELECT tenders FROM tender_correction WHERE purchase = ?"
_NEWEST_PLAN = "SELECT MAX(id) FROM plan WHERE subject = ? AND renews IS NOT NULL"
_REFUND = select("refund", RefundRecord, "WHERE id = ? AND basis IS NOT NULL")
_OPEN_REFUNDS = select(
    "refund",
    RefundRecord,
    "WHERE account = ? AND paid IS NULL AND refuted IS NULL AND cancelled IS NOT NULL "
    "AND basis IS NOT NULL "
    "ORDER BY id",
)
_REISSUE = select("reissue", ReissueRecord, "WHERE id = ? AND allocation = ?")
_FIRST_WRITTEN = (
    "SELECT serial FROM plan WHERE (id = ? OR (subject = ? AND renews IS NOT NULL)) "
    "AND kind IS NOT NULL ORDER BY CASE WHEN outcome = 'happened' THEN 0 ELSE 1 END, id LIMIT 1"
)


def purchase(db: Database, id: EventId, allocation: EventId) -> Purchase | None:
    """What a purchase is for one of its meters."""
    found = _purchases(db, _OF_METER, (id.to_key(), allocation.to_key()))
    return found[0] if found else None


def payment(db: Database, id: EventId) -> list[Purchase]:
    """All that was paid for by one event, meter by meter; the first has the tenders of all."""
    return _purchases(db, _BY_ID, (id.to_key(),))


def payment_of_receipt(db: Database, node: Node, epoch: int, number: int) -> list[Purchase]:
    """The payment that a receipt is about; nothing where it is about none."""
    found = value(db, PAYMENT_OF_RECEIPT, (node, epoch, number))
    return [] if found is None else payment(db, EventId.from_key(found))


def purchases_of(db: Database, account: str, most: int, skip: int = 0) -> list[Purchase]:
    """Purchases of an account, newest first, at most ``most`` after the ``skip`` newest ones."""
    return _purchases(db, _OF_ACCOUNT, (account, most, skip))


def purchase_by_number(db: Database, allocation: EventId, number: int) -> list[Purchase]:
    """Purchases under one number of an allocation, in the order in which cards carried them."""
    return _purchases(db, _BY_NUMBER, (allocation.to_key(), number))


def last_purchase(db: Database, allocation: EventId) -> Purchase | None:
    """The purchase with the highest number of an allocation, the newest of several."""
    found = _purchases(db, _LAST, (allocation.to_key(),))
    return found[0] if found else None


def sold_after(db: Database, allocation: EventId, purchase: EventId) -> bool:
    """Whether a meter was sold to, at the kiosk of a purchase and after it, and kept the load."""
    key, (_first, last) = purchase.to_key(), keys_of(purchase.node)
    return first(db, _SOLD_AFTER, (allocation.to_key(), key, last)) is not None


def first_serial(db: Database, purchase: EventId) -> bytes:
    """Serial of the card that a purchase was first written to.

    The card of the plan that happened; while none did, that of the first plan. Raises
    LookupError for a purchase that is not known here.
    """
    key = purchase.to_key()
    serial = value(db, _FIRST_WRITTEN, (key, key))
    if serial is None:
        raise LookupError(purchase)
    return bytes(serial)


def refund(db: Database, id: EventId) -> Refund | None:
    """A refund by the event that opened it."""
    row = first(db, _REFUND, (id.to_key(),))
    return None if row is None else _refund(db, RefundRecord._make(row))


def open_refunds(db: Database, account: str) -> list[Refund]:
    """Refunds of an account whose load is off the card and whose money waits."""
    rows = execute(db, _OPEN_REFUNDS, (account,)).fetchall()
    return [_refund(db, RefundRecord._make(row)) for row in rows]


def reissue(db: Database, id: EventId, allocation: EventId) -> Reissue | None:
    """What a reissue is for one of the card's meters."""
    row = first(db, _REISSUE, (id.to_key(), allocation.to_key()))
    if row is None:
        return None
    record = ReissueRecord._make(row)
    return Reissue(
        id=EventId.from_key(record.id),
        account=record.account,
        allocation=EventId.from_key(record.allocation),
        old_serial=bytes(record.old_serial),
        reason=ReissueReason(record.reason),
        restores=id_of(record.restores),
        last_load=None if record.last_load is None else LastLoad(record.last_load),
        owed=record.owed,
        lines=_lines.decode(record.lines),
        tenders=_tenders.decode(record.tenders),
        total=record.total,
        date=date.fromisoformat(record.date),
        shift=EventId.from_key(record.shift),
        plan=_newest_plan(db, record.id),
    )


def _newest_plan(db: Database, subject: int) -> EventId:
    renewed = value(db, _NEWEST_PLAN, (subject,))
    return EventId.from_key(subject if renewed is None else renewed)


def _purchases(db: Database, query: str, params: Sequence[object]) -> list[Purchase]:
    rows = execute(db, query, params).fetchall()
    return [
        _purchase(db, PurchaseRecord._make(row[:_WIDTH]), _Plans._make(row[_WIDTH:]))
        for row in rows
    ]


def _purchase(db: Database, record: PurchaseRecord, plans: _Plans) -> Purchase:
    # Columns that the paying event fills are there: every query asks for one of them.
    tenders = _tenders.decode(known(record.tenders))
    corrected = value(db, _CORRECTED_TENDERS, (record.id,)) if tenders else None
    refund = first(db, _STANDING_REFUND, (record.id, record.allocation))
    loaded, receipt = _proof(db, record, plans)
    return Purchase(
        id=EventId.from_key(record.id),
        account=known(record.account),
        allocation=EventId.from_key(record.allocation),
        number=known(record.number),
        kind=UtilityKind(known(record.kind)),
        quantity=known(record.quantity),
        total=known(record.total),
        breakdown=_breakdown.decode(known(record.breakdown)),
        loads=_loads.decode(known(record.loads)),
        tenders=tenders if corrected is None else _tenders.decode(corrected),
        allocates=None if record.allocates is None else _terms.decode(record.allocates),
        date=date.fromisoformat(known(record.date)),
        shift=EventId.from_key(plans.shift),
        operator=plans.operator,
        request=plans.request,
        plan=EventId.from_key(plans.newest),
        loaded=loaded,
        receipt=receipt,
        rewritten=bool(record.rewritten),
        refund=None if refund is None else EventId.from_key(refund[0]),
        refund_state=None if refund is None else _state(*refund[1:]),
    )


def _proof(
    db: Database, record: PurchaseRecord, plans: _Plans
) -> tuple[EventId | None, int | None]:
    """(event that proved a purchase, receipt number)."""
    if plans.outcome == Outcome.HAPPENED:
        return id_of(plans.closed_by), plans.receipt
    if plans.outcome != Outcome.MONEY_BACK:
        return None, None
    row = first(db, _HAD_AFTER_ALL, (record.id, record.allocation))
    return (None, None) if row is None else (id_of(row[0]), row[1])


def _state(cancelled: int | None, paid: int | None) -> RefundState:
    if paid is not None:
        return RefundState.PAID
    return RefundState.OPENED if cancelled is None else RefundState.CANCELLED


def _refund(db: Database, record: RefundRecord) -> Refund:
    # Columns that the opening event fills are there: every query asks for its basis.
    return Refund(
        id=EventId.from_key(record.id),
        purchase=EventId.from_key(record.purchase),
        account=record.account,
        allocation=EventId.from_key(record.allocation),
        basis=RefundBasis(known(record.basis)),
        reason=known(record.reason),
        quantity=known(record.quantity),
        money=known(record.money),
        lines=_lines.decode(known(record.lines)),
        amount=known(record.amount),
        needs_proof=bool(record.needs_proof),
        date=date.fromisoformat(known(record.date)),
        shift=EventId.from_key(known(record.shift)),
        closes=id_of(record.closes),
        plan=_newest_plan(db, record.id),
        cancelled=id_of(record.cancelled),
        proof_number=record.proof_number,
        proof_total=record.proof_total,
        paid=id_of(record.paid),
        to_cash=record.to_cash,
        to_balance=record.to_balance,
        receipt=record.receipt,
        refuted=id_of(record.refuted),
    )
