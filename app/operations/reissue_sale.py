"""What a customer whose card is replaced buys in the same step, and the event of both.

It is a purchase like any other, written to the new card: one plan, one payment, one receipt. A
meter is sold to only where it has told that it has all that its cards carried; else the new card
settles that first (domain/reissue.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from peewee import Database

from app.cards.profiles.contract import Declaration
from app.domain import bookkeeping
from app.domain.account_states import AccountAct
from app.domain.card_writes import reissue_purchase_written, reissue_written
from app.domain.cards import CardContents, CardReading
from app.domain.identity import EventId
from app.domain.reissue import (
    Identification,
    LastLoad,
    ReissueReason,
    SaleRefusal,
    sale_refusal,
)
from app.domain.sales import Tender
from app.domain.tariff.errors import TariffError
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.events.sales import (
    CardReplaced,
    PurchasePaid,
    ReissuedPart,
    ReissueTerms,
)
from app.ledger.queries import readings, sales, settings
from app.ledger.queries.accounts import Account
from app.operations.account_standing import require_open_to
from app.operations.buying import load_bought
from app.operations.card_plan import PlanTicket
from app.operations.errors import OperationRefused
from app.operations.local_time import local_date
from app.operations.replaced_card import ReissuedLoad
from app.operations.selling import Offer, SoldPart, Unsold, completed_contents, offer_for

_RESTORE_FIRST = _(
    "Nothing was paid. Make the card without a sale; once it has been in the meter, sell to it."
)
_REFUSALS = {
    SaleRefusal.SAME_CARD: (
        _("The card of meter {meter} is only put right: nothing is sold with that."),
        _("Nothing was paid. Put it right, then sell to it (prepay)."),
    ),
    SaleRefusal.NOT_TOLD: (
        _("Meter {meter} has not told that it has the last load: the new card settles that first."),
        _RESTORE_FIRST,
    ),
    SaleRefusal.ELSEWHERE: (
        _("Another kiosk may have sold to the old card of meter {meter}."),
        _RESTORE_FIRST,
    ),
}


class ReissueOffers(msgspec.Struct, frozen=True, kw_only=True):
    """What can be sold with the new card, meter by meter, and why the rest cannot."""

    offers: tuple[Offer, ...] = ()
    unsold: tuple[Unsold, ...] = ()


def offers_with_card(
    kiosk: Kiosk,
    db: Database,
    account: Account,
    declares: Declaration,
    loads: Sequence[ReissuedLoad],
    reason: ReissueReason,
) -> ReissueOffers:
    """Decided for each meter; nothing here stands in the way of the card itself."""
    elsewhere = declares.room_for_mark and settings.utility(db).roaming
    offers, unsold = list[Offer](), list[Unsold]()
    for load in loads:
        last = load.last
        told = readings.told_of(db, last.allocation, last.number, last.cumulative)
        why = sale_refusal(reason, told=told, sold_elsewhere=elsewhere)
        try:
            if why is None:
                require_open_to(db, account.number, AccountAct.SELL, local_date(kiosk))
                reading = _without_sale(db, load)
                offers.append(offer_for(kiosk, db, declares, account, last.allocation, reading))
                continue
            message, remedy = (text.format(meter=last.contents.meter) for text in _REFUSALS[why])
        except (OperationRefused, TariffError) as error:
            message, remedy = error.message, error.remedy
        unsold.append(Unsold(meter=last.contents.meter, message=message, remedy=remedy))
    return ReissueOffers(offers=tuple(offers), unsold=tuple(unsold))


def _without_sale(db: Database, load: ReissuedLoad) -> CardReading:
    """What the new card would say without a sale, and what the meter told last."""
    last = load.last
    told = readings.newest(db, last.allocation)
    if told is None:
        raise LookupError(last.allocation)
    return CardReading(
        serial=last.serial,
        profile="",
        key_version=0,
        contents=new_part(load, last.sequence + 1),
        read_back=told.read_back,
    )


def new_part(load: ReissuedLoad, sequence: int) -> CardContents:
    """What the new card says of a meter that buys nothing."""
    return reissue_written(
        load.last.contents,
        sequence=sequence,
        restores=load.becomes is LastLoad.RESTORED,
        taken=load.becomes in (LastLoad.NONE, LastLoad.TAKEN),
    )


def sold_part(
    load: ReissuedLoad, part: SoldPart, sequence: int, *, household_size: int
) -> CardContents:
    """What the new card says of a meter that buys."""
    written = reissue_purchase_written(
        new_part(load, sequence),
        part.breakdown,
        tariff_class=part.offer.revision.tariff_class,
        household_size=household_size,
    )
    return completed_contents(written, part.offer)


def reissue_paid(
    ticket: PlanTicket,
    *,
    account: str,
    loads: Sequence[ReissuedLoad],
    parts: Sequence[SoldPart],
    tenders: tuple[Tender, ...],
    reason: ReissueReason,
    identity: Identification | None,
    shift: EventId,
) -> PurchasePaid:
    """The opening event of both; the meters that buy come first in ``loads``."""
    allocations = [load.last.allocation for load in loads]
    return PurchasePaid(
        account=account,
        allocation=allocations[0],
        plan=ticket.plan,
        contents=ticket.contents,
        others=ticket.others(allocations[1:]),
        date=parts[0].offer.facts.today,
        shift=shift,
        entries=bookkeeping.paid(tenders, account, str(shift)),
        loads=tuple(
            load_bought(part.offer.allocation, contents, part.breakdown, first=part is parts[0])
            for part, contents in zip(parts, ticket.written, strict=False)
        ),
        breakdown=parts[0].breakdown,
        tenders=tenders,
        reissues=ReissueTerms(
            old_serial=loads[0].last.serial,
            reason=reason,
            identity=identity,
            loads=tuple(reissued_part(load) for load in loads),
        ),
    )


def reissued_part(load: ReissuedLoad) -> ReissuedPart:
    """What the event says of the last load of a meter."""
    return ReissuedPart(restores=load.restores, owed=load.owed, last_load=load.becomes)


def card_replaced(
    db: Database, purchase: EventId, allocations: Sequence[EventId], serial: bytes
) -> CardReplaced | None:
    """The card that a purchase's plan replaced by that of ``serial``, if it did."""
    made = [sales.reissue(db, purchase, allocation) for allocation in allocations]
    known = [one for one in made if one is not None]
    if not known:
        return None
    return CardReplaced(
        old_serial=known[0].old_serial,
        new_serial=serial,
        allocations=tuple(one.allocation for one in known),
        owed=tuple(one.owed for one in known),
    )
