"""Which card images travel: those of plans that are open, for they can still be written."""

from __future__ import annotations

import pytest

from app.operations.errors import PlanInterrupted
from app.sync.bundle import parse
from app.sync.folder import read_bounded
from tests.protocol.kiosks import pulled
from tests.protocol.pulls import Pull
from tests.sync.office_server import NODE
from tests.sync.shop import Road, Shop, meet


def images_in_outbox(shop: Shop) -> list[bytes]:
    files = [read_bounded(one.path, 1 << 20) for one in shop.folder.bundles(NODE)]
    opened = [parse(file).open(shop.ledger.signer.public_key) for file in files]
    return [digest for one in opened for digest in one.images]


def test_only_the_images_of_an_open_plan_are_sealed(counter: Shop, way: Road) -> None:
    meet(counter, way)
    desk = counter.counter
    card, meter = desk.new_card(), desk.meter()
    account = desk.account()
    desk.do("allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000")
    counter.desk.step()
    assert len(counter.outbox) == 1
    assert images_in_outbox(counter) == []
    meter.take(card)
    desk.put(card)
    with pulled(desk, Pull.BEFORE_FIRST_BYTE), pytest.raises(PlanInterrupted):
        desk.do("prepay", volume="2")
    counter.desk.step()
    (digest,) = images_in_outbox(counter)
    assert counter.ledger.images(digest).steps
