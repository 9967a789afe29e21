"""A drawer goes from one operator to the next, with the cash that is in it.

Who leaves counts it blind; who takes over sees the count and signs with a PIN of their own. What
is over or short is the leaving one's: their shift ends with its Z report. The next shift begins
with what was counted. Both are one transaction: no moment in which the cash is nobody's.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.identity import EventId, Operator
from app.domain.invoice_stock import check_confirmed
from app.domain.permissions import Permission
from app.domain.shifts import taken_over_for
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.queries import journal, shifts
from app.operations import close_shift, open_shift
from app.operations.authority import require_operator, require_signature
from app.operations.booking_days import booking_day
from app.operations.close_shift import (
    CloseShiftArguments,
    CloseShiftLook,
    CloseShiftQuote,
    CloseShiftResult,
    with_backup,
)
from app.operations.errors import (
    BadArgument,
    RequestReused,
    ShiftAlreadyOpen,
    StaleQuote,
)
from app.operations.invoicing import expected_number
from app.operations.left_shifts import require_none_left
from app.operations.local_time import local_date
from app.operations.open_shift import OpenShiftResult
from app.operations.operation import Caller, Operation
from app.operations.paper.cash_slip import handover_slip
from app.operations.paper.letterhead import print_document

_TAKING_OVER = _("taking a drawer over")


class HandOverDrawerArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Who takes over, and the count: ``100x3,20x7``, ``0`` for an empty drawer.

    ``invoice``: the pre-printed number on the uppermost sheet of who takes over, where one is
    expected.
    """

    to: int
    counted: str
    invoice: int | None = None


class HandOverDrawerLook(CloseShiftLook, frozen=True, kw_only=True):
    """The shift that ends, and how the next one would begin."""

    to: Operator
    today: date
    expected: int | None = None
    """The pre-printed number that comes next for who takes over; None: none is asked for."""


class HandOverDrawerQuote(CloseShiftQuote, frozen=True, kw_only=True):
    """The count, and the shift that begins with it."""

    to: Operator
    accounting_date: date
    invoice: int | None = None

    @property
    def needs_second(self) -> bool:
        """Who takes over signs."""
        return True


class HandOverDrawerResult(msgspec.Struct, frozen=True, kw_only=True):
    """The shift that ended and the one that began."""

    ended: CloseShiftResult
    begun: OpenShiftResult
    backup_failure: str = ""
    """Why the ledger was not copied, although it should have been."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: HandOverDrawerArguments) -> HandOverDrawerLook:
    """The caller's open shift, and whether the other one can take its drawer over.

    Raises NoOpenShift, BadArgument, NotAllowed, ShiftAlreadyOpen, ShiftLeftOpen.
    """
    to = arguments.to
    closing = close_shift.look_at(kiosk, caller, CloseShiftArguments(counted=arguments.counted))
    if to == caller.operator:
        raise BadArgument(
            _("This drawer is yours already."),
            _("Nothing was done. Give the operator number of who takes it over."),
        )
    require_operator(kiosk, to, Permission.SHIFT, _TAKING_OVER)
    with kiosk.ledger.read() as reader:
        _require_free(kiosk, reader.db, closing, to)
        return HandOverDrawerLook(
            shift=closing.shift,
            currency_digits=closing.currency_digits,
            counted_before=closing.counted_before,
            to=to,
            today=local_date(kiosk),
            expected=expected_number(reader.db, kiosk.ledger.node, to),
        )


def _require_free(kiosk: Kiosk, db: Database, closing: CloseShiftLook, to: Operator) -> None:
    require_none_left(kiosk, db, but=closing.shift.id)
    own = shifts.open_shift(db, kiosk.ledger.node, to)
    if own is not None:
        raise ShiftAlreadyOpen(
            _("Operator {operator} has an open shift since {day}.").format(
                operator=to, day=own.accounting_date.isoformat()
            ),
            _("Nothing was done. Nobody has two drawers: that shift is closed first."),
        )


def quote_for(look: HandOverDrawerLook, arguments: HandOverDrawerArguments) -> HandOverDrawerQuote:
    """The count, added up. Raises InvoicesRefused unless the next number is confirmed."""
    check_confirmed(look.expected, arguments.invoice)
    count = close_shift.quote_for(look, CloseShiftArguments(counted=arguments.counted))
    return HandOverDrawerQuote(
        look=look,
        counted=count.counted,
        counted_total=count.counted_total,
        to=look.to,
        accounting_date=taken_over_for(look.shift.accounting_date, look.today),
        invoice=look.expected,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: HandOverDrawerQuote) -> HandOverDrawerResult:
    """Ends one shift and begins the next. Raises SecondPersonNeeded, NotAllowed, StaleQuote."""
    require_signature(kiosk, caller, quote.to, Permission.SHIFT, _TAKING_OVER)

    def work(tx: Transaction) -> tuple[CloseShiftResult, EventId]:
        _require_free(kiosk, tx.db, quote.look, quote.to)
        if expected_number(tx.db, kiosk.ledger.node, quote.to) != quote.invoice:
            raise StaleQuote(
                _("Another pre-printed number comes next by now."),
                _("Nothing was done. Look at the uppermost sheet again."),
            )
        ended = close_shift.close(kiosk, tx, caller, quote, handed_to=quote.to)
        slip = handover_slip(kiosk, tx, caller, quote.to, quote.accounting_date, quote.counted)
        print_document(tx, slip, slip.number)
        day = booking_day(tx.db, kiosk.ledger.node, quote.accounting_date)
        opened = _begun(quote, tx.next_id(), day)
        begun = tx.append(opened, operator=quote.to, second=caller.operator)
        tx.sign_checkpoint(operator=caller.operator)
        return close_shift.result_of(ended), begun

    ended, begun = kiosk.ledger.commit(work)
    return _result(kiosk, with_backup(kiosk, ended), begun)


def _begun(quote: HandOverDrawerQuote, id: EventId, day: date) -> ShiftOpened:
    return ShiftOpened(
        operator=quote.to,
        accounting_date=day,
        float_cash=quote.counted_total,
        entries=bookkeeping.float_brought(quote.counted_total, str(id)),
        invoice=quote.invoice,
        taken_over=quote.look.shift.id,
    )


def recall(kiosk: Kiosk, closed: EventId) -> HandOverDrawerResult:
    """What an earlier call did, by the event that ended the shift; nothing of its backup."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, closed)
        if entry is None or not isinstance(entry.event, ShiftClosed):
            raise LookupError(closed)
        event = entry.event
        if event.handed_to is None:
            raise RequestReused(
                _("This id was used before, to close a shift."),
                _("Nothing was done. Use a new id."),
            )
        begun = shifts.opened_after(reader.db, closed, event.handed_to)
    return _result(kiosk, close_shift.result_of(event), begun)


def _result(kiosk: Kiosk, ended: CloseShiftResult, begun: EventId) -> HandOverDrawerResult:
    return HandOverDrawerResult(
        ended=ended, begun=open_shift.recall(kiosk, begun), backup_failure=ended.backup_failure
    )


HAND_OVER_DRAWER = Operation(
    name="hand-over-drawer",
    summary=_("Count your drawer and hand it over: your shift ends, the next one's begins."),
    permission=Permission.SHIFT,
    arguments=HandOverDrawerArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("shift_closed",),
    needs_shift=True,
)
