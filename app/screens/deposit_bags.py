"""The deposit slip on which bags go to the bank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from app.domain.text import _
from app.operations.deposit_bags import (
    DEPOSIT_BAGS,
    DepositBagsArguments,
    DepositBagsLook,
    DepositBagsQuote,
    DepositBagsResult,
)
from app.screens.money_form import MoneyForm
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_FEW = 6
"""Bags whose numbers find room in a line."""


class DepositBags(MoneyForm[DepositBagsResult]):
    """All bags, or those that are named."""

    heading = _("Deposit slip")
    help_lines = (
        _("Bags: empty takes all that are in the safe; else their numbers, with commas between."),
        _("Account: empty is that of the slip before. Above a limit a second person signs."),
        _("The slip is printed with the bags, notes and coins as far as they were counted, and"),
        _("room for the bank's stamp. It can be printed again by its number (F3)."),
        _("It can be taken back as long as the bank has not said what it received."),
    )
    operation: ClassVar = DEPOSIT_BAGS

    def __init__(self) -> None:
        """Nothing is filled in."""
        self.bags = Field(
            _("Bags"), FieldKind.TEXT, id="bags", longest=60, hint=_("empty: all of them")
        )
        self.carrier = Field(_("Who carries them"), FieldKind.TEXT, id="carrier", longest=30)
        self.bank = Field(
            _("Account at the bank"),
            FieldKind.TEXT,
            id="bank",
            longest=30,
            hint=_("empty: as before"),
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, who, where to."""
        return (self.bags, self.carrier, self.bank)

    def look(self) -> None:
        """What is in the safe."""
        desk = self.desk
        arguments = DepositBagsArguments(carrier="")
        look = partial(DEPOSIT_BAGS.look, desk.kiosk, desk.caller(), arguments)
        self.work(look, self._read, self.refuse)

    def _read(self, found: DepositBagsLook) -> None:
        numbers = [one.bag.number for one in found.bags]
        more = ", ..." if len(numbers) > _FEW else ""
        total = sum(one.bag.amount for one in found.bags)
        self.looked(
            [
                (_("Bags in the safe"), str(len(numbers))),
                (_("Their numbers"), ", ".join(numbers[:_FEW]) + more),
                (_("Together"), self.desk.words.money(total)),
                (_("Account before"), found.usual_bank),
            ]
        )
        self.tell_options()

    def arguments(self) -> DepositBagsArguments:
        """What was filled in."""
        return DepositBagsArguments(
            bags=self.bags.value, carrier=self.carrier.value, bank=self.bank.value
        )

    def question(self) -> str:
        """What the confirm key does."""
        return _("Press + to write the deposit slip.")

    def after(self) -> Sequence[str]:
        """The slip goes along."""
        return (_("The slip goes with the bags; the bank's paper comes back."),)

    def shown_rows(self) -> list[Row]:
        """The slip."""
        quote: DepositBagsQuote = self.quote
        words = self.desk.words
        counted = quote.amount - quote.uncounted
        return [
            (_("Bags"), ", ".join(bag.number for bag in quote.bags)),
            (_("Amount"), words.money(quote.amount)),
            (_("By denomination"), words.money(counted) if counted else ""),
            (_("Carried by"), quote.carrier),
            (_("Into account"), quote.bank),
        ]
