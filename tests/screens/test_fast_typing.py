"""The keys of a fast typist, or of a scanner, arrive in one go: each belongs where it is meant."""

from __future__ import annotations

from app.screens.menu import Menu
from app.screens.open_shift import OpenShift
from tests.counter import CASHIER, PIN, SUPERVISOR, Counter
from tests.screens.desk import hands


async def test_number_and_pin_in_one_go_sign_in(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.hammers([*str(CASHIER), "enter", *PIN, "enter"])
        await cashier.on(Menu)


async def test_digits_through_menus_into_a_field_in_one_go(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in(SUPERVISOR)
        await cashier.hammers([*"91", *"1500"])
        await cashier.on(OpenShift)
        await cashier.sees("1500")
