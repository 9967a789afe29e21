"""PINs: the rules that are set count wherever one is given, and for signing in."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from app.operations import pins
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, NotAllowed, PinExpired, SignInFailed, StaleQuote
from app.operations.operation import Caller, parse_arguments
from app.operations.sign_in import sign_in
from tests.counter import ADMINISTRATOR, CASHIER, PIN, Counter
from tests.operations.proofs import events
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter

DAY = 24 * 3_600_000


def rules(counter: Counter, **given: Any) -> Any:
    return counter.do("set-pin-rules", by=ADMINISTRATOR, **given)


def test_guessing_a_pin_from_its_verifier_takes_memory_and_time() -> None:
    """RFC 9106's second choice but for the lanes; elsewhere the tests make cheaper ones."""
    program = runpy.run_path(pins.__file__)
    assert program["make_verifier"](PIN).startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert program["fits"](PIN, pins.make_verifier(PIN))


def test_the_rules_count_wherever_a_pin_is_given(proved_counter: Counter) -> None:
    counter = proved_counter
    changed = rules(counter, shortest="8", longest_run="3")
    assert (changed.old.shortest, changed.new.shortest, changed.new.kept) == (6, 8, 0)
    for weak in ("314159", "31234159", "1234", "", "\u0663" * 8, "3141592x"):
        with pytest.raises(BadArgument):
            counter.do("change-pin", pin=weak)
        with pytest.raises(BadArgument):
            counter.do("set-operator", by=ADMINISTRATOR, operator=str(CASHIER), pin=weak)
    assert counter.do("change-pin", pin="31415926").operator == CASHIER
    with pytest.raises(SignInFailed):
        sign_in(counter.kiosk, CASHIER, PIN)
    assert sign_in(counter.kiosk, CASHIER, "31415926").operator == CASHIER
    assert [one.operator for one in events(counter, "pin_changed")] == [CASHIER]
    assert b"31415926" not in counter.path.read_bytes()


def test_the_last_pins_do_not_come_again(proved_counter: Counter) -> None:
    counter = proved_counter
    rules(counter, kept="2")
    with pytest.raises(BadArgument, match="used before"):
        counter.do("change-pin", pin=PIN)
    counter.do("change-pin", pin="314159")
    with pytest.raises(BadArgument, match="used before"):
        counter.do("set-operator", by=ADMINISTRATOR, operator=str(CASHIER), pin=PIN)
    counter.do("change-pin", pin="161803")
    counter.do("change-pin", pin=PIN)


def test_an_old_pin_only_gets_one_to_another(proved_counter: Counter) -> None:
    counter = proved_counter
    rules(counter, days="30")
    counter.clock.now += 29 * DAY
    sign_in(counter.kiosk, CASHIER, PIN)
    counter.clock.now += 2 * DAY
    with pytest.raises(PinExpired):
        sign_in(counter.kiosk, CASHIER, PIN)
    with pytest.raises(SignInFailed, match="wrong"):
        sign_in(counter.kiosk, CASHIER, "999999", renewing=True)
    sign_in(counter.kiosk, CASHIER, PIN, renewing=True)
    counter.do("change-pin", pin="314159")
    sign_in(counter.kiosk, CASHIER, "314159")
    assert [one.reason for one in events(counter, "sign_in_refused")] == ["expired", "wrong_pin"]


def test_rules_are_set_by_who_sets_operators_and_within_bounds(proved_counter: Counter) -> None:
    counter = proved_counter
    with pytest.raises(NotAllowed):
        counter.do("set-pin-rules", days="30")
    for wrong in (
        {"shortest": "5"},
        {"shortest": "13"},
        {"longest_run": "1"},
        {"kept": "11"},
        {"days": "-1"},
        {"days": "4000"},
    ):
        with pytest.raises(BadArgument):
            rules(counter, **dict[str, Any](wrong))
    first = counter.do("set-pin-rules", by=ADMINISTRATOR, request="r-1", days="30")
    assert counter.do("set-pin-rules", by=ADMINISTRATOR, request="r-1", days="30") == first
    operation, caller = operation_named("set-pin-rules"), Caller(operator=ADMINISTRATOR)
    wish = parse_arguments(operation, {"kept": "3"})
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    rules(counter, kept="4")
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)
