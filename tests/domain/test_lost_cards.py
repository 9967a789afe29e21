"""The decision that is right wherever a lost card turns up.

That it is, is tried with every tear of every operation: tests/operations/test_interruptions.py.
"""

from __future__ import annotations

import pytest

from app.domain.lost_cards import counts_as_written


@pytest.mark.parametrize("meter_proves", [False, True])
def test_credit_that_was_put_on_a_card_counts_for_its_new_card_carries_the_same(
    meter_proves: bool,
) -> None:
    assert counts_as_written(takes_credit_off=False, meter_proves=meter_proves)


def test_credit_that_was_taken_off_counts_only_where_money_waits_for_the_meter() -> None:
    assert counts_as_written(takes_credit_off=True, meter_proves=True)
    assert not counts_as_written(takes_credit_off=True, meter_proves=False)
