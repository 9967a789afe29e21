"""A drawer that changes hands, and one that was left open for over a day."""

from __future__ import annotations

from app.screens.close_left_shift import CloseLeftShift
from app.screens.hand_over_drawer import HandOverDrawer
from app.screens.open_shift import OpenShift
from app.screens.shift_more import ShiftMore
from app.screens.takes_over import TakesOver
from tests.counter import CASHIER, SUPERVISOR
from tests.operations.passing import pass_hours
from tests.screens.gallery.desk_pages import shift
from tests.screens.gallery.page import Page, Visit


async def shift_more(visit: Visit) -> None:
    """The second page of the shift."""
    await shift(visit)
    await visit.cashier.press("4")
    await visit.cashier.on(ShiftMore)


async def hand_over_review(visit: Visit) -> None:
    """Counted, and nobody has signed."""
    await shift_more(visit)
    cashier = visit.cashier
    await cashier.press("1")
    await cashier.on(HandOverDrawer)
    await cashier.types(str(SUPERVISOR))
    await cashier.press("enter")
    await cashier.until(lambda: cashier.screen.found)
    for pieces in ("1", "3"):
        await cashier.types(pieces)
        await cashier.press("enter")
    for _field in range(7):
        await cashier.press("enter")
    await cashier.types("0.50")
    await cashier.press("enter")
    await cashier.sees("signs with their PIN.")


async def takes_over(visit: Visit) -> None:
    """The supervisor's PIN is asked for."""
    await hand_over_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.on(TakesOver)
    await visit.cashier.sees("You take over the drawer")


async def open_shift_refused(visit: Visit) -> None:
    """A supervisor comes in the morning; the cashier went without closing."""
    pass_hours(visit.cashier.counter, 25)
    await visit.cashier.sign_in(SUPERVISOR)
    await visit.cashier.press("9", "1")
    await visit.cashier.on(OpenShift)
    await visit.cashier.sees("1  Close that shift")


async def close_left_shift(visit: Visit) -> None:
    """It is counted by who found it."""
    await open_shift_refused(visit)
    cashier = visit.cashier
    await cashier.press("1")
    await cashier.on(CloseLeftShift)
    await cashier.until(lambda: cashier.screen.found)
    await cashier.types("1")
    for _field in range(10):
        await cashier.press("enter")
    await cashier.sees("This takes two people.")
    assert cashier.screen.quote.look.shift.operator == CASHIER


DRAWER_CHANGES = (
    Page(ShiftMore, shift_more),
    Page(HandOverDrawer, hand_over_review),
    Page(TakesOver, takes_over),
    Page(CloseLeftShift, close_left_shift),
)
