"""What a counter refuses for the sake of the meters' money."""

from __future__ import annotations

from app.operations.errors import RefundImpossible
from tests.campaign.acts import money_back, refund, settle
from tests.campaign.world import World


def refund_refused(world: World) -> None:
    """Its meter may have credited it already, so it does not come off."""
    try:
        refund(world)
    except RefundImpossible:
        return
    raise AssertionError("a load that its meter may have credited was taken off the card")


def money_back_refused(world: World) -> None:
    """No meter of this make could prove that the payment was not used, so the card gets it."""
    if world.open_plans():
        try:
            money_back(world)
        except RefundImpossible:
            pass
        else:
            raise AssertionError("money was promised that no meter could ever release")
    settle(world)
