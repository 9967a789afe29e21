"""Opening a shift: one operator's cash session, with its float declared."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.amounts import parse_money
from app.domain.identity import EventId
from app.domain.invoice_stock import check_confirmed
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.operators import ShiftOpened
from app.ledger.queries import settings, shifts
from app.ledger.queries.locked_months import last_locked
from app.operations.booking_days import booking_day
from app.operations.errors import ShiftAlreadyOpen, StaleQuote
from app.operations.given_days import accounting_day
from app.operations.invoicing import expected_number
from app.operations.left_shifts import require_none_left
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation


class OpenShiftArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The float, in money; the accounting date unless it is today.

    ``invoice``: the pre-printed number on the uppermost sheet, where one is expected.
    """

    float: str = "0"
    accounting_date: date | None = None
    invoice: int | None = None


class OpenShiftLook(msgspec.Struct, frozen=True, kw_only=True):
    """Who opens, and when."""

    today: date
    currency_digits: int
    locked: date | None = None
    """First day of the last locked month."""
    expected: int | None = None
    """The pre-printed number that comes next; None: none is asked for."""


class OpenShiftQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The shift as it will be opened."""

    accounting_date: date
    float_cash: Money
    invoice: int | None = None


class OpenShiftResult(msgspec.Struct, frozen=True, kw_only=True):
    """The open shift."""

    shift: EventId
    operator: int
    accounting_date: date
    float_cash: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: OpenShiftArguments) -> OpenShiftLook:
    """Refuses a second open shift of the same operator, and one beside a shift left open."""
    with kiosk.ledger.read() as reader:
        _refuse_open(reader.db, kiosk, caller)
        digits = settings.utility(reader.db).currency_digits
        expected = expected_number(reader.db, kiosk.ledger.node, caller.operator)
        locked = last_locked(reader.db, kiosk.ledger.node)
    return OpenShiftLook(
        today=local_date(kiosk), locked=locked, currency_digits=digits, expected=expected
    )


def _refuse_open(db: Database, kiosk: Kiosk, caller: Caller) -> None:
    require_none_left(kiosk, db)
    found = shifts.open_shift(db, kiosk.ledger.node, caller.operator)
    if found is not None:
        raise ShiftAlreadyOpen(
            _("Operator {operator} has an open shift since {day}.").format(
                operator=caller.operator, day=found.accounting_date.isoformat()
            ),
            _("Nothing was changed. Go on in it, or close it first."),
        )


def quote_for(look: OpenShiftLook, arguments: OpenShiftArguments) -> OpenShiftQuote:
    """The float in minor units. Raises InvoicesRefused unless the next number is confirmed."""
    check_confirmed(look.expected, arguments.invoice)
    nothing = arguments.float.strip() in ("", "0")
    day = accounting_day(arguments.accounting_date or look.today, look.today, look.locked)
    return OpenShiftQuote(
        accounting_date=day,
        float_cash=0 if nothing else parse_money(arguments.float, look.currency_digits),
        invoice=look.expected,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: OpenShiftQuote) -> OpenShiftResult:
    """Opens it."""

    def work(tx: Transaction) -> EventId:
        _refuse_open(tx.db, kiosk, caller)
        _refuse_other_number(tx.db, kiosk, caller, quote)
        event = ShiftOpened(
            operator=caller.operator,
            accounting_date=booking_day(tx.db, kiosk.ledger.node, quote.accounting_date),
            float_cash=quote.float_cash,
            entries=bookkeeping.float_brought(quote.float_cash, str(tx.next_id())),
            invoice=quote.invoice,
        )
        return tx.append(event, operator=caller.operator, request=caller.request)

    return recall(kiosk, kiosk.ledger.commit(work))


def _refuse_other_number(db: Database, kiosk: Kiosk, caller: Caller, quote: OpenShiftQuote) -> None:
    if expected_number(db, kiosk.ledger.node, caller.operator) != quote.invoice:
        raise StaleQuote(
            _("Another pre-printed number comes next by now."),
            _("The shift is not open. Look at the uppermost sheet again."),
        )


def recall(kiosk: Kiosk, shift: EventId) -> OpenShiftResult:
    """The shift that an earlier call opened."""
    with kiosk.ledger.read() as reader:
        row = shifts.shift(reader.db, shift)
    if row is None:
        raise LookupError(shift)
    return OpenShiftResult(
        shift=row.id,
        operator=row.operator,
        accounting_date=row.accounting_date,
        float_cash=row.float_cash,
    )


OPEN_SHIFT = Operation(
    name="open-shift",
    summary=_("Open your shift and declare the change money in the drawer."),
    permission=Permission.SHIFT,
    arguments=OpenShiftArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("shift_opened",),
)
