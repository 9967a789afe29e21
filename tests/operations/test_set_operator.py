"""Operators and permissions: who changes them, and what they cannot bring about."""

from __future__ import annotations

from typing import Any

import pytest

from app.operations.catalogue import operation_named
from app.operations.errors import (
    BadArgument,
    LocksEverybodyOut,
    NotAllowed,
    SecondPersonNeeded,
    SignInFailed,
    StaleQuote,
    UnknownRecord,
)
from app.operations.operation import Caller, parse_arguments
from app.operations.sign_in import sign_in
from tests.counter import ADMINISTRATOR, CASHIER, PIN, SUPERVISOR, Counter
from tests.operations.proofs import events
from tests.operations.proofs import make_proved as make_proved
from tests.operations.proofs import proved_counter as proved_counter


def set_operator(counter: Counter, number: int, **given: Any) -> Any:
    call: dict[str, Any] = {"by": ADMINISTRATOR, "operator": str(number), **given}
    return counter.do("set-operator", **call)


def set_permission(counter: Counter, role: str, permission: str, **given: Any) -> Any:
    wish = {"role": role, "permission": permission, "allowed": "no"}
    call: dict[str, Any] = {"by": ADMINISTRATOR, "second": SUPERVISOR, **wish, **given}
    return counter.do("set-permission", **call)


def test_one_adds_a_cashier_two_make_a_supervisor(proved_counter: Counter) -> None:
    counter = proved_counter
    set_operator(counter, 13, name="Ali", role="cashier", pin=PIN)
    with pytest.raises(SecondPersonNeeded):
        set_operator(counter, 13, role="supervisor")
    with pytest.raises(SecondPersonNeeded):
        set_operator(counter, 21, name="Nobody", role="supervisor", pin=PIN)
    set_operator(counter, 13, role="supervisor", second=SUPERVISOR)
    with pytest.raises(SecondPersonNeeded):
        set_operator(counter, SUPERVISOR, pin="314159")
    assert set_operator(counter, 13, active="no").active is False
    (made, risen, gone) = events(counter, "operator_set")[-3:]
    assert [one.role for one in (made, risen, gone)] == ["cashier", "supervisor", "supervisor"]
    with pytest.raises(NotAllowed):
        set_operator(counter, 13, by=CASHIER)


def test_who_works_only_elsewhere_needs_no_pin_here_and_keeps_nobody_in(
    proved_counter: Counter,
) -> None:
    """Head office invites them to a kiosk."""
    elsewhere = {"role": "administrator", "without_pin": "yes", "second": SUPERVISOR}
    with pytest.raises(UnknownRecord):
        set_operator(proved_counter, 2, name="Zuri", role="cashier")
    set_operator(proved_counter, 2, name="Zuri", **elsewhere)
    with pytest.raises(SignInFailed):
        sign_in(proved_counter.kiosk, 2, PIN)
    with pytest.raises(LocksEverybodyOut):
        set_operator(proved_counter, ADMINISTRATOR, active="no")
    set_operator(proved_counter, 2, pin=PIN, second=SUPERVISOR)
    assert set_operator(proved_counter, ADMINISTRATOR, active="no").active is False


def test_the_last_who_may_set_operators_stays(proved_counter: Counter) -> None:
    for change in ({"active": "no"}, {"role": "cashier"}):
        with pytest.raises(LocksEverybodyOut):
            set_operator(proved_counter, ADMINISTRATOR, **change)
    set_operator(proved_counter, 2, name="Zuri", role="administrator", pin=PIN, second=SUPERVISOR)
    set_operator(proved_counter, ADMINISTRATOR, active="no")
    with pytest.raises(LocksEverybodyOut):
        set_operator(proved_counter, 2, by=2, active="no")


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\x07b"])
def test_a_name_is_one_that_can_be_printed(proved_counter: Counter, name: str) -> None:
    with pytest.raises((BadArgument, UnknownRecord)):
        set_operator(proved_counter, 13, name=name, role="cashier", pin=PIN)


def test_what_it_was_quoted_for_has_to_be_so_still(proved_counter: Counter) -> None:
    counter = proved_counter
    operation, caller = operation_named("set-operator"), Caller(operator=ADMINISTRATOR)
    wish = parse_arguments(operation, {"operator": str(CASHIER), "pin": "314159"})
    quote = operation.quote(operation.look(counter.kiosk, caller, wish), wish)
    set_operator(counter, CASHIER, role="supervisor", second=SUPERVISOR)
    with pytest.raises(StaleQuote):
        operation.perform(counter.kiosk, caller, quote)


def test_permissions_take_two_and_lock_nobody_out(proved_counter: Counter) -> None:
    counter = proved_counter
    with pytest.raises(SecondPersonNeeded):
        set_permission(counter, "cashier", "refund", second=None)
    with pytest.raises(NotAllowed):
        set_permission(counter, "cashier", "refund", by=CASHIER)
    for role, permission in (
        ("administrator", "operators"),
        ("administrator", "sign_in"),
        ("supervisor", "decide"),
        ("supervisor", "sign_in"),
    ):
        with pytest.raises(LocksEverybodyOut):
            set_permission(counter, role, permission)
    first = set_permission(counter, "cashier", "refund", request="p-1")
    assert set_permission(counter, "cashier", "refund", request="p-1") == first
    assert len(events(counter, "permission_set")) == 1
    with pytest.raises(BadArgument):
        set_permission(counter, "cashier", "fly")


def test_a_permission_is_not_set_from_what_it_was_before(proved_counter: Counter) -> None:
    operation = operation_named("set-permission")
    caller = Caller(operator=ADMINISTRATOR, second=SUPERVISOR)
    wish = parse_arguments(operation, {"role": "cashier", "permission": "refund", "allowed": "no"})
    quote = operation.quote(operation.look(proved_counter.kiosk, caller, wish), wish)
    set_permission(proved_counter, "cashier", "refund")
    with pytest.raises(StaleQuote):
        operation.perform(proved_counter.kiosk, caller, quote)
