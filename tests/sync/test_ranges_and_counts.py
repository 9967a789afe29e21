"""Which ranges are exported again, and numbers of requests, whatever came before."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger.checkpoint import Signer
from app.sync.folder import OutFile, SyncFolder, write_shared
from app.sync.requests import is_request_genuine, request_signature
from app.sync.sealing import CHUNK, _chunks, _lacking
from app.sync.transport_identity import (
    IdentityMissing,
    RequestCount,
    load_identity,
    make_identity,
)
from tests.counter import SeededRandomness

SIGNER = Signer(bytes(32))
RANGES = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(lambda one: (one[0], sum(one)))


@given(wanted=RANGES, there=st.lists(RANGES, max_size=8))
def test_what_lacks_and_what_is_there_are_together_the_whole_range(
    wanted: tuple[int, int], there: list[tuple[int, int]]
) -> None:
    first, last = wanted
    files = sorted(OutFile(1, *one, Path()) for one in there)
    found = [seq for one in _lacking(first, last, files) for seq in range(one[0], one[1] + 1)]
    held = {seq for one in there for seq in range(one[0], one[1] + 1)}
    assert found == [seq for seq in range(first, last + 1) if seq not in held]


@given(first=st.integers(1, 4000), count=st.integers(0, 4000))
def test_chunks_are_the_range_in_order_and_none_is_too_large(first: int, count: int) -> None:
    chunks = list(_chunks(first, first + count))
    assert [seq for one in chunks for seq in range(one[0], one[1] + 1)] == list(
        range(first, first + count + 1)
    )
    assert all(last - start < CHUNK for start, last in chunks)


@settings(max_examples=30)
@given(steps=st.lists(st.one_of(st.just("ask"), st.just("die"), st.integers(1, 500))))
def test_numbers_of_requests_only_grow(steps: list[str | int]) -> None:
    """Asked for, with the process ended in between, and head office saying what it has seen."""
    with TemporaryDirectory() as folder:
        identity = Path(folder) / "identity"
        count, last = RequestCount(identity), 0
        for step in steps:
            if step == "die":
                count = RequestCount(identity)
            elif isinstance(step, int):
                count.pass_over(last + step)
                last += step
            else:
                number = count.next()
                assert number > last
                last = number


def test_an_identity_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "agent" / "identity"
    with pytest.raises(IdentityMissing):
        load_identity(path)
    made = make_identity(path, SeededRandomness(1))
    assert make_identity(path, SeededRandomness(2)).public_key == made.public_key
    assert path.stat().st_mode & 0o777 == 0o600


def test_files_for_the_other_one_are_readable_by_the_group_under_any_umask(tmp_path: Path) -> None:
    write_shared(tmp_path / "one", b"1")
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o640


def test_what_is_put_aside_does_not_fill_the_disk(tmp_path: Path) -> None:
    folder = SyncFolder(tmp_path)
    folder.prepare()
    for number in range(50):
        file = folder.inbox / f"feed-{number}.feed"
        file.write_bytes(b"?")
        folder.put_aside(file, "why")
    names = {path.name for path in folder.aside.iterdir()}
    assert len(names) == 40
    assert {"feed-49.feed", "feed-49.feed.why"} <= names


@pytest.mark.parametrize(
    "name",
    ["K10-01-000000001-000000002.bundle", "K09-1-1-2.bundle", "K09.bundle", "desk.json", "x.part"],
)
def test_a_name_that_is_none_of_this_kiosks_bundles_is_passed_over(name: str) -> None:
    assert OutFile.named(Path(name), 9) is None


@pytest.mark.parametrize(
    ("place", "other"),
    [("method", "GET"), ("path", "/v1/pull"), ("count", 8), ("body", b"else")],
)
def test_a_signature_is_good_for_one_request_alone(place: str, other: object) -> None:
    asked: dict[str, Any] = {"method": "POST", "path": "/v1/push", "count": 7, "body": b"body"}
    signature = request_signature(SIGNER, **asked)
    key = SIGNER.public_key
    assert is_request_genuine(key, **asked, signature=signature)
    assert not is_request_genuine(key, **asked, signature="no digits")
    assert not is_request_genuine(key, **asked | {place: other}, signature=signature)
