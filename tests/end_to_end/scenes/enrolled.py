"""Scenes of a counter that belongs to a head office."""

from __future__ import annotations

from app.domain.allowance import Allowance
from app.ledger.checkpoint import Signer
from tests.end_to_end.scenes.play import Script, Stage
from tests.end_to_end.scenes.settings import changed
from tests.grants import LONG, refill_code

SCRIPT = Script()
scene = SCRIPT.scene


@scene("A vending limit by a code of head office", "refill-allowance")
def refill_allowance(stage: Stage) -> None:
    """Read out on the telephone."""
    desk = stage.player.desk
    granted = Allowance(serial=2, money=500_000, count=400, until=LONG)
    digits = refill_code(Signer.load(desk.ledger), desk.node, 1, granted)
    stage.player.open("95", "Vending limit by code")
    changed(stage, digits, question="Press + to go by this limit")
