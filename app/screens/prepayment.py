"""Prepayment: the card says who; an amount or a volume; what is handed over; confirm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.cards import UtilityKind
from app.domain.quantity import Money
from app.domain.text import _
from app.domain.usual import PURCHASES_CONSIDERED, unusual
from app.kiosk import Kiosk
from app.ledger.queries import accounts, sales
from app.ledger.queries.accounts import Account
from app.operations.basket import VOLUME_SIGN
from app.operations.operation import Caller
from app.operations.prepay import PREPAY, Offer, PrepayArguments, PrepayLook, PrepayQuote
from app.operations.sale_result import SaleResult
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
    """Totals of earlier purchases, newest first."""
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
        earlier=[purchase.total for purchase in bought],
        last=""
        if last is None
        else _("{volume} for {money} on {day}").format(
            volume=words.credit(last.loads[0].credit, last.loads[0].charging, last.kind),
            money=words.money(last.total),
            day=last.date.isoformat(),
        ),
    )


class Prepayment(Buying[PrepayQuote]):
    """Sells credit onto the customer's own card."""

    heading = _("Prepayment")
    help_lines = (
        _("Type the amount of money and press Enter. The * key asks for a volume instead."),
        _("Type what the customer hands over and press Enter; empty means exactly."),
        _("Read the review, take the money, then press + to write the card."),
        _("Leave the card on the reader until the screen says to take it."),
    )

    def __init__(self) -> None:
        """No card was read yet."""
        super().__init__()
        self.customer: Customer | None = None
        self._asked_twice = False

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the card; whoever was there before is no longer shown."""
        self.facts.show(())
        see_now = partial(see, self.desk.kiosk, self.desk.words, self.desk.caller())
        self.work(see_now, self.found, self.refuse)

    def found(self, customer: Customer) -> None:
        """The customer is known; for another one nothing that was typed is confirmed yet."""
        self.customer = customer
        self._ask_for(customer.look.offers)
        self.price_again()
        self.looked(self._facts(customer), customer.name or _("Customer without a name"))

    def _ask_for(self, offers: Sequence[Offer]) -> None:
        """One wish for each meter that can be sold to."""
        for extra in self.wishes[len(offers) :]:
            extra.remove()
        del self.wishes[len(offers) :]
        for at in range(len(self.wishes), len(offers)):
            field = Field("", FieldKind.NUMBER, id=f"wish-{at}", longest=14)
            self.query_one("#form").mount(field, before=self.tendered)
            self.wishes.append(field)
        self.renew_fields()
        self.label_wishes()

    def label_wishes(self) -> None:
        """Of several meters, each wish is called by its own."""
        if self.customer is None or len(self.wishes) == 1:
            super().label_wishes()
            return
        words = self.desk.words
        for wish, offer in zip(self.wishes, self.customer.look.offers, strict=True):
            kind = offer.part.reading.contents.kind
            unit = words.unit(kind) if self.by_volume else words.currency
            wish.relabel(
                words.meter(kind, offer.meter), _("{unit}; empty = nothing").format(unit=unit)
            )

    def _facts(self, customer: Customer) -> list[Row]:
        look = customer.look
        if len(look.card.parts) > 1:
            rows: list[Row] = [(_("Account"), look.card.account)]
            for part in look.card.parts:
                reading = part.reading
                rows += meter_summary(
                    self.desk.words, reading.contents, reading.read_back, part.standing
                )
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
        """As the card says."""
        if self.customer is None:
            return super().kind_sold()
        sold = self.customer.look if self.quote is None else self.quote
        offer = sold.offers[0] if isinstance(sold, PrepayLook) else sold.parts[0].offer
        return offer.part.reading.contents.kind

    def price(self, wish: Wish) -> PrepayQuote:
        """Exactly what will happen. Raises what quoting refuses."""
        if self.customer is None:
            raise LookupError("no card was read")
        self._asked_twice = False
        return PREPAY.quote(self.customer.look, self._arguments(self.customer, wish))

    def _arguments(self, customer: Customer, wish: Wish) -> PrepayArguments:
        """What was typed, for one meter or for several."""
        meters = [offer.meter for offer in customer.look.offers]
        typed = [
            (meter, field.value)
            for meter, field in zip(meters, self.wishes, strict=True)
            if field.value
        ]
        first, value = typed[0] if typed else (meters[0], "")
        sign = VOLUME_SIGN if self.by_volume else ""
        return PrepayArguments(
            amount=None if self.by_volume else value,
            volume=value if self.by_volume else None,
            tendered=wish.tendered,
            meter=first,
            also=",".join(f"{meter}={more}{sign}" for meter, more in typed[1:]) or None,
        )

    def rows(self, quote: PrepayQuote) -> list[Row]:
        """Line by line for one meter; for several, a line for each."""
        if len(quote.parts) == 1:
            return super().rows(quote)
        rows: list[Row] = []
        for part in quote.parts:
            kind = part.offer.part.reading.contents.kind
            price = self.desk.words.column(part.breakdown.total)
            credit = self.credit(part.breakdown, kind)
            rows.append((self.desk.words.meter(kind, part.offer.meter), f"{price}  {credit}"))
        return [*rows, *self.sums(quote, quote.total)]

    # -- perform ---------------------------------------------------------------------------

    def confirmed(self) -> bool:
        """Asks again where the amount is far above the customer's usual."""
        if self.customer is None or self.quote is None or self._asked_twice:
            return True
        if not unusual(self.quote.total, self.customer.earlier):
            return True
        self._asked_twice = True
        self.review.ask(
            self.rows(self.quote),
            _("This is more than three times what this customer usually pays. Press + again."),
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
