"""Pre-printed numbers."""

from __future__ import annotations

from typing import Any

from app.screens.assign_invoices import AssignInvoices
from app.screens.invoice_settings import InvoiceSettings
from app.screens.invoice_stock import InvoiceStock
from app.screens.menu import Menu
from app.screens.receive_invoices import ReceiveInvoices
from app.screens.set_invoice_rule import SetInvoiceRule
from app.screens.shift import ShiftMenu
from app.screens.spoil_invoice import SpoilInvoice
from app.screens.take_back_invoices import TakeBackInvoices
from app.screens.used_invoices import UsedInvoices
from app.screens.void_invoices import VoidInvoices
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR
from tests.operations.test_payments import set_kind
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.settings import system_settings
from tests.screens.jobs import Case


def numbered(case: Case) -> None:
    """Two ranges came, one of them is partly the cashier's; no shift is open."""
    counter = case.counter
    for first, last in (("100001", "100500"), ("200001", "200500")):
        counter.do("receive-invoices", by=ADMINISTRATOR, first=first, last=last)
    mine: Any = {"first": "100001", "last": "100100", "operator": str(CASHIER)}
    counter.do("assign-invoices", by=SUPERVISOR, **mine)
    counter.do("spoil-invoice", first="100001", last="100002", reason="jam")
    counter.do("close-shift", counted="1000x1")
    counter.do("set-invoice-rule", by=ADMINISTRATOR, preprinted="yes")


async def invoice_settings(visit: Visit) -> None:
    """What there is to do with them."""
    await system_settings(visit)
    await visit.cashier.press("8")
    await visit.cashier.on(InvoiceSettings)


async def invoice_stock(visit: Visit) -> None:
    """Both ranges."""
    await invoice_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Ranges: 2")


def some_used(case: Case) -> None:
    """A receipt and a copy of it stand on sheets."""
    numbered(case)
    set_kind(case.counter, "penalty")
    case.counter.do("open-shift", float="1000", invoice="100003")
    paid: Any = {"kind": "penalty", "payer": "Asha Ali", "amount": "50"}
    case.counter.do("take-payment", **paid)
    case.counter.do("reprint", number="K07-01-000001")


async def used_invoices(visit: Visit) -> None:
    """Both sheets."""
    await invoice_stock(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("2 used")


async def receive_invoices(visit: Visit) -> None:
    """The form."""
    await invoice_settings(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("There are none yet.")
    await visit.cashier.press("enter")
    await visit.cashier.on(ReceiveInvoices)


async def assign_invoices(visit: Visit) -> None:
    """The review."""
    await invoice_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(AssignInvoices)
    for typed in ("200001", "200100", str(CASHIER), ""):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to record it.")


async def void_invoices(visit: Visit) -> None:
    """The form."""
    await invoice_settings(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(VoidInvoices)


async def take_back_invoices(visit: Visit) -> None:
    """The end of a delivery that was typed too long."""
    await invoice_settings(visit)
    await visit.cashier.press("5")
    await visit.cashier.on(TakeBackInvoices)
    for typed in ("200401", "200500", "typed wrongly"):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.sees("200001-200400")


async def set_invoice_rule(visit: Visit) -> None:
    """The form."""
    await invoice_settings(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(SetInvoiceRule)


async def shift_menu(visit: Visit) -> None:
    """A cashier without an open shift."""
    for typed in (str(CASHIER), PIN):
        await visit.cashier.types(typed)
        await visit.cashier.press("enter")
    await visit.cashier.on(Menu)
    await visit.cashier.press("9")
    await visit.cashier.on(ShiftMenu)


async def spoil_invoice(visit: Visit) -> None:
    """The form."""
    await shift_menu(visit)
    await visit.cashier.press("4", "3")
    await visit.cashier.on(SpoilInvoice)


INVOICE_STOCK = (
    Page(InvoiceSettings, invoice_settings),
    Page(InvoiceStock, invoice_stock, before=numbered),
    Page(UsedInvoices, used_invoices, before=some_used),
    Page(ReceiveInvoices, receive_invoices),
    Page(AssignInvoices, assign_invoices, before=numbered),
    Page(VoidInvoices, void_invoices),
    Page(TakeBackInvoices, take_back_invoices, before=numbered),
    Page(SetInvoiceRule, set_invoice_rule),
    Page(SpoilInvoice, spoil_invoice),
)
