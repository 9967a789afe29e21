"""A clock that jumped sells nothing until two people say that it is right."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from app.clock import SystemClock
from app.simulator.tears import Tear, TearPhase, TearPoint
from tests.end_to_end.conftest import Customer
from tests.end_to_end.desk import SUPERVISOR, Desk

HOUR = 3600 * 1000

JUMPS = {
    "back by an hour": lambda now: now - HOUR,
    "forward by two days": lambda now: now + 48 * HOUR,
    "back to 1970": lambda _now: 0,
    "forward to 2100": lambda _now: 4_102_444_800_000,
}


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], int]], None]:
    """Sets the machine's clock to what the function makes of the right time."""

    def set_it(jump: Callable[[int], int]) -> None:
        def milliseconds(_clock: SystemClock) -> int:
            return jump(time.time_ns() // 1_000_000)

        monkeypatch.setattr(SystemClock, "milliseconds", milliseconds)

    return set_it


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_a_clock_that_jumped(
    customer: Customer,
    desk: Desk,
    set_clock: Callable[[Callable[[int], int]], None],
    jump: Callable[[int], int],
) -> None:
    kept = customer.card.snapshot()
    set_clock(jump)
    refused = desk.do("prepay", volume="3")
    told = refused.json
    assert (refused.code, told["error"], told["money"]) == (6, "clock_refused", "untouched")
    assert "no money taken" in told["remedy"]
    assert customer.card.snapshot() == kept
    desk.do("read-card").fine()
    assert desk.proves_itself()

    set_clock(lambda now: now)
    desk.do("prepay", volume="3").fine()
    assert desk.proves_itself()


def test_what_is_open_is_settled_all_the_same(
    customer: Customer, desk: Desk, set_clock: Callable[[Callable[[int], int]], None]
) -> None:
    customer.card.arm(Tear(TearPoint(8, TearPhase.BEFORE)))
    assert desk.do("prepay", volume="3").code == 4
    customer.put(customer.card)
    set_clock(lambda now: now - HOUR)
    assert desk.do("settle").fine().json["receipt"] == 2
    assert desk.proves_itself()


@pytest.mark.usefixtures("customer")
def test_two_people_accept_the_time(
    desk: Desk, set_clock: Callable[[Callable[[int], int]], None]
) -> None:
    right = desk.do("accept-clock", by=SUPERVISOR, second=1, reason="no need")
    assert (right.code, right.json["error"]) == (3, "unknown_record")
    set_clock(lambda now: now + 48 * HOUR)
    alone = desk.do("accept-clock", by=SUPERVISOR, reason="the battery was empty")
    assert (alone.code, alone.json["error"]) == (3, "second_person_needed")
    cashier = desk.do("accept-clock", second=1, reason="the battery was empty")
    assert (cashier.code, cashier.json["error"]) == (3, "not_allowed")
    desk.do("accept-clock", by=SUPERVISOR, second=1, reason="the battery was empty").fine()
    desk.do("prepay", volume="3").fine()
    assert desk.proves_itself()


@pytest.mark.usefixtures("customer")
def test_the_doctor_sees_it(desk: Desk, set_clock: Callable[[Callable[[int], int]], None]) -> None:
    set_clock(lambda _now: 0)
    found = desk.here("doctor", "--json")
    ledger = next(one for one in found.json["checks"] if one["name"] == "ledger")
    assert (found.code, ledger["health"]) == (5, "bad")
    assert "minutes from the last recorded time" in ledger["state"]
