"""What head office answers to a push, and what it then has. On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec
import pytest

from app.office.push import admit, push
from app.office.push_answers import Acked, Fork, Gap, Pushed, Revoked, Ungranted
from app.office.store.contract import KioskTransaction, Store
from app.office.store.errors import AnothersBundle, NotEnrolled
from app.office.store.rows import EnrolmentState, HoldReason
from app.sync.bundle import parse
from app.sync.errors import BundleDamaged, ChainBroken, WrongSignature
from tests.office.nodes import NOW, OFFICE, KioskNode, kept, same


def test_what_was_acknowledged_is_there_byte_for_byte(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(20).restart().sell(5)
    assert kiosk.push(store) == Acked(1, *kiosk.head)
    assert same(store, kiosk)


def test_it_goes_on_from_where_it_stands(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9).restart().sell(9)
    assert kiosk.push(store, 1, 5) == Acked(1, 5, kiosk.here.hashes[4])
    assert kiosk.push(store, 6, 11) == Acked(1, 11, kiosk.here.hashes[10])
    assert kiosk.push(store, 12) == Acked(1, *kiosk.head)
    assert same(store, kiosk)


def test_a_lost_answer_is_asked_for_again(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    once = kiosk.push(store)
    assert [kiosk.push(store), kiosk.push(store, 3, 5)] == [once, once]
    assert same(store, kiosk)


def test_an_overlap_is_no_fault(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9).restart().sell(9)
    kiosk.push(store, 1, 12)
    assert kiosk.push(store, 4, 15) == Acked(1, 15, kiosk.here.hashes[14])
    assert kiosk.push(store, 1) == Acked(1, *kiosk.head)
    assert same(store, kiosk)


def test_a_gap_is_told_with_what_is_wanted(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    assert kiosk.push(store, 4) == Gap(1, 1, bytes(32))
    kiosk.push(store, 1, 3)
    assert kiosk.push(store, 5) == Gap(1, 4, kiosk.here.hashes[2])
    assert kiosk.push(store, 4) == Acked(1, *kiosk.head)
    assert same(store, kiosk)


def test_several_bundles_in_one_request(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    joined = b"".join(kiosk.seal(first, first + 1) for first in (1, 3, 5))
    assert push(store, 7, joined, NOW) == Acked(1, 6, kiosk.here.hashes[5])
    joined = b"".join(kiosk.seal(first, first) for first in (7, 9))
    assert push(store, 7, joined, NOW) == Gap(1, 8, kiosk.here.hashes[6])


def test_what_stands_before_a_bad_bundle_is_taken(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    bad = bytearray(kiosk.seal(4, 6))
    bad[-1] ^= 1
    with pytest.raises(BundleDamaged):
        push(store, 7, kiosk.seal(1, 3) + bytes(bad) + kiosk.seal(7), NOW)
    assert len(store.page(7, 1, 1, 99).events) == 3
    assert kiosk.push(store, 4) == Acked(1, *kiosk.head)


def test_what_stands_before_an_ungranted_epoch_is_taken(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    before, head = kiosk.seal(), kiosk.head
    kiosk.begin_epoch()
    assert push(store, 7, before + kiosk.seal(), NOW) == Ungranted(1)
    found = store.kiosk(7)
    assert found is not None
    assert (found.in_force.last_seq, found.in_force.last_hash) == head


def test_a_large_request_is_taken_in_portions(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small files may hold much: never all of it stands in memory at once."""
    kiosk = KioskNode(7).enrol(store).sell(19)
    monkeypatch.setattr("app.office.proving.PORTION", 100)
    change, transactions = store.change, []

    def counted(node: int, work: Callable[[KioskTransaction], Pushed]) -> Pushed:
        transactions.append(node)
        return change(node, work)

    monkeypatch.setattr(store, "change", counted)
    joined = b"".join(kiosk.seal(first, first + 1) for first in range(1, 20, 2))
    assert push(store, 7, joined, NOW) == Acked(1, *kiosk.head)
    assert len(transactions) > 3
    assert same(store, kiosk)


def test_kiosks_do_not_touch_each_other(store: Store) -> None:
    kiosks = [KioskNode(node).enrol(store).sell(node % 9) for node in (3, 7, 32767)]
    assert all(kiosk.push(store) == Acked(1, *kiosk.head) for kiosk in kiosks)
    assert all(same(store, kiosk) for kiosk in kiosks)
    assert [one.enrolment.node for one in store.kiosks()] == [3, 7, 32767]
    assert [one.enrolment.node for one in store.kiosks(after=3, limit=1)] == [7]


def test_images_and_sealed_keys_are_kept_by_kiosk(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(3)
    images, keys = (b"a card's image", b"another"), {"8123": bytes(32)}
    push(store, 7, kiosk.seal(images=images, keys=keys), NOW)
    digests = [sha256(one).digest() for one in images]
    assert store.images(7, digests) == dict(zip(digests, images, strict=True))
    assert store.images(8, digests) == {}
    more = (b"a third", *images)
    push(store, 7, kiosk.seal(images=more), NOW)
    digests = [sha256(one).digest() for one in more]
    assert store.images(7, digests) == dict(zip(digests, more, strict=True))
    (sealed,) = store.sealed_keys()
    assert (sealed.epoch, sealed.first, sealed.count) == (1, 1, 4)
    opened = parse(kiosk.seal(images=images, keys=keys)).open(kiosk.signer.public_key)
    again = type(opened)(opened.header, opened.run, opened.images, sealed.sealed)
    assert again.personal_keys(OFFICE) == keys
    store.drop_sealed(sealed)
    assert list(store.sealed_keys()) == []


def test_another_kiosks_bundle_is_refused_and_noted(store: Store) -> None:
    one, other = (KioskNode(node).enrol(store).sell(2) for node in (3, 7))
    with pytest.raises(AnothersBundle):
        push(store, one.node, other.seal(), NOW)
    with pytest.raises(AnothersBundle):
        push(store, one.node, one.seal() + other.seal(), NOW)
    (noted,) = store.refusals(one.node)
    assert (noted.code, noted.times, noted.last_at) == ("anothers_bundle", 2, NOW)
    assert not store.page(one.node, 1, 1, 10).events
    assert list(store.refusals(other.node)) == []


def test_a_bundle_under_another_key_is_refused_and_noted(store: Store) -> None:
    kiosk, stranger = KioskNode(7).enrol(store), KioskNode(7).begin_epoch(key="stranger")
    stranger.journals[1], stranger.epoch = kiosk.here, 1
    with pytest.raises(WrongSignature):
        stranger.push(store)
    assert [one.code for one in store.refusals()] == ["wrong_signature"]


@pytest.mark.parametrize("data", [b"", b"nothing", bytes(5000)])
def test_what_is_no_bundle_is_refused_and_noted(store: Store, data: bytes) -> None:
    KioskNode(7).enrol(store)
    with pytest.raises(BundleDamaged):
        push(store, 7, data, NOW)
    assert [one.code for one in store.refusals()] == ["bundle_damaged"]


def test_a_cut_upload_leaves_nothing(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(20)
    with pytest.raises(BundleDamaged):
        push(store, 7, kiosk.seal()[:-1], NOW)
    assert not store.page(7, 1, 1, 10).events
    assert kiosk.push(store) == Acked(1, *kiosk.head)


def test_nobody_whom_head_office_does_not_know_is_heard(store: Store) -> None:
    with pytest.raises(NotEnrolled):
        KioskNode(7).push(store)


def test_the_first_event_says_the_key_that_was_enrolled(store: Store) -> None:
    kiosk, other = KioskNode(7), KioskNode(8)
    kiosk.signer = other.signer
    kiosk.enrol(store)
    assert kiosk.push(store) == Fork(1, 1)
    assert [one.reason for one in store.held()] == [HoldReason.FORK]
    assert not kept(store, 7, 1)[0]


def test_an_epoch_begins_with_its_beginning(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(2)
    run = kiosk.here
    kiosk.journals[1] = type(run)(7, 1, 1, run.previous, run.bodies[1:], run.headers)
    with pytest.raises(ChainBroken):
        kiosk.seal()


def test_a_revoked_kiosk_is_barred_and_loses_nothing(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(5)
    kiosk.push(store, 1, 3)

    def revoke(tx: KioskTransaction) -> None:
        assert tx.kiosk is not None
        state = EnrolmentState.REVOKED
        tx.set_enrolment(msgspec.structs.replace(tx.kiosk.enrolment, state=state))

    store.change(7, revoke)
    assert kiosk.push(store) == Revoked()
    assert len(store.page(7, 1, 1, 10).events) == 3
    assert [one.code for one in store.refusals(7)] == ["revoked"]
    assert kiosk.push(store, 1, 3) == Revoked()
    (held,) = store.held(7)  # of what was here already nothing
    assert (held.reason, held.last) == (HoldReason.REVOKED, 6)
    assert admit(store, held, NOW) == Acked(1, *kiosk.head)
    assert same(store, kiosk)
    other = KioskNode(7)
    other.signer = KioskNode(8).signer
    assert other.push(store) == Revoked()
    assert not store.held(7)


def test_an_epoch_that_nobody_granted_waits(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(3)
    kiosk.push(store)
    kiosk.begin_epoch().sell(2)
    assert kiosk.push(store) == Ungranted(1)
    assert not store.page(7, 2, 1, 10).events
