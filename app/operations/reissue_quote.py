"""What a reissue will write and what it costs: pure, from what was looked up and typed."""

from __future__ import annotations

import msgspec

from app.domain.cards import CardContents
from app.domain.quantity import Money, Quantity
from app.domain.reissue import Identification, ReissueReason
from app.domain.sales import Tender
from app.domain.tariff.breakdown import Line
from app.domain.tenders import handed_over
from app.domain.text import _
from app.ledger.queries.accounts import Allocation
from app.ledger.queries.cards import CardWrite
from app.operations.basket import Wish, parse_wishes
from app.operations.blank_card import BlankCard
from app.operations.buying import paid
from app.operations.card_to_mend import CardToMend
from app.operations.errors import WrongCard
from app.operations.reissue_sale import (
    ReissueOffers,
    new_part,
    sold_part,
)
from app.operations.replaced_card import ReissuedLoad
from app.operations.selling import Household, Offer, SoldPart, chosen, paid_for_parts, sold
from app.operations.tendering import Rest, tenders_for
from app.operations.vending import Vending, require_room


class ReissueArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose card; a blank card lies in the reader, or the one whose data are wrong."""

    account: str
    reason: ReissueReason
    identity: Identification | None = None
    """How it was made sure who asks; needed where nobody can show the old card."""
    meter: str | None = None
    """Which allocation, where the account has several."""
    tendered: str | None = None
    tenders: str | None = None
    """All that it is paid with, such as ``cash=50,card=30:REFERENCE``; ``?`` in place of a
    reference: whether it came is not known. In place of ``tendered``."""
    amount: str | None = None
    """What is bought in the same step, fee included; or a ``volume``; none: nothing."""
    volume: str | None = None
    buys_for: str | None = None
    """Which meter that is for, where several can be sold to."""
    also: str | None = None
    """Further meters in the same payment, as with a prepayment."""
    rest: Rest = Rest.CHANGE
    """Where the rest of the money goes."""

    @property
    def buys(self) -> bool:
        """Whether something is bought in the same step."""
        bought = (self.amount, self.volume, self.buys_for, self.also)
        return any(wish is not None for wish in bought)


class ReissueLook(msgspec.Struct, frozen=True, kw_only=True):
    """The card to be written, and all meters of the old one; that of ``allocation`` first."""

    card: BlankCard | CardToMend
    allocation: Allocation
    loads: tuple[ReissuedLoad, ...]
    fees: tuple[Line, ...]
    currency_digits: int
    sale: ReissueOffers
    """What can be sold in the same step."""
    household: Household
    vending: Vending | None = None
    """What the agent may still sell; None: nothing limits it."""

    def offer_for(self, meter: str | None) -> Offer:
        """What is sold for a meter, or the only one. Raises WrongCard."""
        found = chosen(self.sale.offers, self.sale.unsold, meter)
        if found is None:
            raise WrongCard(
                _("The new card will not serve meter {meter}.").format(meter=meter),
                _("Nothing was paid. Name a meter of this card."),
            )
        return found

    @property
    def last(self) -> CardWrite:
        """The last write for ``allocation``."""
        return self.loads[0].last

    @property
    def restored(self) -> Quantity:
        """Load that the new card carries again for ``allocation``."""
        return self.last.load if self.loads[0].restores is not None else 0

    @property
    def owed(self) -> Quantity:
        """Load of ``allocation`` that may be lost with the old card."""
        return self.loads[0].owed


class ReissueQuote(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what will be paid and written."""

    look: ReissueLook
    reason: ReissueReason
    identity: Identification | None
    lines: tuple[Line, ...]
    total: Money
    tenders: tuple[Tender, ...]
    loads: tuple[ReissuedLoad, ...]
    """All meters of the card; those that buy come first."""
    parts: tuple[SoldPart, ...]
    """What is bought in the same step."""
    contents: tuple[CardContents, ...]
    """What the new card will say, meter by meter, in the order of ``loads``."""

    @property
    def needs_second(self) -> bool:
        """Whether two people do it: what does not fit may be a copy, and writing wipes it out."""
        return isinstance(self.look.card, CardToMend)


def quote_for(look: ReissueLook, arguments: ReissueArguments) -> ReissueQuote:
    """The fee, what is bought, and what the new card will say."""
    if arguments.buys:
        return _quote_with_sale(look, arguments)
    total = sum(line.amount for line in look.fees)
    tenders = tenders_for(
        to_pay=total,
        balance_used=0,
        handed=handed_over(arguments.tendered, arguments.tenders, look.currency_digits),
        rest=arguments.rest,
        currency_digits=look.currency_digits,
    )
    return _quote(look, arguments, lines=look.fees, parts=(), tenders=tenders)


def _quote_with_sale(look: ReissueLook, arguments: ReissueArguments) -> ReissueQuote:
    wish = Wish(meter=arguments.buys_for, amount=arguments.amount, volume=arguments.volume)
    further = () if arguments.also is None else parse_wishes(arguments.also)
    digits = look.currency_digits
    parts, costs = sold(
        (wish, *further),
        look.offer_for,
        look.card.declares,
        fees=look.fees,
        currency_digits=digits,
    )
    breakdowns, tenders = paid(
        costs,
        tendered=arguments.tendered,
        tenders=arguments.tenders,
        rest=arguments.rest,
        currency_digits=digits,
    )
    parts = paid_for_parts(parts, breakdowns)
    lines = tuple(line for part in parts for line in part.breakdown.lines)
    return _quote(look, arguments, lines=lines, parts=parts, tenders=tenders)


def _quote(
    look: ReissueLook,
    arguments: ReissueArguments,
    *,
    lines: tuple[Line, ...],
    parts: tuple[SoldPart, ...],
    tenders: tuple[Tender, ...],
) -> ReissueQuote:
    require_room(look.vending, tenders)
    by_meter = {load.last.allocation: load for load in look.loads}
    buying = [by_meter.pop(part.offer.allocation) for part in parts]
    sequence = max(load.last.sequence for load in look.loads) + 1
    if isinstance(look.card, CardToMend):
        sequence = max(sequence, look.card.next_sequence)
    bought = [
        sold_part(load, part, sequence, household_size=look.household.size)
        for load, part in zip(buying, parts, strict=True)
    ]
    return ReissueQuote(
        look=look,
        reason=arguments.reason,
        identity=arguments.identity,
        lines=lines,
        total=sum(line.amount for line in lines),
        tenders=tenders,
        loads=(*buying, *by_meter.values()),
        parts=parts,
        contents=(*bought, *(new_part(load, sequence) for load in by_meter.values())),
    )
