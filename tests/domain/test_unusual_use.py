"""Which customers are unusual: planted cases one by one, and what holds for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.unusual_use import (
    Bought,
    DialUse,
    Finding,
    MeterUse,
    Told,
    Why,
    against_class,
    findings,
    middle_of,
)

SINCE = date(2027, 3, 1)
USUAL = MeterUse(
    since=SINCE,
    now=Bought(days=90, volume=30_000, purchases=3),
    past=Bought(days=365, volume=121_667, purchases=12),
    first_bought=date(2026, 3, 1),
    last_bought=date(2027, 5, 10),
    told=Told(day=date(2027, 5, 10), remaining=5_000, credited=150_000, used=145_000),
    told_before=Told(day=date(2027, 4, 10), remaining=5_000, credited=140_000, used=135_000),
    sold=150_000,
    dials=(
        DialUse(day=date(2027, 4, 10), used=135_400),
        DialUse(day=date(2027, 5, 10), used=145_300),
    ),
)


@dataclass(frozen=True)
class Planted:
    """Something that is not as usual, and what is said of it."""

    why: Why
    found: int
    expected: int
    changes: dict[str, Any]
    typical: int = 10_000
    """What the middle customer of the class buys a month."""


def told(**changes: Any) -> Any:
    return msgspec.structs.replace(USUAL.told, **changes)  # type: ignore[type-var]


def bought(volume: int) -> Bought:
    return Bought(days=90, volume=volume, purchases=3)


def dialled(day: int, used: int) -> dict[str, Any]:
    return {"dials": (DialUse(day=date(2027, 5, day), used=used),)}


PLANTED = [
    Planted(Why.MORE_THAN_BEFORE, 33_333, 10_000, {"now": bought(100_000)}, 20_000),
    Planted(Why.LESS_THAN_BEFORE, 3_000, 10_000, {"now": bought(9_000)}, 5_000),
    Planted(Why.MORE_THAN_CLASS, 10_000, 1_900, {}, 1_900),
    Planted(Why.LESS_THAN_CLASS, 10_000, 51_000, {}, 51_000),
    Planted(
        Why.LOW_USE,
        900,
        1_000,
        {"now": bought(6_000), "past": Bought(days=365, volume=7_050, purchases=2)},
    ),
    Planted(Why.NOT_SOLD, 150_000, 149_999, {"sold": 149_999}),
    Planted(Why.NOT_CREDITED, 150_000, 150_001, {"sold": 150_001}),
    Planted(Why.STANDS_STILL, 0, 10_000, {"told": told(used=135_000), "dials": ()}),
    Planted(
        Why.DIAL_STILL,
        135_400,
        145_400,
        {"dials": (USUAL.dials[0], DialUse(day=date(2027, 5, 10), used=135_400))},
    ),
    Planted(Why.DIAL_AHEAD, 153_000, 145_000, dialled(9, 153_000)),
    Planted(Why.DIAL_BEHIND, 130_000, 145_000, dialled(11, 130_000)),
]


def changed(changes: dict[str, Any]) -> MeterUse:
    return msgspec.structs.replace(USUAL, **changes)


def all_findings(meter: MeterUse, typical: int = 10_000) -> list[Finding]:
    return [*findings(meter), *against_class(meter.now.days, meter.now.monthly, typical)]


def test_the_usual_customer_is_on_no_list() -> None:
    assert not all_findings(USUAL)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: one.why.value)
def test_each_is_found_with_its_figures(planted: Planted) -> None:
    said = all_findings(changed(planted.changes), planted.typical)
    (found,) = (one for one in said if one.why is planted.why)
    assert (found.found, found.expected) == (planted.found, planted.expected)


def test_every_reason_is_planted() -> None:
    assert {one.why for one in PLANTED} == set(Why)


def test_who_bought_once_has_no_low_use() -> None:
    once = {"first_bought": SINCE, "last_bought": SINCE, "now": bought(1)}
    assert Why.LOW_USE not in [one.why for one in findings(changed(once))]


def test_what_was_told_before_the_period_is_not_told_again() -> None:
    stale = {
        "told": told(day=SINCE - timedelta(days=1), used=135_000),
        "dials": (DialUse(day=SINCE - timedelta(days=1), used=300_000),),
        "sold": 1,
    }
    assert not list(findings(changed(stale)))


volumes = st.integers(0, 10_000_000)
days = st.integers(1, 400)


@settings(max_examples=60)
@given(volumes, volumes, volumes, days, days, st.integers(1, 1000))
def test_comparisons_say_by_how_much_and_scale(
    now: int, past: int, typical: int, days_now: int, days_past: int, times: int
) -> None:
    def whys(factor: int) -> dict[Why, tuple[int, int]]:
        asked = changed(
            {
                "now": Bought(days=days_now, volume=now * factor, purchases=2),
                "past": Bought(days=days_past, volume=past * factor, purchases=2),
            }
        )
        said = all_findings(asked, typical * factor)
        return {one.why: (one.found, one.expected) for one in said}

    found = whys(1)
    for more, less in (
        (Why.MORE_THAN_BEFORE, Why.LESS_THAN_BEFORE),
        (Why.MORE_THAN_CLASS, Why.LESS_THAN_CLASS),
    ):
        assert not {more, less} <= found.keys()
        if more in found:
            assert found[more][0] >= found[more][1] + 3_000
            # Nobody falls off the list by buying more still.
            assert more in whys(1 + times)
        if less in found:
            assert found[less][0] <= found[less][1] - 3_000
            assert days_now >= 60


@given(st.lists(volumes, max_size=30))
def test_the_middle_one_is_somebody(monthly: list[int]) -> None:
    middle = middle_of(sorted(monthly))
    assert (middle is None) is (len(monthly) < 5)
    assert middle is None or middle in monthly
