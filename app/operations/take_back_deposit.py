"""A deposit slip does not go to the bank after all: its bags are in the safe again."""

from __future__ import annotations

import msgspec

from app.domain import safe as books
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.safe import DepositTakenBack
from app.ledger.queries import journal, safe
from app.ledger.queries.safe import Slip
from app.operations.authority import require_second
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.reasons import reason_given
from app.operations.slips_on_the_way import require_still_on_the_way, slip_on_the_way


class TakeBackDepositArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which slip, unless only one is on its way; and why."""

    slip: str = ""
    reason: str


class TakeBackDepositQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The slip as it was."""

    slip: Slip
    reason: str

    @property
    def needs_second(self) -> bool:
        """Cash comes back into the safe: two people see that it does."""
        return True


class TakeBackDepositResult(msgspec.Struct, frozen=True, kw_only=True):
    """What is in the safe again."""

    taken_back: EventId
    slip: EventId
    bags: tuple[str, ...]
    amount: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: TakeBackDepositArguments) -> Slip:
    """The slip. Raises BadArgument, UnknownRecord."""
    return slip_on_the_way(kiosk, arguments.slip)


def quote_for(look: Slip, arguments: TakeBackDepositArguments) -> TakeBackDepositQuote:
    """Raises BadArgument."""
    return TakeBackDepositQuote(slip=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: TakeBackDepositQuote) -> TakeBackDepositResult:
    """Records it, by two. Raises SecondPersonNeeded, NotAllowed, StaleQuote."""
    require_second(kiosk, caller)
    today, slip = local_date(kiosk), quote.slip

    def work(tx: Transaction) -> EventId:
        require_still_on_the_way(tx, slip)
        event = DepositTakenBack(
            deposit=slip.id,
            reason=quote.reason,
            date=today,
            entries=books.taken_back(slip.bags, str(slip.id)),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, taken_back: EventId) -> TakeBackDepositResult:
    """What an earlier call recorded."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, taken_back)
        if entry is None or not isinstance(entry.event, DepositTakenBack):
            raise LookupError(taken_back)
        slip = safe.slip(reader.db, entry.event.deposit)
    if slip is None:
        raise LookupError(taken_back)
    return TakeBackDepositResult(
        taken_back=taken_back,
        slip=slip.id,
        bags=tuple(bag.number for bag in slip.bags),
        amount=slip.amount,
    )


TAKE_BACK_DEPOSIT = Operation(
    name="take-back-deposit",
    summary=_("Put the bags of a deposit slip that did not go to the bank back into the safe."),
    permission=Permission.SHIFT,
    arguments=TakeBackDepositArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("deposit_taken_back",),
    signed_for=lambda quote: signed_money("", quote.slip.amount),
)
