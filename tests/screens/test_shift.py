"""Shift and cash on the screen: opened with a float, counted blind, closed with a Z report."""

from __future__ import annotations

import re

import pytest

from app.domain.identity import EventId
from app.ledger.errors import BackupFailed
from app.ledger.queries import shifts
from app.screens.close_shift import CloseShift
from app.screens.menu import Menu
from app.screens.open_shift import OpenShift
from app.screens.operation_screen import Stage
from app.screens.shift import ShiftMenu
from app.screens.x_report import XReport
from tests.counter import CASHIER, SUPERVISOR, Counter, NoBackups
from tests.operations.proofs import events, in_drawer, papers
from tests.screens.conftest import Household
from tests.screens.desk import Hands, hands
from tests.screens.interrupted import interrupt

FLOAT = 100_000


def is_open(desk: Counter, operator: int) -> bool:
    with desk.kiosk.ledger.read() as reader:
        return shifts.open_shift(reader.db, desk.kiosk.ledger.node, operator) is not None


async def at(cashier: Hands, digit: str, operator: int = CASHIER) -> None:
    """Signs in and goes to a screen of the shift menu."""
    await cashier.sign_in(operator)
    await cashier.press("9")
    await cashier.on(ShiftMenu)
    await cashier.press(digit)


class TestTheMenu:
    async def test_says_whether_ones_own_shift_is_open(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await cashier.sign_in()
            await cashier.press("9")
            await cashier.sees("is open. Its float was KES 1000.00.")
        async with hands(desk) as supervisor:
            await supervisor.sign_in(SUPERVISOR)
            await supervisor.press("9")
            await supervisor.sees("Your shift is not open.")


class TestOpening:
    async def test_puts_one_amount_into_the_drawer(self, desk: Counter) -> None:
        async with hands(desk) as supervisor:
            await at(supervisor, "1", SUPERVISOR)
            await supervisor.on(OpenShift)
            await supervisor.sees("2026-11-23")
            await supervisor.types("250.50")
            await supervisor.press("enter")
            await supervisor.sees("KES 250.50")
            assert not is_open(desk, SUPERVISOR)
            await supervisor.press("plus")
            await supervisor.sees("YOUR SHIFT IS OPEN")
            await supervisor.press("enter")
            await supervisor.on(Menu)
        opened = events(desk, "shift_opened")[-1]
        assert (opened.operator, opened.float_cash) == (SUPERVISOR, 25_050)

    async def test_without_change_money_needs_no_figure(self, desk: Counter) -> None:
        async with hands(desk) as supervisor:
            await at(supervisor, "1", SUPERVISOR)
            await supervisor.sees("Accounting date")
            await supervisor.press("enter", "plus")
            await supervisor.sees("YOUR SHIFT IS OPEN")
        assert events(desk, "shift_opened")[-1].float_cash == 0

    async def test_an_amount_that_is_none_is_complained_of(self, desk: Counter) -> None:
        async with hands(desk) as supervisor:
            await at(supervisor, "1", SUPERVISOR)
            await supervisor.sees("Accounting date")
            await supervisor.types("2.505")
            await supervisor.press("enter")
            await supervisor.sees("2.505 has 3 decimals")
            assert supervisor.screen.stage is Stage.FORM
            assert supervisor.value("float") == "2.505"

    async def test_a_second_one_is_refused_before_anything_is_typed(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await at(cashier, "1")
            await cashier.sees("Operator 12 has an open shift since 2026-11-23.")
            await cashier.press("enter", "plus", "escape")
            await cashier.on(ShiftMenu)
        assert len(events(desk, "shift_opened")) == 1

    async def test_back_from_the_review_keeps_the_amount(self, desk: Counter) -> None:
        async with hands(desk) as supervisor:
            await at(supervisor, "1", SUPERVISOR)
            await supervisor.sees("Accounting date")
            await supervisor.types("75")
            await supervisor.press("enter", "minus")
            assert supervisor.screen.stage is Stage.FORM
            assert supervisor.value("float") == "75"
        assert not is_open(desk, SUPERVISOR)


class TestClosing:
    @pytest.mark.usefixtures("household")
    async def test_takes_at_most_fifteen_keys_beside_the_figures(self, desk: Counter) -> None:
        keys = 0
        desk.do("count-drawer", counted="0")  # so that the next count is final

        async def press(*names: str) -> None:
            nonlocal keys
            keys += len(names)
            await cashier.press(*names)

        async with hands(desk) as cashier:
            await cashier.sign_in()
            await press("9")
            await cashier.on(ShiftMenu)
            await press("2")
            await cashier.on(CloseShift)
            await cashier.until(lambda: cashier.screen.found)
            for _field in cashier.screen.fields():
                await cashier.types("1")
                await press("enter")
            await cashier.sees("Counted KES")
            await press("plus")
            await cashier.sees("YOUR SHIFT IS CLOSED")
            await press("enter")
            await cashier.on(Menu)
        assert keys <= 15
        assert not is_open(desk, CASHIER)

    @pytest.mark.usefixtures("household")
    async def test_counts_by_value_and_books_what_is_short(self, desk: Counter) -> None:
        expected = in_drawer(desk, own_shift(desk))
        desk.do("count-drawer", counted="0")
        async with hands(desk) as cashier:
            await at(cashier, "2")
            await cashier.until(lambda: cashier.screen.found)
            await cashier.types("1")
            await cashier.press("enter")
            await cashier.types("3")
            await cashier.press("enter")
            await cashier.sees("Counted so far  KES 2500.00")
            for _field in range(7):
                await cashier.press("enter")
            await cashier.types("0.50")
            await cashier.sees("Counted so far  KES 2500.50")
            await cashier.press("enter")
            await cashier.sees("3 x       500.00")
            assert re.search(r"Anything else +0\.50", cashier.text())
            assert re.search(r"Counted KES +2500\.50", cashier.text())
            await cashier.press("plus")
            short = f"{(expected - 250_050) / 100:.2f}" if expected > 250_050 else ""
            over = f"{(250_050 - expected) / 100:.2f}" if expected < 250_050 else ""
            await cashier.sees(f"KES {short or over} {'short' if short else 'over'}")
            shown = cashier.text()
        assert re.search(rf"Expected in drawer +{expected / 100:.2f}", shown)
        assert re.search(r"Counted +2500\.50", shown)
        assert "Backup" in shown
        event = events(desk, "shift_closed")[0]
        assert re.search(rf"Sales \(1\) +{event.sales_total / 100:.2f}", shown)
        assert (event.counted_total, event.over_short) == (250_050, 250_050 - expected)
        assert [(piece.value, piece.pieces) for piece in event.counted] == [
            (100_000, 1),
            (50_000, 3),
            (50, 1),
        ]

    @pytest.mark.usefixtures("household")
    async def test_tells_nothing_of_the_books_before_the_count_is_confirmed(
        self, desk: Counter
    ) -> None:
        expected = in_drawer(desk, own_shift(desk))
        figure = f"{expected / 100:.2f}"
        async with hands(desk) as cashier:
            await at(cashier, "2")
            await cashier.until(lambda: cashier.screen.found)
            seen = [cashier.text()]
            for _field in cashier.screen.fields():
                await cashier.press("enter")
                seen.append(cashier.text())
            assert cashier.screen.stage is Stage.REVIEW
        assert not any(figure in shown or "Expected" in shown for shown in seen)
        assert is_open(desk, CASHIER)

    async def test_enter_however_long_it_is_held_closes_nothing(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await at(cashier, "2")
            await cashier.until(lambda: cashier.screen.found)
            await cashier.press(*["enter"] * 30)
            assert cashier.screen.stage is Stage.REVIEW
        assert is_open(desk, CASHIER)

    async def test_a_lock_and_the_way_back_lose_no_count(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await at(cashier, "2")
            await cashier.until(lambda: cashier.screen.found)
            await cashier.types("4")
            await cashier.press("enter", "f12")
            await cashier.sees("Locked")
            await cashier.types("271828")
            await cashier.press("enter")
            await cashier.sees("Counted so far  KES 4000.00")
            await cashier.press(*["enter"] * 9)
            await cashier.sees("Counted KES")
            await cashier.press("minus")
            assert cashier.screen.stage is Stage.FORM
            assert cashier.value("pieces-100000") == "4"
        assert is_open(desk, CASHIER)

    async def test_a_backup_that_was_not_made_and_what_is_in_doubt_are_said(
        self, desk: Counter, household: Household, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_backups: NoBackups) -> None:
            raise BackupFailed("The backup stick is full.", "Put another one in.")

        monkeypatch.setattr(NoBackups, "make", fail)
        interrupt(desk, household)
        async with hands(desk) as cashier:
            await at(cashier, "2")
            await cashier.until(lambda: cashier.screen.found)
            await cashier.press(*["enter"] * 10)
            await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
            await cashier.press("plus")
            await cashier.sees("The count does not agree.")
            assert "Short" not in cashier.text()
            assert is_open(desk, CASHIER)
            await cashier.press(*["enter"] * 10)
            await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
            await cashier.press("plus")
            await cashier.sees("YOUR SHIFT IS CLOSED")
            await cashier.sees("The backup stick is full. Put another one in.")
            assert "1 open: settle them with their cards" in cashier.text()
            assert "Backup  " not in cashier.text()
            assert "Short" in cashier.text()
        assert not is_open(desk, CASHIER)

    async def test_without_a_shift_leads_to_opening_one(self, desk: Counter) -> None:
        async with hands(desk) as supervisor:
            await at(supervisor, "2", SUPERVISOR)
            await supervisor.sees("Operator 20 has no open shift.")
            await supervisor.press("1")
            await supervisor.on(OpenShift)

    async def test_fits_the_smallest_screen(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await at(cashier, "2")
            await cashier.until(lambda: cashier.screen.found)
            await cashier.sees("Anything else")
            for _field in cashier.screen.fields():
                await cashier.types("9")
                await cashier.press("enter")
            await cashier.sees("Press + to close your shift.")
            shown = cashier.text()
            assert "9 x      1000.00" in shown
            assert "9 x         1.00" in shown


class TestTheXReport:
    @pytest.mark.usefixtures("household")
    async def test_is_printed_and_tells_no_sum_of_cash(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await at(cashier, "3")
            await cashier.on(XReport)
            await cashier.sees("Press + to print the X report.")
            await cashier.press("plus")
            await cashier.sees("THE X REPORT GOES TO THE PRINTER")
            assert re.search(r"Sales +1", cashier.text())
            drawer = in_drawer(desk, own_shift(desk))
            assert f"{drawer / 100:.2f}" not in cashier.text()
            assert f"{(drawer - FLOAT) / 100:.2f}" not in cashier.text()
            await cashier.press("enter")
            await cashier.on(Menu)
        assert papers(desk)[-1].number == "K07-01-X0001"
        assert is_open(desk, CASHIER)

    async def test_is_not_printed_by_going_back(self, desk: Counter) -> None:
        async with hands(desk) as cashier:
            await at(cashier, "3")
            await cashier.sees("Press + to print the X report.")
            await cashier.press("enter", "escape")
            await cashier.on(ShiftMenu)
        assert events(desk, "x_report_printed") == []


def own_shift(desk: Counter) -> EventId:
    """The cashier's open shift."""
    with desk.kiosk.ledger.read() as reader:
        shift = shifts.open_shift(reader.db, desk.kiosk.ledger.node, CASHIER)
    assert shift is not None
    return shift.id
