"""A card for four meters, at the stages where that shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.screens.account import AccountPage
from app.screens.find_account import FindAccount
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from app.screens.read_card import ReadCard
from app.screens.refund import Refund
from app.screens.reissue_card import ReissueCard
from app.simulator.sle4428_card import VirtualSle4428
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case
from tests.screens.several import GARDEN, HEAT, WATER, several_meters


@contextmanager
def four_meters(folder: Path) -> Iterator[Case]:
    """Two loads wait for their meters."""
    with several_meters(folder) as one:
        one.buy(meter=GARDEN, volume="1", also=f"{HEAT}=40")
        yield Case(one.counter, one.account, one.meters[WATER], one.card, VirtualSle4428())


@contextmanager
def four_free(folder: Path) -> Iterator[Case]:
    """Every meter can be sold to."""
    with several_meters(folder) as one:
        yield Case(one.counter, one.account, one.meters[WATER], one.card, VirtualSle4428())


async def several_form(visit: Visit) -> None:
    """Two meters can be sold to, two have to take their load first."""
    await visit.cashier.sign_in()
    await visit.cashier.put(visit.case.card)
    await visit.cashier.on(Prepayment)
    await visit.cashier.sees("Amina Salim")
    await visit.cashier.until(lambda: visit.cashier.screen.stage is Stage.FORM)


async def several_complaint(visit: Visit) -> None:
    """Under the meter whose wish is wrong."""
    await several_form(visit)
    await visit.cashier.types("5.005")
    await visit.cashier.press("enter")
    await visit.cashier.sees("5.005 has 3 decimals")


async def several_review(visit: Visit) -> None:
    """A line for each meter."""
    await several_form(visit)
    for text in ("100", "60", "200", "50", "500"):
        await visit.cashier.types(text)
        await visit.cashier.press("enter")
    await visit.cashier.sees("then press +")


async def several_line_by_line(visit: Visit) -> None:
    """One of them in full."""
    await several_review(visit)
    await visit.cashier.press("pagedown")
    await visit.cashier.sees("This meter KES")


async def several_done(visit: Visit) -> None:
    """What each meter got."""
    await several_review(visit)
    await visit.cashier.press("plus", "plus")  # it is far more than usual
    await visit.cashier.sees("TAKE THE CARD")


async def several_read(visit: Visit) -> None:
    """All meters in short."""
    await visit.cashier.sign_in()
    await visit.cashier.press("2")
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("Not every meter stands alike")


async def several_read_one(visit: Visit) -> None:
    """One of them in full."""
    await several_read(visit)
    await visit.cashier.press("pageup")
    await visit.cashier.sees("Meter 4 of 4")


async def several_refund(visit: Visit) -> None:
    """Whose load."""
    await visit.cashier.sign_in()
    await visit.cashier.press("0", "1")
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("Take the load off")


async def several_reissue(visit: Visit) -> None:
    """What becomes of each meter's load."""
    await visit.cashier.sign_in()
    await visit.cashier.press("0", "2")
    await visit.cashier.types(visit.case.account)
    await visit.cashier.press("enter")
    await visit.cashier.sees("Amina Salim")
    await visit.cashier.types("1")
    await visit.cashier.press("enter")
    await visit.cashier.types("1")
    await visit.cashier.press("enter")
    await visit.cashier.put(visit.case.other)
    await visit.cashier.sees("Type what is handed over")


async def several_account(visit: Visit) -> None:
    """With what flows through each meter."""
    await visit.cashier.sign_in()
    await visit.cashier.press("5")
    await visit.cashier.on(FindAccount)
    await visit.cashier.types(visit.case.account)
    await visit.cashier.press("enter")
    await visit.cashier.on(AccountPage)
    await visit.cashier.sees("older ones")


SEVERAL = (
    Page(Prepayment, several_form, four_meters),
    Page(Prepayment, several_complaint, four_free),
    Page(Prepayment, several_review, four_free),
    Page(Prepayment, several_line_by_line, four_free),
    Page(Prepayment, several_done, four_free),
    Page(ReadCard, several_read, four_meters),
    Page(ReadCard, several_read_one, four_meters),
    Page(Refund, several_refund, four_meters),
    Page(ReissueCard, several_reissue, four_meters),
    Page(AccountPage, several_account, four_meters),
)
