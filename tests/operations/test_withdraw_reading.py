"""A reading that counted and was wrong is taken out; the one before counts again."""

from __future__ import annotations

from typing import Any

import pytest

from app.ledger.queries import dial_readings
from app.ledger.rebuild import compare_tables
from app.operations.errors import AlreadyThere, SecondPersonNeeded
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.proofs import ledger_of
from tests.operations.round_village import meter_of
from tests.operations.test_reading_rounds import BY
from tests.operations.test_reading_rounds import village as village


def test_one_that_was_wrong_is_taken_out_by_two(village: Counter) -> None:
    for dial in ("2", "90"):
        village.do("take-reading", **BY, meter=meter_of(3), dial=dial)
        village.clock.now += 86_400_000
    wrong, right = village.do("dial-readings", verdict="accepted").readings
    asked: dict[str, Any] = {"reading": str(wrong.event), "reason": "the neighbour's dial"}
    with pytest.raises(SecondPersonNeeded):
        village.do("withdraw-reading", **BY, **asked)
    village.do("withdraw-reading", **BY, second=ADMINISTRATOR, **asked)
    with ledger_of(village).read() as reader:
        last = dial_readings.last_dial(reader.db, right.allocation)
    assert last is not None
    assert last.dial == 2_000
    assert village.do("take-reading", **BY, meter=meter_of(3), dial="3").verdict == "accepted"
    (refused,) = village.do("dial-readings", verdict="refused").readings
    assert (refused.event, refused.withdrawn) == (wrong.event, "the neighbour's dial")
    with pytest.raises(AlreadyThere):
        village.do("withdraw-reading", **BY, second=ADMINISTRATOR, **asked)
    assert compare_tables(ledger_of(village)) == []


def test_another_reading_of_the_day_takes_its_place(village: Counter) -> None:
    village.do("take-reading", **BY, meter=meter_of(3), dial="90")
    (wrong,) = village.do("dial-readings").readings
    two: dict[str, Any] = {**BY, "second": ADMINISTRATOR, "reason": "misread"}
    village.do("withdraw-reading", reading=str(wrong.event), **two)
    read = village.do("take-reading", **BY, meter=meter_of(3), dial="9")
    assert (read.verdict, read.faults, read.used) == ("accepted", (), 9_000)
