"""Kinds of payment, payments by their receipt, debts, plans, and the movements behind them."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.arrears import (
    BY_TARIFF,
    ArrearsPlan,
    Debt,
    DeductionScheme,
    PlanStanding,
    open_parts,
    plan_standing,
)
from app.domain.entries import Book
from app.domain.free_water import FreeScheme
from app.domain.identity import EventId, Node
from app.domain.payments import PaymentFor, PaymentKind
from app.domain.quantity import Money, Quantity
from app.domain.text import _
from app.ledger.events.payments import PaymentReversed, PaymentTaken
from app.ledger.projection.statements import execute
from app.ledger.queries import journal, money
from app.ledger.queries.reading import first, value

_kind = msgspec.json.Decoder(PaymentKind)
_plan = msgspec.json.Decoder(ArrearsPlan)
_scheme = msgspec.json.Decoder(DeductionScheme)
_free = msgspec.json.Decoder(FreeScheme)

# The first term is the partial index's own; no query planner could know it from a parameter.
_MOVED = (
    "SELECT event, MIN(date), SUM(amount), MIN(operator) FROM posting "
    "WHERE book IN ('arrears', 'balance', 'deposit') AND book = ? AND subject = ? GROUP BY event"
)

_FREE_IN = (
    "SELECT SUM(quantity) FROM free_water WHERE account = ? AND scheme = ? AND month = ? AND NOT "
    "EXISTS (SELECT 1 FROM plan WHERE plan.subject = free_water.id AND outcome = 'not_written')"
)


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """What one event did to a book of an account; debit positive."""

    event: EventId
    date: date
    amount: Money
    operator: int | None


class OtherPayment(msgspec.Struct, frozen=True, kw_only=True):
    """Paid for something without a card, or undone; no book of the account knows it."""

    event: EventId
    date: date
    name: str
    amount: Money
    """Below zero: undone."""


def payment_kinds(db: Database) -> list[PaymentKind]:
    """All of them by code, those no longer in use among them."""
    rows = execute(db, "SELECT body FROM payment_kind ORDER BY code")
    return [_kind.decode(row[0]) for row in rows]


def payment_kind(db: Database, code: str) -> PaymentKind | None:
    """A kind as last set."""
    body = value(db, "SELECT body FROM payment_kind WHERE code = ?", (code,))
    return None if body is None else _kind.decode(body)


def payment_of_receipt(
    db: Database, node: Node, epoch: int, number: int
) -> tuple[EventId, PaymentTaken] | None:
    """The payment without a card that a receipt of a node is about."""
    found = value(
        db,
        "SELECT event FROM receipt WHERE node = ? AND epoch = ? AND number = ?",
        (node, epoch, number),
    )
    if found is None:
        return None
    id = EventId.from_key(found)
    entry = journal.entry(db, id)
    if entry is None or not isinstance(entry.event, PaymentTaken):
        return None
    return id, entry.event


def taken_from(db: Database, account: str) -> list[EventId]:
    """Payments without a card of an account, and those undone, oldest first."""
    rows = execute(
        db,
        "SELECT deed.event FROM touch JOIN deed ON deed.event = touch.event "
        "WHERE touch.kind = 'account' AND touch.subject = ? "
        "AND deed.kind IN ('payment_taken', 'payment_reversed') ORDER BY touch.at, touch.event",
        (account,),
    )
    return [EventId.from_key(row[0]) for row in rows]


def other_payments(db: Database, account: str, since: date, until: date) -> list[OtherPayment]:
    """Payments for something without a card, and those undone, between two days, oldest first."""
    found: list[OtherPayment] = []
    for event in taken_from(db, account):
        entry = journal.entry(db, event)
        told = None if entry is None else entry.event
        if (
            isinstance(told, PaymentTaken | PaymentReversed)
            and told.what is PaymentFor.OTHER
            and since <= told.date <= until
        ):
            sign = 1 if isinstance(told, PaymentTaken) else -1
            amount = sign * (told.line.amount + told.rounding)
            found.append(
                OtherPayment(event=event, date=told.date, name=told.line.name, amount=amount)
            )
    return found


def payment_reversed(db: Database, payment: EventId) -> bool:
    """Whether a payment was undone."""
    row = first(db, "SELECT 1 FROM payment_reversal WHERE payment = ?", (payment.to_key(),))
    return row is not None


def movements(db: Database, book: Book, account: str) -> list[Movement]:
    """Of an account and those merged into it, oldest first."""
    rows = [
        row
        for one in (account, *money.merged_into(db, account))
        for row in execute(db, _MOVED, (book.value, one))
    ]
    return [
        Movement(
            event=EventId.from_key(event),
            date=date.fromisoformat(day),
            amount=int(amount),
            operator=operator,
        )
        for event, day, amount, operator in sorted(rows, key=lambda row: (row[1], row[0]))
    ]


def debts(db: Database, account: str) -> list[Debt]:
    """What the account owes and has not paid, oldest first."""
    moved = movements(db, Book.ARREARS, account)
    found = []
    for one, left in zip(moved, open_parts([one.amount for one in moved]), strict=True):
        if left:
            row = first(db, "SELECT name, due FROM debt WHERE event = ?", (one.event.to_key(),))
            name, due = row or (_("Use or correction"), one.date.isoformat())
            found.append(
                Debt(
                    event=one.event,
                    booked=one.date,
                    due=date.fromisoformat(due),
                    name=name,
                    amount=one.amount,
                    left=left,
                )
            )
    return found


def arrears_plan(db: Database, account: str) -> ArrearsPlan | None:
    """The plan by which an account pays its arrears; None: there is none."""
    body = value(db, "SELECT body FROM arrears_plan WHERE account = ?", (account,))
    return None if body is None else _plan.decode(body)


def plan_kept(db: Database, account: str, today: date) -> PlanStanding | None:
    """How an account keeps its plan; None: there is none, or nothing of it is left to pay."""
    plan = arrears_plan(db, account)
    standing = None if plan is None else plan_standing(plan, debts(db, account), today)
    return standing if standing is not None and standing.left else None


def own_deduction(db: Database, account: str) -> DeductionScheme | None:
    """The scheme of an account itself, or of all others where it is empty; None: it has none."""
    body = value(db, "SELECT body FROM deduction WHERE account = ?", (account,))
    return None if body is None else _scheme.decode(body)


def deduction(db: Database, account: str) -> DeductionScheme:
    """The scheme that counts for an account."""
    return own_deduction(db, account) or own_deduction(db, "") or BY_TARIFF


def deposit(db: Database, account: str) -> Money:
    """What is kept for an account and those merged into it."""
    return sum(
        -money.book_total(db, Book.DEPOSIT, one)
        for one in (account, *money.merged_into(db, account))
    )


def deposit_code(db: Database, account: str) -> str:
    """Account of the general ledger of the newest deposit; empty where none is known."""
    for one in reversed(movements(db, Book.DEPOSIT, account)):
        entry = journal.entry(db, one.event)
        if entry is not None and isinstance(entry.event, PaymentTaken):
            return entry.event.ledger_code
    return ""


def free_scheme(db: Database, code: str) -> FreeScheme | None:
    """A scheme as last set."""
    body = value(db, "SELECT body FROM free_scheme WHERE code = ?", (code,))
    return None if body is None else _free.decode(body)


def free_schemes(db: Database) -> list[FreeScheme]:
    """All of them by code, those no longer in use among them."""
    rows = execute(db, "SELECT body FROM free_scheme ORDER BY code")
    return [_free.decode(row[0]) for row in rows]


def free_water_in(db: Database, account: str, scheme: str, month: date) -> Quantity:
    """Volume that a scheme gave an account, and those merged into it, in a calendar month.

    What is still in doubt counts: it may be on its card.
    """
    given = 0
    for one in (account, *money.merged_into(db, account)):
        given += int(value(db, _FREE_IN, (one, scheme, month.isoformat())) or 0)
    return given
