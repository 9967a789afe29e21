"""Who signed in at head office is known for a day."""

from __future__ import annotations

import pytest

from app.domain.permissions import Role
from app.office.sessions import Sessions, SignInAgain
from app.operations.sign_in import SignedIn
from tests.counter import SeededRandomness, SetClock

DAY = 24 * 3_600_000


def test_somebody_who_asks_nothing_for_a_day_is_signed_out() -> None:
    clock = SetClock()
    sessions = Sessions(clock, SeededRandomness(1))
    who = SignedIn(operator=1, name="Asha", role=Role.ADMINISTRATOR)
    token = sessions.open(who, renewing=False)
    clock.now += DAY // 3
    assert sessions.of(token).who == who
    clock.now += DAY
    with pytest.raises(SignInAgain):
        sessions.of(token)
