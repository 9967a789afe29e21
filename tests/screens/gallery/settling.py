"""What was interrupted, brought to its end; and who signs beside the cashier."""

from __future__ import annotations

from app.screens.more import More
from app.screens.second_person import SecondPerson
from app.screens.settle import Settle
from tests.counter import SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.worlds import killed


async def settle_list(visit: Visit) -> None:
    """Seen after a power cut, with no card there."""
    await _open(visit)
    await visit.cashier.sees("Not finished at this kiosk: 1")


async def settle_nothing(visit: Visit) -> None:
    """Everything came to its end."""
    await _open(visit)
    await visit.cashier.sees("Nothing is unfinished at this kiosk.")


async def settle_review(visit: Visit) -> None:
    """The card says that the writing began."""
    await _open(visit)
    await visit.cashier.put(visit.case.card)
    await visit.cashier.sees("Press + to write the card.")


async def settle_held(visit: Visit) -> None:
    """An older copy of the card cannot tell."""
    await _open(visit)
    await visit.cashier.put(visit.case.other)
    await visit.cashier.sees("Press + to put it on hold")


async def settle_decide(visit: Visit) -> None:
    """A supervisor sees what two people may decide."""
    await settle_held(visit)
    cashier = visit.cashier
    await cashier.press("plus")
    await cashier.sees("On hold: a supervisor signs in here")
    await cashier.pull()
    await cashier.press("escape", "escape", "escape", "escape", "escape")
    await cashier.sees("Operator number")
    await cashier.sign_in(SUPERVISOR)
    await _chosen(visit)
    await cashier.sees("Not finished at this kiosk: 1")
    await cashier.press("1")
    await cashier.sees("2  Decide: it did not happen, money back")


async def settle_done(visit: Visit) -> None:
    """The card has everything, and nobody paid again."""
    await settle_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def second_person(visit: Visit) -> None:
    """Signs for a decision."""
    await settle_decide(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(SecondPerson)


async def second_person_refused(visit: Visit) -> None:
    """The same person again."""
    await second_person(visit)
    await visit.cashier.types(visit.case.account[-3:])
    await visit.cashier.press("enter")
    await visit.cashier.types(str(SUPERVISOR))
    await visit.cashier.press("enter")
    await visit.cashier.types("271828")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Another person has to sign.")


async def _open(visit: Visit) -> None:
    await visit.cashier.sign_in()
    await _chosen(visit)


async def _chosen(visit: Visit) -> None:
    await visit.cashier.press("0")
    await visit.cashier.on(More)
    await visit.cashier.press("3")
    await visit.cashier.on(Settle)


SETTLING = (
    Page(Settle, settle_nothing),
    Page(Settle, settle_list, before=killed),
    Page(Settle, settle_review, before=killed),
    Page(Settle, settle_held, before=killed),
    Page(Settle, settle_decide, before=killed),
    Page(Settle, settle_done, before=killed),
    Page(SecondPerson, second_person, before=killed),
    Page(SecondPerson, second_person_refused, before=killed),
)
