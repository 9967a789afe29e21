"""Print methods on the screen, and the question that one of them asks."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.paper_settings import PaperSettings
from app.screens.prepayment import Prepayment
from app.screens.print_methods import PrintMethods
from app.screens.set_print_method import SetPrintMethod
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.proofs import events, ledger_of, prove
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.test_settings_meters import fills
from tests.screens.test_settings_regions import settings_menu


async def test_a_method_is_set_and_its_history_shown(desk: Counter) -> None:
    async with hands(desk) as hand:
        await settings_menu(hand)
        await hand.press("7")
        await hand.on(PaperSettings)
        await hand.press("1")
        await hand.on(PrintMethods)
        await hand.sees("Receipt")
        await hand.press("1")
        await hand.on(SetPrintMethod)
        await hand.sees("2  ask")
        assert "never" not in str(hand.screen.options.content)
        await fills(hand, "2")
        await hand.press("minus")
        await fills(hand, "7", "2")
        await hand.reads("A paper comes out 1 to 5 times.")
        await hand.press("minus", "minus", "minus")
        await fills(hand, "3", "2")
        await hand.sees("ask (was automatic)")
        await hand.press("plus")
        await hand.reads("How this paper is printed is set: Receipt.")
        await hand.press("enter")
        await hand.on(PrintMethods)
        await hand.sees("office")
        await hand.press("asterisk")
        await hand.sees("Print method sale_receipt")
    (given,) = events(desk, "print_method_set")
    assert (given.method.when, given.method.copies, given.method.printer) == ("ask", 3, "office")
    prove(desk)


async def _sells(cashier: Hands, household: Household) -> None:
    await cashier.put(household.at_home())
    await cashier.on(Prepayment)
    await cashier.sees("Amina Salim")
    await fills(cashier, "500", "500")
    await cashier.press("plus")
    await cashier.sees("P or + prints: Receipt. Enter leaves without paper.")
    await cashier.pull()
    await cashier.on(Prepayment)


async def test_a_receipt_that_is_asked_about_comes_out_on_one_key_only(
    desk: Counter, household: Household
) -> None:
    desk.do("set-print-method", by=ADMINISTRATOR, paper="sale_receipt", when="ask", copies="2")
    jobs = ledger_of(desk).print_jobs
    begun = len(jobs.pending())
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await _sells(cashier, household)
        await cashier.press("enter")
        await cashier.on(Menu)
        assert len(jobs.pending()) == begun
        household.meter.take(household.card)
        await _sells(cashier, household)
        await cashier.press("p")
        await cashier.on(Menu)
    assert [(job.kind, job.copy) for job in jobs.pending()[begun:]] == [
        ("sale_receipt", 0),
        ("sale_receipt", 1),
    ]
    prove(desk)
