"""Events of three kiosks give the same tables, whatever order and batches they arrive in."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from app.ledger.events.codec import AnyEvent
from app.ledger.projection.dump import canonical_dump, check
from app.ledger.projection.engine import TABLES, project, rebuild
from app.ledger.projection.statements import execute
from tests.ledger.kiosks import Chain, empty_tables
from tests.ledger.rumours import ACTS, NODES, Act, story

_WHICH = 18


def _act(number: int) -> Act:
    number, what = divmod(number, len(ACTS))
    return Act(what, *divmod(number, _WHICH))


# One number for each act: long stories, in which things meet, cost little to draw.
_acts = st.lists(
    st.integers(0, len(ACTS) * len(NODES) * _WHICH - 1).map(_act), min_size=30, max_size=120
)
_STORIES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def tables() -> Iterator[Database]:
    with closing(empty_tables()) as database:
        yield database


def _emptied(db: Database) -> Database:
    for table in TABLES:
        execute(db, f'DELETE FROM "{table.name}"')
    return db


def _projected(db: Database, batches: list[Chain]) -> list[bytes]:
    _emptied(db)
    for batch in batches:
        project(db, batch)
    return list(canonical_dump(db))


@st.composite
def _arrivals(draw: st.DrawFn) -> tuple[Chain, list[Chain]]:
    """A story as it happened, and the same events in another order, cut into batches."""
    chain = story(draw(_acts))
    other = chain.copy()
    # Shuffled by a drawn seed: permutations of a hundred events would use up what can be drawn.
    random.Random(draw(st.integers(0, 2**32))).shuffle(other)
    size = draw(st.integers(1, len(other)))
    return chain, [other[start : start + size] for start in range(0, len(other), size)]


@_STORIES
@given(arrivals=_arrivals())
def test_any_order_and_any_batches_give_the_same_tables(
    tables: Database, arrivals: tuple[Chain, list[Chain]]
) -> None:
    chain, batches = arrivals
    assert _projected(tables, [chain]) == _projected(tables, batches)


@settings(_STORIES, max_examples=10)
@given(arrivals=_arrivals())
def test_rebuilding_gives_what_arrival_gave(
    tables: Database, arrivals: tuple[Chain, list[Chain]]
) -> None:
    chain, batches = arrivals
    arrived = _projected(tables, batches)
    assert check(tables, [chain]) == []
    rebuild(tables, [chain])
    assert list(canonical_dump(tables)) == arrived


@settings(_STORIES, max_examples=10)
@given(arrivals=_arrivals(), which=st.integers(0, 99))
def test_a_row_changed_behind_the_journal_is_found(
    tables: Database, arrivals: tuple[Chain, list[Chain]], which: int
) -> None:
    chain, batches = arrivals
    _projected(tables, batches)
    filled = [
        table for table in TABLES if execute(tables, f'SELECT 1 FROM "{table.name}"').fetchone()
    ]
    table = filled[which % len(filled)]
    key = " AND ".join(f'"{name}" = ?' for name in table.keys)
    names = ", ".join(f'"{name}"' for name in table.keys)
    row = execute(tables, f'SELECT {names} FROM "{table.name}" LIMIT 1').fetchone()
    execute(tables, f'DELETE FROM "{table.name}" WHERE {key}', row)
    found = check(tables, [chain])
    assert [(one.table, one.key, one.column, one.stored) for one in found] == [
        (table.name, tuple(row), None, None)
    ]


def test_the_stories_tell_of_every_type_of_event() -> None:
    acts = [
        Act(what, node, which)
        for what in range(len(ACTS))
        for node in range(len(NODES))
        for which in range(_WHICH)
    ]
    told = {type(entry.event) for _id, entry in story(acts)}
    assert told == set(get_args(AnyEvent))
