"""Tax invoices and credit notes."""

from __future__ import annotations

from app.screens.credit_note import CreditNote
from app.screens.operation_screen import Stage
from app.screens.tax_invoice import TaxInvoice
from tests.operations.proofs import events
from tests.operations.test_payments import set_kind
from tests.screens.gallery.account_money import payments
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def repaired(case: Case) -> None:
    """A repair with tax was paid."""
    set_kind(case.counter, "repair", price="116", tax_code="VAT", tax_rate="1600")
    case.counter.do("take-payment", kind="repair", account=case.account)


async def tax_invoice_review(visit: Visit) -> None:
    """What it will say."""
    await payments(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(TaxInvoice)
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.FORM)
    receipt = events(visit.case.counter, "payment_taken")[-1].receipt
    for text in (str(receipt), "Baraka Traders Ltd", "A0012345678Z", "Plot 7, Kilifi"):
        await visit.cashier.types(text)
        await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to write the tax invoice.")


async def credit_note_form(visit: Visit) -> None:
    """Which invoice."""
    await payments(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(CreditNote)
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.FORM)


TAX_INVOICES = (
    Page(TaxInvoice, tax_invoice_review, before=repaired),
    Page(CreditNote, credit_note_form),
)
