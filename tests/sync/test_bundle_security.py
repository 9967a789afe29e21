"""Files that were cut, altered or made to hurt: refused by a typed error, in bounded room."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
import pytest
import zstandard

from app.ledger.checkpoint import Signer
from app.sync.bundle import parse, parse_joined, seal_run
from app.sync.bundle_header import BundleHeader, Section
from app.sync.column_form import Column, Form, How, Template, description
from app.sync.errors import (
    BundleDamaged,
    BundleNewer,
    BundleTooLarge,
    ChainBroken,
    NotForUs,
    SyncError,
    WrongSignature,
)
from app.sync.event_codecs import Codec, decode_events
from app.sync.reading_runs import Found
from app.sync.sealed_box import open_sealed, seal_to
from tests.counter import SeededRandomness
from tests.sync.journals import MAKER, Journal, made_up

_HEAD, _SIGNATURE = 12, 64
Changed = Callable[[bytes], bytes]


def bundle_of(bodies: list[bytes], codec: Codec = Codec.COLUMNS) -> bytes:
    return seal_run(made_up(bodies), MAKER, SeededRandomness(3), codec=codec)


def forged(data: bytes, **changes: Any) -> bytes:
    """The file with other words in its header, signed again by the same key: a node that lies."""
    (length,) = struct.unpack_from(">I", data, 8)
    header = msgspec.msgpack.decode(data[_HEAD : _HEAD + length], type=BundleHeader)
    body = data[_HEAD + length + _SIGNATURE :]
    body = changes.pop("body", body)
    changed = {"digest": sha256(body).digest()} | changes
    said = msgspec.msgpack.encode(msgspec.structs.replace(header, **changed))
    signature = MAKER.sign(b"tapcard bundle 1\n" + said)
    return b"".join((data[:8], struct.pack(">I", len(said)), said, signature, body))


def opened(data: bytes) -> object:
    return parse(data).open(MAKER.public_key)


@pytest.mark.parametrize("codec", Codec)
def test_cut_anywhere_it_is_no_bundle(codec: Codec) -> None:
    data = bundle_of([b'{"at":1}', b'{"at":2}'], codec)
    for length in range(len(data)):
        with pytest.raises(BundleDamaged):
            parse(data[:length])
    with pytest.raises(BundleDamaged):
        parse(data + b"\x00")
    with pytest.raises(BundleDamaged):
        parse_joined(data + data[:-1])


@pytest.mark.parametrize("codec", Codec)
def test_one_bit_anywhere_is_found(codec: Codec) -> None:
    data = bundle_of([b'{"at":1}', b'{"at":2}'], codec)
    for place in range(len(data)):
        altered = bytearray(data)
        altered[place] ^= 1 << place % 8
        with pytest.raises(SyncError):
            opened(bytes(altered))


def test_another_key_is_not_believed(journal: Journal, whole: Found) -> None:
    data = seal_run(whole.run, journal.signer, SeededRandomness(1))
    for key in (MAKER.public_key, bytes(32), b"", b"no key"):
        with pytest.raises(WrongSignature):
            parse(data).open(key)


def test_a_node_cannot_speak_for_another() -> None:
    """Its own key under another node's name: that node has another key at head office."""
    data = bundle_of([b'{"at":1}'])
    as_other = forged(data, node=8)
    assert parse(as_other).header.node == 8
    with pytest.raises(WrongSignature):
        parse(as_other).open(Signer(bytes(32)).public_key)
    with pytest.raises(ChainBroken):
        opened(as_other)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"previous": bytes(31) + b"\x01"}, ChainBroken),
        ({"last_hash": bytes(32)}, ChainBroken),
        ({"epoch": 2}, ChainBroken),
        ({"first": 2}, ChainBroken),
        ({"count": 2}, BundleDamaged),
        ({"count": 4}, BundleDamaged),
        ({"count": 0}, BundleDamaged),
        ({"count": 5001}, BundleDamaged),
        ({"count": -1}, BundleDamaged),
        ({"first": 0}, BundleDamaged),
        ({"first": 1 << 32}, BundleDamaged),
        ({"node": 0}, BundleDamaged),
        ({"node": "../../etc/K07"}, BundleDamaged),
        ({"epoch": 1 << 16}, BundleDamaged),
        ({"previous": b""}, BundleDamaged),
        ({"protocol": 2}, BundleNewer),
        ({"events": Section(0, -1, 10)}, BundleDamaged),
        ({"events": Section(0, 1 << 40, 10)}, BundleDamaged),
        ({"events": Section(0, 10, 1 << 40)}, BundleDamaged),
        ({"events": Section(0, 1 << 24, 10)}, BundleDamaged),
        ({"events": Section(0, 0, 0)}, BundleDamaged),
        ({"digest": bytes(32)}, BundleDamaged),
    ],
)
def test_a_header_that_lies_is_refused(changes: dict[str, Any], error: type[SyncError]) -> None:
    data = bundle_of([b'{"at":1}', b'{"at":2}'])
    with pytest.raises(error):
        opened(forged(data, **changes))


def test_sections_do_not_overlap_and_leave_nothing_over() -> None:
    data = bundle_of([b'{"at":1}'], Codec.PLAIN)
    header = parse(data).header
    events, images = header.events, header.images
    for pair in (
        {"images": Section(images.codec, images.size + events.size, images.raw_size)},
        {"events": Section(0, events.size - 1, events.raw_size - 1)},
        {"events": images, "images": events},
    ):
        with pytest.raises(BundleDamaged):
            opened(forged(data, **pair))


def test_an_unknown_codec_is_of_a_newer_program() -> None:
    data = bundle_of([b'{"at":1}'], Codec.PLAIN)
    said = parse(data).header.events
    with pytest.raises(BundleNewer):
        opened(forged(data, events=Section(3, said.size, said.raw_size)))


def test_a_file_too_large_is_not_looked_into() -> None:
    for read in (parse, parse_joined):
        with pytest.raises(BundleTooLarge):
            read(bytes((8 << 20) + 1))
    with pytest.raises(BundleTooLarge):
        parse(b"TAPCARD\x01" + b"\xff" * 100)


@cache
def bombs() -> list[tuple[int, bytes, int]]:
    """Codec, data and size as it is said."""
    zeros = zstandard.ZstdCompressor(level=19).compress(bytes(64 << 20))
    hidden = zstandard.ZstdCompressor(level=19, write_content_size=False).compress(bytes(64 << 20))
    twice = zstandard.ZstdCompressor().compress(b"{}")
    return [
        (1, zeros, 64 << 20),
        (1, zeros, 1 << 20),
        (1, hidden, 1 << 20),
        (1, twice + twice, 2),
        (2, b"\x00" + zeros, 1 << 20),
        (2, b"\x00" + hidden, 1 << 20),
        (2, b"", 0),
        (2, b"\x00", 0),
        (0, b"", 1 << 25),
    ]


@pytest.mark.parametrize("number", range(9))
def test_a_bomb_does_not_go_off(number: int) -> None:
    codec, data, size = bombs()[number]
    with pytest.raises((BundleDamaged, BundleTooLarge)):
        decode_events(codec, data, size, first=1, count=1, images=())


def described(*templates: Template, order: bytes = b"\x00", texts: tuple[str, ...] = ()) -> bytes:
    said = msgspec.msgpack.encode(description(order, templates, list(texts)))
    content = len(said).to_bytes(4, "big") + said
    return b"\x00" + zstandard.ZstdCompressor().compress(content)


NUMBER = Column(Form.NUMBER, How.OWN, 0)


@pytest.mark.parametrize(
    "data",
    [
        described(Template("x" * 100_000, []), order=bytes(5000)),
        described(Template("\x00" * 100_000, [NUMBER] * 100_000), order=bytes(5000)),
        described(
            Template("\x00", [Column(Form.TEXT, How.OWN, 0)]),
            order=bytes(5000),
            texts=("x" * 100_000,),
        ),
        described(
            Template("\x00", [Column(Form.BYTES, How.BY, 0, width=1024, own=1)]),
            order=bytes(5000),
        ),
    ],
)
def test_columns_make_no_more_than_was_said(data: bytes) -> None:
    with pytest.raises((BundleTooLarge, BundleDamaged)):
        decode_events(2, data, 1 << 20, first=1, count=5000, images=())


@pytest.mark.parametrize(
    "data",
    [
        described(),
        described(Template("{}", []), order=b""),
        described(Template("{}", []), order=b"\x01"),
        described(Template("{}", [NUMBER])),
        described(Template("\x00", [])),
        described(Template("\x00", [NUMBER, NUMBER])),
        described(Template("\x00", [Column(Form.NUMBER, How.OWN, 8)])),
        described(Template("\x00", [Column(Form.NUMBER, How.PLUS, 0, a=9)])),
        described(Template("\x00", [Column(Form.NUMBER, How.BY, 0, own=0)])),
        described(Template("\x00", [Column(Form.DATE, How.OWN, 0, base=-1)])),
        described(Template("\x00", [Column(Form.DATE, How.OWN, 0, base=1 << 60)])),
        described(Template("\x00", [Column(Form.TEXT, How.OWN, 0, base=7)])),
        described(Template("\x00", [Column(Form.IMAGE, How.OWN, 0, base=7)])),
        described(Template("\x00", [Column(Form.DIGITS, How.OWN, 0, width=1000)])),
        described(Template("\x00", [Column(Form.BYTES, How.OWN, 0, width=8)])),
        described(Template("#{}\n{}", [])),
        b"\x00" + zstandard.ZstdCompressor().compress(b"\xff\xff\xff\xff" + b"\xc1" * 10),
        b"\x00" + zstandard.ZstdCompressor().compress(b""),
    ],
)
def test_columns_that_make_no_sense_are_damage(data: bytes) -> None:
    with pytest.raises(BundleDamaged):
        decode_events(2, data, 1 << 20, first=1, count=1, images=())


def test_an_unknown_dictionary_is_of_a_newer_program() -> None:
    data = b"\xc8" + described(Template("{}", []))[1:]
    with pytest.raises(BundleNewer):
        decode_events(2, data, 1 << 20, first=1, count=1, images=())


def test_a_box_opens_for_its_receiver_and_context_only() -> None:
    receiver, other = Signer(bytes(32)), Signer(bytes(31) + b"\x01")
    sealed = seal_to(receiver.seal_public_key, b"secret", b"here", SeededRandomness(1))
    assert open_sealed(receiver, sealed, b"here") == b"secret"
    for signer, data, context in (
        (other, sealed, b"here"),
        (receiver, sealed, b"there"),
        (receiver, sealed[:-1], b"here"),
        (receiver, bytes(32) + sealed[32:], b"here"),
        (receiver, b"", b"here"),
    ):
        with pytest.raises(NotForUs):
            open_sealed(signer, data, context)
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(NotForUs):
            open_sealed(receiver, bytes(altered), b"here")


def test_a_run_that_is_not_chained_is_not_sealed() -> None:
    run = made_up([b'{"at":1}'])
    with pytest.raises(ChainBroken):
        seal_run(replace(run, previous=b"\x01" * 32), MAKER, SeededRandomness(1))


def test_a_value_in_a_value_in_a_value_is_no_way_in() -> None:
    deep = b"\x91" * 3000
    data = bundle_of([b'{"at":1}'])
    said = data[_HEAD : _HEAD + struct.unpack_from(">I", data, 8)[0]]
    header = bytes((said[0] + 1,)) + said[1:] + deep
    with pytest.raises(BundleDamaged):
        parse(data[:8] + struct.pack(">I", len(header)) + header + data[_HEAD + len(said) :])


@pytest.mark.parametrize("header", [b'{"x":' + b"[" * 100_000, b'{"boot":"\xff\xfe"}', b""])
def test_a_run_header_that_cannot_be_read_breaks_the_chain(header: bytes) -> None:
    run = replace(made_up([]), headers={1: header})
    with pytest.raises(ChainBroken):
        _ = run.hashes


@pytest.mark.parametrize("body", [b'{"x":' + b"[" * 100_000, b'{"at":"\xff\xfe"}', b""])
def test_a_beginning_that_cannot_be_read_breaks_the_chain(body: bytes) -> None:
    run = replace(made_up([]), bodies=(body,))
    with pytest.raises(ChainBroken):
        _ = run.hashes
