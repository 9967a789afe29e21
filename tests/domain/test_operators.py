"""Which changes of operators and permissions take two people, and what nobody can change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.operators import Change, takes_two
from app.domain.permissions import (
    Permission,
    Role,
    can_be_put_right,
    rights_of,
    somebody_sets,
)

roles = st.sampled_from(Role)
changes = st.dictionaries(st.tuples(roles, st.sampled_from(Permission)), st.booleans(), max_size=12)
people = st.dictionaries(st.integers(1, 9), roles, max_size=6).map(lambda all: list(all.items()))


@given(roles, changes)
def test_a_role_grants_what_was_said_last_and_else_what_it_did(
    role: Role, said: dict[tuple[Role, Permission], bool]
) -> None:
    rights = rights_of(role, said)
    for permission in Permission:
        at_first = permission in rights_of(role, {})
        assert (permission in rights) is said.get((role, permission), at_first)


@given(people, changes)
def test_two_can_put_it_right_only_where_one_sets_and_another_signs(
    active: list[tuple[int, Role]], said: dict[tuple[Role, Permission], bool]
) -> None:
    sets = {
        n
        for n, role in active
        if Permission.OPERATORS in rights_of(role, said)
        and Permission.SIGN_IN in rights_of(role, said)
    }
    signs = {
        n
        for n, role in active
        if Permission.DECIDE in rights_of(role, said)
        and Permission.SIGN_IN in rights_of(role, said)
    }
    pairs = [(one, other) for one in sets for other in signs if one != other]
    assert can_be_put_right(active, said) is bool(pairs)
    assert somebody_sets(active, said) is bool(sets)


def change(before: Role | None, after: Role | None, *, pin: bool = False) -> Change:
    def rights(role: Role | None) -> frozenset[Permission]:
        return frozenset() if role is None else rights_of(role, {})

    return Change(operator=5, before=rights(before), after=rights(after), new_pin=pin)


def test_nobody_makes_a_second_person_alone() -> None:
    others = frozenset({1, 20})
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        assert takes_two(change(None, role, pin=True), 1, others)
        assert takes_two(change(Role.CASHIER, role), 1, others)
        assert takes_two(change(role, role, pin=True), 1, others)
    assert takes_two(change(Role.CASHIER, Role.TECHNICIAN), 1, others)


def test_one_person_adds_a_cashier_takes_away_and_begins_alone() -> None:
    others = frozenset({1, 20})
    assert not takes_two(change(None, Role.CASHIER, pin=True), 1, others)
    assert not takes_two(change(Role.CASHIER, Role.CASHIER, pin=True), 1, others)
    assert not takes_two(change(Role.SUPERVISOR, Role.CASHIER), 1, others)
    assert not takes_two(change(Role.SUPERVISOR, None), 1, others)
    own = change(Role.SUPERVISOR, Role.SUPERVISOR, pin=True)
    assert not takes_two(own, own.operator, others)
    assert not takes_two(change(None, Role.SUPERVISOR, pin=True), 1, frozenset({1}))
