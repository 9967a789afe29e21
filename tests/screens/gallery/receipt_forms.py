"""The form of papers."""

from __future__ import annotations

from app.screens.paper_settings import PaperSettings
from app.screens.receipt_forms import ReceiptForms
from app.screens.set_receipt_form import SetReceiptForm
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.settings import system_settings
from tests.screens.jobs import Case


def formed(case: Case) -> None:
    """One form is in force, another one comes."""
    case.counter.do(
        "set-receipt-form",
        by=ADMINISTRATOR,
        second=SUPERVISOR,
        logo="MAJI",
        header="Harbour Road | Open 8-17",
        left_out="code",
    )
    case.counter.do(
        "set-receipt-form",
        by=ADMINISTRATOR,
        second=SUPERVISOR,
        logo="MAJI",
        footer="Asante",
        valid_from="2027-01-01",
    )


async def paper_settings(visit: Visit) -> None:
    """What there is to set of papers."""
    await system_settings(visit)
    await visit.cashier.press("7")
    await visit.cashier.on(PaperSettings)


async def receipt_forms(visit: Visit) -> None:
    """Both."""
    await paper_settings(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("Forms: 2")


async def set_receipt_form_review(visit: Visit) -> None:
    """A copy with another day."""
    await receipt_forms(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(SetReceiptForm)
    await visit.cashier.sees("Can be left out")
    await visit.cashier.press("enter", "enter")
    await visit.cashier.types("Asante")
    await visit.cashier.press("enter", "enter", "enter", "enter")
    await visit.cashier.sees("This takes two people.")


RECEIPT_FORMS = (
    Page(PaperSettings, paper_settings),
    Page(ReceiptForms, receipt_forms, before=formed),
    Page(SetReceiptForm, set_receipt_form_review, before=formed),
)
