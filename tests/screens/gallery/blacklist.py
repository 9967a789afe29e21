"""The blacklist: an account's part of it, putting on, the list, lifting."""

from __future__ import annotations

from app.screens.account_blacklist import AccountBlacklist
from app.screens.blacklist import Blacklist
from app.screens.blacklist_entries import BlacklistEntries
from app.screens.directory import screen_named
from app.screens.unblacklist import Unblacklist
from tests.counter import SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


async def account_blacklist(visit: Visit) -> None:
    """The account, its meter, its card."""
    await visit.cashier.sign_in(SUPERVISOR)
    visit.cashier.app.push_screen(screen_named("account-blacklist", visit.case.account))
    await visit.cashier.on(AccountBlacklist)
    await visit.cashier.sees("BLACKLISTED since")


async def blacklist_review(visit: Visit) -> None:
    """Until two people lift it."""
    await account_blacklist(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(Blacklist)
    await visit.cashier.sees("1  Meter tampered with")
    await visit.cashier.press("2", "enter", "enter")
    await visit.cashier.sees("Press + to put it on the blacklist.")


async def blacklist_entries(visit: Visit) -> None:
    """What stands on it."""
    await visit.cashier.sign_in(SUPERVISOR)
    visit.cashier.app.push_screen(screen_named("blacklist-entries"))
    await visit.cashier.on(BlacklistEntries)
    await visit.cashier.sees("On the list: 2")


async def unblacklist_review(visit: Visit) -> None:
    """What is lifted, and why."""
    await blacklist_entries(visit)
    await visit.cashier.press("1")
    await visit.cashier.on(Unblacklist)
    await visit.cashier.sees("3  It was found again")
    await visit.cashier.press("3", "enter")
    await visit.cashier.sees("This takes two people.")


def two_entries(case: Case) -> None:
    """The customer's meter for a time, a stolen one for ever."""
    for number, reason, until in (
        ("000000012345", "Meter tampered with", {"until": "2026-12-02"}),
        ("000000000077", "Stolen", {}),
    ):
        case.counter.do(
            "blacklist",
            by=SUPERVISOR,
            second=None,
            what="meter",
            number=number,
            reason=reason,
            **until,
        )


BLACKLIST = (
    Page(AccountBlacklist, account_blacklist, before=two_entries),
    Page(Blacklist, blacklist_review, before=two_entries),
    Page(BlacklistEntries, blacklist_entries, before=two_entries),
    Page(Unblacklist, unblacklist_review, before=two_entries),
)
