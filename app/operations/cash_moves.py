"""Cash moved beside sales, or a drawer opened without one: recorded and printed together.

Nothing here says whether so much can be in the drawer: who knows what must be in it does not count
it blind any more. What was taken out and was not there is short at the count.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import msgspec

from app.domain.amounts import parse_money
from app.domain.cash_moves import CashMove, cash_moved
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events import cash
from app.ledger.events.operators import Denomination
from app.ledger.queries import journal, settings, shifts
from app.ledger.queries.shifts import Shift
from app.operations.authority import require_second_above_limit, require_shift
from app.operations.bags import require_free_number
from app.operations.booking_days import booking_day
from app.operations.errors import StaleQuote
from app.operations.operation import Caller
from app.operations.paper.cash_slip import cash_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given
from app.payments.cash_drawer import open_for_cash

Moved: TypeAlias = (
    cash.CashDropped
    | cash.CashPaidIn
    | cash.CashPaidOut
    | cash.CounterfeitFound
    | cash.DrawerOpened
)
_LIMITED = (CashMove.PAID_IN, CashMove.PAID_OUT, CashMove.COUNTERFEIT)
"""A bag is still the utility's cash: who drops it needs nobody."""
_WHAT: dict[type[Moved], CashMove] = {
    cash.CashDropped: CashMove.DROP,
    cash.CashPaidIn: CashMove.PAID_IN,
    cash.CashPaidOut: CashMove.PAID_OUT,
    cash.CounterfeitFound: CashMove.COUNTERFEIT,
    cash.DrawerOpened: CashMove.NO_SALE,
}


class CashMoveLook(msgspec.Struct, frozen=True, kw_only=True):
    """Whose drawer it is."""

    shift: Shift
    limit: Money | None
    """Above it a second person signs too."""
    currency_digits: int


class CashMoveQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is done to the drawer."""

    look: CashMoveLook
    what: CashMove
    amount: Money = 0
    counted: tuple[Denomination, ...] = ()
    bag: str = ""
    note: str = ""
    reason: str = ""

    @property
    def needs_second(self) -> bool:
        """Whether it is more than one person moves."""
        return self.what in _LIMITED and above_limit(self.amount, self.look.limit)


class CashPaidArguments(msgspec.Struct, frozen=True, kw_only=True):
    """How much is paid in or out beside sales, and why."""

    amount: str
    reason: str


class CashMoveResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to the drawer."""

    move: EventId
    what: CashMove
    amount: Money
    bag: str = ""
    note: str = ""
    reason: str = ""
    drawer: str = ""
    """Why the cash drawer did not open, if it should have."""


def drawer_look(kiosk: Kiosk, caller: Caller, _arguments: msgspec.Struct) -> CashMoveLook:
    """The caller's own drawer. Raises NoOpenShift."""
    shift = require_shift(kiosk, caller)
    with kiosk.ledger.read() as reader:
        return CashMoveLook(
            shift=shift,
            limit=settings.money_limit(reader.db, MoneyLimit.DRAWER),
            currency_digits=settings.utility(reader.db).currency_digits,
        )


def paid(look: CashMoveLook, arguments: CashPaidArguments, what: CashMove) -> CashMoveQuote:
    """Raises BadArgument, BadAmount."""
    return CashMoveQuote(
        look=look,
        what=what,
        amount=parse_money(arguments.amount, look.currency_digits),
        reason=reason_given(arguments.reason),
    )


def move_within_limit(kiosk: Kiosk, caller: Caller, quote: CashMoveQuote) -> CashMoveResult:
    """Does it, by two above the limit. Raises SecondPersonNeeded, NotAllowed, StaleQuote."""
    require_second_above_limit(kiosk, caller, quote.amount, MoneyLimit.DRAWER)
    return move(kiosk, caller, quote)


def move(kiosk: Kiosk, caller: Caller, quote: CashMoveQuote) -> CashMoveResult:
    """Does it. Raises BadArgument, StaleQuote."""

    def work(tx: Transaction) -> EventId:
        _require_still(kiosk, tx, caller, quote)
        day = booking_day(tx.db, kiosk.ledger.node, quote.look.shift.accounting_date)
        if quote.what is not CashMove.NO_SALE:
            paper = cash_slip(
                kiosk,
                tx,
                caller,
                what=quote.what,
                shift=quote.look.shift.id,
                day=day,
                amount=quote.amount,
                counted=quote.counted,
                bag=quote.bag,
                note=quote.note,
                reason=quote.reason,
            )
            print_document(tx, paper, paper.number)
        return tx.append(
            _event(quote, day),
            operator=caller.operator,
            second=caller.second,
            request=caller.request,
        )

    done = _result(kiosk, kiosk.ledger.commit(work))
    return msgspec.structs.replace(done, drawer=open_for_cash(kiosk.drawer))


def _require_still(kiosk: Kiosk, tx: Transaction, caller: Caller, quote: CashMoveQuote) -> None:
    node = kiosk.ledger.node
    if shifts.open_shift(tx.db, node, caller.operator) != quote.look.shift:
        raise StaleQuote(_("The shift was closed meanwhile."), _("Nothing was recorded."))
    if quote.bag:
        require_free_number(tx.db, node, quote.bag)


def _event(quote: CashMoveQuote, day: date) -> Moved:
    shift, amount = quote.look.shift, quote.amount
    if quote.what is CashMove.NO_SALE:
        return cash.DrawerOpened(shift=shift.id, reason=quote.reason)
    entries = cash_moved(quote.what, amount, str(shift.id), quote.bag)
    if quote.what is CashMove.DROP:
        return cash.CashDropped(
            shift=shift.id,
            bag=quote.bag,
            counted=quote.counted,
            amount=amount,
            date=day,
            entries=entries,
        )
    if quote.what is CashMove.COUNTERFEIT:
        return cash.CounterfeitFound(
            shift=shift.id,
            amount=amount,
            note=quote.note,
            reason=quote.reason,
            date=day,
            entries=entries,
        )
    kind = cash.CashPaidIn if quote.what is CashMove.PAID_IN else cash.CashPaidOut
    return kind(shift=shift.id, amount=amount, reason=quote.reason, date=day, entries=entries)


def recall_move(kiosk: Kiosk, id: EventId) -> CashMoveResult:
    """What an earlier call did; the drawer is not opened again."""
    return _result(kiosk, id)


def _result(kiosk: Kiosk, id: EventId) -> CashMoveResult:
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, id)
    if entry is None or not isinstance(entry.event, Moved):
        raise LookupError(id)
    event = entry.event
    return CashMoveResult(
        move=id,
        what=_WHAT[type(event)],
        amount=0 if isinstance(event, cash.DrawerOpened) else event.amount,
        bag=event.bag if isinstance(event, cash.CashDropped) else "",
        note=event.note if isinstance(event, cash.CounterfeitFound) else "",
        reason="" if isinstance(event, cash.CashDropped) else event.reason,
    )
