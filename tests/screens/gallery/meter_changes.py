"""A meter changed for another, and back."""

from __future__ import annotations

from app.screens.account import AccountPage
from app.screens.account_meters import AccountMeters
from app.screens.change_meter import ChangeMeter
from app.screens.find_account import FindAccount
from app.screens.second_person import SecondPerson
from app.screens.undo_meter_change import UndoMeterChange
from tests.counter import CASHIER, PIN, SUPERVISOR
from tests.screens.desk import Hands
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case

_NEW = "20261234"


def meter_changed(case: Case) -> None:
    """The card opens another meter, which has not seen it yet."""
    case.counter.put(case.card)
    case.counter.do(
        "change-meter",
        account=case.account,
        new_meter=_NEW,
        old_dial="1",
        technician="Baraka Ali",
        form="F-2041",
        second=SUPERVISOR,
    )
    case.counter.reader.remove()


async def account_meters(visit: Visit, who: int = CASHIER) -> None:
    """What can be done with them."""
    cashier = visit.cashier
    await cashier.sign_in(who)
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(visit.case.account)
    await cashier.press("enter")
    await cashier.on(AccountPage)
    await cashier.sees("6  Meters")
    await cashier.press("6")
    await cashier.on(AccountMeters)
    await cashier.sees("Undo a meter change")


async def _filled(visit: Visit, dial: str, how: str) -> None:
    cashier = visit.cashier
    await account_meters(visit)
    await cashier.press("1")
    await cashier.on(ChangeMeter)
    await cashier.sees("empty = DN15")
    for typed in (dial, how, _NEW, "", "", "", "Baraka Ali", "F-2041"):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.sees("OR A BLANK ONE")


async def change_meter_form(visit: Visit) -> None:
    """The form of the technician is typed; how the dial was read is being chosen."""
    cashier = visit.cashier
    await account_meters(visit)
    await cashier.press("1")
    await cashier.on(ChangeMeter)
    await cashier.sees("empty = DN15")
    await cashier.types("1")
    await cashier.press("enter")
    await cashier.sees("2  estimated by two people")


async def change_meter_review(visit: Visit) -> None:
    """Something is left: two people sign."""
    await _filled(visit, "1", "")
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("This takes two people.")


async def change_meter_overused(visit: Visit) -> None:
    """More was used than paid for, by an estimate."""
    await _filled(visit, "12.335", "2")
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("Used beyond it")


async def _signed(cashier: Hands) -> None:
    await cashier.press("plus")
    await cashier.on(SecondPerson)
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")


async def change_meter_done(visit: Visit) -> None:
    """The card opens the new meter."""
    await change_meter_review(visit)
    await _signed(visit.cashier)
    await visit.cashier.sees("Press + to write the card.")
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def undo_meter_change_form(visit: Visit) -> None:
    """Why is asked for."""
    cashier = visit.cashier
    await account_meters(visit)
    await cashier.press("2")
    await cashier.on(UndoMeterChange)
    await cashier.put(visit.case.card)
    await cashier.sees("1  Wrong meter or account typed")


async def undo_meter_change_review(visit: Visit) -> None:
    """Nobody has signed yet."""
    await undo_meter_change_form(visit)
    await visit.cashier.press("3", "enter")
    await visit.cashier.sees("This takes two people.")


METER_CHANGES = (
    Page(AccountMeters, account_meters),
    Page(ChangeMeter, change_meter_form),
    Page(ChangeMeter, change_meter_review),
    Page(ChangeMeter, change_meter_overused),
    Page(ChangeMeter, change_meter_done),
    Page(UndoMeterChange, undo_meter_change_form, before=meter_changed),
    Page(UndoMeterChange, undo_meter_change_review, before=meter_changed),
)
