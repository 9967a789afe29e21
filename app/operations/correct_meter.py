"""A wrong meter number was typed at the allocation: the card is written for the right meter.

A meter takes only a card that names it, so the customer comes back with the first load untaken.
The load stays what it is; number, total and form of the card too. From then on the allocation is
one of the right meter. Refused once anything but that first load was written, or once a meter has
accepted the card: then the purchase is refunded, or the meter changed.
"""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.accounts import check_meter_number
from app.domain.approval import Signed
from app.domain.card_writes import renumbered_written
from app.domain.cards import CardContents
from app.domain.comparison import Standing
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.renumbering import (
    RenumberingCase,
    RenumberingRefusal,
    proves_itself,
    renumbering_refusal,
)
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.corrections import MeterCorrectionOpened
from app.ledger.queries import accounts, journal, sales
from app.ledger.queries.sales import Purchase
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.card_look import CardLook, asked_about, see_card
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    closed_plan_row,
    commit_plan,
    write_and_close,
)
from app.operations.card_standing import explain, hold_if_unexplained, refuse_blocked
from app.operations.close_meter_correction import close_meter_correction
from app.operations.correcting import require_who_may, takes_two
from app.operations.errors import AlreadyThere, CorrectionImpossible, StaleQuote
from app.operations.local_time import local_date
from app.operations.meter_stock import notes_of_meter
from app.operations.operation import Caller, Operation
from app.operations.pricing import require_home
from app.operations.reasons import reason_given
from app.operations.records import purchase_carried


class CorrectMeterArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``number``: as it stands on the meter; the card in the reader says which one is wrong."""

    number: str
    reason: str
    meter: str | None = None
    """The wrong number, where the card carries untaken loads of several meters."""


class CorrectMeterLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, its first purchase, and what the card will say."""

    card: CardLook
    allocation: EventId
    purchase: Purchase
    contents: CardContents
    needs_second: bool
    notes: tuple[str, ...]
    """What the stock says against the meter, where it only warns."""


class CorrectMeterQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be written."""

    look: CorrectMeterLook
    reason: str


class CorrectMeterResult(msgspec.Struct, frozen=True, kw_only=True):
    """The card names the right meter."""

    correction: EventId
    account: str
    old: str
    new: str
    notes: tuple[str, ...] = ()
    """What is to be noted of the meter."""


_REFUSALS = {
    RenumberingRefusal.SAME_NUMBER: (
        _("The card names this meter already."),
        _("Type the number as it stands on the meter."),
    ),
    RenumberingRefusal.OTHER_KIOSK: (
        _("It was sold at another kiosk."),
        _("Send the customer there."),
    ),
    RenumberingRefusal.OLDER_EPOCH: (
        _("It was sold before this kiosk was restored."),
        _("Tell head office."),
    ),
    RenumberingRefusal.OTHER_CARD: (
        _("This card was made in place of the first one, which may still be used."),
        _("Bring the first card, or have the meter changed."),
    ),
    RenumberingRefusal.BEEN_IN_METER: (
        _("A meter has accepted this card."),
        _("Have the meter changed: the new one is allocated with its own number."),
    ),
    RenumberingRefusal.NOT_FIRST: (
        _("It is not the first purchase any more."),
        _("Have the meter changed: the new one is allocated with its own number."),
    ),
}


def look_at(kiosk: Kiosk, caller: Caller, arguments: CorrectMeterArguments) -> CorrectMeterLook:
    """Refuses unless the card carries the first load and no meter has accepted it."""
    number = check_meter_number(arguments.number)
    with kiosk.cards.session() as session:
        card = asked_about(see_card(kiosk, session), arguments.meter, (Standing.UNLOADED,))
    refuse_blocked(card, AccountAct.CORRECT)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    if card.standing is not Standing.UNLOADED or card.allocation is None:
        raise explain(card)
    with kiosk.ledger.read() as reader:
        require_not_listed(
            reader.db, (meter_subject(number),), AccountAct.CORRECT, local_date(kiosk)
        )
        purchase = purchase_carried(reader.db, card.reading.contents.mark, card.allocation)
        if purchase is None or purchase.loaded is None or purchase.refund is not None:
            raise _refusal(RenumberingRefusal.NOT_FIRST)
        written_on = sales.first_serial(reader.db, purchase.id)
        _require_free(reader.db, number, card.allocation)
        notes = _stock_notes(reader.db, number, card.allocation, local_date(kiosk))
    why = renumbering_refusal(
        RenumberingCase(
            node=kiosk.ledger.node,
            epoch=kiosk.ledger.epoch,
            sold_by=purchase.id,
            written_on=written_on,
            reading=card.reading,
            meter=number,
        )
    )
    if why is not None:
        raise _refusal(why)
    declares = card.declares
    sure = proves_itself(copyable=declares.copyable, marking=declares.marking)
    return CorrectMeterLook(
        card=card,
        allocation=card.allocation,
        purchase=purchase,
        contents=renumbered_written(card.reading, number, sequence=card.next_sequence),
        needs_second=not sure or takes_two(kiosk, caller, purchase.shift),
        notes=notes,
    )


def _stock_notes(db: Database, number: str, allocation: EventId, today: date) -> tuple[str, ...]:
    found = accounts.allocation(db, allocation)
    return () if found is None else notes_of_meter(db, number, found.model, today)


def _require_free(db: Database, number: str, allocation: EventId) -> None:
    taken = accounts.allocation_of_meter(db, number)
    if taken is not None and taken.id != allocation:
        raise AlreadyThere(
            _("Meter {meter} is allocated to account {account}.").format(
                meter=number, account=taken.account
            ),
            _("Nothing was changed. Check the number on the meter."),
        )


def _refusal(why: RenumberingRefusal) -> CorrectionImpossible:
    message, remedy = _REFUSALS[why]
    return CorrectionImpossible(
        _("The meter number on this card cannot be changed: {why}").format(why=message),
        _("Nothing was changed. {remedy}").format(remedy=remedy),
    )


def quote_for(look: CorrectMeterLook, arguments: CorrectMeterArguments) -> CorrectMeterQuote:
    """The reason. Raises BadArgument."""
    return CorrectMeterQuote(look=look, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: CorrectMeterQuote) -> CorrectMeterResult:
    """Writes the card for the right meter."""
    look, today = quote.look, local_date(kiosk)
    shift = require_who_may(kiosk, caller, two=look.needs_second)

    def opening(tx: Transaction, ticket: PlanTicket) -> MeterCorrectionOpened:
        current = sales.purchase(tx.db, look.purchase.id, look.allocation)
        if current is None or current.refund is not None:
            raise StaleQuote(
                _("This purchase was refunded meanwhile."),
                _("Nothing was changed now. Look at the card again."),
            )
        _require_free(tx.db, look.contents.meter, look.allocation)
        return MeterCorrectionOpened(
            account=look.purchase.account,
            allocation=look.allocation,
            plan=ticket.plan,
            contents=ticket.contents,
            date=today,
            shift=shift,
            purchase=look.purchase.id,
            old_meter=look.card.reading.contents.meter,
            new_meter=look.contents.meter,
            reason=quote.reason,
        )

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.reading.serial,
        contents=(look.contents,),
        account=look.purchase.account,
        act=AccountAct.CORRECT,
    )
    with kiosk.cards.session() as session:
        plan = commit_plan(kiosk, caller, session, write, opening)
        write_and_close(kiosk, caller, session, plan, close_meter_correction)
    return msgspec.structs.replace(recall(kiosk, plan), notes=look.notes)


def recall(kiosk: Kiosk, plan: EventId) -> CorrectMeterResult:
    """The result of an earlier call. Raises PlanStillOpen while its card is in doubt."""
    row = closed_plan_row(kiosk, plan)
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, plan)
    if entry is None or not isinstance(entry.event, MeterCorrectionOpened):
        raise LookupError(plan)
    return CorrectMeterResult(
        correction=row.id,
        account=row.account,
        old=entry.event.old_meter,
        new=entry.event.new_meter,
    )


CORRECT_METER = Operation(
    name="correct-meter",
    summary=_("Write a card for the right meter where a wrong number was typed."),
    permission=Permission.ALLOCATE,
    arguments=CorrectMeterArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("meter_correction_opened",),
    needs_shift=True,
    signed_for=lambda quote: Signed(account=quote.look.purchase.account),
)
