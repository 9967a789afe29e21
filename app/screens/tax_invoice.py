"""A tax invoice for receipts, to a named taxpayer."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.tax_invoices import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_NUMBER,
    gross_of,
    taxpayer,
)
from app.domain.text import _
from app.operations.tax_invoice import (
    TAX_INVOICE,
    TaxInvoiceArguments,
    TaxInvoiceQuote,
    TaxInvoiceResult,
)
from app.screens.money_form import MoneyForm
from app.telling.tax_invoices import tax_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_LISTED = 3
"""Receipts in the review; more would push its question off the smallest screen."""


class TaxInvoice(MoneyForm[TaxInvoiceResult]):
    """By the numbers on the receipts."""

    heading = _("Tax invoice")
    help_lines = (
        _("Have the receipts at hand: the last digits of each are enough, joined by +."),
        _("Type name, tax number and address as the taxpayer's papers say them."),
        _("Each receipt stands on one tax invoice, once. What went back already is left out."),
        _("The invoice has a number of its own. No card is needed, no money moves."),
        _("What goes back later, here, is credited by itself: a credit note is printed."),
        _("Refused: refunds, deposits, balances, and receipts of another kiosk."),
        _("It did not print? Reprint, by the number of the invoice: K07-01-T000012."),
    )
    operation = TAX_INVOICE

    def __init__(self) -> None:
        """Nothing is looked for yet."""
        self.receipts = Field(_("Receipts, as 123+124"), FieldKind.TEXT, id="receipts", longest=200)
        self.payer = Field(_("Name"), FieldKind.TEXT, id="payer", longest=LONGEST_NAME)
        self.number = Field(
            _("Tax number"), FieldKind.TEXT, id="tax-number", longest=LONGEST_NUMBER
        )
        self.address = Field(_("Address"), FieldKind.TEXT, id="address", longest=LONGEST_ADDRESS)
        super().__init__()

    def fields(self) -> Iterable[Field]:
        """Which, and to whom."""
        return (self.receipts, self.payer, self.number, self.address)

    def look(self) -> None:
        """Nothing is needed beforehand."""
        self.looked([])

    def arguments(self) -> TaxInvoiceArguments:
        """What was filled in."""
        return TaxInvoiceArguments(
            receipts=self.receipts.value,
            name=self.payer.value,
            tax_number=self.number.value,
            address=self.address.value,
        )

    def check(self, field: Field) -> None:
        """To whom it goes, each line of it by itself."""
        name, number, address = (
            field.value if field is one else "1" for one in (self.payer, self.number, self.address)
        )
        taxpayer(name, number, address)

    def takes_two(self) -> bool:
        """No money moves."""
        return False

    def question(self) -> str:
        """It is for good."""
        return _("Press + to write the tax invoice.")

    def shown_rows(self) -> list[Row]:
        """Receipt by receipt, and in all; to whom stands in the form above."""
        quote: TaxInvoiceQuote = self.quote
        words, receipts = self.desk.words, quote.look.receipts
        more = len(receipts) - _LISTED
        return [
            *(
                (words.receipt(one.receipt), words.money(gross_of(one.taxes)))
                for one in receipts[:_LISTED]
            ),
            (_("And others"), str(more) if more > 0 else ""),
            *tax_rows(words, quote.taxes),
            (_("Total"), words.money(gross_of(quote.taxes))),
        ]
