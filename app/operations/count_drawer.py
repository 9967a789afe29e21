"""The first blind count before a shift is closed: tells whether it agrees, and nothing else.

The second count closes the shift. There is no third: who may count until it agrees, finds out
what must be in the drawer.
"""

from __future__ import annotations

import msgspec

from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.cash import DrawerCounted
from app.ledger.queries import journal, money
from app.ledger.queries.cash_moves import first_count
from app.operations.close_shift import (
    CloseShiftArguments,
    CloseShiftLook,
    CloseShiftQuote,
    look_at,
    quote_for,
)
from app.operations.counted_shift import require_may_count, require_still_open
from app.operations.errors import CountedBefore
from app.operations.operation import Caller, Operation


class CountDrawerResult(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the count agrees; nothing of what should be there."""

    count: EventId
    total: Money
    agrees: bool


def carry_out(kiosk: Kiosk, caller: Caller, quote: CloseShiftQuote) -> CountDrawerResult:
    """Keeps the count. Raises CountedBefore; SecondPersonNeeded for another's drawer."""
    require_may_count(kiosk, caller, quote.look.shift)
    shift = quote.look.shift.id

    def work(tx: Transaction) -> EventId:
        require_still_open(tx.db, quote.look.shift)
        if first_count(tx.db, shift) is not None:
            raise CountedBefore(
                _("This drawer was counted before."),
                _("The next count closes the shift: close-shift. There is no third."),
            )
        event = DrawerCounted(
            shift=shift,
            counted=quote.counted,
            total=quote.counted_total,
            agrees=money.drawer(tx.db, shift) == quote.counted_total,
        )
        second = caller.second if quote.look.anothers else None
        return tx.append(event, operator=caller.operator, second=second, request=caller.request)

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, id: EventId) -> CountDrawerResult:
    """What an earlier count said."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, id)
    if entry is None or not isinstance(entry.event, DrawerCounted):
        raise LookupError(id)
    return CountDrawerResult(count=id, total=entry.event.total, agrees=entry.event.agrees)


COUNT_DRAWER: Operation[CloseShiftArguments, CloseShiftLook, CloseShiftQuote, CountDrawerResult] = (
    Operation(
        name="count-drawer",
        summary=_(
            "Count the drawer a first time: tells whether it agrees. The next count is final."
        ),
        permission=Permission.SHIFT,
        arguments=CloseShiftArguments,
        look_at=look_at,
        quote_for=quote_for,
        carry_out=carry_out,
        recall=recall,
        opened_by=("drawer_counted",),
    )
)
