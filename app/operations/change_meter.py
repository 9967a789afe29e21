"""Meter change: one meter comes off the wall, another goes on, the card follows.

What the customer is owed goes onto the opening card of the new meter, as much as one load may be;
the rest stands as owed and follows by ``compensate``, purchase after purchase. What was used and
not paid for becomes arrears. It is booked at the account's home kiosk, where what is owed is spent.
Sources: domain/meter_change.py, notes/domain.md 3.7, design.md section 4.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.accounts import check_account_number, check_meter_number
from app.domain.approval import signed_money
from app.domain.cards_out import card_numbers
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.sales import Load, LoadKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.cards_out import SignedOutCard
from app.ledger.events.master_data import MeterModelSet
from app.ledger.events.meter_changes import MeterChangeOpened
from app.ledger.queries import (
    accounts,
    cards,
    cards_out,
    compensation,
    dial_readings,
    plans,
    sales,
    settings,
)
from app.ledger.queries.accounts import Account, Allocation
from app.ledger.queries.cards_out import CardOut
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second, require_shift
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.card_ahead import note_ahead
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    card_scrapped,
    commit_plan,
    refuse_open_plans,
    write_and_close,
)
from app.operations.card_to_change import CardToChange, require_no_stray_card, see_card_to_change
from app.operations.close_meter_change import close_meter_change
from app.operations.drawer import opening_drawer
from app.operations.errors import AlreadyThere, ChangeImpossible, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.meter_change_quote import (
    ChangeMeterArguments,
    ChangeMeterLook,
    ChangeMeterQuote,
    quote_for,
)
from app.operations.meter_change_result import ChangeMeterResult, change_result
from app.operations.meter_stock import notes_of_meter
from app.operations.operation import Caller, Operation
from app.operations.pricing import (
    fee_lines,
    largest_load,
    model_named,
    pricing_facts,
    revision_for,
    tariff_in_meter,
)
from app.operations.records import only_allocation
from app.operations.vending import vending_for

_OVERUSE = "overuse"
"""Line of the price list: what a unit of overuse costs. Without it, today's tariff does."""
_CHANGE, _CHANGE_CARD = "meter-change", "meter-change-card"
"""Lines of the price list: a meter change, and another card made with it."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: ChangeMeterArguments) -> ChangeMeterLook:
    """Refuses away from home, while a plan is open, a taken meter, and one that does not fit."""
    number = check_account_number(arguments.account)
    new_meter = check_meter_number(arguments.new_meter)
    with kiosk.ledger.read() as reader:
        db = reader.db
        account = account_open_to(kiosk, db, number, AccountAct.CHANGE_METER)
        _require_account_at_home(kiosk, account)
        refuse_open_plans(db, account=number, serial=b"")
        for row in plans.unrenewed(db, number):
            raise card_scrapped(row)
        old = only_allocation(db, number, arguments.meter)
        require_not_listed(db, (meter_subject(new_meter),), AccountAct.SELL, local_date(kiosk))
        _require_free(db, new_meter)
        _require_no_refund(db, old)
        old_model = model_named(db, old.model)
        model = model_named(db, arguments.model or old.model)
        _require_alike(old_model, model)
        notes = notes_of_meter(db, new_meter, model.model, local_date(kiosk))
        along = _signed_out(db, arguments.signed_out)
        vending = vending_for(kiosk, db, caller, arguments.tenders)
    card = see_card_to_change(kiosk, caller, old=old, profile=model.profile)
    with kiosk.ledger.read() as reader:
        require_no_stray_card(reader.db, card, old)
    look = _facts(kiosk, card, account=account, old=old, models=(old_model, model))
    return msgspec.structs.replace(look, notes=notes, signed_out=along, vending=vending)


def _signed_out(db: Database, text: str | None) -> CardOut | None:
    """The card that the technician had along. Raises UnknownRecord, BadCardNumber."""
    if text is None:
        return None
    number, *_more = card_numbers(text)
    found = cards_out.newest_of(db, number)
    if found is None:
        raise UnknownRecord(
            _("Card {card} was not signed out here.").format(card=number),
            _("Nothing was changed. The register (cards-out) has all of them."),
        )
    return found


def _facts(
    kiosk: Kiosk,
    card: CardToChange,
    *,
    account: Account,
    old: Allocation,
    models: tuple[MeterModelSet, MeterModelSet],
) -> ChangeMeterLook:
    today = local_date(kiosk)
    old_model, model = models
    with kiosk.ledger.read() as reader:
        db = reader.db
        revision = revision_for(db, old.tariff_class or account.tariff_class, today)
        facts = pricing_facts(
            kiosk,
            db,
            account=account,
            revision=revision,
            model=old_model,
            declares=card.declares,
            today=today,
            began=old.served_since,
            allocation=old.id,
            reading=None if card.own is None else card.own.reading,
        )
        return ChangeMeterLook(
            card=card,
            account=account,
            old=old,
            old_model=old_model,
            model=model,
            today=today,
            step=card.declares.money_step if model.charging.counts_money else card.declares.step,
            largest=largest_load(model, card.declares, None),
            revision=revision,
            facts=facts,
            fee=settings.fee_in_force(db, _OVERUSE, today),
            fees=fee_lines(db, _fees(card), today),
            last_dial=dial_readings.last_dial(db, old.id),
            signed_out=None,
            tariff=tariff_in_meter(
                db, model, revision.tariff_class, today, persons=account.household_size
            ),
            currency_digits=settings.utility(db).currency_digits,
        )


def _fees(card: CardToChange) -> tuple[str, ...]:
    """The change itself; the card, where another one is made for it."""
    return (_CHANGE,) if card.own is not None else (_CHANGE, _CHANGE_CARD)


def _require_account_at_home(kiosk: Kiosk, account: Account) -> None:
    if account.home != kiosk.ledger.node:
        raise ChangeImpossible(
            _("This account is kept at kiosk K{node:02d}: only that one changes its meter.").format(
                node=account.home
            ),
            _("Nothing was changed. Bring form and card there."),
        )


def _require_free(db: Database, meter: str) -> None:
    taken = accounts.allocation_of_meter(db, meter)
    if taken is not None and taken.ended is None:
        raise AlreadyThere(
            _("Meter {meter} is allocated to account {account}.").format(
                meter=meter, account=taken.account
            ),
            _("Nothing was changed. Check the number on the new meter."),
        )


def _require_no_refund(db: Database, old: Allocation) -> None:
    if any(refund.allocation == old.id for refund in sales.open_refunds(db, old.account)):
        raise ChangeImpossible(
            _("A refund of this meter still waits to be paid."),
            _("Nothing was changed. Pay it first (pay-refund), then change the meter."),
        )


def _require_alike(old: MeterModelSet, new: MeterModelSet) -> None:
    """Credit goes over as it is: volume stays volume, and water stays water."""
    alike = old.charging.counts_money is new.charging.counts_money
    if old.kind is not new.kind or not alike:
        raise ChangeImpossible(
            _("A meter of the model {new} counts otherwise than the old one ({old}).").format(
                new=new.model, old=old.model
            ),
            _("Nothing was changed. Choose a model of the same kind that counts the same."),
        )


def carry_out(kiosk: Kiosk, caller: Caller, quote: ChangeMeterQuote) -> ChangeMeterResult:
    """Makes the opening card; ends one allocation, begins another, books what is owed.

    Raises SecondPersonNeeded, StaleQuote, and what a card plan raises.
    """
    if quote.needs_second:
        require_second(kiosk, caller)
    shift, look = require_shift(kiosk, caller), quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> MeterChangeOpened:
        _still_as_quoted(kiosk, tx.db, quote)
        return _opened(quote, ticket, shift.id)

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.serial,
        contents=(quote.contents,),
        issues=look.card.own is None,
        account=look.account.number,
        act=AccountAct.CHANGE_METER,
    )
    with kiosk.cards.session(look.model.profile) as session:
        if look.card.own is not None:
            note_ahead(kiosk, caller, session, look.card.own, look.today)
        change = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            write_and_close(kiosk, caller, session, change, close_meter_change)
    return msgspec.structs.replace(
        change_result(kiosk, change), drawer=drawer.text, notes=look.notes
    )


def _still_as_quoted(kiosk: Kiosk, db: Database, quote: ChangeMeterQuote) -> None:
    look, card = quote.look, quote.look.card
    new_meter = (meter_subject(quote.terms.meter),)
    require_not_listed(db, new_meter, AccountAct.SELL, look.today)
    old = look.old
    same_card = card.replaces is None or cards.last_write(db, old.id) == card.replaces
    unchanged = (
        same_card
        and not plans.unrenewed(db, look.account.number)
        and accounts.account(db, look.account.number) == look.account
        and accounts.allocation(db, old.id) == old
        and dial_readings.last_dial(db, old.id) == look.last_dial
        and not accounts.meter_taken(db, quote.terms.meter)
        and compensation.owed(db, old.account, old.id) == card.was_owed
        and settings.revision_in_force(db, look.revision.tariff_class, look.today) == look.revision
        and settings.fee_in_force(db, _OVERUSE, look.today) == look.fee
        and fee_lines(db, _fees(card), look.today) == look.fees
        and _same_card_along(db, look.signed_out)
        and local_date(kiosk) == look.today
    )
    if not unchanged:
        raise StaleQuote(
            _("The account, its meters or the prices changed meanwhile."),
            _("Nothing was changed. Start over."),
        )


def _same_card_along(db: Database, card: CardOut | None) -> bool:
    return card is None or cards_out.newest_of(db, card.card) == card


def _opened(quote: ChangeMeterQuote, ticket: PlanTicket, shift: EventId) -> MeterChangeOpened:
    look, contents, reckoning = quote.look, ticket.contents, quote.reckoning
    card = look.card
    counts_money = contents.charging.counts_money
    return MeterChangeOpened(
        account=contents.account,
        allocation=ticket.id,
        plan=ticket.plan,
        contents=contents,
        date=look.today,
        shift=shift,
        old_allocation=look.old.id,
        allocates=quote.terms,
        technician=quote.technician,
        form=quote.form,
        dial=quote.dial,
        first_dial=look.old.dial,
        dial_digits=look.old_model.dial_digits,
        estimated=quote.estimated,
        last_dial=None if look.last_dial is None else look.last_dial.dial,
        last_read_on=None if look.last_dial is None else look.last_dial.read_on,
        left=quote.left,
        credited=reckoning.credited,
        unloaded=reckoning.unloaded,
        used=reckoning.used,
        owed=reckoning.owed,
        overuse=reckoning.overuse,
        load=Load(
            allocation=ticket.id,
            kind=LoadKind.TRANSFER,
            charging=contents.charging,
            number=contents.number,
            quantity=0 if counts_money else contents.load,
            money=contents.load if counts_money else 0,
        ),
        moved=quote.first.moved,
        moves=card.moves,
        still_owed=quote.first.still_owed,
        was_owed=card.was_owed,
        lines=quote.lines,
        old_serial=None if card.replaces is None else card.replaces.serial,
        goes_back=card.goes_back,
        fees=look.fees,
        tenders=quote.tenders,
        signed_out=None
        if look.signed_out is None
        else SignedOutCard(sign_out=look.signed_out.sign_out, card=look.signed_out.card),
        entries=bookkeeping.paid(quote.tenders, look.account.number, str(shift)),
    )


CHANGE_METER = Operation(
    name="change-meter",
    summary=_("Put a new meter in the place of an old one; what is left goes over."),
    permission=Permission.ALLOCATE,
    arguments=ChangeMeterArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=change_result,
    opened_by=("meter_change_opened",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
    signed_for=lambda quote: signed_money(quote.look.account.number, quote.arrears),
)
