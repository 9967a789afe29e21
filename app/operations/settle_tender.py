"""Of a payment of which nobody knew whether it came, somebody says so.

It came: its reference is typed, and it counts as any other. It did not: the customer has the water
and owes its price; nothing is sold or taken a second time.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.sales import TenderKind
from app.domain.tenders import reference_of
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.tenders import TenderSettled
from app.ledger.queries import journal, tenders
from app.ledger.queries.tenders import Unconfirmed
from app.operations.authority import require_shift
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.plan_look import parse_event_id
from app.operations.reasons import reason_given
from app.operations.tender_rules import reference_used

_MOST = 5
"""Of those that wait, as many are named."""


class SettleTenderArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which sale's; a reference says that the money came, a reason that it did not."""

    sale: str = ""
    """As the list names it; none: the only one that waits here."""
    kind: TenderKind | None = None
    """Which of its payments, where several are not confirmed."""
    reference: str | None = None
    reason: str | None = None


class SettleTenderLook(msgspec.Struct, frozen=True, kw_only=True):
    """The payment; whether its reference has paid for something else."""

    tender: Unconfirmed
    used: tenders.Use | None


class SettleTenderQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What is booked."""

    tender: Unconfirmed
    reference: str
    """Empty: it did not come."""
    reason: str


class SettleTenderResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it."""

    settled: EventId
    account: str
    kind: TenderKind
    amount: Money
    came: bool
    reference: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: SettleTenderArguments) -> SettleTenderLook:
    """Finds it. Raises UnknownRecord, BadTender."""
    with kiosk.ledger.read() as reader:
        tender = _found(kiosk, reader.db, arguments)
        used = None
        if arguments.reference is not None:
            used = tenders.use_of(
                reader.db,
                tender.kind,
                reference_of(tender.kind, arguments.reference),
                shift=tender.shift,
                but_for=tender.sale,
            )
    return SettleTenderLook(tender=tender, used=used)


def _found(kiosk: Kiosk, db: Database, arguments: SettleTenderArguments) -> Unconfirmed:
    waiting = tenders.unconfirmed_at(db, kiosk.ledger.node)
    wanted = parse_event_id(arguments.sale) if arguments.sale else None
    found = [
        one for one in waiting if wanted in (None, one.sale) and arguments.kind in (None, one.kind)
    ]
    if not found:
        raise UnknownRecord(
            _("No such payment of this kiosk waits for somebody's word."),
            _("Nothing was changed. Waiting: {sales}.").format(sales=_said(waiting)),
        )
    if len(found) > 1:
        raise BadArgument(
            _("Several payments wait: {sales}.").format(sales=_said(found)),
            _("Nothing was changed. Say which (sale=), and of which kind (kind=)."),
        )
    return found[0]


def _said(waiting: Sequence[Unconfirmed]) -> str:
    return ", ".join(f"{one.sale} {one.kind.value}" for one in waiting[:_MOST]) or _("none")


def quote_for(look: SettleTenderLook, arguments: SettleTenderArguments) -> SettleTenderQuote:
    """Raises BadArgument, ReferenceUsed."""
    if (arguments.reference is None) == (arguments.reason is None):
        raise BadArgument(
            _("Say either the reference, or why it did not come."),
            _("Nothing was changed. Give one of the two."),
        )
    if look.used is not None:
        raise reference_used(look.used)
    if arguments.reference is None:
        return SettleTenderQuote(
            tender=look.tender, reference="", reason=reason_given(arguments.reason or "")
        )
    reference = reference_of(look.tender.kind, arguments.reference)
    return SettleTenderQuote(tender=look.tender, reference=reference, reason="")


def carry_out(kiosk: Kiosk, caller: Caller, quote: SettleTenderQuote) -> SettleTenderResult:
    """Books it. Raises NoOpenShift, StaleQuote, ReferenceUsed."""
    tender, came = quote.tender, bool(quote.reference)
    shift, today = require_shift(kiosk, caller).id, local_date(kiosk)
    entries = (
        bookkeeping.tender_confirmed(tender.kind, tender.amount, tender.account, str(tender.shift))
        if came
        else bookkeeping.tender_refuted(tender.amount, tender.account)
    )

    def work(tx: Transaction) -> EventId:
        if tender not in tenders.unconfirmed_of(tx.db, tender.sale):
            raise StaleQuote(
                _("Somebody has said so already."),
                _("Nothing was changed now. Look at the list again."),
            )
        used = came and tenders.use_of(
            tx.db, tender.kind, quote.reference, shift=tender.shift, but_for=tender.sale
        )
        if used:
            raise reference_used(used)
        event = TenderSettled(
            account=tender.account,
            sale=tender.sale,
            line=tender.line,
            kind=tender.kind,
            amount=tender.amount,
            came=came,
            reference=quote.reference,
            reason=quote.reason,
            date=today,
            shift=shift,
            entries=entries,
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, settled: EventId) -> SettleTenderResult:
    """What an earlier call said."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, settled)
    if entry is None or not isinstance(entry.event, TenderSettled):
        raise LookupError(settled)
    event = entry.event
    return SettleTenderResult(
        settled=settled,
        account=event.account,
        kind=event.kind,
        amount=event.amount,
        came=event.came,
        reference=event.reference,
    )


SETTLE_TENDER = Operation(
    name="settle-tender",
    summary=_("Say of a payment that was not confirmed whether its money came."),
    permission=Permission.REFUND,
    arguments=SettleTenderArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("tender_settled",),
    needs_shift=True,
)
