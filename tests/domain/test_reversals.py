"""When the last purchase of a shift may be undone as a whole, and above which sum by two."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import EventId
from app.domain.money_limits import above_limit
from app.domain.reversals import ReversalCase, ReversalRefusal, reversal_refusal
from tests.domain.cards_and_meters import EPOCH, HERE, OTHER_SERIAL, SERIAL

SHIFT, OTHER_SHIFT = EventId(HERE, EPOCH, 9), EventId(HERE, EPOCH, 30)
PLAIN = ReversalCase(
    paid_in=SHIFT,
    shift=SHIFT,
    written_on=SERIAL,
    serial=SERIAL,
    meters=1,
    allocates=False,
    reissues=False,
    sold_since=False,
    from_balance=0,
    balance=0,
)
"""The shift's own purchase, on its card, the last one of it."""


def refusal(**changes: Any) -> ReversalRefusal | None:
    return reversal_refusal(msgspec.structs.replace(PLAIN, **changes))


def test_the_shifts_own_last_purchase_may_be_undone() -> None:
    assert refusal() is None
    assert refusal(from_balance=500, balance=500) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"shift": OTHER_SHIFT}, ReversalRefusal.OTHER_SHIFT),
        ({"serial": OTHER_SERIAL}, ReversalRefusal.OTHER_CARD),
        ({"meters": 2}, ReversalRefusal.SEVERAL_METERS),
        ({"allocates": True}, ReversalRefusal.FIRST_PURCHASE),
        ({"reissues": True}, ReversalRefusal.NEW_CARD),
        ({"sold_since": True}, ReversalRefusal.NOT_LAST),
        ({"from_balance": 501, "balance": 500}, ReversalRefusal.BALANCE_GONE),
    ],
)
def test_nothing_else_may(changes: dict[str, Any], why: ReversalRefusal) -> None:
    assert refusal(**changes) is why


@given(st.integers(0, 10**9), st.none() | st.integers(0, 10**9))
def test_a_second_person_is_needed_above_the_limit_alone(amount: int, limit: int | None) -> None:
    assert above_limit(amount, limit) is (limit is not None and amount > limit)
    assert not above_limit(amount, None)
    assert limit is None or not above_limit(limit, limit)
