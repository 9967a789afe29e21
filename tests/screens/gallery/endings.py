"""What ends: a card taken back, an account suspended, resumed, voided, cancelled."""

from __future__ import annotations

from app.screens.account_more import AccountMore
from app.screens.cancel_account import CancelAccount
from app.screens.change_customer import ChangeCustomer
from app.screens.find_account import FindAccount
from app.screens.merge_accounts import MergeAccounts
from app.screens.more import More
from app.screens.resume_account import ResumeAccount
from app.screens.retrieve_card import RetrieveCard
from app.screens.second_person import SecondPerson
from app.screens.suspend_account import SuspendAccount
from app.screens.void_account import VoidAccount
from tests.counter import PIN, SUPERVISOR
from tests.screens.gallery.page import Page, Visit
from tests.screens.jobs import Case


async def retrieve_card_form(visit: Visit) -> None:
    """Whose card it is; the digits are asked for."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("9")
    await cashier.on(RetrieveCard)
    await cashier.put(visit.case.card)
    await cashier.sees("Last 3 of account")


async def retrieve_card_review(visit: Visit) -> None:
    """There is no way back."""
    await retrieve_card_form(visit)
    await visit.cashier.types(visit.case.account[-3:])
    await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to make the card blank.")


async def retrieve_card_done(visit: Visit) -> None:
    """It is blank."""
    await retrieve_card_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def account_more(visit: Visit) -> None:
    """The rest of an account's menu."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("5")
    await cashier.on(FindAccount)
    await cashier.types(visit.case.account)
    await cashier.press("enter")
    await cashier.sees("Enter  More with this account")
    await cashier.press("enter")
    await cashier.on(AccountMore)


async def suspend_account_form(visit: Visit) -> None:
    """Why and for how long."""
    await account_more(visit)
    await visit.cashier.press("1")
    await visit.cashier.sees("2  House empty")


async def suspend_account_review(visit: Visit) -> None:
    """Until a day."""
    await suspend_account_form(visit)
    await visit.cashier.press("2", "enter", "9", "enter")
    await visit.cashier.sees("Press + to suspend the account.")


async def resume_account_review(visit: Visit) -> None:
    """Standing charges run on."""
    await account_more(visit)
    await visit.cashier.press("2")
    await visit.cashier.sees("1  The customer is back")
    await visit.cashier.press("1", "enter")
    await visit.cashier.sees("Press + to resume the account.")


async def void_account_refused(visit: Visit) -> None:
    """It was used."""
    await account_more(visit)
    await visit.cashier.press("3")
    await visit.cashier.sees("1  Opened twice")
    await visit.cashier.press("1", "enter")
    await visit.cashier.types(visit.case.account[-3:])
    await visit.cashier.press("enter")
    await visit.cashier.sees("a meter or money stands in its file")


async def cancel_account_form(visit: Visit) -> None:
    """Where the card is, what the dial says."""
    cashier = visit.cashier
    await account_more(visit)
    await cashier.press("4")
    await cashier.on(CancelAccount)
    await cashier.put(visit.case.card)
    await cashier.sees("1  Moves away")
    await cashier.press("1", "enter")
    await cashier.sees("handed in, on the reader")


async def cancel_account_review(visit: Visit) -> None:
    """The statement in short."""
    cashier = visit.cashier
    await cancel_account_form(visit)
    await cashier.press("1", "enter", "enter")
    await cashier.types("5")
    await cashier.press("enter")
    await cashier.sees("2  no")
    await cashier.press("1", "enter")
    await cashier.sees("2  to the account balance")
    await cashier.press("1", "enter")
    await cashier.sees("This takes two people.")


async def cancel_account_done(visit: Visit) -> None:
    """Three sign the statement."""
    cashier = visit.cashier
    await cancel_account_review(visit)
    await cashier.press("plus")
    await cashier.on(SecondPerson)
    await cashier.types(visit.case.account[-3:])
    await cashier.press("enter")
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.sees("Press + to end the account.")
    await cashier.press("plus")
    await cashier.sees("has ended.")


async def merge_accounts_review(visit: Visit) -> None:
    """Which one ends, which one stays."""
    await account_more(visit)
    await visit.cashier.press("5")
    await visit.cashier.on(MergeAccounts)
    await visit.cashier.sees("1  Opened twice")
    await visit.cashier.press("1", "enter")
    await visit.cashier.types("701000024")
    await visit.cashier.press("enter")
    await visit.cashier.sees("This takes two people.")


async def change_customer_review(visit: Visit) -> None:
    """The statement of the one in short, and who takes over."""
    cashier = visit.cashier
    await account_more(visit)
    await cashier.press("6")
    await cashier.on(ChangeCustomer)
    await cashier.put(visit.case.card)
    await cashier.sees("2  New tenant")
    await cashier.press("2", "enter", "1", "enter", "enter", "5", "enter")
    await cashier.sees("2  estimated by two")
    await cashier.press("1", "enter", "1", "enter")
    await cashier.types("Baraka Ali")
    await cashier.press("enter", "enter", "enter", "3", "enter")
    await cashier.sees("This takes two people.")


def second_file(case: Case) -> None:
    """The same customer once more, under the number 701000024."""
    case.counter.account("Amina S.")


def suspended(case: Case) -> None:
    """The account is suspended."""
    case.counter.do("suspend-account", account=case.account, reason="House empty")


ENDINGS = (
    Page(RetrieveCard, retrieve_card_form),
    Page(RetrieveCard, retrieve_card_review),
    Page(RetrieveCard, retrieve_card_done),
    Page(AccountMore, account_more),
    Page(SuspendAccount, suspend_account_form),
    Page(SuspendAccount, suspend_account_review),
    Page(ResumeAccount, resume_account_review, before=suspended),
    Page(VoidAccount, void_account_refused),
    Page(CancelAccount, cancel_account_form),
    Page(CancelAccount, cancel_account_review),
    Page(CancelAccount, cancel_account_done),
    Page(MergeAccounts, merge_accounts_review, before=second_file),
    Page(ChangeCustomer, change_customer_review),
)
