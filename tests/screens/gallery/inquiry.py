"""Looking things up: the menu, a form, lists, a record and what it leads to."""

from __future__ import annotations

from app.domain.cards import MeterStatus
from app.screens.account_operations import AccountOperations
from app.screens.event import EventPage
from app.screens.inquiry import Inquiry
from app.screens.meter_health import MeterHealthList
from app.screens.operations import Operations
from app.screens.purchases import Purchases
from app.screens.readings import Readings
from app.screens.uncleared_meters import UnclearedMeters
from tests.counter import CASHIER, SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


def told(case: Case) -> None:
    """The meter complains, the card tells it, and something more is bought."""
    case.meter.raise_status(MeterStatus.BATTERY_LOW | MeterStatus.MAGNET)
    case.meter.take(case.card)
    case.meter.use(500)
    case.meter.take(case.card)
    case.counter.put(case.card)
    case.counter.do("read-card")
    case.counter.do("prepay", amount="200")
    case.counter.reader.remove()


def left_behind(case: Case) -> None:
    """The account ends, its meter stays where it is."""
    case.meter.take(case.card)
    case.counter.put(case.card)
    case.counter.do(
        "cancel-account",
        account=case.account,
        reason="moves away",
        card="returned",
        dials=f"{case.meter.state.meter}=1",
        second=SUPERVISOR,
    )
    case.counter.reader.remove()


async def inquiry(visit: Visit) -> None:
    """Nothing was chosen yet."""
    await _chosen(visit, "")


async def purchases_form(visit: Visit) -> None:
    """Everything that a purchase may be known by."""
    await _chosen(visit, "2")
    await visit.cashier.sees("Amount")


async def purchases(visit: Visit) -> None:
    """All there are."""
    await _chosen(visit, "2")
    await _looks(visit)


async def readings(visit: Visit) -> None:
    """What the meter told."""
    await _chosen(visit, "3")
    await _looks(visit)


async def operations(visit: Visit) -> None:
    """All that was done at the counter."""
    await _chosen(visit, "4", SUPERVISOR)
    await _looks(visit)


async def meter_health(visit: Visit) -> None:
    """A meter with two warnings."""
    await _chosen(visit, "7")
    await _looks(visit)


async def uncleared_meters(visit: Visit) -> None:
    """One that an account left behind with credit inside."""
    await _chosen(visit, "8")
    await visit.cashier.sees("not yet shown")


async def record(visit: Visit) -> None:
    """A purchase, and every record that it leads to."""
    await _chosen(visit, "2", SUPERVISOR)
    await _looks(visit)
    await visit.cashier.press("enter")
    await visit.cashier.sees("Shift opened")


async def account_operations(visit: Visit) -> None:
    """All that was done to one account."""
    await visit.cashier.sign_in()
    await visit.cashier.press("5")
    await visit.cashier.sees("Account, meter, name")
    await visit.cashier.types("amina")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Enter  More with this account")
    await visit.cashier.press("enter")
    await visit.cashier.sees("Everything done to it")
    await visit.cashier.press("0")
    await visit.cashier.sees("Account opened")


async def _chosen(visit: Visit, digit: str, operator: int = CASHIER) -> None:
    await visit.cashier.sign_in(operator)
    await visit.cashier.press("6")
    await visit.cashier.on(Inquiry)
    if digit:
        await visit.cashier.press(digit)
        await visit.cashier.until(lambda: not isinstance(visit.cashier.screen, Inquiry))


async def _looks(visit: Visit) -> None:
    await visit.cashier.press("enter")
    await visit.cashier.sees("Enter or a digit opens a line.")


INQUIRY = (
    Page(Inquiry, inquiry),
    Page(Purchases, purchases_form),
    Page(Purchases, purchases, before=told),
    Page(Readings, readings, before=told),
    Page(Operations, operations, before=told),
    Page(MeterHealthList, meter_health, before=told),
    Page(UnclearedMeters, uncleared_meters, before=left_behind),
    Page(EventPage, record, before=told),
    Page(AccountOperations, account_operations, before=told),
)
