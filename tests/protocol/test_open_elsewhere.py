"""A card that shows another kiosk's plan: it happened, and only that kiosk can close it."""

from __future__ import annotations

import pytest

from app.operations.errors import PlanStillOpen
from app.operations.settle_plan import SettleAction
from tests.operations.proofs import count_events
from tests.protocol.kiosks import Street, sync, sync_both
from tests.protocol.play import all_is_well, events, sale_torn, settle
from tests.protocol.pulls import Pull


def test_nothing_is_sold_over_a_plan_that_waits_to_be_closed_elsewhere(settled: Street) -> None:
    """A2 written, closing lost with the pull; taken; B knows. Found by a random life.

    B said so only after the price was agreed to, when it had noted a gap already. Sold over twice,
    the card would show nothing of A's mark any more.
    """
    torn = sale_torn(settled, settled.a, Pull.AFTER_LAST_BYTE)
    settled.visit()
    sync(settled.a, settled.b)
    before = count_events(settled.b)
    with pytest.raises(PlanStillOpen) as refusal:
        settled.sell(settled.b)
    assert refusal.value.plan == torn.plan
    assert count_events(settled.b) == before
    assert settle(settled, settled.b).action is SettleAction.NOTHING

    assert settle(settled, settled.a).action is SettleAction.CLOSE
    sync_both(settled.a, settled.b)
    assert settled.sell(settled.b).number == 3
    assert events(settled.b, "gap_noted") == []
    all_is_well(settled)
