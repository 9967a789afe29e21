"""Scenes with a customer's card on the reader."""

from __future__ import annotations

import re
import time

from tests.end_to_end.desk import METER
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.player import READING_SECONDS

FIRST = "800000000018"
"""A meter that marks a load before it credits."""
FIRST_WRONG, FIRST_RIGHT = "800000000083", "800000000038"
SCRIPT = Script()
scene = SCRIPT.scene


def opened(stage: Stage, name: str) -> None:
    """Opens an account for somebody; ends where its number is shown."""
    player = stage.player
    player.open("3", "Open account")
    player.fill("", "", name, "", "", "", "")
    player.confirm("Press + to open", "THE ACCOUNT IS OPEN")
    (number,) = re.findall(r"Account +(\d{9})", player.terminal.text())[-1:]
    stage.accounts[name] = number


@scene("Open an account", "open-account")
def open_account(stage: Stage) -> None:
    """Amina comes for the first time."""
    opened(stage, "Amina Salim")


@scene("Allocate a meter: card, first purchase", "allocate-meter")
def allocate_meter(stage: Stage) -> None:
    """Her meter, a blank card, the first purchase."""
    player = stage.player
    player.open("4", "Allocate meter")
    player.fill(stage.accounts["Amina Salim"], METER, "", "", "")
    player.put("amina")
    player.see("Amount KES")
    player.fill("1000", "")
    player.confirm("press +", "TAKE THE CARD")
    player.visit(METER, "amina")


def bought(stage: Stage, card: str, amount: str, then: str = "TAKE THE CARD") -> None:
    """A known card is put on the reader at the menu; somebody buys."""
    player = stage.player
    player.put(card)
    player.see("Last purchase")
    player.fill(amount, "")
    player.confirm("press +", then)


@scene("Prepayment", "prepay")
def prepay(stage: Stage) -> None:
    """The card on the reader opens it."""
    bought(stage, "amina", "500")


@scene("Read a card", "read-card")
def read_card(stage: Stage) -> None:
    """What the meter has not taken yet."""
    read(stage, "amina", "not taken by the meter")


def read(stage: Stage, card: str, shows: str = "Credit left") -> None:
    """What a card says, from the menu and back."""
    player = stage.player
    player.press("2")
    player.see("PUT A CARD ON THE READER")
    player.put(card)
    player.see(shows)
    player.home()


@scene("Refund: the load comes off the card", "refund")
def refund(stage: Stage) -> None:
    """The chip can be copied: the money waits for the meter's proof."""
    refunded(stage, "amina", "Amina Salim")
    stage.player.visit(METER, "amina")


def refunded(stage: Stage, card: str, name: str) -> None:
    """The load of a card comes off."""
    player = stage.player
    player.put(card)
    player.see("Refund: take the load off the card")
    player.press("1")
    player.see("Reason")
    player.fill("1", stage.accounts[name][-3:])
    player.confirm("Pay nothing yet", "TAKE THE CARD")


@scene("The refund is paid out", "pay-refund")
def pay_refund(stage: Stage) -> None:
    """The meter proved it."""
    player = stage.player
    player.put("amina")
    player.confirm("Press + to pay out", "TAKE THE CARD")


@scene("Purchase before a reversal")
def purchase_before_reversal(stage: Stage) -> None:
    """The wrong amount."""
    bought(stage, "amina", "400")


@scene("Reversal of the last purchase", "reverse")
def reverse(stage: Stage) -> None:
    """In the same shift, with the card."""
    player = stage.player
    player.open("001", "Reversal")
    player.put("amina")
    player.see("Reason")
    player.fill("1", stage.accounts["Amina Salim"][-3:])
    player.confirm("Pay nothing yet", "TAKE THE CARD")
    player.take()
    player.visit(METER, "amina")
    player.home()
    pay_refund(stage)


@scene("Refund of a card that was copied: purchase and refund")
def refund_of_a_copied_card(stage: Stage) -> None:
    """The copy goes into the meter, the card to the counter."""
    player = stage.player
    bought(stage, "amina", "300")
    player.home()
    player.hand("copy", "amina", "copy")
    player.visit(METER, "copy")
    refunded(stage, "amina", "Amina Salim")
    player.take()
    player.visit(METER, "amina")


@scene("Refund refuted by the meter", "refute-refund")
def refute_refund(stage: Stage) -> None:
    """The meter had the load: nothing is paid."""
    player = stage.player
    player.put("amina")
    player.see("Record that the meter had the load")
    player.press("1")
    player.let_sign()
    player.confirm("Pay nothing. Press +", "TAKE THE CARD")


@scene("Account and meter of a maker whose meters mark first")
def meter_that_marks_first(stage: Stage) -> None:
    """From the account straight on to its meter."""
    player = stage.player
    opened(stage, "Baraka Said")
    time.sleep(READING_SECONDS)
    player.press("enter")
    player.on("Allocate meter")
    player.fill(FIRST, "2", "", "")
    player.put("first")
    player.see("Amount KES")
    player.fill("500", "")
    player.confirm("press +", "TAKE THE CARD")
    assert player.hand("tear", FIRST, "first") == "RETURN_FILE_NOT_EMPTY"


@scene("Write a load again", "rewrite-load")
def rewrite_load(stage: Stage) -> None:
    """The same load, at no cost."""
    player = stage.player
    player.put("first")
    player.see("Write the load again, at no cost")
    player.press("1")
    player.confirm("Press + to write the load again", "TAKE THE CARD")
    assert player.visit(FIRST, "first") == "CREDIT"
    player.visit(FIRST, "first")  # only its second visit brings the totals


@scene("Reissue a lost card", "reissue-card")
def reissue(stage: Stage) -> None:
    """A blank one takes its place."""
    player = stage.player
    player.open("02", "Reissue card")
    player.fill(stage.accounts["Amina Salim"], "1", "1")
    player.put("amina-2")
    player.see("Type what is handed over")
    player.fill("")
    player.confirm("press +", "TAKE THE CARD")
    player.visit(METER, "amina-2")


@scene("Reissue a broken card, with a purchase", "reissue-card")
def reissue_with_a_sale(stage: Stage) -> None:
    """One plan for both: the card tells first that the meter has all that was bought."""
    player = stage.player
    read(stage, "amina-2")
    player.find(stage.accounts["Amina Salim"])
    player.open("7", "Reissue card")
    player.fill("2")
    player.put("amina-3")
    player.see("Type what is bought at once")
    player.fill("250", "")
    player.confirm("press +", "TAKE THE CARD")
    player.visit(METER, "amina-3")


@scene("Take a card back, make it blank", "retrieve-card")
def retrieve(stage: Stage) -> None:
    """The one that was replaced."""
    player = stage.player
    player.open("09", "Take a card back")
    player.put("amina-2")
    player.see("Last 3 of account")  # digits typed before it was seen whose card it is do not count
    player.fill(stage.accounts["Amina Salim"][-3:])
    player.confirm("Press + to make the card blank", "TAKE THE CARD")


@scene("Compensate", "compensate")
def compensate(stage: Stage) -> None:
    """Credit without money, by two."""
    player = stage.player
    player.open("08", "Compensation")
    player.put("amina-3")
    player.see("Reason")
    player.fill("1.5", "2")
    player.let_sign()
    player.confirm("Nobody pays. Press +", "TAKE THE CARD")
    player.visit(METER, "amina-3")


@scene("Change a meter", "change-meter")
def change_meter(stage: Stage) -> None:
    """The old one goes, what is left in it goes along."""
    player = stage.player
    player.hand("use", METER, "1000")
    player.find(stage.accounts["Amina Salim"])
    player.open("6", "Meters")
    player.open("1", "Change meter")
    player.fill("1", "", "54321", "", "", "", "Baraka", "F-17")
    player.put("amina-3")
    player.let_sign()
    player.confirm("Press + to write the card", "TAKE THE CARD")


@scene("Undo the meter change", "undo-meter-change")
def undo_meter_change(stage: Stage) -> None:
    """Before the new meter has seen the card."""
    player = stage.player
    player.find(stage.accounts["Amina Salim"])
    player.open("62", "Undo a meter change")
    player.put("amina-3")
    player.see("Reason")
    player.fill("4")
    player.let_sign()
    player.confirm("Press + to give the card back", "TAKE THE CARD")
    player.visit(METER, "amina-3")


@scene("Sign cards out for a weekend", "sign-out-cards")
def sign_out_cards(stage: Stage) -> None:
    """Blank cards go with a technician."""
    player = stage.player
    player.find(stage.accounts["Amina Salim"])
    player.open("65", "Sign cards out")
    player.fill("Baraka", "1001, 1002", "", "3")
    player.confirm("Press + to record it", "THE TECHNICIAN SIGNS")


@scene("Cards that are out; one comes back", "cards-out", "return-cards")
def return_card(stage: Stage) -> None:
    """The register, and a card of it."""
    player = stage.player
    player.find(stage.accounts["Amina Salim"])
    player.open("64", "Cards signed out")
    player.see("1001")
    player.open("1", "Card signed out")
    player.see("How it came back")
    player.fill("1")
    player.confirm("Press + to record it", "IT IS RECORDED")


# -- corrections -------------------------------------------------------------------------------


@scene("Account with a wrong meter number on its card")
def wrong_meter_number(stage: Stage) -> None:
    """Typed wrongly, with a wrong dial too."""
    player = stage.player
    opened(stage, "Chari Mwana")
    player.home()
    player.open("4", "Allocate meter")
    player.fill(stage.accounts["Chari Mwana"], FIRST_WRONG, "2", "7", "")
    player.put("first-2")
    player.see("Amount KES")
    player.fill("500", "1000")
    player.confirm("press +", "TAKE THE CARD")


@scene("Correct the meter number on a card", "correct-meter")
def correct_meter(stage: Stage) -> None:
    """The card names the right meter now."""
    player = stage.player
    player.open("002", "Meter number")
    player.put("first-2")
    player.see("Right meter number")
    player.fill(FIRST_RIGHT, "1")
    player.confirm("Press + to write the card for the right meter", "TAKE THE CARD")
    assert player.visit(FIRST_RIGHT, "first-2") == "CREDIT"
    player.visit(FIRST_RIGHT, "first-2")


@scene("Correct the dial at the allocation", "correct-dial")
def correct_dial(stage: Stage) -> None:
    """Without a card."""
    player = stage.player
    player.open("003", "Dial at allocation")
    player.fill(stage.accounts["Chari Mwana"], "", "5", "1")
    player.confirm("Press + to put the reading right", "THE READING IS PUT RIGHT")


@scene("Correct tariff class or household", "correct-class")
def correct_class(stage: Stage) -> None:
    """A household counted anew."""
    player = stage.player
    player.open("004", "Tariff class, household")
    player.fill(stage.accounts["Chari Mwana"], "", "4", "", "2")
    player.let_sign()
    player.confirm("Press + to put the account right", "THE ACCOUNT IS PUT RIGHT")


@scene("Correct how a sale was paid", "correct-tender")
def correct_tender(stage: Stage) -> None:
    """The change stayed on the balance."""
    player = stage.player
    player.open("005", "How it was paid")
    player.fill("10", "2", "", "1")
    player.confirm("Press + to book how it was really paid", "THE SALE IS PUT RIGHT")


@scene("Credit inside a meter paid back", "refund-meter-credit")
def refund_meter_credit(stage: Stage) -> None:
    """On a technician's form, by two people."""
    player = stage.player
    read(stage, "first")
    player.open("006", "Credit inside a meter")
    account = stage.accounts["Baraka Said"]
    player.fill(account, "", "2", "1", "5", "Baraka", "F-18", "", "1")
    player.let_sign()
    player.confirm("Press + to pay out", "THE CREDIT IS PAID BACK")
