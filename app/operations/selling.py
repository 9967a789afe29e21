"""What can be sold for a meter, and at what price: whether its card is there or is being made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration
from app.domain.cards import CardContents, CardReading, MeterParameters, UtilityKind
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Breakdown, Line, PricingFacts
from app.domain.tariff.revision import TariffRevision
from app.domain.tariff.together import facts_after
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts, settings
from app.ledger.queries.accounts import Account
from app.operations.basket import Wish
from app.operations.buying import Priced, priced
from app.operations.card_standing import require_a_number
from app.operations.errors import BadArgument, StaleQuote, WrongCard
from app.operations.local_time import local_date
from app.operations.meter_parameters import meter_parameters
from app.operations.pricing import (
    model_behind,
    pricing_facts,
    revision_for,
    same_money,
    same_subsidy,
    tariff_in_meter,
)
from app.operations.records import allocation_with


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One meter of a card that can be sold to, and all that its price depends on."""

    reading: CardReading
    """Its part of the card."""
    allocation: EventId
    revision: TariffRevision
    facts: PricingFacts
    parameters: MeterParameters
    tariff: MeterTariff | None
    """What the card brings to a meter with tiers inside."""

    @property
    def kind(self) -> UtilityKind:
        """What flows through the meter."""
        return self.reading.contents.kind

    @property
    def meter(self) -> str:
        """Number of the meter."""
        return self.reading.contents.meter


class Unsold(msgspec.Struct, frozen=True, kw_only=True):
    """A meter of the card that could be sold to, were it not for what is recorded here."""

    meter: str
    message: str
    """Why not."""
    remedy: str


class SoldPart(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter gets, and what it costs."""

    offer: Offer
    breakdown: Breakdown


class Household(msgspec.Struct, frozen=True, kw_only=True):
    """What prices depend on of an account, and must be as it was when they were made."""

    number: str
    size: int
    tariff_class: int


def offer_for(
    kiosk: Kiosk,
    db: Database,
    declares: Declaration,
    account: Account,
    id: EventId,
    reading: CardReading,
) -> Offer:
    """What a meter can be sold. Raises what its records refuse."""
    today = local_date(kiosk)
    allocation = allocation_with(db, id)
    tariff_class = allocation.tariff_class or account.tariff_class
    revision = revision_for(db, tariff_class, today)
    model = model_behind(db, allocation.model, reading.contents)
    facts = pricing_facts(
        kiosk,
        db,
        account=account,
        revision=revision,
        model=model,
        declares=declares,
        today=today,
        began=allocation.served_since,
        allocation=allocation.id,
        reading=reading,
    )
    return Offer(
        reading=reading,
        allocation=allocation.id,
        revision=revision,
        facts=facts,
        parameters=meter_parameters(model),
        tariff=tariff_in_meter(db, model, tariff_class, today, persons=account.household_size),
    )


def chosen(offers: Sequence[Offer], unsold: Sequence[Unsold], meter: str | None) -> Offer | None:
    """The offer for a meter, or the only one; None where none is for it. Raises WrongCard."""
    fit = [offer for offer in offers if meter in (None, offer.meter)]
    if len(fit) == 1:
        return fit[0]
    for one in unsold:
        if one.meter == meter or (meter is None and not fit):
            raise WrongCard(one.message, one.remedy)
    if not fit:
        return None
    raise WrongCard(
        _("This card serves several meters: {meters}.").format(
            meters=", ".join(offer.meter for offer in fit)
        ),
        _("Nothing was paid. Say which meter is meant."),
    )


def sold(
    wishes: Sequence[Wish],
    offer_of: Callable[[str | None], Offer],
    declares: Declaration,
    *,
    fees: tuple[Line, ...] = (),
    currency_digits: int,
) -> tuple[tuple[SoldPart, ...], list[Priced]]:
    """Prices the wishes one after the other; ``fees`` are paid with the first.

    Raises BadArgument, and what amounts, tariff and ``offer_of`` refuse.
    """
    parts, costs = list[SoldPart](), list[Priced]()
    for wish in wishes:
        offer = offer_of(wish.meter)
        if offer in [part.offer for part in parts]:
            raise BadArgument(
                _("Meter {meter} is named twice.").format(meter=offer.meter),
                _("Nothing was paid. Name each meter once."),
            )
        require_a_number(declares, offer.reading.contents)
        facts = facts_after(
            offer.facts, offer.kind, [(part.offer.kind, part.breakdown) for part in parts]
        )
        if fees and not parts:
            facts = msgspec.structs.replace(facts, fees=fees)
        cost = priced(
            offer.revision,
            facts,
            amount=wish.amount,
            volume=wish.volume,
            currency_digits=currency_digits,
        )
        costs.append(cost)
        parts.append(SoldPart(offer=offer, breakdown=cost.breakdown))
    return tuple(parts), costs


def paid_for_parts(
    parts: Sequence[SoldPart], breakdowns: Sequence[Breakdown]
) -> tuple[SoldPart, ...]:
    """The same parts at prices that are rounded as they are paid."""
    return tuple(
        msgspec.structs.replace(part, breakdown=breakdown)
        for part, breakdown in zip(parts, breakdowns, strict=True)
    )


def cost_of(parts: Sequence[SoldPart]) -> Money:
    """What a sale costs."""
    return sum(part.breakdown.total for part in parts)


def completed_contents(contents: CardContents, offer: Offer) -> CardContents:
    """What a purchase writes, with what the card brings to its meter."""
    return msgspec.structs.replace(contents, parameters=offer.parameters, tariff=offer.tariff)


def require_same_prices(
    kiosk: Kiosk, db: Database, household: Household, offers: Sequence[Offer]
) -> None:
    """Tariff, day and account are as when the price was made. Raises StaleQuote."""
    account = accounts.account(db, household.number)
    unchanged = (
        account is not None
        and account.tariff_class == household.tariff_class
        and account.household_size == household.size
        and all(local_date(kiosk) == offer.facts.today for offer in offers)
        and all(same_money(kiosk, db, account, offer.facts) for offer in offers)
        and all(same_subsidy(kiosk, db, account, offer.facts) for offer in offers)
        and all(_same_revision(db, offer) for offer in offers)
    )
    if not unchanged:
        raise StaleQuote(
            _("The tariff or the account changed since this price was made."),
            _("Nothing was paid. Ask for the price again."),
        )


def _same_revision(db: Database, offer: Offer) -> bool:
    tariff_class, today = offer.revision.tariff_class, offer.facts.today
    return settings.revision_in_force(db, tariff_class, today) == offer.revision
