"""A reading of a dial that counted was wrong: two people take it out, and the one before counts.

Nothing that was reckoned with it before changes: a meter change keeps what it was made with.
"""

from __future__ import annotations

import msgspec

from app.domain.approval import Signed
from app.domain.dial_readings import Verdict
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.dial_readings import DialReadingWithdrawn
from app.operations.authority import require_second
from app.operations.errors import AlreadyThere
from app.operations.operation import Caller, Operation
from app.operations.reading_to_decide import ReadingToDecide, reading_to_decide, require_stands
from app.operations.reasons import reason_given
from app.operations.setting import recall_of


class WithdrawReadingArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``reading``: its number, such as K07-01-123."""

    reading: str
    reason: str


def _otherwise() -> AlreadyThere:
    return AlreadyThere(
        _("This reading does not count."),
        _("Nothing was changed. Choose a reading that counts from the list."),
    )


def look_at(kiosk: Kiosk, caller: Caller, arguments: WithdrawReadingArguments) -> ReadingToDecide:
    """Finds it. Raises UnknownRecord; AlreadyThere where it does not count anyway."""
    return reading_to_decide(kiosk, arguments.reading, Verdict.ACCEPTED, _otherwise())


def quote_for(look: ReadingToDecide, arguments: WithdrawReadingArguments) -> DialReadingWithdrawn:
    """What is recorded. Raises BadArgument."""
    return DialReadingWithdrawn(
        reading=look.reading.event,
        account=look.reading.account,
        allocation=look.allocation,
        meter=look.reading.meter,
        dial=look.reading.dial,
        read_on=look.reading.read_on,
        reason=reason_given(arguments.reason),
        date=look.today,
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: DialReadingWithdrawn) -> DialReadingWithdrawn:
    """Records it. Raises SecondPersonNeeded; AlreadyThere where somebody did meanwhile."""
    require_second(kiosk, caller)

    def work(tx: Transaction) -> None:
        require_stands(tx.db, quote.reading, Verdict.ACCEPTED, _otherwise())
        tx.append(quote, operator=caller.operator, second=caller.second, request=caller.request)

    kiosk.ledger.commit(work)
    return quote


WITHDRAW_READING = Operation(
    name="withdraw-reading",
    summary=_("Take out a reading of a dial that was wrong; two people."),
    permission=Permission.METER_READINGS,
    arguments=WithdrawReadingArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall_of(DialReadingWithdrawn),
    opened_by=("dial_reading_withdrawn",),
    signed_for=lambda quote: Signed(account=quote.account),
)
