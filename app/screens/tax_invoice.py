"""A tax invoice for receipts, to a named taxpayer."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.errors import TapcardError
from app.domain.tax_invoices import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_NUMBER,
    BadTaxpayer,
    gross_of,
)
from app.domain.text import _
from app.operations.tax_invoice import (
    TAX_INVOICE,
    TaxInvoiceArguments,
    TaxInvoiceQuote,
    TaxInvoiceResult,
)
from app.screens.money_form import MoneyForm
from app.screens.operation_screen import Stage
from app.screens.walking_form import complain
from app.telling.tax_invoices import tax_rows
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


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
        self.receipts = Field(
            _("Receipts"), FieldKind.TEXT, id="receipts", hint="123+124", longest=200
        )
        self.payer = Field(_("Name"), FieldKind.TEXT, id="payer", longest=LONGEST_NAME)
        self.number = Field(_("Tax number"), FieldKind.TEXT, id="number", longest=LONGEST_NUMBER)
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

    def _wrong(self, error: TapcardError) -> None:
        """Who it goes to is put right in the form."""
        if isinstance(error, BadTaxpayer):
            self.enter(Stage.FORM)
            complain(self.address, error)
        else:
            super()._wrong(error)

    def takes_two(self) -> bool:
        """No money moves."""
        return False

    def question(self) -> str:
        """It is for good."""
        return _("Press + to write the tax invoice.")

    def shown_rows(self) -> list[Row]:
        """To whom, receipt by receipt, and in all."""
        quote: TaxInvoiceQuote = self.quote
        words = self.desk.words
        return [
            (_("Issued to"), quote.to.name),
            (_("Tax number"), quote.to.tax_number),
            (_("Address"), quote.to.address),
            *(
                (words.receipt(one.receipt), words.money(gross_of(one.taxes)))
                for one in quote.look.receipts
            ),
            *tax_rows(words, quote.taxes),
            (_("Total"), words.money(gross_of(quote.taxes))),
        ]
