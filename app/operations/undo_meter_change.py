"""Undoing a meter change, while the new meter has loaded nothing: the card shows it.

The card goes back to the old meter, with a new write sequence; what the change booked is taken
back. Two people: they answer for the old meter hanging on the wall again, as no card proves where
a copy of the opening card has been.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.approval import Signed
from app.domain.cards import CardContents
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.meter_changes import (
    MeterChangeOpened,
    MeterChangeUndone,
    MeterChangeUndoOpened,
)
from app.ledger.projection.tables.cards import Outcome
from app.ledger.queries import accounts, cards, compensation, journal, money, plans
from app.ledger.queries.accounts import Allocation
from app.operations.authority import require_second, require_shift
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.card_plan import (
    ClosingTicket,
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    write_and_close,
)
from app.operations.card_to_give_back import (
    CardToGiveBack,
    old_part,
    see_card_to_give_back,
    written_by_change,
)
from app.operations.errors import ChangeImpossible, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.meter_change_result import change_opened, change_owes
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import print_document
from app.operations.paper.meter_change_slip import meter_change_slip
from app.operations.reasons import reason_given
from app.operations.records import allocation_with

_NOTHING = _("Nothing was changed.")


class UndoMeterChangeArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The opening card of the new meter lies in the reader and says which change; or a blank one in
    its place, where it is lost or broken."""

    reason: str
    account: str | None = None
    """Whose meter was changed; needed with a blank card, which does not say it."""
    meter: str | None = None
    """The new meter, where the card serves several that were changed."""


class UndoMeterChangeLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, the change, and what the card will say again."""

    card: CardToGiveBack
    new: Allocation
    old: Allocation
    opened: MeterChangeOpened
    contents: CardContents
    restores: EventId | None


class UndoMeterChangeQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be written and taken back."""

    look: UndoMeterChangeLook
    reason: str


class UndoMeterChangeResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card is the old meter's again."""

    undo: EventId
    change: EventId
    account: str
    old_meter: str
    new_meter: str
    contents: CardContents
    """What was written."""
    reason: str


def look_at(
    kiosk: Kiosk, caller: Caller, arguments: UndoMeterChangeArguments
) -> UndoMeterChangeLook:
    """Refuses unless the card shows that nothing of the change came into the new meter."""
    card = see_card_to_give_back(kiosk, caller, account=arguments.account, meter=arguments.meter)
    with kiosk.ledger.read() as reader:
        db = reader.db
        new, opened = allocation_with(db, card.new), change_opened(db, card.new)
        old = allocation_with(db, opened.old_allocation)
        require_not_listed(db, (meter_subject(old.meter),), AccountAct.SELL, local_date(kiosk))
        _require_undoable(kiosk, db, card, opened, old)
        again = old_part(kiosk, db, card, old)
    return UndoMeterChangeLook(
        card=card,
        new=new,
        old=old,
        opened=opened,
        contents=again.contents,
        restores=again.restores,
    )


def _require_undoable(
    kiosk: Kiosk, db: Database, card: CardToGiveBack, opened: MeterChangeOpened, old: Allocation
) -> None:
    """Raises ChangeImpossible."""
    new = opened.allocates.meter
    last = cards.last_write(db, card.new)
    if last is None or not card.untouched or not written_by_change(db, last, card.new):
        raise ChangeImpossible(
            _("The card has been in meter {meter}, or was written since the change.").format(
                meter=new
            ),
            _("Nothing was changed. Change the meter once more instead."),
        )
    if (last.mark.node, last.mark.epoch) != (kiosk.ledger.node, kiosk.ledger.epoch):
        raise ChangeImpossible(
            _("The meter was changed at another kiosk, or before this one was restored."),
            _("Nothing was changed. Change the meter once more instead."),
        )
    taken = accounts.allocation_of_meter(db, old.meter)
    if taken is not None and taken.ended is None:
        raise ChangeImpossible(
            _("Meter {meter} is allocated to account {account} by now.").format(
                meter=old.meter, account=taken.account
            ),
            _NOTHING,
        )
    if money.arrears(db, old.account) < _booked(opened):
        raise ChangeImpossible(
            _("Arrears that this change booked have been paid in part."),
            _("Nothing was changed. Change the meter once more, and compensate what was paid."),
        )


def _booked(opened: MeterChangeOpened) -> Money:
    """Arrears by the change."""
    return sum(line.amount for line in change_owes(opened))


def quote_for(
    look: UndoMeterChangeLook, arguments: UndoMeterChangeArguments
) -> UndoMeterChangeQuote:
    """There is nothing to choose but to say why. Raises BadArgument."""
    return UndoMeterChangeQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: UndoMeterChangeQuote) -> UndoMeterChangeResult:
    """Two people are known: writes the old meter's part again, takes back what was booked.

    Raises SecondPersonNeeded, StaleQuote, and what a card plan raises.
    """
    require_second(kiosk, caller)
    shift, look = require_shift(kiosk, caller), quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> MeterChangeUndoOpened:
        _still_as_seen(tx.db, look)
        return MeterChangeUndoOpened(
            account=look.old.account,
            allocation=look.old.id,
            plan=ticket.plan,
            contents=ticket.contents,
            date=local_date(kiosk),
            shift=shift.id,
            change=look.new.id,
            reason=quote.reason,
            restores=look.restores,
            supersedes=look.card.supersedes,
        )

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.serial,
        contents=(look.contents,),
        issues=look.card.supersedes is not None,
        account=look.old.account,
        act=AccountAct.CHANGE_METER,
    )
    with kiosk.cards.session(look.card.profile) as session:
        undo = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, undo, close_meter_change_undo)
    return recall(kiosk, undo)


def _still_as_seen(db: Database, look: UndoMeterChangeLook) -> None:
    unchanged = (
        written_by_change(db, cards.last_write(db, look.new.id), look.new.id)
        and accounts.allocation(db, look.new.id) == look.new
        and accounts.allocation(db, look.old.id) == look.old
        and not accounts.meter_taken(db, look.old.meter)
        and compensation.owed(db, look.old.account, look.new.id) == look.opened.still_owed
        and money.arrears(db, look.old.account) >= _booked(look.opened)
    )
    if not unchanged:
        raise StaleQuote(
            _("The account or its meters changed meanwhile."), _("Nothing was changed. Start over.")
        )


def close_meter_change_undo(ticket: ClosingTicket) -> MeterChangeUndone:
    """The closing event: the old allocation goes on, the new one has ended where it began."""
    db, row = ticket.tx.db, ticket.row
    undo = _opened(db, row.subject)
    opened = change_opened(db, undo.change)
    print_document(ticket.tx, meter_change_slip(ticket, opened, undo), str(row.subject))
    return MeterChangeUndone(
        plan=row.id,
        account=row.account,
        allocation=row.allocation,
        date=ticket.date,
        shift=ticket.shift,
        receipt=None,
        entries=(
            *bookkeeping.not_overused(opened.lines, row.account, opened.allocates.kind),
            *bookkeeping.no_change_fees(opened.fees, row.account, paid=bool(opened.tenders)),
        ),
        change=undo.change,
        ended=opened.allocates.began,
        still_owed=opened.still_owed,
        was_owed=opened.was_owed,
        lines=opened.lines,
        fees=opened.fees,
        fees_paid=bool(opened.tenders),
        old_serial=undo.supersedes,
        new_serial=row.plan.serial,
    )


def _opened(db: Database, undo: EventId) -> MeterChangeUndoOpened:
    entry = journal.entry(db, undo)
    if entry is None or not isinstance(entry.event, MeterChangeUndoOpened):
        raise LookupError(undo)
    return entry.event


def recall(kiosk: Kiosk, undo: EventId) -> UndoMeterChangeResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    with kiosk.ledger.read() as reader:
        newest = plans.newest(reader.db, undo)
    row = closed_plan_row(kiosk, newest)
    if row.outcome is not Outcome.HAPPENED:
        raise UnknownRecord(
            _("The card never went back to the old meter: two people decided so."),
            _("Nothing was changed now. Undo the change again with a new id."),
        )
    with kiosk.ledger.read() as reader:
        opened = _opened(reader.db, undo)
        change = change_opened(reader.db, opened.change)
    return UndoMeterChangeResult(
        undo=undo,
        change=opened.change,
        account=row.account,
        old_meter=row.contents.meter,
        new_meter=change.allocates.meter,
        contents=row.contents,
        reason=opened.reason,
    )


UNDO_METER_CHANGE = Operation(
    name="undo-meter-change",
    summary=_("Take a meter change back while the new meter has loaded nothing; two people."),
    permission=Permission.ALLOCATE,
    arguments=UndoMeterChangeArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("meter_change_undo_opened",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: Signed(account=quote.look.old.account),
)
