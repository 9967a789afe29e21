"""Writing a load again that its meter marked without taking: same number, same amount, no cost."""

from __future__ import annotations

import msgspec

from app.domain.account_states import AccountAct
from app.domain.card_writes import rewrite_written
from app.domain.cards import CardContents
from app.domain.comparison import Standing
from app.domain.identity import NO_MARK, EventId
from app.domain.permissions import Permission
from app.domain.sales import LoadKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import LoadRewritten, RewriteOpened
from app.ledger.queries import compensation, journal
from app.operations.authority import require_shift
from app.operations.card_ahead import lost_with_a_restore, note_ahead
from app.operations.card_look import CardLook, asked_about, see_card
from app.operations.card_plan import (
    ClosingTicket,
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    write_and_close,
)
from app.operations.card_standing import explain, hold_if_unexplained, refuse_blocked
from app.operations.errors import UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.pricing import require_home
from app.operations.records import compensation_carried, purchase_carried

_WRITTEN_AGAIN = (Standing.MARKED_NOT_TAKEN,)


class RewriteLoadArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader says which load."""

    meter: str | None = None
    """Whose load, where several meters of the card have marked one without taking it."""


class RewriteLoadLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, the purchase or compensation on it, and what will be written."""

    card: CardLook
    purchase: EventId
    contents: CardContents


class RewriteLoadResult(msgspec.Struct, frozen=True, kw_only=True):
    """The load is on the card again."""

    plan: EventId
    account: str
    number: int


def look_at(kiosk: Kiosk, caller: Caller, arguments: RewriteLoadArguments) -> RewriteLoadLook:
    """Refuses unless the meter marked the load without taking it."""
    with kiosk.cards.session() as session:
        card = asked_about(see_card(kiosk, session), arguments.meter, _WRITTEN_AGAIN)
    refuse_blocked(card, AccountAct.WRITE_AGAIN)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    if card.standing is not Standing.MARKED_NOT_TAKEN or card.allocation is None:
        raise explain(card)
    purchase = _load_on(kiosk, card, card.allocation)
    contents = rewrite_written(card.reading, sequence=card.next_sequence)
    return RewriteLoadLook(card=card, purchase=purchase, contents=contents)


def _load_on(kiosk: Kiosk, card: CardLook, allocation: EventId) -> EventId:
    """The purchase, or compensation, that the card carries for a meter. Raises UnknownRecord."""
    contents = card.reading.contents
    with kiosk.ledger.read() as reader:
        found = purchase_carried(reader.db, contents.mark, allocation) or compensation_carried(
            reader.db, contents.mark, allocation
        )
    if found is not None:
        return found.id
    if contents.mark != NO_MARK and lost_with_a_restore(card):
        # Nobody else can help its customer, and its mark is its identity.
        return contents.mark
    raise UnknownRecord(
        _("Purchase {number} of this card is not recorded here.").format(number=contents.number),
        _("Nothing was written. Go to the kiosk that sold it."),
    )


def quote_for(look: RewriteLoadLook, arguments: RewriteLoadArguments) -> RewriteLoadLook:
    """There is nothing to choose."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: RewriteLoadLook) -> RewriteLoadResult:
    """Writes it again; afterwards it can no longer be refunded."""
    shift = require_shift(kiosk, caller)
    contents, allocation = quote.contents, quote.card.allocation
    if allocation is None:
        raise explain(quote.card)

    def opening(tx: Transaction, ticket: PlanTicket) -> RewriteOpened:
        return RewriteOpened(
            account=contents.account,
            allocation=allocation,
            plan=ticket.plan,
            contents=ticket.contents,
            date=local_date(kiosk),
            shift=shift.id,
            purchase=quote.purchase,
        )

    write = PlannedWrite(
        before=quote.card.image,
        serial=quote.card.reading.serial,
        contents=(contents,),
        account=contents.account,
        act=AccountAct.WRITE_AGAIN,
    )
    with kiosk.cards.session() as session:
        note_ahead(kiosk, caller, session, quote.card, local_date(kiosk))
        plan = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_rewrite)
    return recall(kiosk, plan)


def close_rewrite(ticket: ClosingTicket) -> LoadRewritten:
    """The closing event. No money, so no receipt."""
    entry = journal.entry(ticket.tx.db, ticket.row.id)
    if entry is None or not isinstance(entry.event, RewriteOpened):
        raise LookupError(ticket.row.id)
    given = compensation.compensation(ticket.tx.db, entry.event.purchase)
    return LoadRewritten(
        plan=ticket.row.id,
        account=ticket.row.account,
        allocation=ticket.row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=None,
        purchase=entry.event.purchase,
        kind=LoadKind.PURCHASE if given is None else LoadKind.COMPENSATION,
    )


def recall(kiosk: Kiosk, plan: EventId) -> RewriteLoadResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    row = closed_plan_row(kiosk, plan)
    return RewriteLoadResult(plan=row.id, account=row.account, number=row.contents.number)


REWRITE_LOAD = Operation(
    name="rewrite-load",
    summary=_("Write a load again that its meter marked but did not take."),
    permission=Permission.SELL,
    arguments=RewriteLoadArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("rewrite_opened",),
    needs_shift=True,
)
