"""Signing in, locking, signing out."""

from __future__ import annotations

from app.screens.change_pin import ChangePin
from app.screens.lock import Lock
from app.screens.menu import Menu
from app.screens.prepayment import Prepayment
from app.screens.sign_in import SignIn
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.screens.conftest import Household
from tests.screens.desk import hands


async def test_the_pin_is_never_shown(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.types(str(CASHIER))
        await cashier.press("enter")
        await cashier.types(PIN)
        assert PIN not in cashier.text()


async def test_a_wrong_pin_says_so_and_is_typed_again(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.types(f"{CASHIER}")
        await cashier.press("enter")
        await cashier.types("000000")
        await cashier.press("enter")
        await cashier.sees("Operator number or PIN is wrong.")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.on(Menu)
        await cashier.sees("12 Neema")


async def test_nobody_gets_past_the_sign_in(desk: Counter) -> None:
    async with hands(desk) as stranger:
        await stranger.press("escape", "minus", "f3", "f12", "1", "enter", "enter")
        await stranger.on(SignIn)


async def test_escape_at_the_menu_signs_out_and_another_may_come(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("escape")
        await cashier.sees("Press Esc again to sign out.")
        await cashier.press("escape")
        await cashier.on(SignIn)
        await cashier.sign_in(SUPERVISOR)
        await cashier.sees("20 Juma")


async def test_who_may_not_sell_is_not_offered_to(desk: Counter) -> None:
    async with hands(desk) as administrator:
        await administrator.types(str(ADMINISTRATOR))
        await administrator.press("enter")
        await administrator.types(PIN)
        await administrator.press("enter")
        await administrator.on(Menu)
        await administrator.sees("More")
        assert "Prepayment" not in administrator.text()
        await administrator.press("1")
        await administrator.on(Menu)


async def test_a_lock_hides_the_sale_and_gives_it_back_as_it_was(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.put(card)
        await cashier.sees("Amina Salim")
        await cashier.types("345")
        await cashier.press("f12")
        await cashier.on(Lock)
        assert "Amina" not in cashier.text()
        await cashier.press("escape", "minus", "f12", "f3")
        await cashier.on(Lock)
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.on(Prepayment)
        assert cashier.value("wish") == "345"


async def test_a_wrong_pin_leaves_it_locked(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f12")
        await cashier.on(Lock)
        await cashier.types("000000")
        await cashier.press("enter")
        await cashier.sees("wrong")
        await cashier.on(Lock)


async def test_another_operator_takes_the_counter_over_but_not_the_sale(
    desk: Counter, household: Household
) -> None:
    card = household.at_home()
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.put(card)
        await cashier.sees("Amina Salim")
        await cashier.types("345")
        await cashier.press("f12")
        await cashier.on(Lock)
        await cashier.press("enter")
        await cashier.press(*["minus"] * len(str(CASHIER)))
        await cashier.types(str(SUPERVISOR))
        await cashier.press("enter")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.on(Menu)
        await cashier.sees("20 Juma")
        assert len(cashier.app.screen_stack) == 2, "nothing of the first one's is left behind"


async def test_a_mistyped_number_is_mended_with_the_keypad_alone(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.types(f"{CASHIER}9")
        await cashier.press("minus", "enter")
        await cashier.types("0")
        await cashier.press("minus", "enter", "enter")
        await cashier.types(PIN)
        await cashier.press("enter")
        await cashier.on(Menu)


async def test_a_locked_counter_gives_nothing_away_where_a_pin_is_changed(desk: Counter) -> None:
    """Behind the lock no paper is printed again, and no second lock is laid over the first one."""
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f12")
        await cashier.on(Lock)
        await cashier.press("asterisk")
        await cashier.on(ChangePin)
        await cashier.press("f3", "f12")
        assert [type(one) for one in cashier.app.screen_stack[-2:]] == [Lock, ChangePin]
        assert "F3" not in cashier.text()
