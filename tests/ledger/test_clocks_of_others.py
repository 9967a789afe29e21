"""Other nodes' wrong clocks reach nobody else: time comes from one's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import EventId, milliseconds_of, stamp_at
from app.ledger import journal
from app.ledger.clock_guard import BACK_MS, FORWARD_MS, Reading, Reference, observed, tick
from app.ledger.events.codec import Entry, encode_entry
from app.ledger.ledger import Ledger
from tests.ledger.events import region
from tests.ledger.stand_ins import NOON, UNPROJECTED, SeededRandomness, StandingClock

DAY = 24 * 3_600_000
YEARS = 3_652 * DAY
YEAR_1970 = DAY


def neighbours(*walls: int) -> list[tuple[EventId, bytes]]:
    """Events of node 8, one after the other, each by what its clock showed."""
    bodies = (
        encode_entry(Entry(at=stamp_at(wall), schema=2, event=region(number)))
        for number, wall in enumerate(walls, 1)
    )
    return [(EventId(8, 1, seq), body) for seq, body in enumerate(bodies, 1)]


def next_wall(ledger: Ledger) -> int:
    """Wall time, milliseconds, in the stamp of our next event."""
    id = ledger.commit(lambda tx: tx.append(region(1)))
    with ledger.read() as reader:
        entry = journal.entry(reader.db, id)
    assert entry is not None
    return milliseconds_of(entry.at)


@pytest.mark.parametrize(
    "theirs",
    [
        (YEAR_1970, YEAR_1970 + 1),
        (NOON + YEARS, NOON + YEARS + 1),
        (NOON, NOON - YEARS, NOON - DAY),
        (NOON + YEARS, YEAR_1970, NOON),
    ],
    ids=["1970", "ten years ahead", "backwards", "all of it"],
)
def test_a_neighbours_wrong_clock_moves_nobody_elses(ledger: Ledger, theirs: Sequence[int]) -> None:
    events = neighbours(*theirs)
    assert ledger.accept(events) == len(events)
    assert next_wall(ledger) == NOON
    ledger.check_clock()
    with ledger.read() as reader:
        scanned = [id for rows in journal.scan(reader.db) for id, _entry, _body in rows]
    assert [id for id in scanned if id.node == 8] == [id for id, _body in events]


def test_two_wrong_clocks_that_agree_are_both_wrong(ledger: Ledger, clock: StandingClock) -> None:
    """Ours fell ten years ahead too, and nobody accepted that."""
    ledger.commit(lambda tx: tx.append(region(1)))
    clock.wall = NOON + YEARS
    ledger.accept(neighbours(NOON + YEARS - 1))
    assert next_wall(ledger) == NOON
    clock.wall = NOON + 1
    assert next_wall(ledger) == NOON + 1


def test_it_stays_so_after_the_process_was_started_anew(path: Path, ledger: Ledger) -> None:
    ledger.accept(neighbours(NOON + YEARS))
    ledger.close()
    clock = StandingClock(NOON + 5)
    with Ledger.open(
        path, node=7, clock=clock, random=SeededRandomness(), projection=UNPROJECTED
    ) as again:
        assert next_wall(again) == NOON + 5


WALLS = st.one_of(
    st.sampled_from([0, YEAR_1970, NOON - YEARS, NOON + YEARS]),
    st.integers(NOON - DAY, NOON + DAY),
)


@given(st.lists(st.tuples(WALLS, st.lists(WALLS, max_size=3)), max_size=30))
def test_stamps_always_grow_and_never_leave_the_believed_time(
    days: list[tuple[int, list[int]]],
) -> None:
    """Each day our clock shows something, and others' events come with what theirs showed."""
    reference, stamp, latest = Reference(NOON, "boot"), stamp_at(NOON), NOON
    for wall, theirs in days:
        now = Reading(wall, "boot", trusted=True)
        for other in theirs:
            stamp = observed(stamp, stamp_at(other), reference, now)
        made = tick(stamp, reference, now, accepted=False)
        assert made > stamp
        stamp = made
        if reference.wall - BACK_MS <= wall <= reference.wall + FORWARD_MS:
            reference = Reference(wall, "boot")
            latest = max(latest, wall)
        assert milliseconds_of(stamp) <= latest + BACK_MS
