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
from app.operations.operation import Caller
from app.operations.prepay import PREPAY, PrepayArguments, PrepayLook, PrepayQuote
from app.operations.sale_result import SaleResult
from app.screens.buying import Buying, Wish, sold
from app.screens.customer import personal_name
from app.screens.operation_screen import Finished
from app.telling.words import Words
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
    number = look.card.reading.contents.account
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
            volume=words.volume(last.quantity),
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
        self.price_again()
        self.looked(self._facts(customer), customer.name or _("Customer without a name"))

    def _facts(self, customer: Customer) -> list[Row]:
        words, contents = self.desk.words, customer.look.card.reading.contents
        back = customer.look.card.reading.read_back
        left = ""
        if back.written_on is not None:
            left = _("{volume} on {day}").format(
                volume=words.volume(back.remaining, contents.kind), day=back.written_on.isoformat()
            )
        return [
            (_("Account"), contents.account),
            (_("Meter"), contents.meter),
            (_("Tariff"), customer.look.revision.name),
            (_("Left in the meter"), left),
            (_("Last purchase"), customer.last),
        ]

    # -- form ------------------------------------------------------------------------------

    def kind_sold(self) -> UtilityKind:
        """As the card says."""
        if self.customer is None:
            return super().kind_sold()
        return self.customer.look.card.reading.contents.kind

    def price(self, wish: Wish) -> PrepayQuote:
        """Exactly what will happen. Raises what quoting refuses."""
        if self.customer is None:
            raise LookupError("no card was read")
        arguments = PrepayArguments(amount=wish.amount, volume=wish.volume, tendered=wish.tendered)
        self._asked_twice = False
        return PREPAY.quote(self.customer.look, arguments)

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
