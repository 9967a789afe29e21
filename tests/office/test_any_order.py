"""In whatever order and however cut bundles come, head office ends as the kiosks are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.office.push import push
from app.office.push_answers import Acked, Gap
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.sync.event_codecs import Codec
from tests.office.nodes import NOW, KioskNode, same
from tests.place import place

_NODES = (3, 7, 9)
_MOST = 12
_ROUNDS = count()

Sent = tuple[int, int, int, Codec]
"""Kiosk, first and last event, codec."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "postgres":
        yield request.getfixturevalue("cluster").new_database("orders")
        return
    with tempfile.TemporaryDirectory(dir=place()) as folder:
        yield folder


@pytest.fixture(scope="module")
def store(where: str) -> Iterator[Store]:
    made = open_store(where)
    yield made
    made.close()


def sent() -> st.SearchStrategy[list[Sent]]:
    one = st.tuples(
        st.integers(0, len(_NODES) - 1),
        st.integers(1, _MOST),
        st.integers(1, _MOST),
        st.sampled_from(Codec),
    )
    return st.lists(one, max_size=14)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pushes=sent(), restarts=st.sets(st.integers(2, _MOST)))
def test_any_order_and_cutting_with_duplicates_ends_the_same(
    store: Store, pushes: list[Sent], restarts: set[int]
) -> None:
    """Each example has kiosks of its own; whatever is missing at the end, they send when asked."""
    base = 100 * next(_ROUNDS) + 10
    kiosks = [made(base + node, restarts).enrol(store) for node in _NODES]
    for index, one, other, codec in pushes:
        kiosk = kiosks[index]
        first, last = sorted((one, other))
        answer = push(store, kiosk.node, kiosk.seal(first, last, codec=codec), NOW)
        if isinstance(answer, Acked):
            assert answer.hash == kiosk.here.hashes[answer.seq - 1]
        else:
            assert isinstance(answer, Gap)
            assert answer.next < first
            assert answer.previous == ([bytes(32), *kiosk.here.hashes])[answer.next - 1]
    for kiosk in kiosks:
        fill(store, kiosk)
        assert same(store, kiosk)


def fill(store: Store, kiosk: KioskNode) -> None:
    """As an agent does: sends what is new, and from where it is asked to."""
    answer = kiosk.push(store, _MOST)
    if isinstance(answer, Gap):
        answer = kiosk.push(store, answer.next)
    assert answer == Acked(1, *kiosk.head)


def made(node: int, restarts: set[int]) -> KioskNode:
    """With a new process run before some of its events."""
    kiosk = KioskNode(node)
    for seq in range(2, _MOST + 1):
        if seq in restarts:
            kiosk.restart()
        else:
            kiosk.sell(1)
    return kiosk
