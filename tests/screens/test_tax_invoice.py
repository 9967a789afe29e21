"""Tax invoices and credit notes on their screens."""

from __future__ import annotations

import pytest

from app.screens.credit_note import CreditNote
from app.screens.menu import Menu
from app.screens.payments import Payments
from app.screens.tax_invoice import TaxInvoice
from tests.counter import Counter
from tests.operations.proofs import events, prove
from tests.operations.test_payments import set_kind
from tests.screens.desk import Hands, hands
from tests.screens.test_account_money import chosen


@pytest.fixture
def till(desk: Counter) -> Counter:
    """A repair of 116 with tax was paid, twice."""
    set_kind(desk, "repair", price="116", tax_code="VAT", tax_rate="1600")
    for _again in range(2):
        desk.do("take-payment", kind="repair", payer="Asha Ali")
    return desk


async def typed(cashier: Hands, *texts: str) -> None:
    for text in texts:
        await cashier.types(text)
        await cashier.press("enter")


async def test_an_invoice_is_written_and_what_went_back_is_credited(
    till: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (one.receipt for one in events(till, "payment_taken"))
    async with hands(till) as cashier:
        await cashier.sign_in()
        await cashier.press("7")
        await cashier.on(Payments)
        await chosen(cashier, TaxInvoice, "3")
        await typed(cashier, f"{first}+{second}", "Baraka Traders", "A-1?")
        await cashier.reads("has signs that no tax number has")
        await cashier.press("backspace", "enter")
        await typed(cashier, "Plot 7")
        await cashier.sees("KES 232.00")
        await cashier.sees("Tax VAT 16 %")
        await cashier.sees("Press + to write the tax invoice.")
        assert events(till, "tax_invoice_issued") == []
        await cashier.press("plus")
        await cashier.sees("Tax invoice K07-01-T000001: KES 232.00.")
        await cashier.press("enter")
        await cashier.on(Menu)
        await cashier.press("7")
        await cashier.on(Payments)
        await chosen(cashier, TaxInvoice, "3")
        await typed(cashier, str(second), "Baraka Traders", "A-1", "Plot 7")
        await cashier.reads("stands on tax invoice K07-01-T000001 already.")
        await cashier.press("escape", "escape", "escape", "escape", "escape")
        await cashier.on(Payments)
        monkeypatch.setattr(
            "app.operations.reverse_payment.credit_invoiced", lambda *asked: asked[-1]
        )
        till.do("reverse-payment", receipt=str(second), reason="wrong")
        await chosen(cashier, CreditNote, "4")
        await typed(cashier, "9")
        await cashier.reads("There is no tax invoice 9 here.")
        await cashier.press("escape", "backspace")
        await typed(cashier, "1")
        await cashier.sees("Press + to write the credit note.")
        await cashier.sees("Baraka Traders")
        await cashier.press("plus")
        await cashier.sees("Credit note K07-01-C000001: KES 116.00.")
        await cashier.press("enter")
        await cashier.on(Menu)
    prove(till)
