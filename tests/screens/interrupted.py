"""A sale that was interrupted in the middle of its write."""

from __future__ import annotations

import pytest

from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.counter import Counter
from tests.operations.customer import pulled_at_write
from tests.screens.conftest import Household


def interrupt(desk: Counter, household: Household) -> None:
    """The household's next purchase is paid, its card pulled before the second write."""
    desk.put(household.at_home())
    with (
        pulled_at_write(desk, 1, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        desk.do("prepay", amount="200")
