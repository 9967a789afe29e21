"""Meter allocation: a meter for an account, its user card, and the first purchase on it."""

from __future__ import annotations

from datetime import date

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.accounts import check_account_number, check_meter_number
from app.domain.amounts import format_volume, parse_volume
from app.domain.cards import CardContents, CardForm
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.permissions import Permission
from app.domain.quantity import Quantity
from app.domain.sales import AllocationTerms, Tender
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.master_data import MeterModelSet
from app.ledger.events.sales import PurchasePaid
from app.ledger.queries import accounts, handovers, settings
from app.ledger.queries.accounts import Account
from app.operations.account_standing import account_open_to
from app.operations.authority import require_shift
from app.operations.blacklisting import meter_subject, require_not_listed
from app.operations.buying import load_bought, paid, priced
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    commit_plan,
    refuse_open_plans,
    write_and_close,
)
from app.operations.card_to_fill import CardToFill, see_card_to_fill
from app.operations.close_purchase import close_purchase
from app.operations.drawer import opening_drawer
from app.operations.errors import AlreadyThere, BadArgument, StaleQuote
from app.operations.given_days import day_that_came
from app.operations.local_time import local_date
from app.operations.meter_parameters import meter_parameters
from app.operations.meter_stock import notes_of_meter
from app.operations.operation import Caller, Operation
from app.operations.pricing import (
    fee_lines,
    model_named,
    pricing_facts,
    revision_for,
    same_money,
    same_subsidy,
    tariff_in_meter,
)
from app.operations.reasons import LONGEST_SEAL, line_if_given
from app.operations.sale_result import SaleResult, sale_result
from app.operations.tendering import Rest
from app.operations.vending import Vending, require_room, vending_for


class AllocateMeterArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The account, the meter as it hangs there, and the first purchase."""

    account: str
    meter: str
    model: str
    dial: str = "0"
    """Reading of the meter's register, in units."""
    tariff_class: int | None = None
    """What this meter's credit costs; none: the account's own tariff class."""
    seal: str = ""
    verified_on: date | None = None
    amount: str | None = None
    volume: str | None = None
    tendered: str | None = None
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""
    rest: Rest = Rest.CHANGE


class AllocateMeterLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card in the reader, the account, and all that the price depends on."""

    card: CardToFill
    account: Account
    model: MeterModelSet
    revision: TariffRevision
    facts: PricingFacts
    currency_digits: int
    utility: int
    tariff: MeterTariff | None
    """What the card brings to a meter with tiers inside."""
    notes: tuple[str, ...] = ()
    """What the stock says against the meter, where it only warns."""
    taken_over: Quantity | None
    """Dial at which the person before left this meter; None: nobody did."""
    vending: Vending | None = None
    """What the agent may still sell; None: nothing limits it."""


class AllocateMeterQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be paid and written."""

    look: AllocateMeterLook
    terms: AllocationTerms
    breakdown: Breakdown
    tenders: tuple[Tender, ...]


def look_at(kiosk: Kiosk, caller: Caller, arguments: AllocateMeterArguments) -> AllocateMeterLook:
    """Refuses a taken meter, a card without room for it, and an account with an open plan."""
    number = check_account_number(arguments.account)
    meter = check_meter_number(arguments.meter)
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        model = model_named(reader.db, arguments.model)
    card = see_card_to_fill(kiosk, caller, account=number, profile=model.profile, kind=model.kind)
    with kiosk.ledger.read() as reader:
        refuse_open_plans(reader.db, account=number, serial=b"")
        account = account_open_to(kiosk, reader.db, number, AccountAct.SELL)
        require_not_listed(reader.db, (meter_subject(meter),), AccountAct.SELL, today)
        taken = accounts.allocation_of_meter(reader.db, meter)
        if taken is not None and taken.ended is None:
            raise AlreadyThere(
                _("Meter {meter} is allocated to account {account}.").format(
                    meter=meter, account=taken.account
                ),
                _("Nothing was paid. Check the number on the meter."),
            )
        notes = notes_of_meter(reader.db, meter, model.model, today)
        wanted = arguments.tariff_class
        tariff_class = account.tariff_class if wanted is None else wanted
        revision = revision_for(reader.db, tariff_class, today)
        utility = settings.utility(reader.db)
        facts = pricing_facts(
            kiosk,
            reader.db,
            account=account,
            revision=revision,
            model=model,
            declares=card.declares,
            today=today,
            began=today,
            allocation=None,
            reading=None,
            fees=fee_lines(reader.db, _fees(reader.db, number, card), today),
        )
        taken_over = _dial_taken_over(reader.db, number, meter)
        vending = vending_for(kiosk, reader.db, caller, arguments.tenders)
        tariff = tariff_in_meter(
            reader.db, model, tariff_class, today, persons=account.household_size
        )
    return AllocateMeterLook(
        card=card,
        account=account,
        model=model,
        revision=revision,
        facts=facts,
        currency_digits=utility.currency_digits,
        utility=utility.utility,
        tariff=tariff,
        notes=notes,
        taken_over=taken_over,
        vending=vending,
    )


def _fees(db: Database, account: str, card: CardToFill) -> list[str]:
    """Opening, with the account's first meter; the card, where one is made."""
    fees = [] if accounts.allocations_of(db, account) else ["opening"]
    return [*fees, "card"] if card.blank else fees


def quote_for(look: AllocateMeterLook, arguments: AllocateMeterArguments) -> AllocateMeterQuote:
    """Prices the first purchase, fees included."""
    digits = look.currency_digits
    wish = priced(
        look.revision,
        look.facts,
        amount=arguments.amount,
        volume=arguments.volume,
        currency_digits=digits,
    )
    (breakdown,), tenders = paid(
        [wish],
        tendered=arguments.tendered,
        tenders=arguments.tenders,
        rest=arguments.rest,
        currency_digits=digits,
    )
    require_room(look.vending, tenders)
    terms = AllocationTerms(
        meter=check_meter_number(arguments.meter),
        model=look.model.model,
        kind=look.model.kind,
        dial=_first_dial(look, arguments.dial),
        tariff_class=arguments.tariff_class,
        began=look.facts.today,
        seal=line_if_given(arguments.seal, _("seal"), LONGEST_SEAL),
        verified_on=_verified(look, arguments.verified_on),
    )
    return AllocateMeterQuote(look=look, terms=terms, breakdown=breakdown, tenders=tenders)


def _verified(look: AllocateMeterLook, day: date | None) -> date | None:
    return None if day is None else day_that_came(day, look.facts.today)


def _first_dial(look: AllocateMeterLook, typed: str) -> Quantity:
    """What the register shows now; of a meter that was taken over, the closing dial at least."""
    least = look.taken_over or 0
    if typed == "0":
        return least
    dial = parse_volume(typed)
    if dial >= least:
        return dial
    raise BadArgument(
        _("The person before left this meter at {dial}.").format(dial=format_volume(least)),
        _("Nothing was paid. Read the dial again, or leave it out: then it begins there."),
    )


def _dial_taken_over(db: Database, account: str, meter: str) -> Quantity | None:
    changed = handovers.taken_over(db, account)
    handed = () if changed is None else changed.meters
    return next((one.dial for one in handed if one.meter == meter), None)


def carry_out(kiosk: Kiosk, caller: Caller, quote: AllocateMeterQuote) -> SaleResult:
    """Cash is confirmed: the blank becomes the account's card with its first purchase."""
    shift = require_shift(kiosk, caller)
    look = quote.look

    def opening(tx: Transaction, ticket: PlanTicket) -> PurchasePaid:
        _still_as_quoted(kiosk, tx, quote)
        return _paid(quote, ticket, shift.id)

    write = PlannedWrite(
        before=look.card.image,
        serial=look.card.serial,
        contents=(_first_contents(quote),),
        issues=look.card.blank,
        account=look.account.number,
    )
    with kiosk.cards.session(look.model.profile) as session:
        purchase = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            write_and_close(kiosk, caller, session, purchase, close_purchase)
    return msgspec.structs.replace(
        sale_result(kiosk, purchase), drawer=drawer.text, notes=look.notes
    )


def _first_contents(quote: AllocateMeterQuote) -> CardContents:
    look, breakdown = quote.look, quote.breakdown
    return CardContents(
        form=CardForm.OPENING,
        utility=look.utility,
        region=look.account.region,
        kind=look.model.kind,
        charging=look.model.charging,
        account=look.account.number,
        meter=quote.terms.meter,
        tariff_class=look.revision.tariff_class,
        household_size=look.account.household_size,
        period_start=breakdown.period_start,
        bought_in_period=breakdown.bought,
        standing_paid_to=breakdown.standing_paid_to,
        allowance_used=breakdown.allowance_used,
        number=1,
        load=breakdown.credit,
        cumulative=breakdown.credit,
        sequence=look.card.sequence,
        place=look.card.place,
        parameters=meter_parameters(look.model),
        tariff=look.tariff,
    )


def _paid(quote: AllocateMeterQuote, ticket: PlanTicket, shift: EventId) -> PurchasePaid:
    contents = ticket.contents
    return PurchasePaid(
        account=contents.account,
        allocation=ticket.id,
        plan=ticket.plan,
        contents=contents,
        date=quote.look.facts.today,
        shift=shift,
        entries=bookkeeping.paid(quote.tenders, contents.account, str(shift)),
        allocates=quote.terms,
        loads=(load_bought(ticket.id, contents, quote.breakdown, first=True),),
        breakdown=quote.breakdown,
        tenders=quote.tenders,
    )


def _still_as_quoted(kiosk: Kiosk, tx: Transaction, quote: AllocateMeterQuote) -> None:
    look = quote.look
    unchanged = (
        accounts.account(tx.db, look.account.number) == look.account
        and not accounts.meter_taken(tx.db, quote.terms.meter)
        and settings.revision_in_force(tx.db, look.revision.tariff_class, look.facts.today)
        == look.revision
        and local_date(kiosk) == look.facts.today
        and same_money(kiosk, tx.db, look.account, look.facts)
        and same_subsidy(kiosk, tx.db, look.account, look.facts)
    )
    if not unchanged:
        raise StaleQuote(
            _("The tariff, the account or the meter changed since this price was made."),
            _("Nothing was paid. Ask for the price again."),
        )


ALLOCATE_METER = Operation(
    name="allocate-meter",
    summary=_("Give an account its meter: make the user card and take the first purchase."),
    permission=Permission.ALLOCATE,
    arguments=AllocateMeterArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=sale_result,
    opened_by=("purchase_paid",),
    needs_shift=True,
    needs_invoice=True,
    needs_clock=True,
)
