"""An account opened on the screen: by digits and Enter alone, and then its meter."""

from __future__ import annotations

from app.ledger.queries import accounts, choices
from app.operations.errors import NotAllowed
from app.screens.allocate_meter import AllocateMeter
from app.screens.customer import personal_name
from app.screens.menu import Menu
from app.screens.open_account import OpenAccount
from app.screens.operation_screen import Stage
from tests.counter import ADMINISTRATOR, SUPERVISOR, TARIFF, Counter
from tests.screens.desk import Hands, hands

COMMERCIAL = TARIFF.replace("tariff_class = 1", "tariff_class = 3").replace("Domestic", "Shops")


async def opening(cashier: Hands) -> OpenAccount:
    await cashier.sign_in()
    await cashier.press("3")
    await cashier.on(OpenAccount)
    await cashier.sees("empty = Domestic")
    screen: OpenAccount = cashier.screen
    return screen


def opened(desk: Counter, number: str) -> accounts.Account:
    with desk.kiosk.ledger.read() as reader:
        account = accounts.account(reader.db, number)
    assert account is not None
    return account


async def test_by_enter_alone_a_nameless_account_of_the_usual_class_and_region_is_opened(
    desk: Counter,
) -> None:
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        await cashier.press(*["enter"] * 7)
        await cashier.sees("Press + to open the account.")
        for words in ("1  Domestic", "12  Kilifi", "none"):
            assert words in cashier.text()
        await cashier.press("plus")
        await cashier.sees("THE ACCOUNT IS OPEN")
        await cashier.sees("Enter: allocate the meter")
        number = screen.number.value.replace(" ", "")
        await cashier.press("escape")
        await cashier.on(Menu)
    account = opened(desk, number)
    assert (account.tariff_class, account.household_size, account.region) == (1, 1, 12)
    assert personal_name(desk.kiosk, account) == ""


async def test_all_that_was_typed_stands_in_the_review_and_in_the_file(desk: Counter) -> None:
    desk.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=COMMERCIAL)
    desk.do("set-region", by=ADMINISTRATOR, region="44", name="Malindi")
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        typed = ("3", "4", "Amina [Salim]", "0700 111", "ID 7", "Plot 9, Kilifi", "44")
        for text in typed:
            await cashier.types(text)
            await cashier.press("enter")
        await cashier.sees("Press + to open the account.")
        for words in ("3  Shops", "44  Malindi", *typed[2:6]):
            assert words in cashier.text()
        await cashier.press("plus")
        await cashier.sees("THE ACCOUNT IS OPEN")
        number = screen.number.value.replace(" ", "")
    account = opened(desk, number)
    assert (account.tariff_class, account.household_size, account.region) == (3, 4, 44)
    assert desk.kiosk.ledger.unseal(number, account.sealed) == {
        "name": "Amina [Salim]",
        "phone": "0700 111",
        "identity": "ID 7",
        "address": "Plot 9, Kilifi",
    }


async def test_the_class_that_most_accounts_have_is_the_usual_one(desk: Counter) -> None:
    desk.do("set-tariff", by=ADMINISTRATOR, second=SUPERVISOR, tariff=COMMERCIAL)
    for _time in range(2):
        desk.do("open-account", tariff_class="3")
    desk.do("open-account", tariff_class="1")
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("3")
        await cashier.sees("empty = Shops")
        assert "1  Domestic" in cashier.text()


async def test_the_account_runs_on_into_its_allocation(desk: Counter) -> None:
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        await cashier.press(*["enter"] * 7)
        await cashier.sees("Press + to open the account.")
        await cashier.press("plus")
        await cashier.sees("Enter: allocate the meter")
        number = screen.number.value.replace(" ", "")
        await cashier.press("enter")
        await cashier.on(AllocateMeter)
        assert cashier.value("account") == number


async def test_a_number_that_is_not_in_the_list_is_said_under_its_field(desk: Counter) -> None:
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        await cashier.types("9")
        await cashier.press("enter")
        await cashier.sees("There is no 9 in the list.")
        assert screen.focused is screen.tariff.input


async def test_a_household_of_nobody_is_said_under_its_field(desk: Counter) -> None:
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        await cashier.press("enter")
        await cashier.types("0")
        await cashier.press(*["enter"] * 6)
        await cashier.sees("A household has 1 to 255 persons.")
        assert screen.focused is screen.household.input
        assert screen.stage is Stage.FORM


async def test_going_up_and_locking_lose_nothing(desk: Counter) -> None:
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        await cashier.press("enter")
        await cashier.types("4")
        await cashier.press("enter")
        await cashier.types("Amina")
        await cashier.press("escape")
        assert screen.focused is screen.household.input
        await cashier.press("f12")
        await cashier.sees("Locked")
        await cashier.types("271828")
        await cashier.press("enter")
        await cashier.on(OpenAccount)
        assert screen.focused is screen.household.input
        assert (cashier.value("household"), cashier.value("person")) == ("4", "Amina")
        await cashier.press(*["enter"] * 6)
        await cashier.sees("Press + to open the account.")
        await cashier.press("escape")
        assert screen.stage is Stage.FORM
        assert cashier.value("person") == "Amina"


async def test_enter_however_long_it_is_held_opens_no_account(desk: Counter) -> None:
    async with hands(desk, guard=0.3) as cashier:
        screen = await opening(cashier)
        await cashier.press(*["enter"] * 30)
        await cashier.sees("Press + to open the account.")
        assert screen.stage is Stage.REVIEW
    with desk.kiosk.ledger.read() as reader:
        assert choices.usual_tariff_class(reader.db) is None, "there is an account"


async def test_without_prices_the_screen_says_what_is_missing(desk: Counter) -> None:
    desk.clock.now -= 365 * 86_400_000
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("3")
        await cashier.sees("There are no prices in force today.")


async def test_a_refusal_leads_back_to_what_was_typed(desk: Counter) -> None:
    async with hands(desk) as cashier:
        screen = await opening(cashier)
        await cashier.press("enter", "enter")
        await cashier.types("Amina")
        await cashier.press("enter")
        screen.refuse(NotAllowed("The role was changed meanwhile.", "Nothing was done."))
        await cashier.sees("The role was changed meanwhile.")
        await cashier.press("escape")
        await cashier.sees("Persons in household")
        assert screen.stage is Stage.FORM
        assert cashier.value("person") == "Amina"
