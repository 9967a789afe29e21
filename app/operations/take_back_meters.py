"""Meters that were received wrongly are taken out of the stock again, by two people."""

from __future__ import annotations

import msgspec

from app.domain.accounts import check_meter_number
from app.domain.approval import Signed
from app.domain.meter_stock import check_untouched, left_of
from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.meter_stock import MetersTakenBack
from app.ledger.queries import meter_stock
from app.ledger.queries.meter_stock import MeterDelivery
from app.operations.errors import StaleQuote
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class TakeBackMetersArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``first`` to ``last``: a whole delivery, its beginning or its end; without ``last`` one."""

    first: str
    last: str | None = None
    reason: str


class TakeBackMetersLook(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers, the deliveries that they may lie in, the lowest that was allocated."""

    first: str
    last: str
    deliveries: tuple[MeterDelivery, ...]
    allocated: str | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: TakeBackMetersArguments) -> TakeBackMetersLook:
    """Reads it. Raises BadArgument."""
    first = check_meter_number(arguments.first)
    last = first if not arguments.last else check_meter_number(arguments.last)
    with kiosk.ledger.read() as reader:
        return TakeBackMetersLook(
            first=first,
            last=last,
            deliveries=tuple(meter_stock.ranges_around(reader.db, first, last)),
            allocated=meter_stock.lowest_allocated(reader.db, first, last),
        )


def quote_for(look: TakeBackMetersLook, arguments: TakeBackMetersArguments) -> MetersTakenBack:
    """What is taken, and what is left. Raises StockRefused, BadArgument."""
    first, last = look.first, look.last
    delivery = check_untouched(first, last, look.deliveries, look.allocated)
    left = left_of(delivery, first, last)
    return MetersTakenBack(
        first=delivery.came_first,
        last=delivery.came_last,
        taken_first=first,
        taken_last=last,
        left_first=None if left is None else left[0],
        left_last=None if left is None else left[1],
        reason=reason_given(arguments.reason),
        replaces=delivery.event,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: MetersTakenBack) -> MetersTakenBack:
    """Records it. Raises StockRefused or StaleQuote where something was done meanwhile."""
    first, last = quote.taken_first, quote.taken_last

    def work(tx: Transaction) -> None:
        received = meter_stock.ranges_around(tx.db, first, last)
        whole = check_untouched(
            first, last, received, meter_stock.lowest_allocated(tx.db, first, last)
        )
        if (left_of(whole, first, last) or (None, None)) != (quote.left_first, quote.left_last):
            raise StaleQuote(
                _("This delivery was changed meanwhile."),
                _("Nothing was recorded now. Look at the stock again."),
            )
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


TAKE_BACK_METERS = Operation(
    name="take-back-meters",
    summary=_("Take meters out of the stock that were received wrongly; two people."),
    permission=Permission.SETTINGS,
    sets=SettingKind.METERS,
    arguments=TakeBackMetersArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(MetersTakenBack),
    opened_by=("meters_taken_back",),
    needs_second=True,
    signed_for=lambda quote: Signed(figure=int(quote.taken_last) - int(quote.taken_first) + 1),
)
