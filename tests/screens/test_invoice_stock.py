"""Pre-printed numbers on the screen: confirmed at a shift's start, spoiled, declared void."""

from __future__ import annotations

from typing import Any

from app.screens.invoice_settings import InvoiceSettings
from app.screens.menu import Menu
from app.screens.open_shift import OpenShift
from app.screens.spoil_invoice import SpoilInvoice
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import hands
from tests.screens.test_settings_meters import fills
from tests.screens.test_settings_regions import settings_menu


async def test_two_people_declare_a_number_void(desk: Counter) -> None:
    desk.do("receive-invoices", by=ADMINISTRATOR, first="101", last="200")
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("8")
        await hand.on(InvoiceSettings)
        await hand.press("3")
        await fills(hand, "200", "200", "torn packet")
        await hand.sees("This takes two people.")
        await hand.press("plus")
        await fills(hand, str(SUPERVISOR), PIN)
        await hand.press("plus")
        await hand.reads("Numbers 200 are void.")
    (void,) = events(desk, "invoices_voided")
    assert (void.first, void.last, void.reason) == (200, 200, "torn packet")
    prove(desk)


async def test_a_shift_asks_for_the_uppermost_sheet(desk: Counter) -> None:
    by: Any = {"by": ADMINISTRATOR}
    desk.do("receive-invoices", first="101", last="200", **by)
    desk.do("assign-invoices", first="101", last="110", operator=str(CASHIER), **by)
    desk.do("set-invoice-rule", preprinted="yes", **by)
    desk.do("close-shift", counted="1000x1")
    async with hands(desk) as hand:
        await fills(hand, str(CASHIER), PIN)
        await hand.on(Menu)
        await hand.press("9", "1")
        await hand.on(OpenShift)
        await hand.sees("Uppermost sheet")
        await fills(hand, "1000", "103")
        await hand.sees("Number 101 is expected, not 103.")
        await hand.press("minus")
        await fills(hand, "1")
        await hand.press("plus")
        await hand.reads("YOUR SHIFT IS OPEN")
        await hand.press("enter", "9", "4", "3")
        await hand.on(SpoilInvoice)
        await fills(hand, "101", "102", "jam")
        await hand.press("plus")
        await hand.reads("Numbers 101-102 are recorded as spoiled.")
    assert events(desk, "shift_opened")[-1].invoice == 101
    prove(desk)
