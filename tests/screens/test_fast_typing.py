"""The keys of a fast typist, or of a scanner, arrive in one go: each belongs where it is meant."""

from __future__ import annotations

import threading
import time

import pytest
from peewee import Database

from app.ledger.queries import meter_stock
from app.ledger.queries.meter_stock import MeterMaker
from app.screens.close_shift import CloseShift
from app.screens.counter_screen import CounterScreen
from app.screens.menu import Menu
from app.screens.open_shift import OpenShift
from app.screens.set_meter_model import SetMeterModel
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
    entered, busy = FieldInput.action_submit, [1.2, 0.15, 0.15]

    async def slowly(self: FieldInput) -> None:
        time.sleep(busy.pop(0))  # as long as other programs have the processor
        await entered(self)

    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("9", "2")
        await cashier.on(CloseShift)
        await cashier.sees("1000.00")
        monkeypatch.setattr(FieldInput, "action_submit", slowly)
        await cashier.hammers(["2", "enter", "enter", "enter", "3"])
        await cashier.sees("Counted so far  KES 2300.00")


async def test_on_a_busy_machine_a_form_loses_no_key_while_it_reads_what_it_offers(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, others_are_done = meter_stock.makers, threading.Event()

    def slowly(db: Database) -> list[MeterMaker]:
        others_are_done.wait(20.0)
        return read(db)

    monkeypatch.setattr(meter_stock, "makers", slowly)
    monkeypatch.setattr(CounterScreen, "patience", 0.05)  # a form without a card has its own
    async with hands(desk) as cashier:
        cashier.app.push_screen(SetMeterModel())
        await cashier.on(SetMeterModel)
        threading.Timer(0.5, others_are_done.set).start()
        await cashier.hammers([*"AQ15", "enter"])
        await cashier.until(lambda: cashier.value("called") == "AQ15")
        await cashier.until(lambda: cashier.screen.here() is cashier.screen.maker)
