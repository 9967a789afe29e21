"""Loose cash of the safe goes into a numbered bag."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.operations.bag_cash import BAG_CASH, BagCashArguments, BagCashQuote, BagCashResult
from app.operations.safe import SAFE, SafeArguments, SafeResult
from app.screens.cash_move_form import cash_field
from app.screens.money_form import MoneyForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class BagCash(MoneyForm[BagCashResult]):
    """What counted drawers left."""

    heading = _("Bag of loose cash")
    help_lines = (
        _("A counted drawer leaves its cash loose in the safe. Take what goes to the bank,"),
        _("count it, seal it in a bag, and type the number printed on the bag and the sum."),
        _("The books know the loose cash as what drawers left less their floats; change money"),
        _("that was there before is not in it. A paper is printed: it goes with the bag."),
    )
    operation: ClassVar = BAG_CASH

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.bag = Field(_("Number of the bag"), FieldKind.TEXT, id="bag", longest=20)
        self.amount = cash_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """What is to be said."""
        return (self.bag, self.amount)

    def look(self) -> None:
        """What the books say of the loose cash."""
        look = partial(SAFE.run, self.desk.kiosk, self.desk.caller(), SafeArguments())
        self.work(look, self._read, self.refuse)

    def _read(self, found: SafeResult) -> None:
        self.looked([(_("Loose by the books"), self.desk.words.money(found.loose))])
        self.tell_options()

    def arguments(self) -> BagCashArguments:
        """What was filled in."""
        return BagCashArguments(bag=self.bag.value, counted=f"{self.amount.value}x1")

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to record the bag.")

    def shown_rows(self) -> list[Row]:
        """The bag, and what is left by the books."""
        quote: BagCashQuote = self.quote
        words = self.desk.words
        return [
            (_("Bag"), quote.bag),
            (_("Amount"), words.money(quote.amount)),
            (_("Loose then"), words.money(quote.look.loose - quote.amount)),
        ]
