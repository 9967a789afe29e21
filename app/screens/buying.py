"""Buying on a screen: an amount or a volume, what is handed over, and the price of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from textual.binding import BindingType

from app.cards.watcher import ReaderState
from app.domain.cards import UtilityKind
from app.domain.errors import TapcardError
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.tariff.breakdown import Breakdown
from app.domain.text import _
from app.operations.sale_result import SaleResult
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, Stage
from app.screens.walking_form import WalkingForm, complain
from app.telling.results import missing_in
from app.telling.sales import credit_sold
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_ROWS_BELOW_FACTS = 12
"""Of a price, as many as fit on the smallest screen below the customer."""


@dataclass(frozen=True)
class Wish:
    """What was typed: either an amount or a volume, and what is handed over, if it was said."""

    amount: str | None
    volume: str | None
    tendered: str | None


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


class Buying(WalkingForm[SaleResult], Generic[Quote]):
    """An operation that sells credit onto a card."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("switch")]

    def __init__(self) -> None:
        """By amount."""
        self.wish = Field("", FieldKind.NUMBER, id="wish", longest=14)
        self.tendered = Field(
            _("Handed over"),
            FieldKind.NUMBER,
            id="tendered",
            hint=_("empty = exactly"),
            longest=14,
        )
        self.wishes = [self.wish]
        """One for each meter that can be sold to; an empty one buys nothing."""
        super().__init__()
        self.add_class("-buying")
        self.by_volume = False
        self.quote: Quote | None = None

    # -- what a screen says of its sale ----------------------------------------------------

    def price(self, wish: Wish) -> Quote:
        """Exactly what will happen. Raises what quoting refuses."""
        raise NotImplementedError

    def kind_sold(self) -> UtilityKind:
        """What is sold: it has a unit."""
        return UtilityKind.WATER

    def fields(self) -> Iterable[Field]:
        """Wishes and payment."""
        return (*self.wishes, self.tendered)

    # -- form ------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Labels the wish in the utility's currency."""
        self.label_wishes()

    def label_wishes(self) -> None:
        """Says what each wish asks for."""
        if self.by_volume:
            unit = self.desk.words.unit(self.kind_sold())
            self.wish.relabel(_("Volume {unit}").format(unit=unit), _("* = amount of money"))
        else:
            label = _("Amount {currency}").format(currency=self.desk.words.currency)
            self.wish.relabel(label, _("* = volume"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Amount or volume is chosen while the form is open."""
        if action == "switch" and (self.stage is not Stage.FORM or not self.wish.display):
            return False
        return super().check_action(action, parameters)

    def action_switch(self) -> None:
        """Amount or volume; what was typed is for the other one and goes."""
        self.by_volume = not self.by_volume
        for wish in self.wishes:
            wish.value = ""
        self.price_again()
        self.label_wishes()
        self.wish.take_focus()

    def price_again(self) -> None:
        """What was priced counts no more; what was typed stays, and its Enter prices it anew."""
        self.quote = None
        self.remove_class("-priced", "-tall")
        self.start_at(self.wish)

    def submitted(self, field: Field | None) -> None:
        """Enter in the last wish prices all wishes, in the field below the payment."""
        if field not in (self.wishes[-1], self.tendered):
            super().submitted(field)
            return
        try:
            quote = self.price(self._wished(paid=field is self.tendered))
        except TapcardError as error:
            complain(field or self.wish, error)
            return
        if field is self.wishes[-1]:
            rows = self.rows(quote)
            self.review.ask(rows, _("Type what is handed over; Enter = exactly."))
            self.set_class(sum(bool(value) for _name, value in rows) > _ROWS_BELOW_FACTS, "-tall")
            self.add_class("-priced")
            self.tendered.take_focus()
            return
        self.quote = quote
        self.ask(self.rows(quote), self.question(quote))

    def _wished(self, *, paid: bool) -> Wish:
        return Wish(
            amount=None if self.by_volume else self.wish.value,
            volume=self.wish.value if self.by_volume else None,
            tendered=(self.tendered.value or None) if paid else None,
        )

    def _card_gone(self, state: ReaderState) -> None:
        """What is said of it must not stand below a price, out of sight."""
        self.price_again()
        super()._card_gone(state)
        if self.stage is Stage.FORM:
            self.enter(Stage.FORM)

    # -- words -----------------------------------------------------------------------------

    def rows(self, quote: Quote) -> list[Row]:
        """The price, line by line."""
        words, kind = self.desk.words, self.kind_sold()
        return [
            *words.charges(quote.breakdown.lines, kind),
            *self.sums(quote, quote.breakdown.total),
            (_("On the card"), self.credit(quote.breakdown, kind)),
        ]

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
            (_("Change"), words.column(change) if change else ""),
        ]

    def question(self, quote: Quote) -> str:
        """What the confirm key answers."""
        cash = sum(one.tendered for one in quote.tenders if one.kind is TenderKind.CASH)
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
