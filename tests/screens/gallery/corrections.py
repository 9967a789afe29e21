"""What was recorded wrongly is put right."""

from __future__ import annotations

from app.screens.correct_class import CorrectClass
from app.screens.correct_dial import CorrectDial
from app.screens.correct_meter import CorrectMeter
from app.screens.correct_tender import CorrectTender
from app.screens.corrections import Corrections
from app.screens.find_account import FindAccount
from app.screens.give_back import GiveBack
from app.screens.more import More
from app.screens.operation_screen import Stage
from app.screens.refund import Refund
from app.screens.refund_meter_credit import RefundMeterCredit
from app.screens.refute_refund import RefuteRefund
from app.screens.reverse import Reverse
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.operations.customer import sleep_days
from tests.screens.gallery.page import UNLOADED, Page, Visit
from tests.screens.gallery.worlds import used_all_the_same
from tests.screens.jobs import Case


def first_load_untaken(case: Case) -> None:
    """A new customer's card, not yet in any meter, names a wrong one."""
    case.account, case.card = case.counter.account("Baraka Said"), case.counter.new_card()
    case.counter.do("allocate-meter", account=case.account, meter="88", model="DN15", amount="500")
    case.counter.reader.remove()


async def corrections(visit: Visit) -> None:
    """The kinds of correction."""
    await visit.cashier.sign_in()
    await visit.cashier.press("0")
    await visit.cashier.on(More)
    await visit.cashier.press("0")
    await visit.cashier.on(Corrections)


async def reverse_form(visit: Visit) -> None:
    """Why is asked for."""
    await corrections(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(Reverse)
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("2  Wrong card")


async def reverse_review(visit: Visit) -> None:
    """All that goes back."""
    await reverse_form(visit)
    await visit.cashier.press("2", "enter")
    await visit.cashier.types(visit.case.account[-3:])
    await visit.cashier.press("enter")
    await visit.cashier.sees("To give back KES")


async def reverse_done(visit: Visit) -> None:
    """The money goes out at once: the card cannot be copied."""
    await reverse_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def correct_meter_review(visit: Visit) -> None:
    """The card may still be written for another meter: nobody has signed yet."""
    await corrections(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(CorrectMeter)
    await visit.cashier.put(visit.case.card)
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.FORM)
    await visit.cashier.types("200000012345")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.sees("Before")


async def correct_dial_review(visit: Visit) -> None:
    """No card is needed."""
    await corrections(visit)
    await visit.cashier.press("3")
    await visit.cashier.on(CorrectDial)
    await visit.cashier.types(visit.case.account)
    await visit.cashier.press("enter", "enter")
    await visit.cashier.types("17.5")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.sees("Before")


def dearer_class(case: Case) -> None:
    """Another class with prices since the beginning of the year; two days later."""
    text = (
        'tariff_class = 2\nname = "Shops"\nvalid_from = 2026-01-01\n'
        'tiers = [{ price = "100.00" }]\ntiers_tax = ""\ntaxes = []'
    )
    case.counter.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=text)
    sleep_days(case.counter, 2)


async def correct_class_form(visit: Visit) -> None:
    """What is right already stays empty."""
    await corrections(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(CorrectClass)
    await visit.cashier.types(visit.case.account)
    await visit.cashier.press("enter")
    await visit.cashier.sees("2  Shops")


async def correct_class_review(visit: Visit) -> None:
    """The difference, line by line."""
    await correct_class_form(visit)
    await visit.cashier.press("2", "enter", "enter")
    await visit.cashier.types("20261123")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.sees("owed more")


async def correct_tender_review(visit: Visit) -> None:
    """What the drawer must hold more."""
    await corrections(visit)
    await visit.cashier.press("5")
    await visit.cashier.on(CorrectTender)
    await visit.cashier.press("1", "enter", "2", "enter")
    await visit.cashier.types("1200")
    await visit.cashier.press("enter", "1", "enter")
    await visit.cashier.sees("Cash to be kept")


async def refute_refund_review(visit: Visit) -> None:
    """Nothing is paid: the meter had the load."""
    await visit.cashier.sign_in()
    await visit.cashier.put(visit.case.card)
    await visit.cashier.on(Refund)
    await visit.cashier.press("1")
    await visit.cashier.on(RefuteRefund)
    await visit.cashier.sees("No longer to be paid")


def told_by_the_card(case: Case) -> None:
    """The meter has the last load, and the ledger knows it."""
    case.counter.put(case.card)
    case.counter.do("read-card")
    case.counter.reader.remove()


async def refund_meter_credit_form(visit: Visit) -> None:
    """What the technician's form says."""
    await corrections(visit)
    await visit.cashier.press("6")
    await visit.cashier.on(RefundMeterCredit)
    await visit.cashier.types(visit.case.account)
    await visit.cashier.press("enter", "enter", "2", "enter")
    await visit.cashier.types("1")
    await visit.cashier.press("enter")
    await visit.cashier.types("5")
    await visit.cashier.press("enter")
    await visit.cashier.types("Baraka")
    await visit.cashier.press("enter")
    await visit.cashier.types("F7")
    await visit.cashier.press("enter", "enter")
    await visit.cashier.sees("2  Meter is broken")


async def refund_meter_credit_review(visit: Visit) -> None:
    """What it is worth, line by line."""
    await refund_meter_credit_form(visit)
    await visit.cashier.press("1", "enter")
    await visit.cashier.sees("To pay back KES")


async def give_back(visit: Visit) -> None:
    """From the account's page: a load is on its card."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(visit.case.account)
    await cashier.press("enter")
    await cashier.sees("8  Money back")
    await cashier.press("8")
    await cashier.on(GiveBack)


CORRECTIONS = (
    Page(Corrections, corrections),
    Page(Reverse, reverse_form, UNLOADED),
    Page(Reverse, reverse_review, UNLOADED),
    Page(Reverse, reverse_done, UNLOADED),
    Page(RefuteRefund, refute_refund_review, used_all_the_same),
    Page(GiveBack, give_back, UNLOADED),
    Page(RefundMeterCredit, refund_meter_credit_form, before=told_by_the_card),
    Page(RefundMeterCredit, refund_meter_credit_review, before=told_by_the_card),
    Page(CorrectMeter, correct_meter_review, before=first_load_untaken),
    Page(CorrectDial, correct_dial_review),
    Page(CorrectTender, correct_tender_review),
    Page(CorrectClass, correct_class_form, before=dearer_class),
    Page(CorrectClass, correct_class_review, before=dearer_class),
)
