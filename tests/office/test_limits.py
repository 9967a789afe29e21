"""Nobody fills head office: how much one kiosk may send, and what is made of what it crafted."""

from __future__ import annotations

from hashlib import sha256

import msgspec
import pytest
import zstandard

from app.ledger.checkpoint import Signer
from app.office import gate
from app.office.gate import Asked, Gate
from app.office.push import push
from app.office.replies import Reply
from app.office.store.contract import Store
from app.office.store.rows import Enrolment, KioskEpoch
from app.sync.answers import Verdict
from app.sync.bundle import MAGIC, parse
from app.sync.bundle_header import Section, framed
from app.sync.errors import SyncError
from app.sync.requests import PUSH, request_signature
from tests.office.nodes import NOW, KioskNode, kept

TRANSPORT = Signer(bytes([9]) * 32)


def enrolled(store: Store) -> None:
    """A kiosk whose requests can be signed."""
    signer = KioskNode(7).signer
    store.enrol(
        Enrolment(
            node=7,
            name="Kati",
            region=12,
            site="7",
            transport_key=TRANSPORT.public_key,
            enrolled_at=NOW,
        ),
        KioskEpoch(node=7, epoch=1, public_key=signer.public_key, seal_key=signer.seal_public_key),
    )


def asked(number: int, size: int) -> Asked:
    body = bytes(size)
    return Asked(
        "POST", PUSH, 7, number, request_signature(TRANSPORT, "POST", PUSH, number, body), body
    )


def test_a_kiosk_that_sends_more_than_it_can_have_sold_is_told_to_wait(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_BYTES", 10_000)
    enrolled(store)
    door = Gate(store)
    assert not isinstance(door.admit(asked(1, 9_000), NOW), Reply)
    reply = door.admit(asked(2, 9_000), NOW)
    assert isinstance(reply, Reply)
    assert reply.status == 503
    assert msgspec.msgpack.decode(reply.body, type=Verdict).code == "failed"
    assert [(one.code, one.times) for one in store.refusals(7)] == [("too_many_bytes", 1)]
    assert not isinstance(door.admit(asked(2, 10), NOW), Reply)  # its number was not used up


def test_a_number_that_the_database_forgot_when_it_crashed_is_not_taken_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(store)
    door = Gate(store)
    assert not isinstance(door.admit(asked(5, 10), NOW), Reply)
    monkeypatch.setattr(type(store), "take_count", lambda _store, _node, _number: None)
    for number in (5, 4):
        reply = door.admit(asked(number, 10), NOW)
        assert isinstance(reply, Reply)
        assert msgspec.msgpack.decode(reply.body, type=Verdict).code == "count"
    assert [(one.code, one.times) for one in store.refusals(7)] == [("replayed_request", 2)]
    assert not isinstance(door.admit(asked(6, 10), NOW), Reply)


@pytest.mark.parametrize("said", [1 << 20, 32 << 20])
def test_a_signed_zip_bomb_is_refused_and_counted(store: Store, said: int) -> None:
    kiosk = KioskNode(7).enrol(store)
    header = parse(kiosk.seal()).header
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(64 << 20))
    lying = msgspec.structs.replace(
        header,
        events=Section(1, len(bomb), said),
        images=Section(0, 0, 0),
        personal=Section(0, 0, 0),
        digest=sha256(bomb).digest(),
    )
    data = msgspec.msgpack.encode(lying)
    file = framed(MAGIC, data, kiosk.signer.sign(b"tapcard bundle 1\n" + data), (bomb,))
    with pytest.raises(SyncError):
        push(store, 7, file, NOW)
    assert [one.times for one in store.refusals(7)] == [1]
    assert kept(store, 7, 1) == ((), {})
