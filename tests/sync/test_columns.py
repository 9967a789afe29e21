"""Columns give back the very bytes, of whatever events; what they cannot is left to zstd."""

from __future__ import annotations

import json
from base64 import b64encode
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.sync.bundle import parse, seal_run
from app.sync.columns import in_columns
from app.sync.errors import SyncError
from app.sync.event_codecs import Codec, decode_events, encode_events
from app.sync.reading_runs import Found
from tests.counter import SeededRandomness
from tests.sync.journals import MAKER, Journal, made_up

_TEXTS = st.one_of(
    st.text(max_size=12),
    st.dates().map(str),
    st.integers(0, 10**9).map("{:012d}".format),
    st.binary(min_size=4, max_size=9).map(lambda data: b64encode(data).decode()),
    st.sampled_from(["2026-02-30", "-0", "007", "%d", "%", "é", 'a"b', "\\", "\n", "#", "\x00"]),
)
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 70), 1 << 70),
    st.integers(0, 300),
    st.floats(allow_nan=False),
    _TEXTS,
)
_SHAPES = st.sampled_from(
    [
        lambda a, b, c: {"at": a, "event": {"type": "x", "b": b, "c": c}},
        lambda a, b, c: {"at": a, "event": {"type": "y", "list": [a, b, c, c]}},
        lambda a, b, c: {"a": b, "%s": a, "é": {"c": c}},
    ]
)
_BODIES = st.lists(
    st.one_of(
        st.builds(lambda shape, a, b, c: shape(a, b, c), _SHAPES, _LEAVES, _LEAVES, _LEAVES).map(
            lambda value: json.dumps(value, ensure_ascii=False).encode()
        ),
        st.binary(max_size=30),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(_BODIES)
def test_any_run_comes_out_as_it_went_in(bodies: list[bytes]) -> None:
    run = made_up(bodies)
    for codec in Codec:
        data = seal_run(run, MAKER, SeededRandomness(1), codec=codec)
        assert parse(data).open(MAKER.public_key).run == run


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-(10**17), 10**17), st.integers(0, 50), st.integers(0, 9)),
        min_size=1,
        max_size=60,
    )
)
def test_numbers_come_out_as_they_went_in(rows: list[tuple[int, int, int]]) -> None:
    bodies = [
        b'{"at":%d,"b":%d,"sum":%d,"less":%d,"by":"%03d","c":[%d,%d]}'
        % (a, b, a + b, -a, b * 3 % 7, c, a - c)
        for a, b, c in rows
    ]
    run = made_up(bodies)
    section = encode_events(run, (), Codec.COLUMNS)
    assert section.codec is Codec.COLUMNS
    decoded = decode_events(
        2, section.data, section.raw_size, first=1, count=len(run.bodies), images=()
    )
    assert decoded[0] == run.bodies


@pytest.mark.parametrize("body", [b'{"a":\n1}', b"#no event", b'{"a":"\x00"}', b'{"a":"\xff"}'])
def test_what_columns_cannot_carry_travels_all_the_same(body: bytes) -> None:
    run = made_up([body])
    assert in_columns(run, ()) is None
    bundle = parse(seal_run(run, MAKER, SeededRandomness(1)))
    assert bundle.header.events.codec == Codec.ZSTD
    assert bundle.open(MAKER.public_key).run == run


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_altered_columns_raise_typed_errors_only(whole_section: bytes, data: st.DataObject) -> None:
    altered = bytearray(whole_section)
    for _change in range(data.draw(st.integers(1, 3))):
        altered[data.draw(st.integers(0, len(altered) - 1))] = data.draw(st.integers(0, 255))
    with suppress(SyncError):
        decode_events(2, bytes(altered), 1 << 20, first=1, count=40, images=())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 3), st.integers(0, 1 << 26))
def test_noise_raises_typed_errors_only(noise: bytes, codec: int, size: int) -> None:
    for read in (
        lambda: parse(noise),
        lambda: parse(b"TAPCARD\x01" + noise),
        lambda: decode_events(codec, noise, size, first=1, count=3, images=()),
    ):
        with pytest.raises(SyncError):
            read()


def test_images_are_told_once(whole: Found) -> None:
    """A plan's digest does not travel with its event: the receiver computes it from the images."""
    alone = encode_events(whole.run, (), Codec.COLUMNS)
    beside = encode_events(whole.run, whole.images, Codec.COLUMNS)
    assert len(alone.data) - len(beside.data) > 32 * len(whole.images) - 50


def test_some_images_may_stay_at_home(whole: Found) -> None:
    some = whole.images[::2]
    section = encode_events(whole.run, some, Codec.COLUMNS)
    assert section.codec is Codec.COLUMNS
    count = len(whole.run.bodies)
    decoded = decode_events(2, section.data, section.raw_size, first=1, count=count, images=some)
    assert decoded == (whole.run.bodies, whole.run.headers)


_BUDGET = 110
"""Bytes of a sale where a bundle has but nine of them."""


def test_sales_take_few_bytes(journal: Journal) -> None:
    found = journal.read(journal.last - 17, journal.last)
    assert sum(b'"purchase_loaded"' in body for body in found.run.bodies) == 9
    section = encode_events(found.run, found.images, Codec.COLUMNS)
    assert len(section.data) <= 9 * _BUDGET
