"""Copies of one counter and head office put back: agents, counters and head office's own rules."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.ledger import exchange
from app.office.store.opening import open_store
from app.office.store.rows import HoldReason
from app.sync.bundle import key_id, parse
from app.sync.reading_runs import read_run
from tests.sync.office_server import NODE
from tests.sync.shop import Shop
from tests.sync.true_office import Street, copies_of, street


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Street]:
    with street(tmp_path) as made:
        yield made


def kept_aside(town: Street) -> dict[bytes, HoldReason]:
    """Bodies of all events that are kept aside."""
    found: dict[bytes, HoldReason] = {}
    for held in town.office.store.held(NODE):
        bundle = parse(held.file)
        (key,) = {
            shop.ledger.signer.public_key
            for shop in town.opened
            if key_id(shop.ledger.signer.public_key) == bundle.header.key_id
        }
        found |= dict.fromkeys(bundle.open(key).run.bodies, held.reason)
    return found


def bodies(shop: Shop, after: int, epoch: int) -> list[bytes]:
    """Its events of an epoch behind this one."""
    with shop.ledger.read() as reader:
        last = exchange.last_event(reader.db, NODE, epoch)
        return list(read_run(reader.db, NODE, epoch, after + 1, last).run.bodies)


def test_of_two_copies_in_one_new_life_all_sales_of_the_other_one_are_kept_aside(
    town: Street, made: Path
) -> None:
    first = town.shop("first", made)
    town.enrol(first)
    town.meet(first, 2)
    copies = copies_of(first, town.folder / "copies")
    one, other = (town.restored(name, copies, seed) for name, seed in (("one", 5), ("other", 6)))
    assert town.tells(one, "waits for approval")
    town.grant(one)
    one.sell(6)
    town.meet(one, 2)
    assert town.has_all(one)
    other.sell(2)
    other.desk.step()
    other.sell(1)
    assert town.tells(other, "another copy of it has sold")
    town.meet(other, 3)
    assert "TWO COPIES" in other.desk.words
    assert town.has_all(one)
    aside = kept_aside(town)
    assert set(bodies(other, 0, 2)) <= set(aside)
    assert set(aside.values()) == {HoldReason.RIVAL}
    other.close_shift()
    town.meet(other, 2)
    assert set(bodies(other, 0, 2)) <= set(kept_aside(town))


def test_a_branch_is_exported_from_further_and_further_back(
    town: Street, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy that is granted had sold on beside the one of which head office has the sales."""
    monkeypatch.setattr("app.sync.branches.STEP", 4)
    first = town.shop("first", made)
    town.enrol(first)
    town.meet(first, 2)
    split = first.ledger.last
    first.counter.close()
    twin = town.shop("twin", town.folder / "first")
    first.counter.open()
    first.begin_desk()
    twin.sell(11)
    other = town.restored("other", copies_of(twin, town.folder / "copies"), 6)
    first.sell(12)
    town.meet(first, 2)
    assert town.has_all(first)
    assert other.ledger.epoch == 2
    town.meet(other, 2)
    town.grant(other)
    town.meet(other, 12)
    assert town.has_all(other)
    assert set(bodies(twin, split, 1)) <= set(kept_aside(town))


def test_head_office_put_back_behind_a_kiosks_restore_gets_all_of_both_lives(
    town: Street, made: Path
) -> None:
    first = town.shop("first", made)
    town.enrol(first)
    town.meet(first, 2)
    town.office.store.close()
    shutil.copytree(town.folder / "office", town.folder / "older")
    town.office.store = open_store(str(town.folder / "office"))
    first.sell(7)
    town.meet(first, 2)
    other = town.restored("other", copies_of(first, town.folder / "copies"), 6)
    other.sell(3)
    town.meet(other, 2)
    town.grant(other)
    town.meet(other, 2)
    assert town.has_all(other)
    assert other.outbox == []
    town.office.store.close()
    town.office.store = open_store(str(town.folder / "older"))
    other.sell(1)
    town.meet(other, 3)
    town.grant(other)
    town.meet(other, 4)
    assert town.has_all(other)
    kiosk = town.office.store.kiosk(NODE)
    assert kiosk is not None
    assert (kiosk.epochs[1].last_seq, kiosk.epochs[1].last_hash) == other.ledger.verify().heads[
        NODE, 1
    ]
    assert not town.office.store.held(NODE)
