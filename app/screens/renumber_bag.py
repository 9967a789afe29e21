"""A bag gets the number that is printed on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.domain.text import _
from app.ledger.queries.safe import SafeBag
from app.operations.renumber_bag import RENUMBER_BAG, RenumberBagArguments, RenumberBagResult
from app.screens.cash_move_form import why_field
from app.screens.money_form import MoneyForm
from app.telling.safe import bag_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class RenumberBag(MoneyForm[RenumberBagResult]):
    """Both numbers are kept."""

    heading = _("Number of a bag")
    help_lines = (
        _("Type the number that is printed on the bag, and how the other one came about."),
        _("Both stay in the journal and stand on the paper that is printed for the bag."),
        _("The other number is free again: the bag that has it can come."),
    )
    operation: ClassVar = RENUMBER_BAG

    def __init__(self, bag: SafeBag) -> None:
        """``bag``: as it is known now."""
        self._bag = bag
        self.number = Field(_("Number on the bag"), FieldKind.TEXT, id="number", longest=20)
        self.reason = why_field()
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """The number, and why."""
        return (self.number, self.reason)

    def look(self) -> None:
        """Everything is known."""
        self.looked(bag_rows(self.desk.words, self._bag))
        self.tell_options()

    def arguments(self) -> RenumberBagArguments:
        """What was filled in."""
        return RenumberBagArguments(
            bag=self._bag.number, number=self.number.value, reason=self.reason.value
        )

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to put the number right.")

    def shown_rows(self) -> list[Row]:
        """From what to what."""
        return [
            (_("Bag"), _("{new}, not {old}").format(new=self.quote.number, old=self._bag.number)),
            (_("Amount"), self.desk.words.money(self._bag.amount)),
            (_("Reason"), self.quote.reason),
        ]
