"""The counter without a customer: who works, the menus, the drawer, papers, the demo's tray."""

from __future__ import annotations

from app.screens.close_shift import CloseShift
from app.screens.help import Help
from app.screens.lock import Lock
from app.screens.menu import Menu
from app.screens.more import More
from app.screens.open_shift import OpenShift
from app.screens.operation_screen import Stage
from app.screens.paper import Paper
from app.screens.prepayment import Prepayment
from app.screens.reprint import Reprint
from app.screens.shift import ShiftMenu
from app.screens.sign_in import SignIn
from app.screens.tray import TrayScreen
from app.screens.tray_meters import TrayMeters
from app.screens.x_report import XReport
from tests.counter import CASHIER, SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.tray import FUNCTION_CARD, METERS, ShownTray
from tests.screens.gallery.worlds import killed, six_purchases
from tests.screens.spooled import printed


async def sign_in(visit: Visit) -> None:
    """Nobody works here yet."""
    await visit.cashier.sees("Operator number")


async def sign_in_refused(visit: Visit) -> None:
    """A wrong PIN."""
    await visit.cashier.types(str(CASHIER))
    await visit.cashier.press("enter")
    await visit.cashier.types("000000")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Operator number or PIN is wrong.")


async def menu(visit: Visit) -> None:
    """Where every job begins."""
    await visit.cashier.sign_in()


async def menu_unfinished(visit: Visit) -> None:
    """The program died amid a write and was started again."""
    await visit.cashier.sign_in()
    await visit.cashier.sees("1 operation is not finished: 0, 3 settles it.")


async def more(visit: Visit) -> None:
    """The rest."""
    await visit.cashier.sign_in()
    await visit.cashier.press("0")
    await visit.cashier.on(More)


async def lock(visit: Visit) -> None:
    """The cashier has gone for a moment."""
    await visit.cashier.sign_in()
    await visit.cashier.press("f12")
    await visit.cashier.sees("Locked")


async def help(visit: Visit) -> None:
    """Of the menu."""
    await visit.cashier.sign_in()
    await visit.cashier.press("f1")
    await visit.cashier.on(Help)


async def help_prepayment(visit: Visit) -> None:
    """Of a screen with many keys."""
    await visit.cashier.sign_in()
    await visit.cashier.put(visit.case.card)
    await visit.cashier.on(Prepayment)
    await visit.cashier.sees("Amina Salim")
    await visit.cashier.press("f1")
    await visit.cashier.on(Help)


async def shift(visit: Visit) -> None:
    """One's own shift is open."""
    await visit.cashier.sign_in()
    await visit.cashier.press("9")
    await visit.cashier.on(ShiftMenu)
    await visit.cashier.sees("Its float was KES 1000.00.")


async def open_shift_form(visit: Visit) -> None:
    """A supervisor opens a drawer of their own."""
    await visit.cashier.sign_in(SUPERVISOR)
    await visit.cashier.press("9")
    await visit.cashier.sees("Your shift is not open.")
    await visit.cashier.press("1")
    await visit.cashier.on(OpenShift)
    await visit.cashier.sees("2026-11-23")


async def open_shift_review(visit: Visit) -> None:
    """The float was typed."""
    await open_shift_form(visit)
    await visit.cashier.types("250.50")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to open your shift.")


async def open_shift_done(visit: Visit) -> None:
    """It is open."""
    await open_shift_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("YOUR SHIFT IS OPEN")


async def close_shift_form(visit: Visit) -> None:
    """Amid the count."""
    await shift(visit)
    cashier = visit.cashier
    await cashier.press("2")
    await cashier.on(CloseShift)
    await cashier.until(lambda: cashier.screen.found)
    await cashier.types("1")
    await cashier.press("enter")
    await cashier.types("3")
    await cashier.press("enter")
    await cashier.sees("Counted so far  KES 2500.00")


async def close_shift_review(visit: Visit) -> None:
    """All was counted."""
    await close_shift_form(visit)
    for _field in range(7):
        await visit.cashier.press("enter")
    await visit.cashier.types("0.50")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to close your shift.")


async def close_shift_done(visit: Visit) -> None:
    """What should have been there."""
    await close_shift_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("The count does not agree")
    await visit.cashier.press(*["enter"] * 9)
    await visit.cashier.types("2500.50")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to close your shift.")
    await visit.cashier.press("plus")
    await visit.cashier.sees("YOUR SHIFT IS CLOSED")


async def x_report_review(visit: Visit) -> None:
    """Nothing is printed yet."""
    await shift(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(XReport)
    await visit.cashier.sees("Press + to print the X report.")


async def x_report_done(visit: Visit) -> None:
    """It goes to the printer."""
    await x_report_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("THE X REPORT GOES TO THE PRINTER")


async def reprint_form(visit: Visit) -> None:
    """The newest papers."""
    await visit.cashier.sign_in()
    await visit.cashier.press("f3")
    await visit.cashier.on(Reprint)
    await visit.cashier.sees("K07-01-000007")


async def reprint_review(visit: Visit) -> None:
    """One of them."""
    await reprint_form(visit)
    await visit.cashier.press("enter")
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.REVIEW)


async def reprint_done(visit: Visit) -> None:
    """A copy; the page stays for as long as one looks."""
    await reprint_review(visit)
    visit.cashier.screen.leaves_after = None
    await visit.cashier.press("plus")
    await visit.cashier.sees("THE COPY GOES TO THE PRINTER")


async def tray(visit: Visit) -> None:
    """Of the demo."""
    visit.cashier.app.desk.tray = ShownTray()
    await visit.cashier.sign_in()
    await visit.cashier.press("f9")
    await visit.cashier.on(TrayScreen)
    await visit.cashier.sees("of 14")


async def tray_transfer(visit: Visit) -> None:
    """A function card asks which meter it is taken to."""
    await tray(visit)
    await visit.cashier.press(*["down"] * FUNCTION_CARD, "h")
    await visit.cashier.on(TrayMeters)
    await visit.cashier.sees(METERS[-1])


async def paper(visit: Visit) -> None:
    """The receipt of the sale before."""
    await visit.cashier.sign_in()
    receipt = printed(visit.case.counter)[-1].text
    visit.cashier.app.push_screen(Paper(receipt))
    await visit.cashier.sees("RECEIPT")


DESK = (
    Page(SignIn, sign_in),
    Page(SignIn, sign_in_refused),
    Page(Menu, menu),
    Page(Menu, menu_unfinished, before=killed),
    Page(More, more),
    Page(Lock, lock),
    Page(Help, help),
    Page(Help, help_prepayment),
    Page(ShiftMenu, shift),
    Page(OpenShift, open_shift_form),
    Page(OpenShift, open_shift_review),
    Page(OpenShift, open_shift_done),
    Page(CloseShift, close_shift_form),
    Page(CloseShift, close_shift_review),
    Page(CloseShift, close_shift_done),
    Page(XReport, x_report_review),
    Page(XReport, x_report_done),
    Page(Reprint, reprint_form, before=six_purchases),
    Page(Reprint, reprint_review, before=six_purchases),
    Page(Reprint, reprint_done, before=six_purchases),
    Page(TrayScreen, tray),
    Page(TrayMeters, tray_transfer),
    Page(Paper, paper),
)
