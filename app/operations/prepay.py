"""Prepayment: sell credit by amount or by volume, onto the customer's own card."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.card_writes import purchase_written
from app.domain.cards import CardContents
from app.domain.comparison import SELLABLE
from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Breakdown, PricingFacts
from app.domain.tariff.errors import TariffError
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.sales import PurchasePaid
from app.ledger.queries import settings
from app.ledger.queries.accounts import Account
from app.operations.authority import require_shift
from app.operations.basket import Wish, parse_wishes
from app.operations.buying import load_bought, paid
from app.operations.card_ahead import note_ahead
from app.operations.card_look import CardLook, MeterPart, asked_about, see_card
from app.operations.card_plan import (
    PlannedWrite,
    PlanTicket,
    commit_plan,
    write_and_close,
)
from app.operations.card_standing import (
    explain,
    hold_if_unexplained,
    meter_listed,
    refuse_blocked,
    refuse_listed_meter,
    require_carried,
)
from app.operations.close_purchase import close_purchase
from app.operations.drawer import opening_drawer
from app.operations.errors import OperationRefused, WrongCard
from app.operations.operation import Caller, Operation
from app.operations.pricing import (
    require_home,
)
from app.operations.records import account_named
from app.operations.sale_result import SaleResult, sale_result
from app.operations.selling import (
    Household,
    Offer,
    SoldPart,
    Unsold,
    chosen,
    completed_contents,
    cost_of,
    offer_for,
    paid_for_parts,
    require_same_prices,
    sold,
)
from app.operations.tendering import Rest
from app.operations.vending import Vending, require_room, vending_for


class PrepayArguments(msgspec.Struct, frozen=True, kw_only=True):
    """``amount`` in money or ``volume`` in units; the card in the reader says whose."""

    amount: str | None = None
    volume: str | None = None
    tendered: str | None = None
    """What the customer hands over; none: exactly what is to be paid."""
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""
    rest: Rest = Rest.CHANGE
    """Where the rest of the money goes."""
    account: str | None = None
    """If given, the card must be of this account."""
    meter: str | None = None
    """Which meter, where the card serves several that can be sold to."""
    also: str | None = None
    """Further meters in the same payment: METER=AMOUNT or METER=VOLUMEv, with commas between."""


class PrepayLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card, its account, and what can be sold to it."""

    card: CardLook
    """The part asked about is that of the first offer."""
    offers: tuple[Offer, ...]
    """At least one."""
    unsold: tuple[Unsold, ...]
    """Meters without a price here, or set to count otherwise; they do not stop the others."""
    household_size: int
    tariff_class: int
    """The account's."""
    currency_digits: int
    vending: Vending | None = None
    """What the agent may still sell; None: nothing limits it."""

    @property
    def revision(self) -> TariffRevision:
        """Prices for the first meter."""
        return self.offers[0].revision

    @property
    def facts(self) -> PricingFacts:
        """Facts of the first meter."""
        return self.offers[0].facts

    def offer_for(self, meter: str | None) -> Offer:
        """The offer for a meter, or the only one. Raises WrongCard."""
        found = chosen(self.offers, self.unsold, meter)
        if found is None:
            raise explain(asked_about(self.card, meter))
        return found


class PrepayQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be paid and written."""

    look: PrepayLook
    parts: tuple[SoldPart, ...]
    """At least one, in the order of the wishes."""
    tenders: tuple[Tender, ...]

    @property
    def total(self) -> Money:
        """What the sale costs."""
        return cost_of(self.parts)

    @property
    def breakdown(self) -> Breakdown:
        """Price of the first part."""
        return self.parts[0].breakdown


def look_at(kiosk: Kiosk, caller: Caller, arguments: PrepayArguments) -> PrepayLook:
    """Reads the card; refuses unless some meter, or the named one, can be sold to."""
    with kiosk.cards.session() as session:
        card = see_card(kiosk, session)
    if arguments.account is not None and arguments.account != card.account:
        raise WrongCard(
            _("This card belongs to account {account}.").format(account=card.account),
            _("Nothing was paid. Put the right card in."),
        )
    refuse_blocked(card)
    require_home(kiosk, card.declares, (part.allocation for part in card.parts))
    hold_if_unexplained(kiosk, caller, card)
    sellable = [part for part in card.parts if _can_be_sold_to(card, part)]
    if not sellable or arguments.meter is not None:
        card = asked_about(card, arguments.meter, ())
        refuse_listed_meter(card, AccountAct.SELL)
        if card.standing not in SELLABLE or card.allocation is None:
            raise explain(card)
    else:
        card = asked_about(card, sellable[0].reading.contents.meter, ())
    require_carried(card)
    with kiosk.ledger.read() as reader:
        account = account_named(reader.db, card.account)
        offers, unsold = _offers(kiosk, reader.db, card, account, sellable)
        if arguments.meter is None:
            card = asked_about(card, offers[0].meter, ())
        return PrepayLook(
            card=card,
            offers=offers,
            unsold=unsold,
            household_size=account.household_size,
            tariff_class=account.tariff_class,
            currency_digits=settings.utility(reader.db).currency_digits,
            vending=vending_for(kiosk, reader.db, caller, arguments.tenders),
        )


def _can_be_sold_to(card: CardLook, part: MeterPart) -> bool:
    """Whether nothing stands in the way of selling for the meter of a part."""
    allocated = part.standing in SELLABLE and part.allocation is not None
    return allocated and meter_listed(card, part) is None


def _offers(
    kiosk: Kiosk, db: Database, card: CardLook, account: Account, parts: Sequence[MeterPart]
) -> tuple[tuple[Offer, ...], tuple[Unsold, ...]]:
    """What each part can be sold, or why not. Raises the first reason where no part can be."""
    offers, unsold = list[Offer](), list[Unsold]()
    reason: TapcardError | None = None
    for part in parts:
        try:
            if part.allocation is None:
                raise explain(part)
            offers.append(
                offer_for(kiosk, db, card.declares, account, part.allocation, part.reading)
            )
        except (OperationRefused, TariffError) as error:
            reason = reason or error
            meter = part.reading.contents.meter
            unsold.append(Unsold(meter=meter, message=error.message, remedy=error.remedy))
    if not offers and reason is not None:
        raise reason
    return tuple(offers), tuple(unsold)


def quote_for(look: PrepayLook, arguments: PrepayArguments) -> PrepayQuote:
    """Prices the wishes one after the other, and the payment of them all."""
    first = Wish(meter=arguments.meter, amount=arguments.amount, volume=arguments.volume)
    wishes = (first, *(() if arguments.also is None else parse_wishes(arguments.also)))
    digits = look.currency_digits
    parts, costs = sold(wishes, look.offer_for, look.card.declares, currency_digits=digits)
    breakdowns, tenders = paid(
        costs,
        tendered=arguments.tendered,
        tenders=arguments.tenders,
        rest=arguments.rest,
        currency_digits=digits,
    )
    require_room(look.vending, tenders)
    return PrepayQuote(look=look, parts=paid_for_parts(parts, breakdowns), tenders=tenders)


def carry_out(kiosk: Kiosk, caller: Caller, quote: PrepayQuote) -> SaleResult:
    """Cash is confirmed: record it, write the card, prove it, print."""
    shift = require_shift(kiosk, caller)
    look, card = quote.look, quote.look.card

    def opening(tx: Transaction, ticket: PlanTicket) -> PurchasePaid:
        household = Household(
            number=card.account,
            size=look.household_size,
            tariff_class=look.tariff_class,
        )
        require_same_prices(kiosk, tx.db, household, [part.offer for part in quote.parts])
        return _paid(quote, ticket, shift.id)

    with kiosk.cards.session() as session:
        note_ahead(kiosk, caller, session, card, quote.look.facts.today)
        write = PlannedWrite(
            before=card.image,
            serial=card.reading.serial,
            contents=tuple(_written(quote, part) for part in quote.parts),
            account=card.account,
        )
        purchase = commit_plan(kiosk, caller, session, write, opening)
        with opening_drawer(kiosk, quote.tenders) as drawer:
            write_and_close(kiosk, caller, session, purchase, close_purchase)
    return msgspec.structs.replace(sale_result(kiosk, purchase), drawer=drawer.text)


def _written(quote: PrepayQuote, part: SoldPart) -> CardContents:
    offer = part.offer
    contents = purchase_written(
        offer.reading,
        part.breakdown,
        sequence=quote.look.card.next_sequence,
        tariff_class=offer.revision.tariff_class,
        household_size=quote.look.household_size,
    )
    return completed_contents(contents, offer)


def _paid(quote: PrepayQuote, ticket: PlanTicket, shift: EventId) -> PurchasePaid:
    allocations = [part.offer.allocation for part in quote.parts]
    account = quote.look.card.account
    return PurchasePaid(
        account=account,
        allocation=allocations[0],
        plan=ticket.plan,
        contents=ticket.contents,
        others=ticket.others(allocations[1:]),
        date=quote.look.facts.today,
        shift=shift,
        entries=bookkeeping.paid(quote.tenders, account, str(shift)),
        loads=tuple(
            load_bought(allocation, contents, part.breakdown, first=part is quote.parts[0])
            for allocation, contents, part in zip(
                allocations, ticket.written, quote.parts, strict=True
            )
        ),
        breakdown=quote.breakdown,
        tenders=quote.tenders,
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
    needs_invoice=True,
    needs_clock=True,
)
