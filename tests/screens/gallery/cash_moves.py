"""Cash beside sales, in one's own shift."""

from __future__ import annotations

from app.screens.counterfeit import Counterfeit
from app.screens.drop_cash import DropCash
from app.screens.open_drawer import OpenDrawer
from app.screens.pay_in import PayIn
from app.screens.pay_out import PayOut
from tests.screens.gallery.desk_pages import shift
from tests.screens.gallery.page import Page, Visit


async def _filled(visit: Visit, digits: str, sees: str, *typed: str) -> None:
    await shift(visit)
    await visit.cashier.press(*digits)
    await visit.cashier.sees("Shift of")
    for text in typed:
        await visit.cashier.types(text)
        await visit.cashier.press("enter")
    await visit.cashier.sees(sees)


async def drop_cash(visit: Visit) -> None:
    """A bag."""
    await _filled(visit, "61", "Press + to record the bag.", "B-17", "500")


async def pay_in(visit: Visit) -> None:
    """Change money."""
    await _filled(visit, "7", "Press + to record that", "50", "change money")


async def pay_out(visit: Visit) -> None:
    """A small expense."""
    await _filled(visit, "8", "Press + to record that", "20", "soap")


async def open_drawer(visit: Visit) -> None:
    """To change a note."""
    await _filled(visit, "9", "Press + to open the drawer.", "to change a note")


async def counterfeit(visit: Visit) -> None:
    """A note of a hundred."""
    await _filled(visit, "0", "Press + to take the false", "100", "AB 17", "no thread")


CASH_MOVES = (
    Page(DropCash, drop_cash),
    Page(PayIn, pay_in),
    Page(PayOut, pay_out),
    Page(OpenDrawer, open_drawer),
    Page(Counterfeit, counterfeit),
)
