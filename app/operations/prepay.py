"""Prepayment: sell credit by amount or by volume, onto the customer's own card."""

from __future__ import annotations

import msgspec

from app.domain import bookkeeping
from app.domain.card_writes import purchase_written
from app.domain.comparison import SELLABLE
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money, Quantity
from app.domain.sales import Load, LoadKind, Tender
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import PurchasePaid
from app.ledger.queries import accounts, settings
from app.operations.authority import require_shift
from app.operations.buying import priced_and_paid
from app.operations.card_ahead import note_ahead
from app.operations.card_look import CardLook, see_card
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    commit_plan,
    write_and_close,
)
from app.operations.card_standing import explain, hold_if_unexplained, refuse_blocked
from app.operations.close_purchase import close_purchase
from app.operations.drawer import opening_drawer
from app.operations.errors import StaleQuote, WrongCard
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.pricing import model_named, pricing_facts, revision_for
from app.operations.records import account_named, allocation_with
from app.operations.sale_result import SaleResult, sale_result
from app.operations.tendering import Rest


class PrepayArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``amount`` in money or ``volume`` in units; the card in the reader says whose."""

    amount: str | None = None
    volume: str | None = None
    tendered: str | None = None
    """What the customer hands over; none: exactly what is to be paid."""
    rest: Rest = Rest.CHANGE
    """Where the rest of the money goes."""
    account: str | None = None
    """If given, the card must be of this account."""


class PrepayLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, its account, and all that a price depends on."""

    card: CardLook
    revision: TariffRevision
    facts: PricingFacts
    household_size: int
    currency_digits: int


class PrepayQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be paid and written."""

    look: PrepayLook
    breakdown: Breakdown
    tenders: tuple[Tender, ...]

    @property
    def total(self) -> Money:
        """What the sale costs."""
        return self.breakdown.total

    @property
    def quantity(self) -> Quantity:
        """What goes on the card."""
        return self.breakdown.quantity


def look_at(kiosk: Kiosk, caller: Caller, arguments: PrepayArguments) -> PrepayLook:
    """Reads the card; refuses unless its standing allows a sale."""
    with kiosk.cards.session() as session:
        card = see_card(kiosk, session)
    contents = card.reading.contents
    if arguments.account is not None and arguments.account != contents.account:
        raise WrongCard(
            _("This card belongs to account {account}.").format(account=contents.account),
            _("Nothing was paid. Put the right card in."),
        )
    refuse_blocked(card)
    hold_if_unexplained(kiosk, caller, card)
    if card.standing not in SELLABLE or card.allocation is None:
        raise explain(card)
    today = local_date(kiosk)
    with kiosk.ledger.read() as reader:
        account = account_named(reader.db, contents.account)
        allocation = allocation_with(reader.db, card.allocation)
        revision = revision_for(reader.db, account.tariff_class, today)
        facts = pricing_facts(
            kiosk,
            reader.db,
            account=account,
            revision=revision,
            model=model_named(reader.db, allocation.model),
            declares=card.declares,
            today=today,
            began=allocation.began,
            allocation=allocation.id,
            reading=card.reading,
        )
        digits = settings.utility(reader.db).currency_digits
    return PrepayLook(
        card=card,
        revision=revision,
        facts=facts,
        household_size=account.household_size,
        currency_digits=digits,
    )


def quote_for(look: PrepayLook, arguments: PrepayArguments) -> PrepayQuote:
    """Prices the wish and the payment."""
    breakdown, tenders = priced_and_paid(
        look.revision,
        look.facts,
        amount=arguments.amount,
        volume=arguments.volume,
        tendered=arguments.tendered,
        rest=arguments.rest,
        currency_digits=look.currency_digits,
    )
    return PrepayQuote(look=look, breakdown=breakdown, tenders=tenders)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PrepayQuote) -> SaleResult:
    """Cash is confirmed: record it, write the card, prove it, print."""
    shift = require_shift(kiosk, caller)
    card = quote.look.card
    contents = purchase_written(
        card.reading,
        quote.breakdown,
        tariff_class=quote.look.revision.tariff_class,
        household_size=quote.look.household_size,
    )

    def opening(tx: Transaction, ticket: PlanTicket) -> PurchasePaid:
        _still_as_quoted(kiosk, tx, quote)
        return _paid(quote, ticket, shift.id)

    with kiosk.cards.session() as session:
        note_ahead(kiosk, caller, session, card, quote.look.facts.today)
        write = PlannedWrite(
            before=card.image,
            serial=card.reading.serial,
            contents=contents,
            account=contents.account,
        )
        purchase = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            write_and_close(kiosk, caller, session, purchase, close_purchase)
    return msgspec.structs.replace(sale_result(kiosk, purchase), drawer=drawer.text)


def _paid(quote: PrepayQuote, ticket: PlanTicket, shift: EventId) -> PurchasePaid:
    contents = ticket.contents
    allocation = quote.look.card.allocation
    if allocation is None:
        raise explain(quote.look.card)
    load = Load(
        allocation=allocation,
        kind=LoadKind.PURCHASE,
        charging=contents.charging,
        number=contents.number,
        quantity=contents.load,
    )
    return PurchasePaid(
        account=contents.account,
        allocation=allocation,
        plan=ticket.plan,
        contents=contents,
        date=quote.look.facts.today,
        shift=shift,
        entries=bookkeeping.paid(quote.tenders, contents.account, str(shift)),
        loads=(load,),
        breakdown=quote.breakdown,
        tenders=quote.tenders,
    )


def _still_as_quoted(kiosk: Kiosk, tx: Transaction, quote: PrepayQuote) -> None:
    """Tariff, day and account as when the quote was made; the card was compared already."""
    look = quote.look
    account = accounts.account(tx.db, look.card.reading.contents.account)
    revision = settings.revision_in_force(tx.db, look.revision.tariff_class, look.facts.today)
    unchanged = (
        account is not None
        and account.tariff_class == look.revision.tariff_class
        and account.household_size == look.household_size
        and revision == look.revision
        and local_date(kiosk) == look.facts.today
    )
    if not unchanged:
        raise StaleQuote(
            _("The tariff or the account changed since this price was made."),
            _("Nothing was paid. Ask for the price again."),
        )


PREPAY = Operation(
    name="prepay",
    summary=_("Sell credit by amount or by volume onto the customer's card."),
    permission=Permission.SELL,
    arguments=PrepayArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=sale_result,
    opened_by=("purchase_paid",),
    needs_shift=True,
    needs_clock=True,
)
