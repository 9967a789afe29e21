"""How a sale was paid is put right: where the rest went, what was handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import ClassVar

from app.domain.amounts import parse_money
from app.domain.approval import Signed
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.correct_tender import (
    CORRECT_TENDER,
    CorrectTenderArguments,
    CorrectTenderQuote,
    CorrectTenderResult,
)
from app.operations.errors import BadArgument
from app.operations.operation import Caller
from app.operations.tendering import Rest
from app.screens.operation_screen import Finished
from app.screens.pays_otherwise import PaysOtherwise
from app.screens.signed_form import SignedForm
from app.screens.tender_field import TenderField
from app.telling.results import told
from app.telling.tenders import otherwise_rows
from app.telling.words import Words
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_RESTS = {1: Rest.CHANGE, 2: Rest.BALANCE}
_REST_OPTIONS = (
    Option(1, _("Change was given")),
    Option(2, _("Kept on the account balance")),
)
_REASONS = (
    Option(1, _("Wrong key")),
    Option(2, _("Wrong amount typed")),
    Option(3, _("Customer decided otherwise")),
)


class CorrectTender(PaysOtherwise[CorrectTenderResult], SignedForm[CorrectTenderResult]):
    """Which receipt, and how it was really paid."""

    heading = _("How it was paid")
    help_lines = (
        _("A sale was paid otherwise than its receipt says. What it cost stays."),
        _("Type the last digits of the receipt's number, where the rest went, what was handed"),
        _("over if that was wrong too, and the digit of the reason."),
        _("The drawer must then hold so much more or less."),
        _("Once the shift was counted it takes two people."),
        _("A slip is printed; keep it with the receipt. No card is written."),
    )
    needs_card: ClassVar[bool] = False
    writing_words: ClassVar[str] = _("One moment")
    writing_below: str = _("The correction is being booked.")
    done_words: str = _("The sale is put right")

    def __init__(self) -> None:
        """Empty fields; what was handed over may stay so."""
        self.receipt = Field(_("Receipt no."), FieldKind.DIGITS, id="receipt", longest=6)
        self.rest = ChoiceField(_("The rest"), id="rest", options=_REST_OPTIONS)
        self.tendered = TenderField(_("Handed over"), _("empty = as recorded"))
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        super().__init__()
        self.quote: CorrectTenderQuote | None = None

    def fields(self) -> Iterable[Field]:
        """In the order in which one asks."""
        return (self.receipt, self.rest, self.tendered, self.reason)

    def look(self) -> None:
        """There is nothing to look at before the receipt is known."""

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """A receipt's number, choices of their lists, an amount or none."""
        if field is self.receipt and not field.value:
            raise BadArgument(_("Type the number of the receipt."), "")
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        elif field is self.tendered and field.value:
            parse_money(field.value, self.desk.words.digits)

    def filled(self) -> None:
        """Asks the ledger what is recorded."""
        arguments = CorrectTenderArguments(
            receipt=self.receipt.value,
            rest=_RESTS[self.rest.choice.number],
            reason=self.reason.choice.name,
            tendered=self.tendered.tendered,
            tenders=self.tendered.tenders,
        )
        quote = partial(_quoted, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(quote, self._found, self.refuse)

    def _found(self, quote: CorrectTenderQuote) -> None:
        self.quote = quote
        self.review_unsigned()

    # -- review ----------------------------------------------------------------------------

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else CORRECT_TENDER.signs(self.quote)

    def takes_two(self) -> bool:
        """Once its shift was counted."""
        return self._shown().look.needs_second

    def question(self) -> str:
        """The drawer follows."""
        return _("Press + to book how it was really paid.")

    def signs_for(self) -> str:
        """Whose sale."""
        return _("How receipt {number} was paid is put right.").format(
            number=self.desk.words.receipt(self._shown().look.sale.receipt)
        )

    def shown_rows(self) -> list[Row]:
        """Old and new, and what the drawer must hold more."""
        words, quote = self.desk.words, self._shown()
        sale, more = quote.look.sale, quote.to_drawer
        return [
            (_("Account"), sale.account),
            (_("Receipt"), words.receipt(sale.receipt)),
            (_("It cost"), words.money(sum(one.total for one in quote.look.payment))),
            *otherwise_rows(words, quote.new),
            (_("Change"), words.money(sum(one.change for one in quote.new))),
            (_("To account balance"), words.money(sum(one.to_balance for one in quote.new))),
            (
                _("Cash to be kept") if more > 0 else _("Cash given out"),
                words.money(abs(more)) if more else "",
            ),
            (_("Reason"), quote.reason),
        ]

    def _shown(self) -> CorrectTenderQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[CorrectTenderResult]]:
        """Books it."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._shown()
        caller = self.desk.caller(self.take_second())
        return lambda: _booked(words, CORRECT_TENDER.perform(kiosk, caller, quote))


def _quoted(kiosk: Kiosk, caller: Caller, arguments: CorrectTenderArguments) -> CorrectTenderQuote:
    return CORRECT_TENDER.quote(CORRECT_TENDER.look(kiosk, caller, arguments), arguments)


def _booked(words: Words, result: CorrectTenderResult) -> Finished[CorrectTenderResult]:
    said = told(words, result)
    return Finished(result, said.headline, said.rows, [_("The slip is signed and kept.")])
