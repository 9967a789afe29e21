"""From a push to every counter that needs it: once each, in order, whatever ends in between."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import date

import pytest

from app.domain.identity import EventId
from app.ledger.events.accounts import AccountSuspended
from app.ledger.events.operators import OperatorSignedIn
from app.office import feeding
from app.office.feeding import LANE, feed_scopes, retry_quarantined
from app.office.feeds import next_feed
from app.office.push_answers import Acked
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.sync.feed import OpenedFeed, parse_feed
from tests.counter import SeededRandomness
from tests.office.feeding_process import PORTION, pushed
from tests.office.nodes import NOW, OFFICE, KioskNode

SUSPENDED = AccountSuspended(account="7010000", reason="moved", date=date(2026, 1, 1))
SIGNED_IN = OperatorSignedIn(operator=11)
EVERYTHING = 1 << 20


def fed(store: Store, at: int = NOW) -> None:
    while feed_scopes(store, OFFICE, at):
        pass


def in_scope(store: Store, scope: str) -> list[EventId]:
    changes = store.scope_changes(scope, 0, EVERYTHING)
    versions = [one.version for one in changes]
    assert versions == sorted(set(versions))
    assert store.scope_heads([scope])[scope] == max(versions, default=0)
    return [one.id for one in changes]


def feed(
    store: Store, node: int, after: Mapping[str, int] | None = None, limit: int = 100
) -> OpenedFeed | None:
    kiosk = store.kiosk(node)
    assert kiosk is not None
    found = next_feed(
        store, OFFICE, kiosk, after or {}, limit=limit, at=NOW, random=SeededRandomness(1)
    )
    if found is None:
        return None
    opened = parse_feed(found).open(OFFICE.public_key)
    assert (opened.header.kiosk, opened.header.epoch) == (node, kiosk.in_force.epoch)
    return opened


def ids(opened: OpenedFeed | None) -> list[EventId]:
    assert opened is not None
    return [id for id, _body in opened.events()]


def steps(opened: OpenedFeed | None) -> dict[str, int]:
    assert opened is not None
    return {step.scope: step.upto for step in opened.header.scopes}


@pytest.fixture
def seven(store: Store) -> KioskNode:
    return KioskNode(7).enrol(store)


@pytest.fixture
def eight(store: Store) -> KioskNode:
    return KioskNode(8).enrol(store)


class TestScopes:
    """What the worker does with events."""

    def test_several_portions_give_each_event_once_and_in_order(
        self, store: Store, seven: KioskNode, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feeding, "PORTION", 3)
        seven.write(SUSPENDED, SIGNED_IN, *[SUSPENDED] * 9).push(store)
        fed(store)
        found = in_scope(store, "region:12")
        assert found == [EventId(7, 1, seq) for seq in (2, *range(4, 13))]
        fed(store)
        assert in_scope(store, "region:12") == found

    def test_what_cannot_be_read_waits_and_holds_up_nothing(
        self, store: Store, seven: KioskNode
    ) -> None:
        seven.sell(1).write(SUSPENDED).push(store)
        fed(store)
        assert in_scope(store, "region:12") == [EventId(7, 1, 3)]
        assert [(one.lane, one.id) for one in store.quarantined()] == [(LANE, EventId(7, 1, 2))]
        assert retry_quarantined(store, NOW) == 0
        assert len(store.quarantined()) == 1

    def test_a_newer_program_gives_on_what_waited(
        self, store: Store, seven: KioskNode, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seven.write(SUSPENDED).push(store)
        with monkeypatch.context() as older:
            older.setattr(feeding, "_read", lambda *_event: ValueError("not known"))
            fed(store)
        assert in_scope(store, "region:12") == []
        assert retry_quarantined(store, NOW) > 0
        assert in_scope(store, "region:12") == [EventId(7, 1, 2)]
        assert store.quarantined() == []

    def test_versions_of_a_head_office_that_was_restored_are_new_ones(
        self, store: Store, seven: KioskNode
    ) -> None:
        """What a counter took in before the restore never hides what comes after it."""
        seven.write(SUSPENDED).push(store)
        fed(store, NOW)
        before = store.scope_heads(["region:12"])["region:12"]
        seven.write(SUSPENDED).push(store, 3)
        fed(store, NOW + 60_000)
        assert before > NOW
        assert store.scope_heads(["region:12"])["region:12"] > NOW + 60_000


class TestFeeds:
    """What one counter is given."""

    def test_exact_bytes_and_the_header_of_their_run(
        self, store: Store, seven: KioskNode, eight: KioskNode
    ) -> None:
        seven.restart().write(SUSPENDED, SUSPENDED).push(store)
        fed(store)
        opened = feed(store, eight.node)
        assert opened is not None
        assert list(opened.events()) == [
            (EventId(7, 1, seq), seven.here.bodies[seq - 1]) for seq in (3, 4)
        ]
        assert list(opened.runs()) == [seven.here.headers[2]]

    @pytest.mark.usefixtures("eight")
    def test_nothing_new_is_no_feed(self, store: Store, seven: KioskNode) -> None:
        seven.write(SUSPENDED).push(store)
        fed(store)
        assert feed(store, 8, steps(feed(store, 8))) is None

    @pytest.mark.usefixtures("eight")
    def test_cut_anywhere_it_goes_on(self, store: Store, seven: KioskNode) -> None:
        seven.write(*[SUSPENDED] * 5).push(store)
        fed(store)
        after: dict[str, int] = {}
        found = []
        while opened := feed(store, 8, after, limit=2):
            found += ids(opened)
            after |= steps(opened)
        assert found == in_scope(store, "region:12")

    def test_a_counter_does_not_get_its_own_events_back(
        self, store: Store, seven: KioskNode
    ) -> None:
        seven.write(SUSPENDED).push(store)
        fed(store)
        assert feed(store, 7) is None

    def test_but_comes_past_many_of_them(self, store: Store, seven: KioskNode) -> None:
        seven.write(*[SUSPENDED] * 4).push(store)
        fed(store)
        opened = feed(store, 7, limit=3)
        assert ids(opened) == []
        assert feed(store, 7, steps(opened), limit=3) is None

    def test_another_counters_scopes_are_not_given(self, store: Store, seven: KioskNode) -> None:
        KioskNode(9).enrol(store, region=13)
        seven.write(SUSPENDED).push(store)
        fed(store)
        assert feed(store, 9, {"region:12": 0}) is None


class TestAfterARestore:
    """A kiosk gets back what it wrote and its backup lacks: all of it, not only what others get."""

    def restored(self, store: Store, seven: KioskNode) -> KioskNode:
        made = seven.back_to(3).begin_epoch()
        made.be_granted(store)
        assert isinstance(made.push(store), Acked)
        return made

    def test_that_was_there_before_the_new_epoch(self, store: Store, seven: KioskNode) -> None:
        seven.write(*[SUSPENDED, SIGNED_IN] * 3).push(store)
        fed(store)
        self.restored(store, seven)
        fed(store)
        assert in_scope(store, "kiosk:7") == [EventId(7, 1, seq) for seq in range(4, 8)]
        assert ids(feed(store, 7)) == in_scope(store, "kiosk:7")

    def test_that_is_given_on_after_it(
        self, store: Store, seven: KioskNode, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(feeding, "PORTION", 2)
        seven.write(*[SUSPENDED, SIGNED_IN] * 3).push(store)
        self.restored(store, seven)
        fed(store)
        assert in_scope(store, "kiosk:7") == [EventId(7, 1, seq) for seq in range(4, 8)]

    def test_but_not_the_other_events_of_a_copy(self, store: Store, seven: KioskNode) -> None:
        """Both sold under the same numbers; the one whose events came later goes on."""
        seven.write(SUSPENDED, SUSPENDED)
        copy = seven.copy().write(SIGNED_IN, SIGNED_IN, SUSPENDED).begin_epoch().write(SUSPENDED)
        seven.write(*[SUSPENDED] * 4).push(store)
        copy.be_granted(store)
        copy.push(store, epoch=1)
        assert isinstance(copy.push(store), Acked)
        fed(store)
        assert in_scope(store, "kiosk:7") != []
        assert feed(store, 7) is None

    @pytest.mark.usefixtures("eight")
    def test_another_counter_is_not_given_that(self, store: Store, seven: KioskNode) -> None:
        seven.write(*[SIGNED_IN] * 6).push(store)
        self.restored(store, seven)
        fed(store)
        assert feed(store, 8) is None


class TestKilled:
    """By SIGKILL around commits, wherever."""

    def test_nothing_is_lost_or_doubled(self, where: str) -> None:
        whole = pushed(where)
        for number, when in ((1, "before"), (2, "after"), (3, "before"), (1, "after")):
            process = subprocess.run(
                [sys.executable, "-m", "tests.office.feeding_process", where, str(number), when],
                check=False,
            )
            assert process.returncode == -9
        store = open_store(where)
        taken = {one.node: one.after for one in store.waiting(LANE)}
        assert 0 < sum(taken.values()) <= 5 * PORTION
        fed(store)
        found = in_scope(store, "region:12")
        assert sorted(found) == sorted(whole)
        for node in (7, 8):
            own = [id for id in found if id.node == node]
            assert own == sorted(own)
        store.close()
