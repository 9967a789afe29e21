"""Files as kiosks in the field have made them: every later program reads them, to the byte."""

from __future__ import annotations

from hashlib import sha256

import pytest

from app.sync.bundle import parse
from app.sync.column_form import dictionary
from app.sync.event_codecs import Codec
from app.sync.feed import parse_feed
from tests.sync.golden_files import GOLDEN, KIOSK, OFFICE

PUBLIC_KEY = bytes.fromhex("917cc3f700754b6985c05862e1fa3ce3554b8e50887963d960fa754e745369bd")
LAST_HASH = bytes.fromhex("e835a0e1ba03c0c0316830d2ae94928929758116c7482fb472c711920d36ae57")
DICTIONARIES = {1: "864eb987dfca28869eb18d5a0b8485531e4c53b03e71dde0ba466287a5f71aa1"}


@pytest.mark.parametrize("codec", Codec)
def test_a_bundle_of_old_is_read(codec: Codec) -> None:
    bundle = parse((GOLDEN / f"codec-{codec.value}.bundle").read_bytes())
    opened = bundle.open(PUBLIC_KEY)
    assert bundle.header.events.codec == codec
    assert opened.run.last_hash == LAST_HASH
    assert (opened.run.first, opened.run.last, len(opened.run.headers)) == (1, 38, 5)
    assert len(opened.images) == 12
    assert len(opened.personal_keys(OFFICE)) == 3


def test_a_feed_of_old_is_read() -> None:
    opened = parse_feed((GOLDEN / "protocol-1.feed").read_bytes()).open(OFFICE.public_key)
    bundle = parse((GOLDEN / "codec-0.bundle").read_bytes()).open(PUBLIC_KEY)
    assert [body for _id, body in opened.events()] == list(bundle.run.bodies)
    assert list(opened.runs()) == list(bundle.run.headers.values())
    assert opened.images == bundle.images
    assert opened.personal_keys(KIOSK) == bundle.personal_keys(OFFICE)
    assert [step.scope for step in opened.header.scopes] == ["everyone", "region:12"]


def test_a_dictionary_never_changes() -> None:
    for version, digest in DICTIONARIES.items():
        assert sha256(dictionary(version).as_bytes()).hexdigest() == digest
