"""The chain of a run: what holds it together, and what breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.sync.errors import ChainBroken
from app.sync.reading_runs import Found
from app.sync.run import Run, public_key_in
from tests.sync.journals import Journal, made_up


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
