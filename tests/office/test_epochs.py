"""Restores and copies: forks are found by hash, epochs are granted and fenced, nothing is lost."""

from __future__ import annotations

import pytest

from app.office.epochs import Granted, NoSuchRequest, Waits, ask_epoch, grant_epoch
from app.office.push import admit, push, wanted
from app.office.push_answers import Acked, Fenced, Fork, Gap
from app.office.store.contract import Store
from app.office.store.errors import AnothersBundle, ForeignBeginning
from app.office.store.rows import HoldReason
from app.sync.errors import WrongSignature
from tests.office.nodes import NOW, KioskNode, kept, same


def asked_for(store: Store) -> Gap:
    """What kiosk 7 is told when it says hello."""
    kiosk = store.kiosk(7)
    assert kiosk is not None
    return wanted(kiosk)


def test_a_restored_kiosk_goes_on_in_a_granted_epoch(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store)
    restored = kiosk.back_to(5).begin_epoch().sell(4)
    assert restored.ask(store) == Waits(2)
    assert [one.reason for one in store.epoch_requests()] == ["restored"]
    granted = grant_epoch(store, 7, 2, restored.signer.public_key)
    assert granted.parent == (1, 5, kiosk.here.hashes[4])
    assert restored.ask(store) == Granted(2)
    assert restored.push(store) == Acked(2, *restored.head)
    assert list(store.epoch_requests()) == []
    assert same(store, kiosk, 1)
    assert same(store, restored, 2)


def test_sales_after_a_silent_restore_are_a_fork_and_kept_aside(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store)
    copy = kiosk.back_to(5).sell(8, "copy")
    assert copy.push(store, 6) == Fork(1, 6)
    assert copy.push(store, 4, 8) == Fork(1, 6)
    assert copy.push(store, 8, 9) == Fork(1, 7)
    assert copy.push(store, 11) == Fork(1, 10)
    assert same(store, kiosk)
    held = store.held(7)
    assert [(one.reason, one.first, one.last) for one in held] == [
        (HoldReason.FORK, first, last) for first, last in ((4, 8), (6, 13), (8, 9), (11, 13))
    ]
    assert copy.push(store, 6) == Fork(1, 6)
    assert len(store.held()) == 4


def test_with_two_copies_selling_the_granted_one_goes_on(store: Store) -> None:
    """A card cloned with both running; what each sold is at head office in the end."""
    one = KioskNode(7).enrol(store).sell(9)
    one.push(store)
    other = one.copy().sell(5, "other")
    one.sell(3, "one")
    assert one.push(store, 11) == Acked(1, *one.head)
    assert other.push(store, 11) == Fork(1, 11)
    other.begin_epoch(key="other").sell(2)
    other.be_granted(store)
    assert other.push(store) == Acked(2, *other.head)
    one.sell(4, "one")
    assert one.push(store, 14) == Fenced(2)
    assert same(store, other, 2)
    assert [(held.reason, held.first, held.last) for held in store.held()] == [
        (HoldReason.FORK, 11, 15),
        (HoldReason.FENCED, 14, 17),
    ]
    fenced = store.held()[1]
    assert admit(store, fenced, NOW) == Acked(1, *one.head)
    assert same(store, one, 1)
    assert [held.reason for held in store.held()] == [HoldReason.FORK]


def test_the_branch_of_the_granted_copy_is_asked_for(store: Store) -> None:
    one = KioskNode(7).enrol(store).sell(9)
    one.push(store)
    other = one.back_to(6).sell(5, "other")
    one.sell(4).push(store, 11)
    other.begin_epoch(key="other").sell(2)
    other.be_granted(store)
    assert other.push(store) == Fork(1, 11)
    assert other.push(store, 9, 11, epoch=1) == Fork(1, 8)
    assert other.push(store, 5, 11, epoch=1) == Acked(1, 11, other.journals[1].last_hash)
    assert other.push(store) == Acked(2, *other.head)
    aside = store.held()
    assert {type(admit(store, held, NOW)) for held in aside} == {Fork}
    assert store.held() == aside  # its numbers are the other's: nobody can admit it
    assert same(store, one, 1)
    assert same(store, other, 2)


def test_a_branch_longer_than_one_bundle_is_kept_piece_by_piece(store: Store) -> None:
    one = KioskNode(7).enrol(store).sell(9)
    one.push(store)
    other = one.back_to(6).sell(20, "other")
    one.sell(40).push(store, 11)
    other.begin_epoch(key="other").sell(2)
    other.be_granted(store)
    assert other.push(store) == Fork(1, 26)
    assert other.push(store, 15, 26, epoch=1) == Fork(1, 14)
    assert other.push(store) == Fork(1, 26)  # 7 to 14 are nowhere yet
    # Sent from the first one on, it is told of what it sent, not of the other copy's events.
    for first, last in ((1, 4), (5, 14), (15, 24), (25, 26)):
        hash = other.journals[1].hashes[last - 1]
        assert other.push(store, first, last, epoch=1) == Acked(1, last, hash)
    assert other.push(store) == Acked(2, *other.head)
    assert same(store, one, 1)
    assert same(store, other, 2)


def test_two_copies_ask_and_one_is_granted(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(5)
    kiosk.push(store)
    one, other = (kiosk.copy().begin_epoch(key=name).sell(1) for name in ("one", "other"))
    assert [one.ask(store), other.ask(store)] == [Waits(2), Waits(2)]
    assert len(store.epoch_requests()) == 2
    grant_epoch(store, 7, 2, other.signer.public_key)
    assert [one.ask(store), other.ask(store)] == [Fenced(2), Granted(2)]
    assert other.push(store) == Acked(2, *other.head)
    with pytest.raises(NoSuchRequest):
        grant_epoch(store, 7, 2, one.signer.public_key)
    assert one.push(store) == Fork(2, 1)
    assert same(store, other, 2)


def test_events_before_the_restore_come_under_the_newer_key(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store, 1, 4)
    restored = kiosk.back_to(8).begin_epoch().sell(2)
    assert asked_for(store) == Gap(1, 5, kiosk.here.hashes[3])
    restored.be_granted(store)
    assert restored.push(store) == Gap(1, 5, kiosk.here.hashes[3]) == asked_for(store)
    assert restored.push(store, 5, 8, epoch=1) == Acked(1, 8, kiosk.here.hashes[7])
    assert asked_for(store) == Gap(2, 1, restored.here.previous)
    assert restored.push(store) == Acked(2, *restored.head)
    assert asked_for(store) == Gap(2, 4, restored.here.last_hash)
    assert same(store, restored, 1)
    assert same(store, restored, 2)


def test_the_newer_key_is_believed_no_further_than_where_its_epoch_goes_on_from(
    store: Store,
) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store, 1, 4)
    restored = kiosk.back_to(6).begin_epoch()
    restored.be_granted(store)
    liar = restored.copy()
    liar.journals[1] = kiosk.journals[1]
    assert liar.push(store, 5, 9, epoch=1) == Fenced(2)
    other = restored.copy()
    other.journals[1] = kiosk.back_to(4).sell(2, "other").here
    assert other.push(store, 5, 6, epoch=1) == Acked(1, 6, other.journals[1].last_hash)
    assert len(store.page(7, 1, 1, 99).events) == 4
    assert restored.push(store, 5, 6, epoch=1) == Acked(1, 6, restored.journals[1].last_hash)
    assert same(store, restored, 1)


def test_a_kiosk_restored_twice_while_offline_fills_in_the_epoch_between(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(5)
    kiosk.push(store, 1, 3)
    kiosk.begin_epoch().sell(3).begin_epoch().sell(1)
    kiosk.be_granted(store)
    assert kiosk.push(store) == Gap(2, 1, bytes(32)) == asked_for(store)
    assert kiosk.push(store, epoch=2) == Gap(1, 4, kiosk.journals[1].hashes[2])
    assert kiosk.push(store, 4, epoch=1) == Acked(1, 6, kiosk.journals[1].last_hash)
    assert kiosk.push(store, epoch=2) == Acked(2, 4, kiosk.journals[2].last_hash)
    assert kiosk.push(store) == Acked(3, *kiosk.head)
    assert all(same(store, kiosk, epoch) for epoch in (1, 2, 3))


def test_an_old_bundle_still_under_way_is_taken_as_far_as_the_restore_knows_it(
    store: Store,
) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    early, late = kiosk.seal(1, 5), kiosk.seal(6, 10)
    kiosk.back_to(5).begin_epoch().be_granted(store)
    assert push(store, 7, early, NOW) == Acked(1, 5, kiosk.here.hashes[4])
    assert push(store, 7, late, NOW) == Fenced(2)
    (held,) = store.held()
    assert admit(store, held, NOW) == Acked(1, *kiosk.head)
    assert same(store, kiosk)


def test_an_epoch_begins_as_it_was_granted(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(5)
    kiosk.push(store)
    one = kiosk.copy().begin_epoch()
    one.be_granted(store)
    other = kiosk.back_to(4).begin_epoch()
    assert other.signer.public_key == one.signer.public_key
    assert other.push(store) == Fork(2, 1)
    assert not kept(store, 7, 2)[0]
    assert [held.reason for held in store.held()] == [HoldReason.FORK]


def test_an_epoch_is_asked_for_with_its_own_beginning(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(5)
    key = kiosk.signer.public_key
    with pytest.raises(ForeignBeginning):
        ask_epoch(store, 7, key, kiosk.seal(1, 1), NOW)
    with pytest.raises(ForeignBeginning):
        ask_epoch(store, 7, key, kiosk.seal(2, 2), NOW)
    with pytest.raises(AnothersBundle):
        ask_epoch(store, 8, key, kiosk.seal(1, 1), NOW)
    kiosk.begin_epoch()
    with pytest.raises(WrongSignature):
        ask_epoch(store, 7, key, kiosk.seal(1, 1), NOW)
    assert list(store.epoch_requests()) == []
