"""What two counters sold to one household behind each other's back, as head office reckons it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import EventId
from app.domain.tariff.breakdown import LineKind
from app.domain.tariff.reassess import Sold, recount, total
from tests.domain.test_tariff_reassess import FOUR, A, Life, after, lives, volume_of


def at_two_counters(life: Life, where: Sequence[int]) -> list[Sold]:
    """Each counter knows only what it sold itself; in the order of the days."""
    sold: list[tuple[int, Sold]] = []
    for node in (7, 8):
        places = [at for at in range(len(life.wishes)) if where[at % len(where)] == node]
        own = Life(life.tariffs, [life.wishes[at] for at in places]).sold(A, FOUR)
        sold += [
            (at, msgspec.structs.replace(one, purchase=EventId(node, 1, at)))
            for at, one in zip(places, own, strict=True)
        ]
    return [one for _at, one in sorted(sold, key=lambda pair: pair[0])]


places = st.lists(st.sampled_from([7, 8]), min_size=1, max_size=6)


def standing_of(sold: Sequence[Sold]) -> int:
    return sum(total(x for x in one.lines if x.kind is LineKind.STANDING) for one in sold)


@given(lives())
def test_what_one_counter_sold_costs_what_it_cost(life: Life) -> None:
    assert recount(life.sold(A, FOUR), household=FOUR) == ()


@given(lives(), places)
def test_volume_costs_what_it_would_have_cost_at_one_counter(life: Life, where: list[int]) -> None:
    apart = at_two_counters(life, where)
    found = after(apart, recount(apart, household=FOUR))
    assert [volume_of(one) for one in found] == [volume_of(one) for one in life.sold(A, FOUR)]


@given(lives(), places)
def test_a_days_standing_charge_is_paid_once(life: Life, where: list[int]) -> None:
    apart = at_two_counters(life, where)
    found = after(apart, recount(apart, household=FOUR))
    assert standing_of(found) <= standing_of(apart)
    assert standing_of(found) <= standing_of(life.sold(A, FOUR))


@given(lives(), places)
def test_a_second_time_changes_nothing(life: Life, where: list[int]) -> None:
    apart = at_two_counters(life, where)
    found = after(apart, recount(apart, household=FOUR))
    assert recount(found, household=FOUR) == ()
