"""The safe: bags in, slips out, what the bank says; months that are locked."""

from __future__ import annotations

from typing import Any

from app.screens.bag_cash import BagCash
from app.screens.bags_in_safe import BagsInSafe
from app.screens.confirm_deposit import ConfirmDeposit
from app.screens.deposit_bags import DepositBags
from app.screens.deposit_slips import DepositSlips
from app.screens.lock_month import LockMonth
from app.screens.locked_months import LockedMonths
from app.screens.renumber_bag import RenumberBag
from app.screens.safe import SafeMenu
from app.screens.take_back_deposit import TakeBackDeposit
from tests.counter import ADMINISTRATOR, SUPERVISOR
from tests.screens.gallery.desk_pages import shift
from tests.screens.gallery.page import Page, Visit
from tests.screens.gallery.settings import system_settings
from tests.screens.jobs import Case


def bagged(case: Case) -> None:
    """Three bags, two of them on a slip, one of whose numbers was mistyped."""
    counter = case.counter
    for number, counted in (("B-0017", "200x2,50x1"), ("B-0018", "307x1")):
        counter.do("drop-cash", bag=number, counted=counted)
    counter.do("deposit-bags", carrier="Juma", bank="KCB 1107")
    counter.do("drop-cash", bag="B-0091", counted="100x2")
    counter.do("renumber-bag", bag="B-0091", number="B-0019", reason="read upside down")


def locked(case: Case) -> None:
    """September, and August with it."""
    two: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR}
    case.counter.do("lock-month", month="2026-09", **two)


async def safe(visit: Visit) -> None:
    """What is in it."""
    await shift(visit)
    await visit.cashier.press("6")
    await visit.cashier.sees("On the way to the bank")


async def _typed(visit: Visit, *texts: str) -> None:
    for text in texts:
        await visit.cashier.types(text)
        await visit.cashier.press("enter")


async def bag_cash(visit: Visit) -> None:
    """What a counted drawer left."""
    await safe(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("Loose by the books")
    await _typed(visit, "B-20", "300")
    await visit.cashier.sees("Press + to record the bag.")


async def deposit_bags(visit: Visit) -> None:
    """All that is there, into the account of the slip before."""
    await safe(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("Together")
    await _typed(visit, "", "Ali", "")
    await visit.cashier.sees("Press + to write the deposit slip.")


async def deposit_slips(visit: Visit) -> None:
    """One."""
    await safe(visit)
    await visit.cashier.press("4")
    await visit.cashier.sees("On their way: 1")


async def confirm_deposit(visit: Visit) -> None:
    """The bank received less."""
    await deposit_slips(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Number of its paper")
    await _typed(visit, "BR 17", "700", "", "a note was false")
    await visit.cashier.sees("This takes two people.")


async def take_back_deposit(visit: Visit) -> None:
    """The bank was closed."""
    await deposit_slips(visit)
    await visit.cashier.press("asterisk")
    await visit.cashier.sees("A digit takes a slip back.")
    await visit.cashier.press("1")
    await visit.cashier.sees("Written on")
    await _typed(visit, "the bank was closed")
    await visit.cashier.sees("This takes two people.")


async def bags_in_safe(visit: Visit) -> None:
    """One, with both its numbers."""
    await safe(visit)
    await visit.cashier.press("5")
    await visit.cashier.sees("B-0091")


async def renumber_bag(visit: Visit) -> None:
    """It was wrong again."""
    await bags_in_safe(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("Number on the bag")
    await _typed(visit, "B-0016", "read upside down")
    await visit.cashier.sees("Press + to put the number right.")


async def locked_months(visit: Visit) -> None:
    """One."""
    await system_settings(visit)
    await visit.cashier.press("3", "4")
    await visit.cashier.sees("2026-09")


async def lock_month(visit: Visit) -> None:
    """The next one."""
    await locked_months(visit)
    await visit.cashier.press("enter")
    await visit.cashier.on(LockMonth)
    await _typed(visit, "2026-10")
    await visit.cashier.sees("This takes two people.")


IN_THE_SAFE = (
    Page(SafeMenu, safe, before=bagged),
    Page(BagCash, bag_cash, before=bagged),
    Page(DepositBags, deposit_bags, before=bagged),
    Page(DepositSlips, deposit_slips, before=bagged),
    Page(ConfirmDeposit, confirm_deposit, before=bagged),
    Page(TakeBackDeposit, take_back_deposit, before=bagged),
    Page(BagsInSafe, bags_in_safe, before=bagged),
    Page(RenumberBag, renumber_bag, before=bagged),
    Page(LockedMonths, locked_months, before=locked),
    Page(LockMonth, lock_month, before=locked),
)
