"""Scenes with payments that are not cash."""

from __future__ import annotations

from tests.end_to_end.desk import METER
from tests.end_to_end.scenes.play import Script, Stage

SCRIPT = Script()
scene = SCRIPT.scene


def paid_otherwise(stage: Stage, *values: str) -> None:
    """From the field of what is handed over and back to it."""
    player = stage.player
    player.press("*")
    player.on("Not in cash")
    player.fill(*values)
    player.see("Handed over")


@scene("Prepayment: card, mobile money, cash", "prepay")
def three_tenders(stage: Stage) -> None:
    """The rest in cash, with change."""
    player = stage.player
    player.put("amina-3")
    player.see("Last purchase")
    player.fill("500")
    player.see("* = not cash")
    paid_otherwise(stage, "1", "200", "482913")
    paid_otherwise(stage, "2", "100", "QGH7SK61SU")
    player.fill("300")
    player.confirm("press +", "TAKE THE CARD")
    player.take()
    player.home()
    player.visit(METER, "amina-3")


@scene("Say whether a payment came", "settle-tender")
def settle_tender(stage: Stage) -> None:
    """The terminal said nothing; its list did later."""
    player = stage.player
    player.put("amina-3")
    player.see("Last purchase")
    player.fill("400")
    player.see("* = not cash")
    paid_otherwise(stage, "1", "", "0")
    player.fill("")
    player.confirm("press +", "TAKE THE CARD")
    player.take()
    player.home()
    player.visit(METER, "amina-3")
    player.open("007", "Payments not confirmed")
    player.press("1")
    player.on("Did the money come?")
    player.fill("1", "482914")
    player.confirm("Press + to record it", "DONE")
