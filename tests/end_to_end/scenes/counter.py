"""Scenes of the shift, of papers, of inquiries and of function cards."""

from __future__ import annotations

from tests.end_to_end.desk import METER, PIN
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.player import SECOND

OPENING, INQUIRING, CLOSING = Script(), Script(), Script()
_NEW_PIN = "314159"


@OPENING.scene("Change one's PIN", "change-pin")
def change_pin(stage: Stage) -> None:
    """From the sign-in."""
    player = stage.player
    player.sign_out()
    player.press("*")
    player.on("Change your PIN")
    player.fill("20", PIN, _NEW_PIN, _NEW_PIN)
    player.confirm("Press + to change the PIN", "THE PIN IS CHANGED")
    player.leave()
    player.sign_in(20, _NEW_PIN)


@OPENING.scene("Sign in", "sign-in")
def sign_in(stage: Stage) -> None:
    """Number and PIN."""
    stage.player.sign_out()
    stage.player.sign_in(20, _NEW_PIN)


@OPENING.scene("Open the shift", "open-shift")
def open_shift(stage: Stage) -> None:
    """With its float."""
    stage.player.open("91", "Open shift")
    stage.player.fill("1000")
    stage.player.confirm("Press + to open your shift", "YOUR SHIFT IS OPEN")


# -- inquiries ---------------------------------------------------------------------------------


@INQUIRING.scene("Find accounts, purchases", "find-accounts", "purchases")
def purchases(stage: Stage) -> None:
    """By a part of the name, then by the receipt."""
    player = stage.player
    player.open("61", "Find account")
    player.fill("salim")
    player.see("Amina Salim")
    player.home("escape")
    player.open("62", "Purchases")
    player.fill("K07-01-000002")
    player.see("Enter or a digit opens a line")
    player.home("escape")


@INQUIRING.scene("Card readings", "readings")
def readings(stage: Stage) -> None:
    """What its meter told."""
    stage.player.open("63", "Card readings")
    stage.player.fill(stage.accounts["Amina Salim"])
    stage.player.see("Enter or a digit opens a line")
    stage.player.home("escape")


@INQUIRING.scene("All that was done, one record of it", "operations", "event")
def operations(stage: Stage) -> None:
    """By an account; a digit opens the record."""
    player = stage.player
    player.open("64", "Operations")
    player.fill(stage.accounts["Amina Salim"])
    player.see("Enter or a digit opens a line")
    player.open("1", "Record")
    player.home("escape")


@INQUIRING.scene("Meters with warnings", "meter-health")
def meter_health(stage: Stage) -> None:
    """None."""
    stage.player.open("67", "Meters with warnings")
    stage.player.fill("")
    stage.player.see("Nothing was found.")


@INQUIRING.scene("Meters not yet shown cleared", "uncleared-meters")
def uncleared_meters(stage: Stage) -> None:
    """Those that ended accounts left behind, if any."""
    stage.player.open("68", "Meters not yet shown cleared")
    stage.player.home("escape")


# -- function cards ----------------------------------------------------------------------------


@INQUIRING.scene("Make a function card", "make-function-card")
def make_function_card(stage: Stage) -> None:
    """A check card for a technician."""
    player = stage.player
    player.open("05", "Make a function card")
    player.put("function")
    player.see("12  tamper unlock")
    player.fill("4", "1", "", "", "", "20", "4", "")
    player.confirm("Press + to write the card", "TAKE THE CARD")
    player.visit(METER, "function")


@INQUIRING.scene("Read a function card back", "read-function-card")
def read_function_card(stage: Stage) -> None:
    """It has been in a meter."""
    player = stage.player
    player.press("0", "6")
    player.put("function")
    player.see("What one meter wrote is recorded.")


@INQUIRING.scene("Register of function cards; one is lost", "function-cards", "lose-function-card")
def function_cards(stage: Stage) -> None:
    """All of them, and one of them."""
    player = stage.player
    player.open("07", "Register of function cards")
    player.see("All: 1")
    player.press("1")
    player.see("2  Stolen")
    player.fill("2")
    player.confirm("Press + to report it lost", "THE CARD IS REPORTED LOST")


# -- the end of the shift ----------------------------------------------------------------------


@CLOSING.scene("Print a paper again", "reprint")
def reprint(stage: Stage) -> None:
    """The newest."""
    player = stage.player
    player.press("f3")
    player.see("Enter = newest")
    player.fill("", "")
    player.confirm("Press + to print copy 1", "THE COPY GOES TO THE PRINTER")


@CLOSING.scene("X report", "x-report")
def x_report(stage: Stage) -> None:
    """How the shift stands."""
    stage.player.open("93", "X report")
    stage.player.confirm("Press + to print the X report", "THE X REPORT GOES TO THE PRINTER")


@CLOSING.scene("A bag to the safe", "drop-cash")
def drop_cash(stage: Stage) -> None:
    """With the number printed on it."""
    stage.player.open("961", "Bag to the safe")
    stage.player.fill("B-1", "500")
    stage.player.confirm("Press + to record the bag", "DONE")


@CLOSING.scene("Loose cash of the safe into a bag", "bag-cash")
def bag_cash(stage: Stage) -> None:
    """What a counted drawer left there."""
    stage.player.open("962", "Bag of loose cash")
    stage.player.fill("B-2", "300")
    stage.player.confirm("Press + to record the bag", "DONE")


@CLOSING.scene("What is in the safe; a bag's number put right", "safe", "renumber-bag")
def renumber_bag(stage: Stage) -> None:
    """It was mistyped."""
    player = stage.player
    player.open("965", "Bags in the safe")
    player.see("Bags: 2")
    player.press("2")
    player.on("Number of a bag")
    player.fill("B-7", "read wrongly")
    player.confirm("Press + to put the number right", "DONE")


@CLOSING.scene("Take a deposit slip back", "take-back-deposit")
def take_back_deposit(stage: Stage) -> None:
    """The bank was closed: by two."""
    player = stage.player
    deposit(stage)
    player.home()
    player.open("964", "Deposit slips")
    player.press("*")
    player.see("A digit takes a slip back.")
    player.press("1")
    player.on("Take a slip back")
    player.fill("the bank was closed")
    player.let_sign()
    player.confirm("Press + to put its bags back", "DONE")


@CLOSING.scene("Deposit slip for all bags; the bank confirms", "deposit-bags", "confirm-deposit")
def deposit_bags(stage: Stage) -> None:
    """The bank received what the slip comes to."""
    player = stage.player
    deposit(stage)
    player.home()
    player.open("9641", "What the bank received")
    player.fill("BR 17", "", "", "")
    player.let_sign()
    player.confirm("Press + to book what the bank", "DONE")


def deposit(stage: Stage) -> None:
    """All that is in the safe."""
    stage.player.open("963", "Deposit slip")
    stage.player.fill("", "Juma", "KCB 1107")
    stage.player.confirm("Press + to write the deposit slip", "DONE")


@CLOSING.scene("Cash paid into the drawer", "pay-in")
def pay_in(stage: Stage) -> None:
    """Change money."""
    stage.player.open("97", "Paid into the drawer")
    stage.player.fill("50", "change money")
    stage.player.confirm("Press + to record that this cash", "DONE")


@CLOSING.scene("Cash paid out of the drawer", "pay-out")
def pay_out(stage: Stage) -> None:
    """A small expense."""
    stage.player.open("98", "Paid out of the drawer")
    stage.player.fill("20", "soap")
    stage.player.confirm("Press + to record that this cash", "DONE")


@CLOSING.scene("The drawer opened without a sale", "open-drawer")
def open_drawer(stage: Stage) -> None:
    """To change a note."""
    stage.player.open("99", "Open the drawer")
    stage.player.fill("to change a note")
    stage.player.confirm("Press + to open the drawer", "DONE")


@CLOSING.scene("A false note", "counterfeit")
def counterfeit(stage: Stage) -> None:
    """Kept apart, a loss of its own."""
    stage.player.open("90", "False note")
    stage.player.fill("100", "AB 17", "no thread")
    stage.player.confirm("Press + to take the false note", "DONE")


@CLOSING.scene("The drawer handed over", "hand-over-drawer")
def hand_over_drawer(stage: Stage) -> None:
    """Blind count, its only recount; the second person takes it with their PIN and works on."""
    player = stage.player
    player.open("941", "Hand the drawer over")
    player.fill(str(SECOND))
    for then in ("The count does not agree", "THE DRAWER IS HANDED OVER"):
        player.see("Counted so far")
        player.fill(*[""] * 9, "4000")
        player.see("Press +, then operator")
        player.leave("+")
        player.on("Who takes the drawer over signs")
        player.fill(PIN)
        player.confirm("Press + to hand the drawer over", then)
    player.leave()
    player.on("Menu")


@CLOSING.scene("Close the shift", "count-drawer", "close-shift")
def close_shift(stage: Stage) -> None:
    """Blind count, its only recount, then the Z report: ten are missing."""
    player = stage.player
    player.open("92", "Close shift")
    player.fill(*[""] * 9, "3990")
    player.confirm("Press +", "The count does not agree")
    player.fill(*[""] * 9, "3990")
    player.confirm("Press +", "YOUR SHIFT IS CLOSED")
