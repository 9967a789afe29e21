"""The form of papers is set on the screen, seen before, and signed by two."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.paper import Paper
from app.screens.paper_settings import PaperSettings
from app.screens.receipt_forms import ReceiptForms
from app.screens.second_person import SecondPerson
from app.screens.set_receipt_form import SetReceiptForm
from app.screens.system_settings import SystemSettings
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter
from tests.operations.proofs import count_events, events, prove
from tests.screens.desk import hands


async def test_a_form_is_seen_printed_and_set(desk: Counter) -> None:
    async with hands(desk) as cashier:
        for typed in (str(ADMINISTRATOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.on(Menu)
        await cashier.press("8")
        await cashier.on(SystemSettings)
        await cashier.press("7")
        await cashier.on(PaperSettings)
        await cashier.press("2")
        await cashier.on(ReceiptForms)
        await cashier.sees("Forms: 0")
        await cashier.press("enter")
        await cashier.on(SetReceiptForm)
        await cashier.sees("1 QR code, 2 tariff")
        await cashier.types("MAJI")
        await cashier.press("enter")
        await cashier.types("Harbour Road | Open 8-17")
        await cashier.press("enter", "enter")
        await cashier.types("17")
        await cashier.press("enter")
        await cashier.reads("Only 1 to 5 can be left out.")
        await cashier.press("backspace", "enter", "enter")
        await cashier.sees("1  English")
        await cashier.press("enter")
        await cashier.sees("This takes two people.")
        await cashier.sees("3 on 32 columns, 4 on 48; * prints it")
        before = count_events(desk)
        await cashier.press("3")
        await cashier.on(Paper)
        await cashier.sees("SAMPLE - NO RECEIPT")
        await cashier.press("escape")
        await cashier.on(SetReceiptForm)
        await cashier.press("4")
        await cashier.on(Paper)
        await cashier.sees("Open 8-17")
        await cashier.press("enter")
        await cashier.on(SetReceiptForm)
        await cashier.press("asterisk")
        await cashier.sees("The sample goes to the printer.")
        assert count_events(desk) == before
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        for typed in (str(SUPERVISOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("Press + to set it.")
        await cashier.press("plus")
        await cashier.sees("Papers have this form from")
        await cashier.press("enter")
        await cashier.on(ReceiptForms)
        await cashier.sees("in force")
    (made,) = events(desk, "receipt_form_set")
    assert made.form.language == "en"
    assert made.form.header == ("Harbour Road", "Open 8-17")
    prove(desk)
