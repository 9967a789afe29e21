"""An agent's pull waits longer and longer, and not longer than the way holds."""

from __future__ import annotations

from app.sync.poll_wait import LONGEST, SHORTEST, PollWait
from app.sync.states import FRESH_MILLISECONDS, AgentState


def waits(held: int, wait: PollWait) -> list[int]:
    found = []
    for _time in range(held):
        found.append(wait.seconds)
        wait.held()
    return found


def test_it_doubles_as_long_as_answers_come() -> None:
    assert waits(6, PollWait()) == [25, 50, 100, 200, LONGEST, LONGEST]


def test_after_a_break_it_stays_below_and_tries_longer_ones_again_later() -> None:
    wait = PollWait()
    waits(3, wait)
    wait.broke()
    assert waits(30, wait)[:4] == [SHORTEST, 50, 100, 100]
    assert waits(60, wait)[-1] == LONGEST


def test_however_often_it_breaks_it_goes_on_at_the_shortest() -> None:
    wait = PollWait()
    for _time in range(9):
        wait.broke()
    assert wait.seconds == SHORTEST


def test_an_agent_that_waits_for_news_is_connected_and_one_that_is_cut_is_not() -> None:
    waiting = AgentState(written=1, contact=1_000)
    assert LONGEST * 1000 < FRESH_MILLISECONDS
    assert waiting.is_connected(1_000 + LONGEST * 1000)
    assert not waiting.is_connected(1_001 + FRESH_MILLISECONDS)
    assert not AgentState(written=1, contact=1_000, failing_since=1_001).is_connected(1_002)
    assert AgentState(written=1, contact=1_002, failing_since=1_001).is_connected(1_002)
