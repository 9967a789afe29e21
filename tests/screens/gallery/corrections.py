"""What was recorded wrongly is put right."""

from __future__ import annotations

from app.screens.corrections import Corrections
from app.screens.more import More
from app.screens.reverse import Reverse
from tests.screens.gallery.page import UNLOADED, Page, Visit


async def corrections(visit: Visit) -> None:
    """The kinds of correction."""
    await visit.cashier.sign_in()
    await visit.cashier.press("0")
    await visit.cashier.on(More)
    await visit.cashier.press("9")
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


CORRECTIONS = (
    Page(Corrections, corrections),
    Page(Reverse, reverse_form, UNLOADED),
    Page(Reverse, reverse_review, UNLOADED),
    Page(Reverse, reverse_done, UNLOADED),
)
