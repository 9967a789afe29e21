"""The keys of a fast typist, or of a scanner, arrive in one go: each belongs where it is meant."""

from __future__ import annotations

import time

import pytest

from app.screens.close_shift import CloseShift
from app.screens.menu import Menu
from app.screens.open_shift import OpenShift
from app.widgets.field import FieldInput
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


async def test_on_a_busy_machine_no_enter_counts_for_the_field_before(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = FieldInput.action_submit

    async def slowly(self: FieldInput) -> None:
        time.sleep(0.15)  # as long as another program has the processor
        await entered(self)

    monkeypatch.setattr(FieldInput, "action_submit", slowly)
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("9", "2")
        await cashier.on(CloseShift)
        await cashier.sees("1000.00")
        await cashier.hammers(["2", "enter", "enter", "enter", "3"])
        await cashier.sees("Counted so far  KES 2300.00")
