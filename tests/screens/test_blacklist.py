"""The blacklist on the screen: put on from an account, found in the list, lifted by two."""

from __future__ import annotations

from app.screens.account_blacklist import AccountBlacklist
from app.screens.account_more import AccountMore
from app.screens.blacklist import Blacklist
from app.screens.blacklist_entries import BlacklistEntries
from app.screens.directory import screen_named
from app.screens.menu import Menu
from app.screens.second_person import SecondPerson
from app.screens.unblacklist import Unblacklist
from tests.counter import ADMINISTRATOR, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events, prove
from tests.screens.conftest import Household
from tests.screens.desk import hands
from tests.screens.test_account_states import more_with


async def test_a_supervisor_puts_on_and_the_customer_stands_out(
    desk: Counter, household: Household
) -> None:
    async with hands(desk) as cashier:
        await more_with(cashier, household.account)
        assert "Blacklist" not in cashier.text()
    async with hands(desk) as cashier:
        await cashier.sign_in(SUPERVISOR)
        cashier.app.push_screen(screen_named("account-more", household.account))
        await cashier.on(AccountMore)
        await cashier.press("9")
        await cashier.on(AccountBlacklist)
        await cashier.sees("2  Meter")
        await cashier.press("2")
        await cashier.on(Blacklist)
        await cashier.sees("1  Meter tampered with")
        await cashier.press("1", "enter", "0", "enter")
        await cashier.reads("over at once")
        await cashier.press("backspace", "9", "enter")
        await cashier.sees("Press + to put it on the blacklist.")
        await cashier.sees("2026-12-02")
        assert events(desk, "blacklisted") == []
        await cashier.press("plus")
        await cashier.sees("is on the blacklist.")
        await cashier.press("enter")
        await cashier.on(AccountBlacklist)
        await cashier.sees("BLACKLISTED since 2026-11-23")
        await cashier.press("escape")
        await cashier.on(AccountMore)
        await cashier.press("escape")
        await cashier.on(Menu)
        await cashier.press("2")
        await cashier.put(household.at_home())
        await cashier.sees("BLACKLIST       Meter 000000012345 since 2026-11-23")
    prove(desk)


async def test_an_entry_is_found_by_a_part_and_lifted_by_two(
    desk: Counter, household: Household
) -> None:
    for number in range(70, 80):
        desk.do("blacklist", by=SUPERVISOR, what="meter", number=str(number), reason="stolen")
    async with hands(desk) as cashier:
        await cashier.sign_in(SUPERVISOR)
        cashier.app.push_screen(screen_named("blacklist-entries"))
        await cashier.on(BlacklistEntries)
        await cashier.sees("On the list: 10")
        await cashier.press("0")
        await cashier.sees("Page 2 of 2")
        await cashier.press("9")
        await cashier.on(Blacklist)
        await cashier.sees("1  Account")
        await cashier.press("1", "enter", "7", "enter")
        await cashier.reads("account number")
        await cashier.press("backspace")
        await cashier.types(household.account)
        await cashier.press("enter")
        await cashier.sees("6  Decision of head office")
        await cashier.press("6", "enter", "enter")
        await cashier.sees("two people lift it")
        await cashier.press("plus")
        await cashier.sees("is on the blacklist.")
        await cashier.press("enter")
        await cashier.on(BlacklistEntries)
        await cashier.press("enter")
        await cashier.types("0000073")
        await cashier.press("enter")
        await cashier.sees("On the list: 1 ")
        await cashier.press("1")
        await cashier.on(Unblacklist)
        await cashier.sees("000000000073")
        await cashier.sees("3  It was found again")
        await cashier.press("3", "enter")
        await cashier.sees("This takes two people. Press +, then the second one signs.")
        await cashier.press("plus")
        await cashier.on(SecondPerson)
        for typed in (str(ADMINISTRATOR), PIN):
            await cashier.types(typed)
            await cashier.press("enter")
        await cashier.sees("Press + to lift it.")
        assert events(desk, "blacklist_lifted") == []
        await cashier.press("plus")
        await cashier.sees("is not on the blacklist any more.")
        await cashier.press("enter")
        await cashier.on(BlacklistEntries)
        await cashier.sees("On the list: 0")
        await cashier.press("asterisk", "asterisk")
        await cashier.sees("Lifted: 1")
    assert len(events(desk, "blacklist_lifted")) == 1
    prove(desk)
