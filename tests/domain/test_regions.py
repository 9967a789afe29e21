"""Regions stay a tree whatever is asked for, and are shown whatever came together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.regions import (
    DEEPEST,
    Region,
    RegionRefused,
    by_number,
    check_region,
    full_code,
    in_tree,
    path_of,
)

HOME = 1


def region(
    number: int, parent: int | None = None, code: str = "", *, closed: bool = False
) -> Region:
    return Region(region=number, name=f"R{number}", parent=parent, code=code, closed=closed)


COAST = by_number([region(1), region(2, 1, "01"), region(3, 2, "07"), region(4, 2)])

wishes = st.builds(
    region,
    st.integers(1, 12),
    st.none() | st.integers(1, 12),
    st.sampled_from(["", "01", "02"]),
    closed=st.booleans(),
)


@settings(max_examples=60)
@given(st.lists(wishes, max_size=30))
def test_what_is_allowed_leaves_a_tree(asked: list[Region]) -> None:
    regions: dict[int, Region] = {HOME: region(HOME)}
    for wish in asked:
        try:
            check_region(regions, wish, home=HOME)
        except RegionRefused:
            continue
        regions[wish.region] = wish
    for number in regions:
        path = path_of(regions, number)
        assert path[0].parent is None
        assert 1 <= len(path) <= DEEPEST
        assert number not in {one.region for one in path[:-1]}
    codes = [(one.parent, one.code) for one in regions.values() if one.code]
    assert len(codes) == len(set(codes))
    assert not regions[HOME].closed


@settings(max_examples=60)
@given(st.lists(wishes, max_size=20))
def test_every_region_is_shown_once_even_in_a_circle(came: list[Region]) -> None:
    regions = by_number(came)
    shown = [one.region for one, _depth in in_tree(regions)]
    assert sorted(shown) == sorted(regions)
    assert all(full_code(regions, number) for number in regions)


def test_codes_lead_down_the_tree() -> None:
    assert full_code(COAST, 3) == "1-01-07"
    assert [(one.region, depth) for one, depth in in_tree(COAST)] == [
        (1, 0),
        (2, 1),
        (3, 2),
        (4, 2),
    ]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (region(2, 3), "inside itself"),
        (region(2, 2), "inside itself"),
        (region(5, 99), "no region 99"),
        (region(4, 2, "07"), "that of R3 already"),
        (region(1, closed=True), "region of this kiosk"),
        (region(2, 1, closed=True), "R3 inside it is open"),
    ],
)
def test_what_would_leave_no_tree_is_refused(wanted: Region, why: str) -> None:
    with pytest.raises(RegionRefused, match=why) as refused:
        check_region(COAST, wanted, home=HOME)
    assert "Nothing was changed." in refused.value.remedy


def test_nothing_opens_inside_what_is_closed() -> None:
    closed = {**COAST, 4: region(4, 2, closed=True)}
    with pytest.raises(RegionRefused, match="is closed"):
        check_region(closed, region(6, 4), home=HOME)
