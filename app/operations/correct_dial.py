"""The reading of a meter's register at its allocation was recorded wrongly: put right.

What is reckoned from it later, such as what is owed when the meter is changed, takes the new one.
"""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.accounts import check_account_number
from app.domain.amounts import parse_volume
from app.domain.approval import signed_credit
from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.corrections import DialCorrected
from app.ledger.queries import accounts, journal
from app.ledger.queries.accounts import Allocation
from app.operations.account_standing import account_open_to
from app.operations.correcting import allocated_in, require_who_may, takes_two
from app.operations.errors import CorrectionImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.correction_slip import correction_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given
from app.operations.records import only_allocation
from app.printing.documents import Change


class CorrectDialArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``dial``: what the register showed on the day of the allocation, in units."""

    account: str
    dial: str
    reason: str
    meter: str | None = None
    """Which meter, where the account has several."""


class CorrectDialLook(msgspec.Struct, frozen=True, kw_only=True):
    """The allocation as it stands, and whether it takes two people to change it."""

    allocation: Allocation
    needs_second: bool


class CorrectDialQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The dial as it will stand."""

    look: CorrectDialLook
    dial: Quantity
    reason: str


class CorrectDialResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was put right."""

    correction: EventId
    account: str
    meter: str
    kind: UtilityKind
    old: Quantity
    new: Quantity


def look_at(kiosk: Kiosk, caller: Caller, arguments: CorrectDialArguments) -> CorrectDialLook:
    """Finds the allocation. Raises UnknownRecord; CorrectionImpossible where it is not ours."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(
            kiosk, reader.db, check_account_number(arguments.account), AccountAct.CORRECT
        )
        found = only_allocation(reader.db, account.number, arguments.meter)
        recorded_in = allocated_in(reader.db, found)
    if found.id.node != kiosk.ledger.node:
        raise CorrectionImpossible(
            _("This meter was allocated at kiosk K{node:02d}.").format(node=found.id.node),
            _("Nothing was changed. Have it put right there."),
        )
    return CorrectDialLook(allocation=found, needs_second=takes_two(kiosk, caller, recorded_in))


def quote_for(look: CorrectDialLook, arguments: CorrectDialArguments) -> CorrectDialQuote:
    """The new reading. Raises BadAmount, BadArgument, CorrectionImpossible."""
    text = arguments.dial.strip()
    dial = 0 if text and not text.strip("0") else parse_volume(text)
    if dial == look.allocation.dial:
        raise CorrectionImpossible(
            _("This reading is recorded already."), _("Nothing was changed. Check the number.")
        )
    return CorrectDialQuote(look=look, dial=dial, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: CorrectDialQuote) -> CorrectDialResult:
    """Records it with the old reading, and prints its slip."""
    shift = require_who_may(kiosk, caller, two=quote.look.needs_second)
    was, today = quote.look.allocation, local_date(kiosk)

    def work(tx: Transaction) -> EventId:
        if accounts.allocation(tx.db, was.id) != was:
            raise StaleQuote(
                _("This meter's record was changed meanwhile."),
                _("Nothing was changed now. Look at the meter again."),
            )
        event = DialCorrected(
            account=was.account,
            allocation=was.id,
            old=was.dial,
            new=quote.dial,
            reason=quote.reason,
            date=today,
            shift=shift,
        )
        number = tx.next_id()
        slip = correction_slip(
            kiosk,
            tx.db,
            number=number,
            shift=shift,
            operator=caller.operator,
            second=caller.second,
            account=was.account,
            what=_("Dial when the meter was allocated"),
            changes=[Change(name=_("Dial"), old=_units(was.dial), new=_units(quote.dial))],
            reason=quote.reason,
            meter=was.meter,
            kind=was.kind,
        )
        print_document(tx, slip, str(number))
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _units(quantity: Quantity) -> str:
    """As a register shows it: units and thousandths."""
    return f"{quantity // 1000}.{quantity % 1000:03d}"


def recall(kiosk: Kiosk, correction: EventId) -> CorrectDialResult:
    """What an earlier call put right."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, correction)
        if entry is None or not isinstance(entry.event, DialCorrected):
            raise LookupError(correction)
        event = entry.event
        row = accounts.allocation(reader.db, event.allocation)
    if row is None:
        raise LookupError(event.allocation)
    return CorrectDialResult(
        correction=correction,
        account=event.account,
        meter=row.meter,
        kind=row.kind,
        old=event.old,
        new=event.new,
    )


CORRECT_DIAL = Operation(
    name="correct-dial",
    summary=_("Put right what a meter's register showed when it was allocated."),
    permission=Permission.ALLOCATE,
    arguments=CorrectDialArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("dial_corrected",),
    needs_shift=True,
    signed_for=lambda quote: signed_credit(quote.look.allocation.account, quote.dial),
)
