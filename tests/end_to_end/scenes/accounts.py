"""Scenes with accounts and their money, for the most part without a card."""

from __future__ import annotations

from tests.end_to_end.desk import METER
from tests.end_to_end.scenes.cards import bought, opened, read
from tests.end_to_end.scenes.elsewhere import credit_paid_back, opened_there, other_kiosk
from tests.end_to_end.scenes.play import Script, Stage

METER_ELSEWHERE = "300000012345"
SCRIPT = Script()
scene = SCRIPT.scene


def at(stage: Stage, name: str, digits: str, heading: str) -> None:
    """From the menu to something that is done with an account."""
    stage.player.find(stage.accounts[name])
    stage.player.press("enter")
    stage.player.on("More with this account")
    stage.player.open(digits, heading)


# -- what is paid without a card ---------------------------------------------------------------


@scene("Take a payment without a card", "take-payment")
def take_payment(stage: Stage) -> None:
    """A deposit."""
    player = stage.player
    player.open("71", "Take a payment")
    player.fill("1", stage.accounts["Amina Salim"], "", "1000")
    player.confirm("Press + when the money is in your hand", "DONE")


@scene("Take a payment and undo it", "reverse-payment")
def reverse_payment(stage: Stage) -> None:
    """Of somebody without an account."""
    player = stage.player
    player.open("71", "Take a payment")
    player.fill("3", "", "Said Omar", "tap", "")
    player.confirm("Press + when the money is in your hand", "DONE")
    (receipt,) = player.numbers
    player.home()
    player.open("72", "Undo a payment")
    player.fill(receipt[-6:], "1")
    player.confirm("Press + to give the money back", "DONE")


@scene("Tax invoice for a payment", "tax-invoice")
def tax_invoice(stage: Stage) -> None:
    """A repair, to a named taxpayer."""
    player = stage.player
    player.open("71", "Take a payment")
    player.fill("3", "", "Baraka Traders", "tap", "")
    player.confirm("Press + when the money is in your hand", "DONE")
    (receipt,) = player.numbers
    player.home()
    player.open("73", "Tax invoice")
    player.fill(receipt[-6:], "Baraka Traders", "A-12", "Plot 7")
    player.confirm("Press + to write the tax invoice", "DONE")


@scene("An invoiced purchase, of which another kiosk pays back")
def given_back_elsewhere(stage: Stage) -> None:
    """The account is kept there; the meter took what was bought here."""
    player, other = stage.player, other_kiosk(stage.player.desk.folder)
    player.exchange(other)
    account = opened_there(other)
    player.exchange(other)
    player.open("4", "Allocate meter")
    player.fill(account, METER_ELSEWHERE, "1", "", "")
    player.put("elsewhere")
    player.see("Amount KES")
    player.fill("500", "")
    player.confirm("press +", "TAKE THE CARD")
    (receipt,) = player.numbers
    player.visit(METER_ELSEWHERE, "elsewhere")
    player.home()
    read(stage, "elsewhere")
    player.open("73", "Tax invoice")
    player.fill(receipt[-6:], "Amina Traders", "A-13", "Plot 8")
    player.confirm("Press + to write the tax invoice", "DONE")
    player.exchange(other)
    credit_paid_back(other, account)
    player.exchange(other)


@scene("Credit note for what went back", "credit-note")
def credit_note(stage: Stage) -> None:
    """What this kiosk heard of; what it pays back itself is credited at once."""
    player = stage.player
    player.open("74", "Credit note")
    player.fill("2")
    player.confirm("Press + to write the credit note", "DONE")


@scene("Give a deposit back", "return-deposit")
def return_deposit(stage: Stage) -> None:
    """All of it."""
    at(stage, "Amina Salim", "87", "Give a deposit back")
    stage.player.fill("", "1")
    stage.player.confirm("Press + to give the deposit back", "DONE")


# -- arrears and balance -----------------------------------------------------------------------


@scene("Book arrears", "book-arrears")
def book_arrears(stage: Stage) -> None:
    """A repair that is not paid."""
    at(stage, "Amina Salim", "82", "Book arrears")
    stage.player.fill("2", "", "", "1")
    stage.player.confirm("Press + to book it", "DONE")


@scene("Pay arrears", "pay-arrears")
def pay_arrears(stage: Stage) -> None:
    """A part."""
    at(stage, "Amina Salim", "81", "Pay arrears")
    stage.player.fill("50", "200")
    stage.player.confirm("Press + when the money is in your hand", "DONE")


@scene("Instalment plan", "plan-arrears")
def plan_arrears(stage: Stage) -> None:
    """Four months."""
    at(stage, "Amina Salim", "831", "Instalment plan")
    stage.player.fill("4", "1")
    stage.player.let_sign()
    stage.player.confirm("Press + to set the plan", "DONE")


@scene("Deduction with each purchase", "set-deduction")
def set_deduction(stage: Stage) -> None:
    """A part of each purchase goes to arrears."""
    at(stage, "Amina Salim", "832", "Deduction with each purchase")
    stage.player.fill("4", "10")
    stage.player.let_sign()
    stage.player.confirm("Press + to set the rule", "DONE")


@scene("Give arrears up", "write-off")
def write_off(stage: Stage) -> None:
    """By two."""
    at(stage, "Amina Salim", "833", "Give arrears up")
    stage.player.fill("", "1")
    stage.player.let_sign()
    stage.player.confirm("Press + to give the arrears up", "DONE")


@scene("Pay into the account balance", "deposit-balance")
def deposit_balance(stage: Stage) -> None:
    """More than is paid out again."""
    at(stage, "Amina Salim", "84", "Balance: pay in")
    stage.player.fill("400", "")
    stage.player.confirm("Press + when the money is in your hand", "DONE")


@scene("Pay out of the account balance", "withdraw-balance")
def withdraw_balance(stage: Stage) -> None:
    """All of it."""
    at(stage, "Amina Salim", "85", "Balance: pay out")
    stage.player.fill("", "1")
    stage.player.confirm("Press + to pay the money out", "DONE")


@scene("Money of an account, its movements", "account-money")
def account_money(stage: Stage) -> None:
    """Everything that moved."""
    at(stage, "Amina Salim", "88", "Movements")
    stage.player.see("paid at the counter")


@scene("Statement of an account on paper", "account-statement")
def account_statement(stage: Stage) -> None:
    """Of the month so far."""
    at(stage, "Amina Salim", "80", "Statement on paper")
    stage.player.fill("", "")
    stage.player.confirm("Press + to print the statement", "goes to the printer")


@scene("Free water of a scheme", "give-free-water")
def give_free_water(stage: Stage) -> None:
    """Onto the card, by two."""
    at(stage, "Amina Salim", "86", "Free water")
    stage.player.put("amina-3")
    stage.player.see("Scheme")
    stage.player.fill("1", "", "1")
    stage.player.let_sign()
    stage.player.confirm("Nobody pays. Press +", "TAKE THE CARD")
    stage.player.visit(METER, "amina-3")


@scene("A scheme pays what it owes", "subsidies-owed", "take-subsidy")
def take_subsidy(stage: Stage) -> None:
    """A household is put into it and buys; its payer's money came by the bank."""
    player = stage.player
    at(stage, "Amina Salim", "89", "Subsidy of this account")
    player.fill("1", "12", "1")
    player.let_sign()
    player.confirm("Press + to record it", "DONE")
    player.home()
    bought(stage, "amina-3", "100")
    player.visit(METER, "amina-3")
    player.home()
    player.open("69", "What schemes owe")
    player.press("1")
    player.on("Payment of a scheme")
    player.fill("5", "1", "FT-1")
    player.let_sign()
    player.confirm("Press + to record that the utility", "DONE")


# -- what an account is ------------------------------------------------------------------------


@scene("Edit a detail of an account", "edit-account")
def edit_account(stage: Stage) -> None:
    """Another telephone; what it was stays on record."""
    player = stage.player
    opened(stage, "Esha Juma")
    player.home()
    at(stage, "Esha Juma", "71", "Edit a detail")
    player.fill("2", "0700 123456", "1")
    player.confirm("Press + to change it", "DONE")
    player.home()
    at(stage, "Esha Juma", "72", "What the details were")


@scene("A share is paid for a household", "subsidise")
def subsidise(stage: Stage) -> None:
    """For a year, by two."""
    at(stage, "Esha Juma", "89", "Subsidy of this account")
    stage.player.fill("1", "12", "1")
    stage.player.let_sign()
    stage.player.confirm("Press + to record it", "DONE")


@scene("Suspend an account", "suspend-account")
def suspend(stage: Stage) -> None:
    """It buys nothing."""
    at(stage, "Esha Juma", "1", "Suspend account")
    stage.player.fill("1", "")
    stage.player.confirm("Press + to suspend the account", "DONE")


@scene("Resume an account", "resume-account")
def resume(stage: Stage) -> None:
    """It buys again."""
    at(stage, "Esha Juma", "2", "Resume account")
    stage.player.fill("1")
    stage.player.confirm("Press + to resume the account", "DONE")


@scene("Blacklist an account", "blacklist")
def blacklist(stage: Stage) -> None:
    """From its page."""
    at(stage, "Esha Juma", "9", "Blacklist")
    stage.player.open("1", "Put on the blacklist")
    stage.player.fill("1", "30")
    stage.player.confirm("Press + to put it on the blacklist", "DONE")


@scene("The blacklist", "blacklist-entries")
def blacklist_entries(stage: Stage) -> None:
    """What stands on it."""
    stage.player.open("65", "Blacklist")
    stage.player.see(stage.accounts["Esha Juma"])


@scene("Lift an entry of the blacklist", "unblacklist")
def unblacklist(stage: Stage) -> None:
    """By two."""
    stage.player.open("65", "Blacklist")
    stage.player.see(stage.accounts["Esha Juma"])
    stage.player.open("1", "Entry of the blacklist")
    stage.player.fill("1")
    stage.player.let_sign()
    stage.player.confirm("Press + to lift it", "DONE")


@scene("Merge an account into another", "merge-accounts")
def merge(stage: Stage) -> None:
    """It was opened twice."""
    opened(stage, "Esha J.")
    stage.player.home()
    at(stage, "Esha J.", "5", "Merge into another account")
    stage.player.fill("1", stage.accounts["Esha Juma"])
    stage.player.let_sign(stage.accounts["Esha J."])
    stage.player.confirm("Press + to merge the accounts", "DONE")


@scene("Void an account", "void-account")
def void(stage: Stage) -> None:
    """Opened by mistake."""
    opened(stage, "Nobody")
    stage.player.home()
    at(stage, "Nobody", "3", "Void account")
    stage.player.fill("1", stage.accounts["Nobody"][-3:])
    stage.player.confirm("Press + to void the account", "DONE")


@scene("Erase a customer's details", "erase-account")
def erase(stage: Stage) -> None:
    """For good, by two."""
    at(stage, "Nobody", "73", "Erase the customer's details")
    stage.player.fill("1")
    stage.player.let_sign(stage.accounts["Nobody"])
    stage.player.confirm("Press + to erase them for good", "DONE")


@scene("Cancel an account", "cancel-account")
def cancel(stage: Stage) -> None:
    """The customer moves away; card and meter are handed in."""
    player = stage.player
    at(stage, "Chari Mwana", "4", "Cancel account")
    player.put("first-2")
    player.fill("1", "1", "", "5", "1", "1")
    player.let_sign(stage.accounts["Chari Mwana"])
    player.confirm("Press + to end the account", "DONE")


@scene("Change of customer", "change-customer")
def change_customer(stage: Stage) -> None:
    """A new tenant; premises and meter stay."""
    player = stage.player
    at(stage, "Amina Salim", "6", "Change of customer")
    player.put("amina-3")
    player.fill("2", "1", "", "2", "2", "1", "Hamisi Ali", "", "", "3")
    player.let_sign(stage.accounts["Amina Salim"])
    player.confirm("Press + to change the customer", "DONE")
