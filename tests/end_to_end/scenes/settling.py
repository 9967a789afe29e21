"""Scenes with a card that slipped out at the wrong moment, was lost, or is on hold."""

from __future__ import annotations

from tests.end_to_end.desk import METER
from tests.end_to_end.scenes.cards import bought, opened
from tests.end_to_end.scenes.play import Script, Stage

OTHER_METER = "200000012345"
NOT_PROVED = "is not proved"
SCRIPT = Script()
scene = SCRIPT.scene


def interrupted(stage: Stage, card: str) -> None:
    """A purchase whose card slips out: told to the hands before."""
    player = stage.player
    bought(stage, card, "150", NOT_PROVED)
    player.home()


@scene("Settle an interrupted purchase", "settle")
def settle(stage: Stage) -> None:
    """The card tells that its writing began; it is finished."""
    player = stage.player
    player.hand("slip", "amina-3", 1)
    interrupted(stage, "amina-3")
    player.put("amina-3")
    player.on("Settle")
    player.confirm("Press + to write the card", "TAKE THE CARD")
    player.visit(METER, "amina-3")


@scene("Money back for a purchase that never came on the card", "money-back")
def money_back(stage: Stage) -> None:
    """The card tells that nothing was written."""
    player = stage.player
    player.hand("hold", "amina-3")
    interrupted(stage, "amina-3")
    player.put("amina-3")
    player.on("Settle")
    player.see("Money back instead")
    player.press("1")
    player.sign(stage.accounts["Amina Salim"][-3:])
    player.confirm("Pay nothing yet", "TAKE THE CARD")
    player.take()
    player.visit(METER, "amina-3")
    player.home()
    player.put("amina-3")
    player.confirm("Press + to pay out", "TAKE THE CARD")


@scene("A first card breaks; another blank takes its place", "renew-plan")
def renew(stage: Stage) -> None:
    """Nobody pays again."""
    player = stage.player
    opened(stage, "Dama Kombe")
    player.home()
    player.open("4", "Allocate meter")
    player.fill(stage.accounts["Dama Kombe"], OTHER_METER, "1", "", "")
    player.hand("spoil", "dama")
    player.put("dama")
    player.see("Amount KES")
    player.fill("300", "")
    player.confirm("press +", NOT_PROVED)
    player.home()
    player.open("03", "Settle")
    player.put("dama")
    player.confirm("Press + to write the card", "Throw this card away")
    player.put("dama-2")
    player.confirm("Press + to write the new card", "TAKE THE CARD")
    assert player.visit(OTHER_METER, "dama-2") == "CREDIT"


@scene("A card that is lost in the middle of a purchase", "report-lost")
def report_lost(stage: Stage) -> None:
    """From the list of what is unfinished."""
    player = stage.player
    player.hand("slip", "dama-2", 1)
    interrupted(stage, "dama-2")
    player.open("03", "Settle")
    player.see("1  ")
    player.press("1")
    player.see("Its card is lost")
    player.press("1")
    player.sign()
    player.confirm("Press + to record that its card is lost", "DONE")


@scene("Two people decide what cannot be known", "decide-plan")
def decide(stage: Stage) -> None:
    """It happened: the customer has it."""
    player = stage.player
    player.open("03", "Settle")
    player.see("1  ")
    player.press("1")
    player.see("Decide: it happened")
    player.press("1")
    player.sign()
    player.confirm("Press + to record what you two decided", "DONE")


@scene("A card on hold is released", "release-card")
def release(stage: Stage) -> None:
    """An older copy of it was shown."""
    player = stage.player
    player.hand("copy", "amina-3", "older")
    bought(stage, "amina-3", "200")
    player.visit(METER, "amina-3")
    player.home()
    player.put("older")
    player.see("The card is held")
    player.home()
    player.put("amina-3")
    player.see("See what can be done about a held card")
    player.press("1")
    player.see("Release the card")
    player.press("1")
    player.sign()
    player.confirm("Press + to let this card buy again", "TAKE THE CARD")
