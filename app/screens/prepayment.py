"""Prepayment: the card says who; an amount or a volume; what is handed over; confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.cards import UtilityKind
from app.domain.identity import EventId
from app.domain.quantity import Money
from app.domain.text import _
from app.domain.usual import PURCHASES_CONSIDERED, unusual
from app.kiosk import Kiosk
from app.ledger.queries import accounts, sales
from app.ledger.queries.accounts import Account
from app.ledger.queries.sales import Purchase
from app.operations.basket import VOLUME_SIGN
from app.operations.errors import BadArgument
from app.operations.operation import Caller
from app.operations.prepay import (
    PREPAY,
    PrepayArguments,
    PrepayLook,
    PrepayQuote,
)
from app.operations.sale_result import SaleResult
from app.operations.selling import Offer, SoldPart
from app.screens.buying import Buying, Wish, sold
from app.screens.customer import personal_name
from app.screens.operation_screen import Finished
from app.telling.cards import meter_summary
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


@dataclass(frozen=True)
class Customer:
    """The card's customer, as a cashier knows them."""

    look: PrepayLook
    name: str
    account: Account
    earlier: Sequence[Money]
    """What earlier payments came to, newest first."""
    last: str
    """The last purchase in words; empty without one."""


def see(kiosk: Kiosk, words: Words, caller: Caller) -> Customer:
    """Reads the card and what is known of its customer. Raises what looking raises."""
    look = PREPAY.look(kiosk, caller, PrepayArguments())
    number = look.card.account
    with kiosk.ledger.read() as reader:
        account = accounts.account(reader.db, number)
        bought = sales.purchases_of(reader.db, number, PURCHASES_CONSIDERED)
    if account is None:
        raise LookupError(number)
    last = bought[0] if bought else None
    return Customer(
        look=look,
        name=personal_name(kiosk, account),
        account=account,
        earlier=_payments(bought),
        last=""
        if last is None
        else _("{volume} for {money} on {day}").format(
            volume=words.credit(last.loads[0].credit, last.loads[0].charging, last.kind),
            money=words.money(last.total),
            day=last.date.isoformat(),
        ),
    )


def _payments(bought: Sequence[Purchase]) -> list[Money]:
    """Totals of payments, each of which may have bought for several meters."""
    totals: dict[EventId, Money] = {}
    for load in bought:
        totals[load.id] = totals.get(load.id, 0) + load.total
    return list(totals.values())


class Prepayment(Buying[PrepayQuote]):
    """Sells credit onto the customer's own card."""

    heading = _("Prepayment")
    help_lines = (
        _("Type the amount of money and press Enter. The * key asks for a volume instead."),
        _("Where the card serves several meters, Enter alone leaves a meter out."),
        _("Type what the customer hands over and press Enter; empty means exactly."),
        _("Read the review, take the money, then press + to write the card."),
        _("Leave the card on the reader until the screen says to take it."),
        _("A receipt is printed. The meter takes the load when the card is put in."),
    )

    def __init__(self) -> None:
        """No card was read yet."""
        super().__init__()
        self.customer: Customer | None = None
        self._asked_twice = False
        self._fields_made = [self.wish]
        """A wish for as many meters as any card had; :attr:`wishes` are those in use."""
        self._typed: dict[str, str] = {}
        """What was typed for meters, of other cards too."""

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the card; whoever was there before is no longer shown."""
        self.facts.show(())
        see_now = partial(see, self.desk.kiosk, self.desk.words, self.desk.caller())
        self.work(see_now, self.found, self.refuse)

    def found(self, customer: Customer) -> None:
        """The customer is known; for another one nothing that was typed is confirmed yet."""
        before, self.customer = self.customer, customer
        self._ask_for(customer.look.offers, () if before is None else before.look.offers)
        self.price_again()
        self.looked(self._facts(customer), customer.name or _("Customer without a name"))

    def _ask_for(self, offers: Sequence[Offer], before: Sequence[Offer]) -> None:
        """One wish for each meter that can be sold to; what was typed stays with its meter."""
        for offer, wish in zip(before, self.wishes, strict=False):
            self._typed[offer.meter] = wish.value
        for at in range(len(self._fields_made), len(offers)):
            field = Field("", FieldKind.NUMBER, id=f"wish-{at}", longest=14)
            self.query_one("#form").mount(field, before=self.tendered)
            self._fields_made.append(field)
        self.wishes = self._fields_made[: len(offers)]
        for field in self._fields_made:
            field.display = field in self.wishes
            field.complain("")
        if not _alike(before, offers):
            for offer, wish in zip(offers, self.wishes, strict=True):
                wish.value = self._typed.get(offer.meter, "")
        self.set_class(self._serves_several(), "-several")
        self.renew_fields()
        self.label_wishes()

    def _serves_several(self) -> bool:
        return self.customer is not None and len(self.customer.look.card.parts) > 1

    def label_wishes(self) -> None:
        """Where the card serves several meters, each wish is called by its own."""
        if self.customer is None or not self._serves_several():
            super().label_wishes()
            return
        words = self.desk.words
        for at, offer in enumerate(self.customer.look.offers):
            unit = words.unit(offer.kind) if self.asks_volume(at) else words.currency
            self.wishes[at].relabel(
                words.meter(offer.kind, offer.meter), _("{unit}; empty = nothing").format(unit=unit)
            )

    def sells_volume(self, at: int) -> bool:
        """As the card says of each meter."""
        if self.customer is None:
            return True
        return not self.customer.look.offers[at].reading.contents.charging.counts_money

    def action_switch(self) -> None:
        """What was typed for other cards goes too: it was for the other question."""
        if not self.may_pay_otherwise():
            self._typed.clear()
        super().action_switch()

    def _facts(self, customer: Customer) -> list[Row]:
        look = customer.look
        if len(look.card.parts) > 1:
            rows: list[Row] = [(_("Account"), look.card.account)]
            for part in look.card.parts:
                reading = part.reading
                rows += meter_summary(
                    self.desk.words, reading.contents, reading.read_back, part.standing
                )
                meter = reading.contents.meter
                rows += [(" ", one.message) for one in look.unsold if one.meter == meter]
            return rows
        contents, back = look.card.reading.contents, look.card.reading.read_back
        left = ""
        if back.written_on is not None:
            left = _("{volume} on {day}").format(
                volume=self.desk.words.credit(back.remaining, contents.charging, contents.kind),
                day=back.written_on.isoformat(),
            )
        return [
            (_("Account"), contents.account),
            (_("Meter"), contents.meter),
            (_("Tariff"), look.revision.name),
            (_("Left in the meter"), left),
            (_("Last purchase"), customer.last),
        ]

    # -- form ------------------------------------------------------------------------------

    def kind_sold(self) -> UtilityKind:
        """As the card says of its first meter."""
        return super().kind_sold() if self.customer is None else self.customer.look.offers[0].kind

    def check(self, field: Field) -> None:
        """Of several meters, what is wrong with one is said under its own wish."""
        if self.customer is None or len(self.wishes) == 1 or not field.value:
            return
        if field in self.wishes:
            at = self.wishes.index(field)
            PREPAY.quote(
                self.customer.look, self._arguments(self.customer, Wish(None, None, None), at + 1)
            )

    def passed(self, field: Field) -> None:
        """Another wish makes another price."""
        if field in self.wishes:
            self.remove_class("-priced", "-tall")

    def price(self, wish: Wish) -> PrepayQuote:
        """Exactly what will happen. Raises what quoting refuses."""
        if self.customer is None:
            raise LookupError("no card was read")
        if len(self.wishes) > 1 and not any(field.value for field in self.wishes):
            raise BadArgument(
                _("Nothing was typed for any meter."),
                _("Type an amount for one of them or for several."),
            )
        self._asked_twice = False
        arguments = self._arguments(self.customer, wish, len(self.wishes))
        return PREPAY.quote(self.customer.look, arguments)

    def _arguments(self, customer: Customer, paid: Wish, upto: int) -> PrepayArguments:
        """What was typed for the first ``upto`` meters; of several, an empty wish is none."""
        wishes = [
            (offer.meter, field.value, self.asks_volume(at))
            for at, (offer, field) in enumerate(
                zip(customer.look.offers[:upto], self.wishes[:upto], strict=True)
            )
            if field.value or len(self.wishes) == 1
        ]
        (meter, value, by_volume), *others = wishes
        also = ",".join(
            f"{other}={more}{VOLUME_SIGN if volume else ''}" for other, more, volume in others
        )
        return PrepayArguments(
            amount=None if by_volume else value,
            volume=value if by_volume else None,
            tendered=paid.tendered,
            tenders=paid.tenders,
            meter=meter,
            also=also or None,
        )

    def pages(self, quote: PrepayQuote, room: int) -> list[list[Row]]:
        """For several meters first a line for each, then each one line by line."""
        if len(quote.parts) == 1:
            return self._part_pages(quote.parts[0], self.sums(quote, quote.total), room)
        words = self.desk.words
        overview: list[Row] = []
        for part in quote.parts:
            price = words.column(part.breakdown.total)
            credit = self.credit(part.breakdown, part.offer.kind)
            overview.append((words.meter(part.offer.kind, part.offer.meter), f"{price}  {credit}"))
        overview += [*self.sums(quote, quote.total), (_("Line by line"), _("PgDn or 0"))]
        label = _("This meter {currency}").format(currency=words.currency)
        details = [
            page
            for part in quote.parts
            for page in self._part_pages(part, [(label, words.column(part.breakdown.total))], room)
        ]
        return [overview, *details]

    def _part_pages(self, part: SoldPart, sums: list[Row], room: int) -> list[list[Row]]:
        gets = _("On the card")
        if self._serves_several():
            gets = self.desk.words.meter(part.offer.kind, part.offer.meter)
        return self.priced(part.breakdown, part.offer.kind, gets, sums, room)

    # -- perform ---------------------------------------------------------------------------

    def confirmed(self) -> bool:
        """Asks again where the amount is far above the customer's usual."""
        if self.customer is None or self.quote is None or self._asked_twice:
            return True
        if not unusual(self.quote.total, self.customer.earlier):
            return True
        self._asked_twice = True
        self.ask_in_pages(
            _("This is more than three times what this customer usually pays. Press + again.")
        )
        return False

    def perform(self) -> Callable[[], Finished[SaleResult]]:
        """Records the payment and writes the card."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: sold(words, PREPAY.perform(kiosk, caller, quote))


def _alike(before: Sequence[Offer], now: Sequence[Offer]) -> bool:
    """Whether what was typed for one card's only meter can stand for that of another."""
    if len(before) != 1 or len(now) != 1:
        return False
    one, other = before[0].reading.contents, now[0].reading.contents
    return one.charging.counts_money is other.charging.counts_money
