"""A credit note for what of a tax invoice went back since."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.tax_invoices import gross_of
from app.domain.text import _
from app.operations.credit_note import (
    CREDIT_NOTE,
    CreditNoteArguments,
    CreditNoteQuote,
    CreditNoteResult,
)
from app.screens.money_form import MoneyForm
from app.telling.tax_invoices import tax_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class CreditNote(MoneyForm[CreditNoteResult]):
    """By the number on the tax invoice."""

    heading = _("Credit note")
    help_lines = (
        _("Type the number of the tax invoice; its last digits are enough."),
        _("What this kiosk refunds, reverses or corrects itself is credited at once."),
        _("Here you credit what another kiosk corrected since, once it is known here."),
        _("The note has a number of its own; its paper goes to the taxpayer."),
        _("No money moves. Nothing is credited twice."),
        _("It did not print? Reprint, by the number of the note: K07-01-C000003."),
    )
    operation = CREDIT_NOTE

    def __init__(self) -> None:
        """Nothing is looked for yet."""
        self.invoice = Field(
            _("Tax invoice"), FieldKind.DIGITS, id="invoice", longest=9, hint=_("its last digits")
        )
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which."""
        return (self.invoice,)

    def look(self) -> None:
        """Nothing is needed beforehand."""
        self.looked([])

    def arguments(self) -> CreditNoteArguments:
        """What was filled in."""
        return CreditNoteArguments(invoice=self.invoice.value)

    def takes_two(self) -> bool:
        """No money moves: whoever gave it back signed for that."""
        return False

    def question(self) -> str:
        """It is for good."""
        return _("Press + to write the credit note.")

    def shown_rows(self) -> list[Row]:
        """To whom, and what went back."""
        quote: CreditNoteQuote = self.quote
        words = self.desk.words
        return [
            (_("For tax invoice"), quote.number),
            (_("Credited to"), quote.name),
            (_("Receipts"), str(len({part.supply for part in quote.parts}))),
            *tax_rows(words, quote.taxes),
            (_("Credit"), words.money(gross_of(quote.taxes))),
        ]
