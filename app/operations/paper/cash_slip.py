"""The paper of cash moved beside sales, and of a drawer that goes from hand to hand."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.cash_moves import CashMove
from app.domain.identity import EventId, Operator
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.operators import Denomination
from app.ledger.queries.safe import SafeBag
from app.operations.operation import Caller
from app.operations.paper.letterhead import common
from app.operations.paper.payment_receipt import named
from app.printing.documents import CashSlip, CountedPieces

MOVE_NAMES = {
    CashMove.DROP: _("Bags to the safe"),
    CashMove.PAID_IN: _("Paid in"),
    CashMove.PAID_OUT: _("Paid out"),
    CashMove.COUNTERFEIT: _("False notes"),
    CashMove.NO_SALE: _("Opened without sale"),
}
"""As reports and pages name them."""
_TITLES = {
    CashMove.DROP: _("BAG FOR THE SAFE"),
    CashMove.PAID_IN: _("PAID INTO THE DRAWER"),
    CashMove.PAID_OUT: _("PAID OUT OF THE DRAWER"),
    CashMove.COUNTERFEIT: _("FALSE NOTE"),
}


def handover_slip(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    taking: Operator,
    day: date,
    counted: tuple[Denomination, ...],
) -> CashSlip:
    """A drawer as it was counted and taken over; numbered by the event to come, the new shift."""
    shift = tx.next_id()
    return CashSlip(
        **common(
            kiosk, tx.db, number=str(shift), operator=caller.operator, shift=shift, proof=shift
        ),
        title=_("DRAWER HANDED OVER"),
        accounting_date=day.isoformat(),
        counted=_pieces(counted),
        amount=sum(one.value * one.pieces for one in counted),
        taken_by=named(tx.db, taking),
    )


def _pieces(counted: tuple[Denomination, ...]) -> tuple[CountedPieces, ...]:
    return tuple(CountedPieces(value=one.value, pieces=one.pieces) for one in counted)


def cash_slip(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    *,
    what: CashMove,
    shift: EventId | None,
    day: date,
    amount: Money,
    counted: tuple[Denomination, ...] = (),
    bag: str = "",
    note: str = "",
    reason: str = "",
) -> CashSlip:
    """Numbered by the event to come."""
    number = tx.next_id()
    return CashSlip(
        **common(
            kiosk,
            tx.db,
            number=str(number),
            operator=caller.operator,
            shift=shift,
            proof=number,
        ),
        title=_TITLES[what],
        accounting_date=day.isoformat(),
        bag=bag,
        counted=_pieces(counted),
        note=note,
        reason=reason,
        amount=amount,
        second=named(tx.db, caller.second),
    )


def renumbered_slip(
    kiosk: Kiosk,
    tx: Transaction,
    caller: Caller,
    bag: SafeBag,
    *,
    day: date,
    number: str,
    reason: str,
) -> CashSlip:
    """The paper that goes with a bag from now on; both numbers stand on it."""
    slip = cash_slip(
        kiosk,
        tx,
        caller,
        what=CashMove.DROP,
        shift=None,
        day=day,
        amount=bag.amount,
        bag=number,
        reason=reason,
    )
    title = _("NUMBER OF A BAG PUT RIGHT")
    return msgspec.structs.replace(slip, title=title, typed=bag.number)
