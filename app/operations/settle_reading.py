"""A person decides about a questioned reading: it counts, or it does not."""

from __future__ import annotations

import msgspec

from app.domain.dial_readings import Verdict
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialReadingSettled
from app.operations.errors import AlreadyThere
from app.operations.operation import Caller, Operation
from app.operations.reading_to_decide import ReadingToDecide, reading_to_decide, require_stands
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class SettleReadingArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``reading``: its number, such as K07-01-123."""

    reading: str
    accept: bool
    reason: str


def _otherwise() -> AlreadyThere:
    return AlreadyThere(
        _("Nothing is left to decide about this reading."),
        _("Nothing was changed. Where the dial was read again, record that reading."),
    )


def look_at(kiosk: Kiosk, caller: Caller, arguments: SettleReadingArguments) -> ReadingToDecide:
    """Finds it. Raises UnknownRecord; AlreadyThere where nothing is left to decide."""
    return reading_to_decide(kiosk, arguments.reading, Verdict.QUESTIONED, _otherwise())


def quote_for(look: ReadingToDecide, arguments: SettleReadingArguments) -> DialReadingSettled:
    """The decision. Raises BadArgument."""
    return DialReadingSettled(
        reading=look.reading.event,
        account=look.reading.account,
        allocation=look.allocation,
        meter=look.reading.meter,
        accepted=arguments.accept,
        reason=reason_given(arguments.reason),
        date=look.today,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: DialReadingSettled) -> DialReadingSettled:
    """Records it. Raises AlreadyThere where somebody decided meanwhile."""

    def work(tx: Transaction) -> None:
        require_stands(tx.db, quote.reading, Verdict.QUESTIONED, _otherwise())
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


SETTLE_READING = Operation(
    name="settle-reading",
    summary=_("Decide about a questioned reading of a dial."),
    permission=Permission.METER_READINGS,
    arguments=SettleReadingArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(DialReadingSettled),
    opened_by=("dial_reading_settled",),
)
