"""Feeds: other nodes' events for one kiosk, on head office's word."""

from __future__ import annotations

import pytest

from app.domain.identity import EventId
from app.ledger.checkpoint import Signer
from app.sync.errors import BundleDamaged, BundleNewer, BundleTooLarge, SyncError, WrongSignature
from app.sync.feed import MAGIC, FeedPart, ScopeStep, parse_feed, seal_feed
from tests.counter import SeededRandomness
from tests.sync.journals import MAKER

PARTS = [
    FeedPart(7, 1, [b"{header}"], [(3, b'{"at":1}'), (9, b'{"at":2}')]),
    FeedPart(8, 2, [], [(1, b'{"at":3}')]),
]
STEPS = [ScopeStep("everyone", 0, 4), ScopeStep("kiosk:9", 2, 3)]


@pytest.fixture
def data(office: Signer, chance: SeededRandomness) -> bytes:
    return seal_feed(
        PARTS,
        office,
        chance,
        kiosk=9,
        epoch=2,
        office_time=1_795_435_200_000,
        scopes=STEPS,
        images=[b"an image"],
        keys={"701000013": bytes(32)},
        receiver=MAKER.seal_public_key,
    )


def test_events_come_with_their_numbers_and_runs(data: bytes, office: Signer) -> None:
    feed = parse_feed(data)
    assert (feed.header.kiosk, feed.header.epoch, feed.header.scopes) == (9, 2, STEPS)
    opened = feed.open(office.public_key)
    assert list(opened.events()) == [
        (EventId(7, 1, 3), b'{"at":1}'),
        (EventId(7, 1, 9), b'{"at":2}'),
        (EventId(8, 2, 1), b'{"at":3}'),
    ]
    assert list(opened.runs()) == [b"{header}"]
    assert list(opened.images.values()) == [b"an image"]
    assert opened.personal_keys(MAKER) == {"701000013": bytes(32)}


def test_nobody_but_head_office_makes_one(data: bytes) -> None:
    with pytest.raises(WrongSignature):
        parse_feed(data).open(MAKER.public_key)


def test_cut_or_altered_it_is_refused(data: bytes, office: Signer) -> None:
    for length in range(len(data)):
        with pytest.raises(BundleDamaged):
            parse_feed(data[:length])
    for place in range(len(data)):
        altered = bytearray(data)
        altered[place] ^= 1 << place % 8
        with pytest.raises(SyncError):
            parse_feed(bytes(altered)).open(office.public_key)
    with pytest.raises(BundleDamaged):
        parse_feed(data + b"\x00")
    with pytest.raises(BundleTooLarge):
        parse_feed(MAGIC + bytes(9 << 20))


def test_a_newer_protocol_is_said_to_be_newer(data: bytes) -> None:
    at = 12  # magic and length: the header is an array, its first field the protocol
    assert data[at + 1] == 1
    with pytest.raises(BundleNewer):
        parse_feed(data[: at + 1] + b"\x02" + data[at + 2 :])


def test_a_bundle_is_no_feed(data: bytes) -> None:
    with pytest.raises(BundleDamaged):
        parse_feed(b"TAPCARD\x01" + data[8:])
