"""Buying on a screen: an amount or a volume, what is handed over, and the price of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import events
from textual.binding import BindingType

from app.cards.watcher import ReaderState
from app.domain.cards import UtilityKind
from app.domain.errors import TapcardError
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Breakdown
from app.domain.tenders import not_cash
from app.domain.text import _
from app.operations.sale_result import SaleResult
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, Stage
from app.screens.pays_otherwise import PaysOtherwise
from app.screens.price_pages import in_pages
from app.screens.tender_field import TenderField
from app.screens.walking_form import complain
from app.telling.results import missing_in
from app.telling.sales import credit_sold
from app.telling.tenders import otherwise_rows
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_ROWS_BELOW_FACTS = 11
"""Of a price, as many as fit the smallest screen below the customer and one wish, and above a
question of two lines."""
_ROWS_ALONE = 14
"""The same where the customer is not shown."""


@dataclass(frozen=True)
class Wish:
    """What was typed: either an amount or a volume, and what is handed over, if it was said."""

    amount: str | None
    volume: str | None
    tendered: str | None
    tenders: str | None = None
    """All of it, where not all is cash."""


class Priced(Protocol):
    """A quote of a purchase."""

    @property
    def breakdown(self) -> Breakdown:
        """Its price."""
        ...

    @property
    def tenders(self) -> tuple[Tender, ...]:
        """How it is paid."""
        ...


Quote = TypeVar("Quote", bound=Priced)


class Buying(PaysOtherwise[SaleResult], Generic[Quote]):
    """An operation that sells credit onto a card."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("switch", "more")]

    def __init__(self) -> None:
        """By amount."""
        self.wish = Field("", FieldKind.NUMBER, id="wish", longest=14)
        self.tendered = TenderField(_("Handed over"), _("empty = exactly"))
        self.wishes = [self.wish]
        """One for each meter that can be sold to; an empty one buys nothing."""
        super().__init__()
        self.add_class("-buying")
        self.by_volume = False
        self.quote: Quote | None = None
        self._pages: list[list[Row]] = []
        self._page = 0

    # -- what a screen says of its sale ----------------------------------------------------

    def price(self, wish: Wish) -> Quote:
        """Exactly what will happen. Raises what quoting refuses."""
        raise NotImplementedError

    def kind_sold(self) -> UtilityKind:
        """What is sold: it has a unit."""
        return UtilityKind.WATER

    def sells_volume(self, _at: int) -> bool:
        """Whether the meter of a wish counts volume; else its credit is money."""
        return True

    def fields(self) -> Iterable[Field]:
        """Wishes and payment."""
        return (*self.wishes, self.tendered)

    # -- form ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Labels the wish in the utility's currency."""
        self.label_wishes()

    def label_wishes(self) -> None:
        """Says what each wish asks for."""
        money = _("Amount {currency}").format(currency=self.desk.words.currency)
        if not self.sells_volume(0):
            self.wish.relabel(money, _("the meter counts money"))
        elif self.by_volume:
            unit = self.desk.words.unit(self.kind_sold())
            self.wish.relabel(_("Volume {unit}").format(unit=unit), _("* = amount of money"))
        else:
            self.wish.relabel(money, _("* = volume"))

    def asks_volume(self, at: int) -> bool:
        """Whether a wish is a volume at present."""
        return self.by_volume and self.sells_volume(at)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Amount or volume is chosen while the form is open; pages are turned in the review."""
        if action == "switch":
            in_form = self.stage is Stage.FORM and self.wish.display
            return in_form or self.may_pay_otherwise()
        if action == "more":
            return self.stage is Stage.REVIEW and len(self._pages) > 1
        return super().check_action(action, parameters)

    def action_switch(self) -> None:
        """Amount or volume; what was typed is for the other one and goes.

        In the field of what is handed over it asks for what is not cash.
        """
        if self.may_pay_otherwise():
            super().action_switch()
            return
        asked = [wish for at, wish in enumerate(self.wishes) if self.sells_volume(at)]
        if not asked:
            self.wish.complain(_("This meter counts money: type the amount of money."))
            return
        self.by_volume = not self.by_volume
        for wish in asked:
            wish.value = ""
            wish.complain("")
        self.price_again()
        self.label_wishes()
        asked[0].take_focus()

    def action_more(self) -> None:
        """The next page of the price; after the last one the first."""
        self._page = (self._page + 1) % len(self._pages)
        self.review.ask(self._pages[self._page], self.review.question)

    def on_key(self, event: events.Key) -> None:
        """0 turns the page: a keypad has no other key for it."""
        if event.key == "0" and self.check_action("more", ()):
            event.stop()
            self.action_more()

    def price_again(self) -> None:
        """What was priced counts no more; what was typed stays, and its Enter prices it anew."""
        self.quote = None
        self.tendered.forget()
        self.remove_class("-priced", "-tall")
        self.start_at(self.wish)

    def submitted(self, field: Field | None) -> None:
        """Enter in the last wish prices all wishes, in the field below the payment."""
        if field not in (self.wishes[-1], self.tendered):
            super().submitted(field)
            return
        if not all(self.right(wish) for wish in self.wishes):
            return
        try:
            quote = self.price(self._wished(paid=field is self.tendered))
        except TapcardError as error:
            complain(field or self.wish, error)
            return
        self._pages, self._page = self.pages(quote, self._room(_ROWS_ALONE)), 0
        if field is self.wishes[-1]:
            self.ask_in_pages(_("Type what is handed over; Enter = exactly."))
            rows = max(sum(bool(value) for _name, value in page) for page in self._pages)
            self.set_class(rows > self._room(_ROWS_BELOW_FACTS), "-tall")
            self.add_class("-priced")
            self.tendered.take_focus()
            return
        self.quote = quote
        self.ask(self._pages[0], self.question(quote))

    def ask_in_pages(self, question: str) -> None:
        """Asks below the first page of the price."""
        self._page = 0
        self.review.ask(self._pages[0], question)

    def _room(self, rows: int) -> int:
        """Rows of a price that fit where ``rows`` fit below one wish."""
        return rows - (len(self.wishes) - 1)

    def _wished(self, *, paid: bool) -> Wish:
        by_volume = self.asks_volume(0)
        return Wish(
            amount=None if by_volume else self.wish.value,
            volume=self.wish.value if by_volume else None,
            tendered=self.tendered.tendered if paid else None,
            tenders=self.tendered.tenders if paid else None,
        )

    def _card_gone(self, state: ReaderState) -> None:
        """What is said of it must not stand below a price, out of sight."""
        self.price_again()
        super()._card_gone(state)
        if self.stage is Stage.FORM:
            self.enter(Stage.FORM)

    # -- words -----------------------------------------------------------------------------

    def pages(self, quote: Quote, room: int) -> list[list[Row]]:
        """What is shown of a price, in pages of at most ``room`` rows."""
        sums = self.sums(quote, quote.breakdown.total)
        return self.priced(quote.breakdown, self.kind_sold(), _("On the card"), sums, room)

    def priced(
        self, breakdown: Breakdown, kind: UtilityKind, gets: str, sums: list[Row], room: int
    ) -> list[list[Row]]:
        """A price line by line; ``gets``: what gets its credit."""
        always = [*sums, (gets, self.credit(breakdown, kind))]
        return in_pages(self.desk.words.charges(breakdown.lines, kind), always, room)

    def credit(self, breakdown: Breakdown, kind: UtilityKind) -> str:
        """What goes on the card, as its meter counts."""
        words = self.desk.words
        return (
            words.money(breakdown.money)
            if breakdown.money
            else words.volume(breakdown.quantity, kind)
        )

    def sums(self, quote: Quote, total: Money) -> list[Row]:
        """What is paid, and from what."""
        words = self.desk.words
        change = sum(tender.change for tender in quote.tenders)
        balance = sum(one.amount for one in quote.tenders if one.kind is TenderKind.BALANCE)
        return [
            (_("Total {currency}").format(currency=words.currency), words.column(total)),
            (_("From account balance"), words.column(balance) if balance else ""),
            *otherwise_rows(words, quote.tenders),
            (_("Change"), words.column(change) if change else ""),
        ]

    def question(self, quote: Quote) -> str:
        """What the confirm key answers."""
        cash = sum(one.tendered for one in quote.tenders if one.kind is TenderKind.CASH)
        if not cash and not_cash(quote.tenders):
            return _("The payment is confirmed? Then press + to write the card.")
        return _("Take {money}, then press + to write the card.").format(
            money=self.desk.words.money(cash)
        )


def sold(words: Words, result: SaleResult) -> Finished[SaleResult]:
    """What is shown of a sale until the card is taken."""
    several = len(result.loads) > 1
    rows = [
        *(
            (
                words.meter(load.kind, load.meter) if several else _("On the card"),
                credit_sold(words, load),
            )
            for load in result.loads
        ),
        (_("Paid"), words.money(result.total)),
        (_("Change"), words.money(result.change) if result.change else ""),
        (_("Receipt"), words.receipt(result.receipt)),
    ]
    headline = _("Change {money}").format(money=words.money(result.change)) if result.change else ""
    return Finished(result, headline, rows, missing_in(result))
