"""Two people say that the wall clock is right although it jumped."""

from __future__ import annotations

import msgspec

from app.domain.approval import Signed
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.errors import ClockRefused
from app.ledger.events.ledger_life import ClockJumpAccepted
from app.operations.errors import UnknownRecord
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given


class AcceptClockArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Why the clock is right."""

    reason: str


class AcceptClockQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The time that will be believed, milliseconds since 1970 UTC."""

    wall_milliseconds: int
    jump: str = ""
    """How far it stands from the last recorded time, in a sentence."""
    reason: str = ""


def look_at(kiosk: Kiosk, caller: Caller, arguments: AcceptClockArguments) -> AcceptClockQuote:
    """Refuses when nothing is wrong with the clock."""
    try:
        kiosk.ledger.check_clock()
    except ClockRefused as refused:
        now = kiosk.clock.milliseconds()
        return AcceptClockQuote(wall_milliseconds=now, jump=refused.message)
    raise UnknownRecord(
        _("The clock is believed already."),
        _("Nothing was changed, and nothing needs to be: sell on."),
    )


def quote_for(look: AcceptClockQuote, arguments: AcceptClockArguments) -> AcceptClockQuote:
    """The time that will be believed, and why."""
    return msgspec.structs.replace(look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: AcceptClockQuote) -> ClockJumpAccepted:
    """Records that two people accepted it; sales go on."""
    event = ClockJumpAccepted(wall_milliseconds=kiosk.clock.milliseconds(), reason=quote.reason)

    def work(tx: Transaction) -> None:
        tx.append(event, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return event


ACCEPT_CLOCK = Operation(
    name="accept-clock",
    summary=_("Two people accept the clock after it jumped; sales go on."),
    permission=Permission.DECIDE,
    arguments=AcceptClockArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    needs_second=True,
    signed_for=lambda _quote: Signed(),
)
