"""The first start on the screen: what is wrong is said at once, and then there is a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.widgets import Input

from app.ledger.queries import settings
from app.operations.local_time import local_date
from app.operations.sign_in import sign_in
from app.screens.first_start_pages import ModelPage, MoneyPage
from app.screens.first_start_review import FirstStartReview
from app.screens.first_start_tests import FirstStartTests
from tests.counter import PIN, TARIFF
from tests.screens.founder import (
    MODEL,
    MONEY,
    REGION,
    UTILITY,
    Machine,
    founder,
    to_the_review,
    to_the_tariff,
)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with _closed(Machine(tmp_path / "ledger.db")) as one:
        yield one


@contextmanager
def _closed(machine: Machine) -> Iterator[Machine]:
    try:
        yield machine
    finally:
        machine.counter.close()


async def test_everything_typed_stands_in_the_review_and_in_the_ledger(machine: Machine) -> None:
    async with founder(machine) as one:
        await to_the_review(one)
        for words in (
            "4711  Mto Water",
            "Box 7, P051, 0800 111",
            "KES, 2 decimals",
            "1  Asha",
            "45.00 to 6.000 m3, 67.50 to 15.000 m3, 90.00 above",
            "Sewage 12.00, 50.00 a month",
            "VAT 16 %",
            "DN15, at most 200.000 m3",
            "Account opening 100.00, Card 200.00, New card 150.00",
        ):
            assert words in one.text()
        assert machine.counter.ledger is None
        await one.press("plus")
        await one.sees("Printer test")
        await one.press("2")
        await one.sees("Reader test")
        await one.press("2")
        await one.sees("Everything is ready.")
        await one.press("1")
    assert one.app.return_value is True
    kiosk = machine.counter.kiosk
    with kiosk.ledger.read() as reader:
        utility = settings.utility(reader.db)
        tariff = settings.revision_in_force(reader.db, 1, local_date(kiosk))
        fee = settings.fee_in_force(reader.db, "card", local_date(kiosk))
        assert settings.meter_model(reader.db, "DN15") is not None
    assert (utility.utility, utility.region, utility.site) == (4711, 12, "7")
    assert tariff is not None
    assert [tier.upto for tier in tariff.tiers] == [6_000, 15_000, None]
    assert fee is not None
    assert fee.amount == 20_000
    assert sign_in(kiosk, 1, PIN).name == "Asha"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("70000",), "The utility's number is 1 to 65535."),
        (("4711", ""), "This may not stay empty."),
        ((*UTILITY, "KEX"), "There is no currency KEX."),
        ((*UTILITY, "KES", "9"), "A currency has 0 to 3 decimals."),
        ((*UTILITY, "KES", "", "Africa/Atlantis"), "There is no time zone Africa/Atlantis."),
        ((*UTILITY, *MONEY, "0"), "The region's number is 1 to 65535."),
        ((*UTILITY, *MONEY, "12", "Kilifi", ""), "A site prefix of 1 to 4 digits is needed."),
        ((*UTILITY, *MONEY, *REGION, "", "Asha", "123456"), "This PIN is too easy to guess."),
        ((*UTILITY, *MONEY, *REGION, "", "Asha", PIN, "1"), "This is not the same PIN."),
    ],
)
async def test_what_is_wrong_is_said_under_its_field(
    machine: Machine, typed: tuple[str, ...], said: str
) -> None:
    async with founder(machine) as one:
        for value in typed:
            await one.until(lambda: isinstance(one.screen.focused, Input))
            await one.page(value)
        await one.sees(said)
        focused = one.screen.focused
        assert isinstance(focused, Input)
        assert focused.value == typed[-1]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("", "Domestic", ""), "What costs one m3 here?"),
        (("", "Domestic", "45", "6", ""), "What costs one m3 here?"),
        (("", "Domestic", "45", "6", "67.50", "4"), "This limit is not above the one before."),
        (("/no/such/tariff.toml",), "The file /no/such/tariff.toml cannot be read."),
    ],
)
async def test_a_price_that_cannot_be_is_said_under_its_field(
    machine: Machine, typed: tuple[str, ...], said: str
) -> None:
    async with founder(machine) as one:
        await to_the_tariff(one)
        await one.page(*typed)
        await one.sees(said)


async def test_a_file_says_the_whole_tariff(machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "t.toml"
    file.write_text(TARIFF)
    async with founder(machine) as one:
        await to_the_tariff(one)
        await one.page(str(file))
        await one.on(ModelPage)
        await one.page(*MODEL)
        await one.sees("45.00 to 6.000 m3, 67.50 to 15.000 m3, 90.00 above")


async def test_going_back_loses_nothing(machine: Machine) -> None:
    async with founder(machine) as one:
        await one.page(*UTILITY)
        await one.on(MoneyPage)
        await one.page("KES")
        await one.press("escape", "escape")
        await one.sees("Mto Water")
        await one.press(*["enter"] * 5)
        await one.on(MoneyPage)
        assert one.screen.form["currency"].value == "KES"


async def test_a_held_enter_makes_no_ledger(machine: Machine) -> None:
    async with founder(machine) as one:
        await to_the_review(one)
        await one.press(*["enter"] * 10)
        assert isinstance(one.screen, FirstStartReview)
    assert machine.counter.ledger is None


class TestOfTheDevices:
    async def test_a_paper_and_a_card(self, machine: Machine) -> None:
        async with founder(machine) as one:
            await to_the_review(one)
            await one.press("plus")
            await one.sees("Printer test")
            await one.press("1")
            await one.sees("Did the test paper come out")
            await one.press("1")
            await one.sees("Reader test")
            machine.counter.new_card()
            await one.press("1")
            await one.sees("A blank card.")
        assert machine.printed == 1

    async def test_say_why_they_failed_and_can_be_skipped(self, machine: Machine) -> None:
        machine.printer_fails = True
        async with founder(machine) as one:
            await to_the_review(one)
            await one.press("plus")
            await one.sees("Printer test")
            await one.press("escape")
            assert isinstance(one.screen, FirstStartTests)
            await one.press("1")
            await one.sees("The printer has no paper.")
            await one.press("2")
            await one.sees("Reader test")
            await one.press("1")
            await one.until(lambda: one.screen.notice.lines)
            await one.press("2")
            await one.sees("Everything is ready.")


async def test_leaving_the_first_page_makes_nothing(machine: Machine) -> None:
    async with founder(machine) as one:
        await one.press("escape")
    assert one.app.return_value is False
    assert machine.counter.ledger is None
