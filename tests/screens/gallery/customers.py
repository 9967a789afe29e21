"""A customer's details: edited, looked back at, erased."""

from __future__ import annotations

from app.screens.account_details import AccountDetails
from app.screens.account_history import AccountHistory
from app.screens.account_more import AccountMore
from app.screens.edit_account import EditAccount
from app.screens.erase_account import EraseAccount
from tests.screens.gallery.endings import account_more
from tests.screens.gallery.page import Page, Visit


async def account_details(visit: Visit) -> None:
    """What can be done with the details."""
    await account_more(visit)
    await visit.cashier.press("7")
    await visit.cashier.on(AccountDetails)


async def edit_account_review(visit: Visit) -> None:
    """Old and new."""
    cashier = visit.cashier
    await account_details(visit)
    await cashier.press("1")
    await cashier.on(EditAccount)
    await cashier.sees("Detail")
    await cashier.press("2", "enter")
    await cashier.types("0799 1")
    await cashier.press("enter", "1", "enter")
    await cashier.sees("Press + to change it.")


async def account_history(visit: Visit) -> None:
    """One edit, and who made it why."""
    cashier = visit.cashier
    await edit_account_review(visit)
    await cashier.press("plus")
    await cashier.sees("is edited")
    await cashier.press("escape", "enter")
    await cashier.on(AccountMore)
    await cashier.press("7", "2")
    await cashier.on(AccountHistory)
    await cashier.sees("0799 1")


async def erase_account_form(visit: Visit) -> None:
    """Why; before anything is asked of two people."""
    cashier = visit.cashier
    await account_details(visit)
    await cashier.press("3")
    await cashier.on(EraseAccount)
    await cashier.sees("1  The customer asked for it")


CUSTOMERS = (
    Page(AccountDetails, account_details),
    Page(EditAccount, edit_account_review),
    Page(AccountHistory, account_history),
    Page(EraseAccount, erase_account_form),
)
