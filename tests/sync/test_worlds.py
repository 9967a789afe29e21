"""Whoever has the same events has the same tables, whatever happened on the way.

Thousands of worlds, some with a head office on PostgreSQL beside: ``python -m tests.sync.worlds``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from tests.ledger.kiosks import empty_tables
from tests.sync.world_offices import KeptOffice, sqlite_office
from tests.sync.worlds import drawn_from, play, put_back_in, small_portions


@pytest.fixture(scope="module")
def tables() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


@pytest.fixture(scope="module")
def office() -> Iterator[KeptOffice]:
    with sqlite_office() as made:
        yield made


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=st.lists(st.integers(0, (1 << 24) - 1), min_size=20, max_size=150), seed=st.integers())
def test_every_world_ends_with_the_same_tables(
    office: KeptOffice, tables: Database, drawn: list[int], seed: int
) -> None:
    with small_portions():
        play(office, drawn, tables, seed)


@pytest.mark.parametrize("seed", [815, 2120])
def test_a_kiosk_that_asks_before_its_new_life_has_begun_gets_back_what_it_lost(
    office: KeptOffice, tables: Database, seed: int
) -> None:
    with small_portions():
        play(office, drawn_from(seed), tables, seed)


def test_head_office_is_put_back_and_its_counters_go_by_what_it_has_now(
    office: KeptOffice, tables: Database
) -> None:
    """Worlds in which it hears another copy of a kiosk then, and gave on what the first one did."""
    with small_portions():
        worlds = [
            play(office, put_back_in(drawn_from(seed), seed), tables, seed) for seed in (73, 81, 83)
        ]
    assert all(world.branches_aside for world in worlds)
