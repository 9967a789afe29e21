"""A clock that jumped stops sales until two people accept it, and never disturbs the order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identity import milliseconds_of
from app.ledger import journal
from app.ledger.clock_guard import BACK_MS, FORWARD_MS, Reading, Reference, jumped, tick
from app.ledger.errors import ClockRefused
from app.ledger.ledger import Ledger
from tests.ledger.conftest import Opener
from tests.ledger.events import jump_accepted, region
from tests.ledger.stand_ins import NOON, StandingClock

HOUR = 3_600_000
DAY = 24 * HOUR
YEAR_1970 = 86_400_000
YEAR_2100 = 4_102_444_800_000


def stamps(ledger: Ledger) -> list[int]:
    with ledger.read() as reader:
        return [entry.at for rows in journal.scan(reader.db) for _id, entry, _body in rows]


def accept(ledger: Ledger, wall: int) -> None:
    ledger.commit(lambda tx: tx.append(jump_accepted(wall), operator=4, second=5))


@pytest.mark.parametrize(
    ("step", "refused"),
    [
        (-BACK_MS - 1, True),
        (-BACK_MS, False),
        (0, False),
        (HOUR, False),
        (FORWARD_MS, False),
        (FORWARD_MS + 1, True),
        (YEAR_1970 - NOON, True),
        (YEAR_2100 - NOON, True),
    ],
)
def test_two_minutes_back_or_a_day_forward(
    ledger: Ledger, clock: StandingClock, step: int, *, refused: bool
) -> None:
    clock.wall += step
    if not refused:
        ledger.check_clock()
        return
    with pytest.raises(ClockRefused):
        ledger.check_clock()
    with pytest.raises(ClockRefused):
        ledger.commit(lambda tx: tx.check_clock())


def test_a_trusted_clock_after_a_restart_of_the_machine_is_right(
    ledger: Ledger, clock: StandingClock
) -> None:
    clock.wall += 5 * DAY  # the kiosk was switched off
    clock.boot_id = "boot-2"
    ledger.check_clock()


def test_an_untrusted_clock_after_a_restart_is_not(ledger: Ledger, clock: StandingClock) -> None:
    clock.boot_id = "boot-2"
    clock.is_trusted = False
    clock.wall = YEAR_1970
    with pytest.raises(ClockRefused):
        ledger.check_clock()
    clock.wall = NOON + HOUR  # set by somebody, near enough
    ledger.check_clock()


@pytest.mark.parametrize("wall", [YEAR_1970, YEAR_2100])
def test_events_under_a_wrong_clock_do_not_make_it_right(
    ledger: Ledger, clock: StandingClock, reopen: Opener, wall: int
) -> None:
    clock.wall = wall
    ledger.commit(lambda tx: tx.append(region(1)))  # such as a sign-in
    with pytest.raises(ClockRefused):
        ledger.check_clock()
    ledger.close()
    again = reopen()
    with pytest.raises(ClockRefused):
        again.check_clock()
    first, second = stamps(again)
    assert first < second
    assert milliseconds_of(second) == NOON  # frozen: 2100 must not win every later comparison
    clock.wall = NOON + HOUR
    again.check_clock()
    again.close()


def test_a_clock_set_right_by_network_after_an_untrusted_start(
    ledger: Ledger, clock: StandingClock
) -> None:
    clock.boot_id = "boot-2"
    clock.is_trusted = False
    clock.wall = YEAR_1970
    ledger.commit(lambda tx: tx.append(region(1)))
    clock.is_trusted = True
    clock.wall = NOON + 3 * DAY
    ledger.check_clock()


def test_two_people_accept_a_jump_in_either_direction(
    ledger: Ledger, clock: StandingClock, reopen: Opener
) -> None:
    clock.wall = YEAR_2100
    accept(ledger, YEAR_2100)
    ledger.check_clock()
    clock.wall = NOON
    with pytest.raises(ClockRefused):
        ledger.check_clock()
    accept(ledger, NOON)
    ledger.check_clock()
    clock.wall += HOUR
    ledger.commit(lambda tx: tx.append(region(1)))
    ledger.close()
    again = reopen()
    again.check_clock()
    assert again.clock_reference() == Reference(NOON + HOUR, "boot-1")
    assert stamps(again) == sorted(set(stamps(again)))
    again.close()


@pytest.mark.parametrize("second", [None, 4])
def test_one_person_alone_cannot_accept(ledger: Ledger, second: int | None) -> None:
    with pytest.raises(ValueError, match="two people"):
        ledger.commit(lambda tx: tx.append(jump_accepted(0), operator=4, second=second))


@given(
    walls=st.lists(
        st.tuples(st.integers(0, 2 * YEAR_2100), st.sampled_from("ab"), st.booleans()),
        min_size=1,
        max_size=30,
    )
)
def test_stamps_always_grow(walls: list[tuple[int, str, bool]]) -> None:
    stamp, reference = 0, None
    for wall, boot, trusted in walls:
        now = Reading(wall, boot, trusted)
        later = tick(stamp, reference, now, accepted=False)
        assert later > stamp
        if not jumped(reference, now):
            reference = Reference(wall, boot)
        stamp = later
