"""Another copy of a paper, in three keys from anywhere; waiting papers say why they wait."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.screens.menu import Menu
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from app.screens.reprint import Reprint
from tests.counter import Counter
from tests.operations.proofs import events
from tests.screens.conftest import Household
from tests.screens.desk import hands


def jobs(desk: Counter) -> Any:
    return desk.kiosk.ledger.print_jobs


async def test_three_keys_print_the_last_paper_again(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f3")
        await cashier.sees("K07-01-000001")
        await cashier.press("enter")
        await cashier.sees("Press + ")
        assert events(desk, "copy_printed") == []
        await cashier.press("plus")
        await cashier.sees("THE COPY GOES TO THE PRINTER")
        await cashier.press("enter")
        await cashier.on(Menu)
    assert [(copy.document, copy.copy_number) for copy in events(desk, "copy_printed")] == [
        ("K07-01-000001", 1)
    ]
    newest = jobs(desk).newest(1)[0]
    assert (newest.kind, newest.number, newest.copy) == ("sale_receipt", "K07-01-000001", 1)
    assert household.sold.receipt == 1


@pytest.mark.usefixtures("household")
async def test_enter_however_long_it_is_held_prints_nothing(desk: Counter) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f3")
        await cashier.sees("K07-01-000001")
        await cashier.press(*["enter"] * 10)
        await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
        await cashier.press(*["enter"] * 5)
        assert cashier.screen.stage is Stage.REVIEW
    assert events(desk, "copy_printed") == []


async def test_a_digit_a_receipts_digits_or_the_whole_number_choose_another(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        for typed, meant in (
            ("2", household.account),
            ("000001", "K07-01-000001"),
            ("k07-01-000001", "K07-01-000001"),
            (household.account, household.account),
        ):
            await cashier.press("f3")
            await cashier.on(Reprint)
            await cashier.types(typed)
            await cashier.press("enter")
            await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
            assert dict(cashier.screen.review.rows)["Number"] == meant
            await cashier.press("escape", "escape")
            await cashier.on(Menu)
    assert events(desk, "copy_printed") == []


async def test_a_number_that_was_never_printed_is_said(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f3")
        await cashier.on(Reprint)
        await cashier.types("77")
        await cashier.press("enter")
        await cashier.sees("No paper with the number K07-01-000077 was printed here.")
        assert cashier.value("paper") == "77"
        assert household.account in cashier.text()
        await cashier.press("minus")
        assert cashier.value("paper") == ""
        await cashier.press("minus")
        await cashier.on(Menu)


async def test_a_reason_may_be_given_and_is_recorded(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f3")
        await cashier.sees("K07-01-000001")
        await cashier.press("down")
        await cashier.types("lost it")
        await cashier.press("enter")
        await cashier.sees("Press + ")
        await cashier.press("plus")
        await cashier.sees("K07-01-000001, copy 1")
    assert events(desk, "copy_printed")[0].reason == "lost it"
    assert household.sold.receipt == 1


async def test_a_paper_that_waits_says_why(desk: Counter, household: Household) -> None:
    printed, waits = jobs(desk).pending()[-2:]
    jobs(desk).done(printed.id)
    jobs(desk).failed(waits.id, "no paper [1]")
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f3")
        await cashier.sees("waits: no paper [1]")
        assert re.search(rf"{household.account} +Account slip +printed", cashier.text())
        await cashier.press("enter")
        await cashier.sees("It comes out by itself as soon as the printer can.")


async def test_older_papers_are_on_the_next_page(desk: Counter) -> None:
    accounts = [desk.account(f"Amos {turn}") for turn in range(10)]
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("f3")
        await cashier.sees(accounts[-1])
        assert accounts[0] not in cashier.text()
        await cashier.press("pagedown")
        await cashier.sees(accounts[0])
        await cashier.press("1", "enter")
        await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
        assert dict(cashier.screen.review.rows)["Number"] == accounts[0]


async def test_an_unfinished_sale_is_as_it_was(desk: Counter, household: Household) -> None:
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.put(household.at_home())
        await cashier.on(Prepayment)
        await cashier.sees("Amina Salim")
        await cashier.types("500")
        await cashier.press("f3")
        await cashier.on(Reprint)
        await cashier.press("escape")
        await cashier.on(Prepayment)
        assert cashier.value("wish") == "500"
