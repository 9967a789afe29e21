"""The chain of a run: what holds it together, and what breaks it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from app.ledger.errors import LedgerDamaged
from app.ledger.events.codec import Entry, encode_entry
from app.ledger.events.ledger_life import EpochBegun
from app.ledger.journal import RunHeader, decode_header, encode_header, link
from app.sync.errors import ChainBroken
from app.sync.reading_runs import Found
from app.sync.run import Run, public_key_in
from tests.sync.journals import MAKER, Journal, made_up


def test_its_hashes_are_those_of_the_journal(journal: Journal, whole: Found) -> None:
    ledger = journal.counter.ledger
    assert ledger is not None
    assert whole.run.last_hash == ledger.verify().heads[7, 1][1]


def test_any_range_goes_on_from_the_one_before(journal: Journal, whole: Found) -> None:
    hashes = whole.run.hashes
    for first in range(2, journal.last):
        part = journal.read(first, journal.last)
        assert part.run.previous == hashes[first - 2]
        assert part.run.hashes == hashes[first - 1 :]
        assert part.run == whole.run.since(first)


def test_the_first_one_brings_the_key_that_signs_it(journal: Journal, whole: Found) -> None:
    assert public_key_in(whole.run) == journal.signer.public_key
    assert public_key_in(journal.read(2, 3).run) is None


def test_a_header_left_out_added_or_moved_is_found(whole: Found) -> None:
    run = whole.run
    headers = dict(run.headers)
    begun = sorted(headers)
    for changed in (
        {seq: headers[seq] for seq in begun[:-1]},
        {seq: headers[seq] for seq in begun[1:]},
        headers | {begun[-1] + 1: headers[begun[-1]]},
        headers | {run.last + 1: headers[begun[-1]]},
        headers | {begun[-1]: b"{}"},
    ):
        assert _end(replace(run, headers=changed)) != run.last_hash


def _end(run: Run) -> bytes | None:
    try:
        return run.last_hash
    except ChainBroken:
        return None


def test_another_nodes_header_is_none_of_ours(whole: Found) -> None:
    with pytest.raises(ChainBroken):
        _ = replace(whole.run, node=8).hashes


def test_an_epoch_begins_as_the_journal_has_it() -> None:
    run = made_up([])
    for broken in (
        replace(run, bodies=(b"{}",)),
        replace(run, bodies=()),
        replace(run, previous=bytes(31)),
        replace(run, previous=bytes(31) + b"\x01"),
        replace(run, epoch=2),
        replace(run, first=0),
    ):
        with pytest.raises(ChainBroken):
            _ = broken.hashes


def test_a_later_epoch_goes_on_from_what_it_was_restored_from() -> None:
    before = b"\x05" * 32
    event = EpochBegun(
        previous_epoch=1,
        previous_seq=9,
        previous_hash=before,
        reason="restored",
        public_key=MAKER.public_key,
    )
    body = encode_entry(Entry(at=1, schema=1, event=event))
    header = encode_header(RunHeader(node=7, epoch=2, boot="b", first_seq=1, previous=before))
    run = Run(7, 2, 1, before, (body,), {1: header})
    assert run.last_hash == link(link(before, header), body)
    assert public_key_in(run) == MAKER.public_key
    for broken in (
        replace(run, previous=b"\x06" * 32),
        replace(run, headers={}),
        replace(run, epoch=1),
        replace(run, bodies=made_up([]).bodies),
    ):
        with pytest.raises(ChainBroken):
            _ = broken.hashes


def test_a_run_header_must_go_on_from_the_event_before(journal: Journal, whole: Found) -> None:
    begun = max(whole.run.headers)
    header = decode_header(whole.run.headers[begun])
    other = encode_header(msgspec.structs.replace(header, previous=b"\x01" * 32))
    with pytest.raises(ChainBroken):
        _ = replace(whole.run, headers=dict(whole.run.headers) | {begun: other}).hashes
    with pytest.raises(ChainBroken):
        _ = replace(journal.read(begun, begun).run, headers={begun: other}).hashes


def test_what_is_not_in_the_journal_is_not_read(journal: Journal) -> None:
    with pytest.raises(LedgerDamaged):
        journal.read(journal.last, journal.last + 1)
    with pytest.raises(LedgerDamaged):
        journal.read(0, 1)
