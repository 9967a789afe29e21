"""Settings of who works here, one's own PIN, and somebody who signs from elsewhere."""

from __future__ import annotations

from app.domain.approval import new_key
from app.screens.accept_clock import AcceptClock
from app.screens.change_pin import ChangePin
from app.screens.devices import Devices
from app.screens.operators import Operators
from app.screens.second_person import SecondPerson
from app.screens.set_device import SetDevice
from app.screens.set_operator import SetOperator
from app.screens.system_settings import SystemSettings
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR
from tests.screens.gallery.endings import cancel_account_review
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


async def system_settings(visit: Visit) -> None:
    """What an administrator may change."""
    cashier = visit.cashier
    for typed in (str(ADMINISTRATOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.sees("Settings")
    await cashier.press("8")
    await cashier.on(SystemSettings)


async def operators(visit: Visit) -> None:
    """Everybody, and when they were here."""
    await system_settings(visit)
    await visit.cashier.press("5", "1")
    await visit.cashier.sees("Neema")


async def set_operator_review(visit: Visit) -> None:
    """A cashier becomes supervisor."""
    await operators(visit)
    await visit.cashier.press("2")
    await visit.cashier.on(SetOperator)
    await visit.cashier.press("2", *["enter"] * 4)
    await visit.cashier.sees("This takes two people.")


async def devices_tested(visit: Visit) -> None:
    """A customer's card lies on the reader."""
    await system_settings(visit)
    await visit.cashier.put(visit.case.card)
    await visit.cashier.press("6")
    await visit.cashier.on(Devices)
    await visit.cashier.press("1")
    await visit.cashier.sees("The reader works.")


async def accept_clock_review(visit: Visit) -> None:
    """The machine was two days without its battery."""
    await system_settings(visit)
    visit.case.counter.clock.now += 48 * 3600 * 1000
    await visit.cashier.press("6")
    await visit.cashier.on(Devices)
    await visit.cashier.press("4")
    await visit.cashier.on(AcceptClock)
    await visit.cashier.sees("Date and time")
    await visit.cashier.types("the battery was empty")
    await visit.cashier.press("enter")
    await visit.cashier.sees("This takes two people.")


async def set_device_review(visit: Visit) -> None:
    """A narrower paper."""
    await system_settings(visit)
    await visit.cashier.press("6")
    await visit.cashier.on(Devices)
    await visit.cashier.press("3")
    await visit.cashier.on(SetDevice)
    await visit.cashier.press("5", "enter", *"32", "enter")
    await visit.cashier.sees("Press + to keep it.")


async def change_pin_form(visit: Visit) -> None:
    """The old one, then the new one twice."""
    await visit.cashier.types(str(CASHIER))
    await visit.cashier.press("asterisk")
    await visit.cashier.on(ChangePin)


async def second_person_elsewhere(visit: Visit) -> None:
    """A challenge to be read out."""
    cashier = visit.cashier
    await cancel_account_review(visit)
    await cashier.press("plus")
    await cashier.on(SecondPerson)
    await cashier.types(visit.case.account[-3:])
    await cashier.press("enter", "asterisk")
    await cashier.types(str(SUPERVISOR))
    await cashier.press("enter")
    await cashier.sees("Challenge")


def approver_set(case: Case) -> None:
    """The supervisor can sign from elsewhere."""
    case.counter.do(
        "set-approver",
        by=ADMINISTRATOR,
        second=SUPERVISOR,
        approver=str(SUPERVISOR),
        approval_key=new_key(b"a key of sixteen"),
    )


OPERATORS = (
    Page(SystemSettings, system_settings),
    Page(Operators, operators),
    Page(SetOperator, set_operator_review),
    Page(Devices, devices_tested),
    Page(AcceptClock, accept_clock_review),
    Page(SetDevice, set_device_review),
    Page(ChangePin, change_pin_form),
    Page(SecondPerson, second_person_elsewhere, before=approver_set),
)
