"""What a customer comes for, beside the four jobs: cards read, accounts opened and found."""

from __future__ import annotations

from app.screens.account import AccountPage
from app.screens.allocate_meter import AllocateMeter
from app.screens.compensate import Compensate
from app.screens.find_account import FindAccount
from app.screens.more import More
from app.screens.open_account import OpenAccount
from app.screens.operation_screen import Stage
from app.screens.prepayment import Prepayment
from app.screens.read_card import ReadCard
from app.screens.rewrite_load import RewriteLoad
from app.screens.second_person import SecondPerson
from app.simulator.other_cards import VirtualCard
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import PIN, SUPERVISOR
from tests.screens.gallery.page import UNLOADED, Page, Visit
from tests.screens.gallery.worlds import killed, many_accounts, marked, regular, six_purchases
from tests.screens.jobs import JOBS

PREPAYMENT = JOBS["prepayment"]


async def prepayment_with_change(visit: Visit) -> None:
    """More than the price is handed over."""
    cashier = visit.cashier
    await PREPAYMENT.form(cashier, visit.case)
    await cashier.types("1000")
    await cashier.press("enter")
    await cashier.sees("Take KES 1000.00, then press +")


async def prepayment_by_volume(visit: Visit) -> None:
    """Litres instead of money."""
    cashier = visit.cashier
    await PREPAYMENT.open(cashier, visit.case)
    await cashier.put(visit.case.card)
    await cashier.sees("Amina Salim")
    await cashier.press("asterisk")
    await cashier.types("3")
    await cashier.sees("Volume m3")


async def prepayment_asked_again(visit: Visit) -> None:
    """Far more than this customer usually pays."""
    cashier = visit.cashier
    await PREPAYMENT.open(cashier, visit.case)
    await cashier.put(visit.case.card)
    await cashier.sees("Amina Salim")
    await cashier.types("9000")
    await cashier.press("enter", "enter")
    await cashier.until(lambda: cashier.screen.stage is Stage.REVIEW)
    await cashier.press("plus")
    await cashier.reads("more than three times what this customer usually pays.")


async def prepayment_complaint(visit: Visit) -> None:
    """What was typed is no amount."""
    cashier = visit.cashier
    await PREPAYMENT.open(cashier, visit.case)
    await cashier.put(visit.case.card)
    await cashier.sees("Amina Salim")
    await cashier.types("5.005")
    await cashier.press("enter")
    await cashier.sees("5.005 has 3 decimals")


async def prepayment_refused(visit: Visit) -> None:
    """The last load waits for its meter."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.put(visit.case.card)
    await cashier.on(Prepayment)
    await cashier.sees("1  Refund")


async def read_card(visit: Visit) -> None:
    """A card that can buy."""
    await _reading(visit, visit.case.card)
    await visit.cashier.sees("Amina Salim")


async def read_card_unloaded(visit: Visit) -> None:
    """A load that its meter has not taken."""
    await read_card(visit)


async def read_card_blank(visit: Visit) -> None:
    """A card of nobody."""
    await _reading(visit, VirtualSle4442())
    await visit.cashier.sees("This card is blank.")


async def _reading(visit: Visit, card: VirtualCard) -> None:
    await visit.cashier.sign_in()
    await visit.cashier.press("2")
    await visit.cashier.sees("PUT A CARD ON THE READER")
    await visit.cashier.put(card)


async def open_account_form(visit: Visit) -> None:
    """Amid its fields."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("3")
    await cashier.on(OpenAccount)
    await cashier.sees("empty = Domestic")
    await cashier.press("enter")
    await cashier.types("4")
    await cashier.press("enter")
    await cashier.types("Baraka Said")


async def open_account_review(visit: Visit) -> None:
    """All that was typed."""
    await open_account_form(visit)
    await visit.cashier.press("enter")
    for text in ("0700 111 222", "ID 7", "Plot 9, Kilifi", ""):
        await visit.cashier.types(text)
        await visit.cashier.press("enter")
    await visit.cashier.sees("Press + to open the account.")


async def open_account_done(visit: Visit) -> None:
    """Its number, large."""
    await open_account_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("Enter: allocate the meter")


async def allocate_meter_fields(visit: Visit) -> None:
    """Account typed, its owner shown, the model asked for."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("4")
    await cashier.types(visit.case.account)
    await cashier.press("enter")
    await cashier.sees("Amina Salim")
    await cashier.types("88")
    await cashier.press("enter")
    await cashier.sees("1  DN15")


async def find_account_form(visit: Visit) -> None:
    """Nothing typed yet."""
    await _finding(visit, "")


async def find_account_nothing(visit: Visit) -> None:
    """Nobody of that name."""
    await _finding(visit, "nobody")
    await visit.cashier.sees("Nothing is found under nobody.")


async def find_account_list(visit: Visit) -> None:
    """More than a page of them."""
    await _finding(visit, "amos")
    await visit.cashier.sees("1 to 9.")


async def account(visit: Visit) -> None:
    """With purchases, some on the next page."""
    await _finding(visit, visit.case.account)
    await visit.cashier.on(AccountPage)
    await visit.cashier.sees("older ones")


async def account_in_doubt(visit: Visit) -> None:
    """With something to settle."""
    await _finding(visit, visit.case.account)
    await visit.cashier.on(AccountPage)
    await visit.cashier.sees("9  Settle what is in doubt")


async def _finding(visit: Visit, text: str) -> None:
    await visit.cashier.sign_in()
    await visit.cashier.press("5")
    await visit.cashier.on(FindAccount)
    if text:
        await visit.cashier.types(text)
        await visit.cashier.press("enter")


async def rewrite_load_review(visit: Visit) -> None:
    """The meter marked it in vain."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("4")
    await cashier.on(RewriteLoad)
    await cashier.put(visit.case.card)
    await cashier.sees("Press + to write the load again.")


async def rewrite_load_done(visit: Visit) -> None:
    """It costs nothing."""
    await rewrite_load_review(visit)
    await visit.cashier.press("plus")
    await visit.cashier.sees("TAKE THE CARD")


async def compensate_form(visit: Visit) -> None:
    """How much is typed, the reason is asked for."""
    cashier = visit.cashier
    await cashier.sign_in()
    await cashier.press("0")
    await cashier.on(More)
    await cashier.press("8")
    await cashier.on(Compensate)
    await cashier.put(visit.case.card)
    await cashier.sees("Volume m3")
    await cashier.types("3")
    await cashier.press("enter")
    await cashier.sees("2  Meter fault")


async def compensate_review(visit: Visit) -> None:
    """Nobody has signed yet."""
    await compensate_form(visit)
    await visit.cashier.press("2", "enter")
    await visit.cashier.sees("This takes two people.")


async def compensate_done(visit: Visit) -> None:
    """Two people sign the slip."""
    cashier = visit.cashier
    await compensate_review(visit)
    await cashier.press("plus")
    await cashier.on(SecondPerson)
    for typed in (str(SUPERVISOR), PIN):
        await cashier.types(typed)
        await cashier.press("enter")
    await cashier.sees("Nobody pays.")
    await cashier.press("plus")
    await cashier.sees("TAKE THE CARD")


SELLING = (
    Page(Prepayment, prepayment_with_change),
    Page(Prepayment, prepayment_by_volume),
    Page(Prepayment, prepayment_asked_again, before=regular),
    Page(Prepayment, prepayment_complaint),
    Page(Prepayment, prepayment_refused, UNLOADED),
    Page(ReadCard, read_card),
    Page(ReadCard, read_card_unloaded, UNLOADED),
    Page(ReadCard, read_card_blank),
    Page(OpenAccount, open_account_form),
    Page(OpenAccount, open_account_review),
    Page(OpenAccount, open_account_done),
    Page(AllocateMeter, allocate_meter_fields),
    Page(FindAccount, find_account_form),
    Page(FindAccount, find_account_nothing),
    Page(FindAccount, find_account_list, before=many_accounts),
    Page(AccountPage, account, before=six_purchases),
    Page(AccountPage, account_in_doubt, before=killed),
    Page(RewriteLoad, rewrite_load_review, marked),
    Page(RewriteLoad, rewrite_load_done, marked),
    Page(Compensate, compensate_form),
    Page(Compensate, compensate_review),
    Page(Compensate, compensate_done),
)
