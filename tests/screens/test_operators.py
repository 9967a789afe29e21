"""Operators on the screen: listed, added, changed by one or two; and one's own PIN."""

from __future__ import annotations

from app.operations.sign_in import sign_in
from app.screens.change_pin import ChangePin
from app.screens.menu import Menu
from app.screens.operation_screen import Stage
from app.screens.operators import Operators
from app.screens.second_person import SecondPerson
from app.screens.set_operator import SetOperator
from app.screens.sign_in import SignIn
from app.screens.system_settings import SystemSettings
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.desk import Hands, hands

NEW = "314159"


async def at_operators(cashier: Hands, who: int) -> None:
    for typed in (str(who), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.on(Menu)
    await cashier.press("8")
    await cashier.on(SystemSettings)
    await cashier.press("5", "1")
    await cashier.on(Operators)
    await cashier.sees("Neema")


async def test_an_operator_is_added_and_raised_by_two(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await at_operators(cashier, ADMINISTRATOR)
        assert "Last sign-in" in cashier.text()
        await cashier.press("asterisk")
        await cashier.on(SetOperator)
        await cashier.types(str(CASHIER))
        await cashier.press("enter", *"Ali", "enter", "1", "enter", "enter")
        await cashier.press(*NEW, "enter", "7", "enter")
        await cashier.reads("This is not the same PIN as above.")
        await cashier.press("minus", *NEW, "enter")
        await cashier.reads(f"Operator {CASHIER} is there already: Neema.")
        await cashier.press("minus", "3", *["enter"] * 6)
        await cashier.sees("Press + to record the operator.")
        await cashier.press("plus")
        await cashier.sees("Operator 13 is Ali, cashier.")
        await cashier.press("enter")
        await cashier.on(Operators)
        await cashier.sees("Ali")
        assert "never" in cashier.text()
        # More rights take two; the second one sees what becomes of whom.
        await cashier.press("3")
        await cashier.on(SetOperator)
        await cashier.press("2", *["enter"] * 4)
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        await cashier.sees("Operator 13, Ali, is supervisor.")
        for typed in (str(SUPERVISOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("20 Juma")
        await cashier.press("plus")
        await cashier.sees("Operator 13 is Ali, supervisor.")
    assert [one.name for one in events(desk, "operator_set")][-2:] == ["Ali", "Ali"]
    assert sign_in(desk.kiosk, 13, NEW).name == "Ali"
    prove(desk)


async def test_who_may_only_look_changes_nobody(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await at_operators(cashier, SUPERVISOR)
        await cashier.press("asterisk", "1", "2")
        assert isinstance(cashier.screen, Operators)
        await cashier.press("escape", "escape", "escape")
        await cashier.on(Menu)
    async with hands(desk) as cashier:
        await cashier.sign_in(CASHIER)
        await cashier.press("8")
        await cashier.on(SystemSettings)
        assert [choice.digit for choice in cashier.screen.possible()] == ["6"]


async def test_ones_own_pin_is_changed_before_signing_in(desk: Counter) -> None:
    desk.do("set-pin-rules", by=ADMINISTRATOR, days="30")
    desk.clock.now += 40 * 24 * 3_600_000
    async with hands(desk) as cashier:
        for typed in (str(CASHIER), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.reads("This PIN has expired. Nothing was done. Press * here")
        await cashier.press("asterisk")
        await cashier.on(ChangePin)
        await cashier.press("enter")
        for typed in ("999999", NEW, NEW):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("Press + to change the PIN.")
        await cashier.press("plus")
        await cashier.reads("Operator number or PIN is wrong.")
        await cashier.press("escape")
        await cashier.until(lambda: cashier.screen.stage is Stage.FORM)
        for typed in (PIN, NEW, NEW):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.press("plus")
        await cashier.sees("Sign in with the new PIN.")
        await cashier.press("enter")
        await cashier.on(SignIn)
        await cashier.types(NEW)
        await cashier.press("enter")
        await cashier.on(Menu)
