"""Bundles: what was sealed is what comes out, byte for byte, in every codec."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from app.ledger.checkpoint import Signer
from app.sync.bundle import bundle_name, key_id, parse, parse_joined, seal_run
from app.sync.errors import BundleTooLarge, NotForUs
from app.sync.event_codecs import Codec
from app.sync.reading_runs import Found
from tests.counter import SeededRandomness, counter
from tests.sync.journals import MAKER, Journal, made_up


@pytest.mark.parametrize("codec", Codec)
def test_a_run_comes_out_as_it_went_in(
    codec: Codec, journal: Journal, whole: Found, office: Signer, chance: SeededRandomness
) -> None:
    data = seal_run(
        whole.run,
        journal.signer,
        chance,
        images=whole.images,
        keys=whole.keys,
        receiver=office.seal_public_key,
        codec=codec,
    )
    bundle = parse(data)
    opened = bundle.open(journal.signer.public_key)
    assert bundle.header.events.codec == codec
    assert opened.run == whole.run
    assert opened.images == {sha256(one).digest(): one for one in whole.images}
    assert opened.personal_keys(office) == whole.keys
    assert len(whole.images) == 12
    assert len(whole.keys) == 3


def test_any_range_can_be_sealed_again(journal: Journal, chance: SeededRandomness) -> None:
    for first, last in ((1, 1), (2, 2), (13, 15), (journal.last, journal.last)):
        found = journal.read(first, last)
        data = seal_run(found.run, journal.signer, chance, images=found.images)
        assert parse(data).open(journal.signer.public_key).run == found.run


def test_several_are_joined_into_one_request(journal: Journal, chance: SeededRandomness) -> None:
    sealed = [
        seal_run(journal.read(first, first + 9).run, journal.signer, chance)
        for first in (1, 11, 21)
    ]
    bundles = parse_joined(b"".join(sealed))
    assert [one.header.first for one in bundles] == [1, 11, 21]
    assert [one.size for one in bundles] == [len(one) for one in sealed]
    assert all(one.open(journal.signer.public_key) for one in bundles)
    assert parse_joined(b"") == ()


def test_the_header_says_whose_it_is(chance: SeededRandomness) -> None:
    header = parse(seal_run(made_up([]), MAKER, chance)).header
    assert (header.key_id, header.seal_key) == (key_id(MAKER.public_key), MAKER.seal_public_key)
    assert bundle_name(header) == "K07-01-000000001-000000001.bundle"


def test_personal_keys_are_for_one_receiver_and_one_bundle(
    journal: Journal, whole: Found, office: Signer, chance: SeededRandomness
) -> None:
    def sealed(last: int) -> bytes:
        found = journal.read(1, last)
        return seal_run(
            found.run,
            journal.signer,
            chance,
            keys=whole.keys,
            receiver=office.seal_public_key,
        )

    one, other = (parse(sealed(last)).open(journal.signer.public_key) for last in (20, 21))
    assert one.personal_keys(office) == whole.keys
    with pytest.raises(NotForUs):
        one.personal_keys(journal.signer)
    with pytest.raises(NotForUs):
        type(one)(other.header, other.run, other.images, one.sealed_keys).personal_keys(office)
    assert all(key not in sealed(20) for key in whole.keys.values())


def test_what_head_office_could_not_open_stays_out(whole: Found, journal: Journal) -> None:
    data = seal_run(whole.run, journal.signer, SeededRandomness(1), keys=whole.keys)
    assert parse(data).open(journal.signer.public_key).personal_keys(journal.signer) == {}


def test_more_than_a_bundle_may_hold_is_not_sealed(chance: SeededRandomness) -> None:
    with pytest.raises(BundleTooLarge):
        seal_run(made_up([b"{}"] * 5000), MAKER, chance)
    with pytest.raises(BundleTooLarge):
        seal_run(made_up([bytes(9 << 20)]), MAKER, chance, codec=Codec.PLAIN)
    with pytest.raises(BundleTooLarge):
        seal_run(made_up([bytes(1 << 25)]), MAKER, chance)


def test_erased_keys_do_not_travel(tmp_path: Path) -> None:
    with counter(tmp_path / "ledger.db") as one:
        kept, erased = one.account("Asha"), one.account("Juma")
        assert one.ledger is not None
        one.ledger.commit(lambda tx: tx.forget(erased))
        journal = Journal(one)
        assert list(journal.read(1, journal.last).keys) == [kept]
