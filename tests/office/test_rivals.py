"""Two copies that both began an epoch: one is granted, and nothing that the other sold is lost."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.entries import Book, Posting
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.ledger.events.payments import PaidOut
from app.office import holding
from app.office.epochs import NoSuchRequest, Waits, ask_epoch, grant_epoch
from app.office.push import admit
from app.office.push_answers import Acked, Fenced, Fork, Full, Gap, Ungranted
from app.office.store.contract import Store
from app.office.store.rows import HoldReason
from app.sync.bundle import parse
from app.sync.errors import WrongSignature
from tests.office.nodes import NOW, KioskNode, kept, same


def two_lives(store: Store, sold: int = 5) -> tuple[KioskNode, KioskNode]:
    """One that was granted epoch 2 and pushed it, and the other copy, which began it too."""
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store)
    one, other = (kiosk.copy().begin_epoch(key=name) for name in ("one", "other"))
    one.sell(3, "one").be_granted(store)
    one.push(store)
    return one, other.sell(sold, "other")


def ranges(store: Store) -> list[tuple[HoldReason, int, int, int]]:
    return [(held.reason, held.epoch, held.first, held.last) for held in store.held(7)]


def test_what_the_other_copy_sold_is_kept_aside_signed_and_never_mixed_in(store: Store) -> None:
    one, other = two_lives(store)
    before = kept(store, 7, 2)
    assert other.push(store, 4) == Gap(2, 1, bytes(32))  # nobody knows its key yet
    assert other.push(store, 1, 3) == Fork(2, 1)
    assert other.push(store, 4) == Fork(2, 4)
    assert other.push(store, 4) == Fork(2, 4)
    assert ranges(store) == [(HoldReason.RIVAL, 2, 1, 3), (HoldReason.RIVAL, 2, 4, 6)]
    assert kept(store, 7, 2) == before
    assert same(store, one, 2)
    for held in store.held(7):
        run = parse(held.file).open(other.signer.public_key).run
        assert run.bodies == other.here.bodies[run.first - 1 : run.last]
        assert admit(store, held, NOW) == Fork(2, run.first)  # its numbers are the other's
    assert same(store, one, 2)
    assert one.sell(1).push(store, 5) == Acked(2, *one.head)


def test_it_goes_on_when_people_grant_it_a_later_epoch(store: Store) -> None:
    one, other = two_lives(store)
    other.push(store)
    other.begin_epoch(key="other").sell(2)
    other.be_granted(store)
    assert other.push(store) == Acked(3, *other.head)
    assert one.sell(3).push(store, 5) == Fenced(3)
    assert same(store, other, 3)
    assert [held.reason for held in store.held()] == [HoldReason.RIVAL, HoldReason.FENCED]


def test_its_life_before_is_kept_aside_under_the_newer_key_too(store: Store) -> None:
    """It was granted epoch 3 before it pushed a sale of its epoch 2."""
    one, other = two_lives(store)
    other.begin_epoch(key="other").sell(2)
    other.be_granted(store)
    assert other.push(store) == Gap(2, 5, one.here.last_hash)
    assert other.push(store, 5, 6, epoch=2) == Fork(2, 4)
    assert other.push(store, 1, 4, epoch=2) == Acked(2, 4, other.journals[2].hashes[3])
    assert other.push(store, 5, 6, epoch=2) == Acked(2, 6, other.journals[2].last_hash)
    assert other.push(store) == Acked(3, *other.head)
    assert same(store, one, 2)


def test_a_branch_before_its_epoch_comes_first(store: Store) -> None:
    """The copy sold on in the old epoch before it noticed and began a new one."""
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store)
    one, other = kiosk.copy(), kiosk.back_to(7).sell(4, "other")
    one.begin_epoch(key="one").be_granted(store)
    one.push(store)
    other.begin_epoch(key="other").sell(1)
    assert other.push(store) == Gap(1, 11, kiosk.here.last_hash)
    assert other.push(store, 10, 11, epoch=1) == Fork(1, 9)
    assert other.push(store, 6, 9, epoch=1) == Acked(1, 9, other.journals[1].hashes[8])
    assert other.push(store) == Fork(2, 1)
    assert same(store, kiosk, 1)
    assert {held.reason for held in store.held()} == {HoldReason.RIVAL}


def test_who_asks_after_another_was_granted_is_known_by_that(store: Store) -> None:
    _one, other = two_lives(store)
    assert other.ask(store) == Fenced(2)
    assert list(store.epoch_requests()) == []  # nothing waits for people to grant
    with pytest.raises(NoSuchRequest):
        grant_epoch(store, 7, 2, other.signer.public_key)
    assert other.push(store, 4) == Gap(2, 1, bytes(32))  # 2 and 3 are lacking between
    assert other.push(store, 2, 3) == Fork(2, 2)
    assert ("epoch_fenced", 1) in [(one.code, one.times) for one in store.refusals(7)]


def test_a_key_that_begins_nothing_is_no_rival(store: Store) -> None:
    _one, other = two_lives(store)
    stranger = other.copy()
    stranger.signer = KioskNode(8).signer
    with pytest.raises(WrongSignature):
        stranger.push(store)
    assert stranger.push(store, 3) == Gap(2, 1, bytes(32))
    assert ranges(store) == []
    refused = {one.code for one in store.refusals(7)}
    assert refused == {"wrong_signature", "key_not_yet_known"}


def test_what_an_epoch_that_waits_vouches_for_waits_too(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(9)
    kiosk.push(store, 1, 4)
    kiosk.begin_epoch()
    assert kiosk.ask(store) == Waits(2)
    assert kiosk.push(store, 5, 9, epoch=1) == Ungranted(1)
    assert ranges(store) == []


def test_a_mad_copy_fills_no_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = two_lives(store, sold=40)
    monkeypatch.setattr(holding, "HELD_FILES", 3)
    for first in range(1, 8, 2):
        answer = other.push(store, first, first + 1)
        assert answer == (Fork(2, first) if first < 7 else Full())
    assert other.push(store, 3, 4) == Fork(2, 3)  # it is there already
    monkeypatch.setattr(holding, "HELD_FILES", 99)
    monkeypatch.setattr(holding, "HELD_BYTES", sum(len(held.file) for held in store.held()))
    assert other.push(store, 7) == Full()
    assert len(store.held()) == 3
    assert ("kept_aside_full", 2) in [(one.code, one.times) for one in store.refusals(7)]
    assert one.sell(1).push(store, 5) == Acked(2, *one.head)


def test_nobody_asks_for_more_epochs_than_people_can_look_at(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(2)
    kiosk.push(store)
    copies = [kiosk.copy().begin_epoch(key=str(n)) for n in range(holding.REQUESTS + 1)]
    assert [copy.ask(store) for copy in copies] == [Waits(2)] * holding.REQUESTS + [Full()]
    assert len(store.epoch_requests()) == holding.REQUESTS
    assert copies[0].ask(store) == Waits(2)
    assert [(one.code, one.times) for one in store.refusals(7)] == [("too_many_epochs", 1)]


def test_what_is_no_beginning_is_counted(store: Store) -> None:
    kiosk = KioskNode(7).enrol(store).sell(2)
    kiosk.begin_epoch()
    with pytest.raises(WrongSignature):
        ask_epoch(store, 7, KioskNode(8).signer.public_key, kiosk.seal(1, 1), NOW)
    assert [one.code for one in store.refusals(7)] == ["wrong_signature"]


def test_what_is_kept_aside_says_what_was_taken_in_and_no_kiosk_hides_another(
    store: Store,
) -> None:
    _one, other = two_lives(store, sold=0)
    other.push(store)
    drawers = (Posting(Book.DRAWER, "10", -250), Posting(Book.DEPOSIT, "7010000", 250))
    for receipt in range(1, 4):
        paid = PaidOut(
            what=PaymentFor.DEPOSIT,
            account="7010000",
            amount=250,
            reason="moved",
            date=date(2026, 11, 23),
            shift=EventId(7, 2, 1),
            receipt=receipt,
            entries=drawers,
        )
        other.write(paid).push(store, receipt + 1)
    eight = KioskNode(8).enrol(store, site="8").sell(3)
    eight.push(store)
    eight.back_to(2).sell(1, "copy").push(store)
    listed = store.held_listed(2)
    assert [(held.node, held.first, held.cash) for held in listed] == [
        (7, 1, 0),
        (7, 2, -250),
        (8, 1, 0),
    ]
    assert {held.file for held in listed} == {b""}
    whole = store.held_from(listed[1].digest[:5] + bytes(27), listed[1].digest[:5] + b"\xff" * 27)
    assert [one.digest for one in whole] == [listed[1].digest]
