"""A customer's details on the screen: edited, looked back at, erased; and a second file noticed."""

from __future__ import annotations

from app.operations.account_file import account_file
from app.screens.account import AccountPage
from app.screens.account_details import AccountDetails
from app.screens.account_history import AccountHistory
from app.screens.account_more import AccountMore
from app.screens.edit_account import EditAccount
from app.screens.erase_account import EraseAccount
from app.screens.find_account import FindAccount
from app.screens.open_account import OpenAccount
from app.screens.second_person import SecondPerson
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.screens.desk import Hands, hands


async def at_details(cashier: Hands, account: str, operator: int = CASHIER) -> None:
    """The menu of the details, from the account's page."""
    await cashier.sign_in(operator)
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(account)
    await cashier.press("enter")
    await cashier.on(AccountPage)
    await cashier.sees("More with this account")
    await cashier.press("enter")
    await cashier.on(AccountMore)
    await cashier.press("7")
    await cashier.on(AccountDetails)


async def test_a_detail_is_edited_and_its_history_shown(desk: Counter) -> None:
    account = desk.do(
        "open-account", tariff_class="1", name="Amina Salim", phone="0712 345"
    ).account
    async with hands(desk) as cashier:
        await at_details(cashier, account)
        await cashier.press("1")
        await cashier.on(EditAccount)
        await cashier.sees("0712 345")
        await cashier.press("2", "enter")
        await cashier.types("O799")
        await cashier.press("enter")
        await cashier.sees("is no telephone number")
        await cashier.press(*["backspace"] * 4)
        await cashier.types("0799 1")
        await cashier.press("enter", "1", "enter")
        await cashier.sees("Press + to change it.")
        assert "0712 345" in cashier.text()
        await cashier.press("plus")
        await cashier.sees("is edited")
        assert account_file(desk.kiosk, account).personal["phone"] == "0799 1"
        await cashier.press("escape")
        await cashier.on(AccountPage)
        await cashier.press("enter")
        await cashier.on(AccountMore)
        await cashier.press("7")
        await cashier.on(AccountDetails)
        await cashier.press("2")
        await cashier.on(AccountHistory)
        await cashier.sees("Phone: 0712 345 -> 0799 1")
        await cashier.sees("The customer told so")


async def test_details_are_erased_by_two_people(desk: Counter) -> None:
    account = desk.account("Amina Salim")
    desk.do("void-account", account=account, reason="opened twice")
    jobs = desk.kiosk.ledger.print_jobs
    for job in jobs.pending():
        jobs.done(job.id)
    async with hands(desk) as cashier:
        await at_details(cashier, account)
        await cashier.press("3")
        await cashier.on(EraseAccount)
        await cashier.sees("Amina Salim")
        await cashier.press("1", "enter")
        await cashier.sees("This takes two people.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        for typed in (account[-3:], str(SUPERVISOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("Press + to erase them for good.")
        await cashier.press("plus")
        await cashier.sees("are erased for good")
    assert account_file(desk.kiosk, account).personal == {}


async def test_the_review_says_who_seems_the_same_and_what_must_be_told_is_asked_for(
    desk: Counter,
) -> None:
    first = desk.do("open-account", tariff_class="1", name="Amina", phone="0712 345").account
    desk.do("set-account-form", by=ADMINISTRATOR, required="phone,notes")
    async with hands(desk) as cashier:
        await cashier.sign_in()
        await cashier.press("3")
        await cashier.on(OpenAccount)
        await cashier.sees("empty = Domestic")
        await cashier.press("enter", "enter", "enter")
        await cashier.types("0712345")
        await cashier.press(*["enter"] * 4)
        await cashier.sees("Notes must not be empty here.")
        await cashier.types("Dog")
        await cashier.press("enter")
        await cashier.sees("Press + to open one more account")
        assert f"{first} Amina: same telephone" in cashier.text()
        await cashier.press("plus")
        await cashier.sees("THE ACCOUNT IS OPEN")
