"""A stick instead of a network: the same files, as often as one likes, and nothing half."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from app.sync.answers import answer_file, signed_answer
from app.sync.bundle import key_id
from app.sync.carrying import Carried, StickFailed, carry
from app.sync.folder import bundles_in
from app.sync.reading_runs import Found
from app.sync.states import DeskState
from tests.sync.office_server import NODE, OFFICE, Office
from tests.sync.shop import Road, Shop
from tests.sync.test_taking_in import feed_of, their_events


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    path = tmp_path / "stick"
    path.mkdir()
    return path


@pytest.fixture
def closed(counter: Shop) -> Shop:
    """A counter whose shift was closed: something waits in its outbox."""
    counter.sell()
    counter.close_shift()
    counter.desk.step()
    return counter


def carried(counter: Shop, stick: Path) -> Carried:
    desk: DeskState = counter.told
    return carry(counter.folder, desk, stick, lambda _done, _total: None)


def place(stick: Path) -> Path:
    return stick / "tapcard" / key_id(OFFICE.public_key).hex() / "K09"


def visit_head_office(stick: Path, office: Office) -> None:
    """Head office takes what is on the stick and leaves its acks there."""
    (place(stick) / "in").mkdir(parents=True, exist_ok=True)
    for one in bundles_in(place(stick) / "out", NODE):
        status, body = office.push(one.path.read_bytes())
        answer = signed_answer(OFFICE, NODE, 0, status, msgspec.msgpack.encode(body))
        (place(stick) / "in" / f"{one.path.stem}.ack").write_bytes(answer_file(answer))


def test_a_stick_brings_bundles_up_and_acks_and_feeds_down(
    closed: Shop, stick: Path, whole: Found
) -> None:
    office = Office(agent_key=b"")
    assert carried(closed, stick).given == 1
    visit_head_office(stick, office)
    feed = feed_of(closed, whole, 1, 10)
    (place(stick) / "in" / "feed-1.feed").write_bytes(feed)
    assert carried(closed, stick).taken == 2
    closed.desk.step()
    assert (closed.outbox, closed.inbox, closed.aside) == ([], [], [])
    assert office.seq == closed.told.acknowledged == closed.ledger.last
    assert their_events(closed) == 10
    done = carried(closed, stick)
    assert done == Carried(0, 0, 0, cleared=1, broken=())


def test_twice_is_the_same_as_once(closed: Shop, stick: Path) -> None:
    office = Office(agent_key=b"")
    for _time in range(2):
        carried(closed, stick)
        visit_head_office(stick, office)
        copy = shutil.copytree(stick, stick.with_name("copy"), dirs_exist_ok=True)
        carried(closed, stick)
        carried(closed, copy)
        closed.desk.step()
    assert (closed.outbox, closed.inbox, closed.aside) == ([], [], [])
    assert office.seq == closed.ledger.last


def test_a_half_file_on_the_stick_is_never_taken(closed: Shop, stick: Path, whole: Found) -> None:
    folder = place(stick) / "in"
    folder.mkdir(parents=True)
    feed = feed_of(closed, whole, 1, 10)
    (folder / "feed-1.feed").write_bytes(feed[: len(feed) // 2])
    (folder / "feed-2.feed").write_bytes(feed_of(closed, whole, 1, 10, kiosk=8))
    (folder / "push-1.ack").write_bytes(b"\x00")
    assert sorted(carried(closed, stick).broken) == ["feed-1.feed", "feed-2.feed", "push-1.ack"]
    assert closed.inbox == []


def test_a_half_bundle_on_the_stick_is_written_anew(closed: Shop, stick: Path) -> None:
    carried(closed, stick)
    (one,) = bundles_in(place(stick) / "out", NODE)
    whole = one.path.read_bytes()
    one.path.write_bytes(whole[:-9])
    assert carried(closed, stick).given == 1
    assert one.path.read_bytes() == whole


def test_the_stick_of_another_kiosk_or_utility_is_left_alone(closed: Shop, stick: Path) -> None:
    for other in ("0000000000000000/K09", f"{key_id(OFFICE.public_key).hex()}/K08"):
        folder = stick / "tapcard" / other / "in"
        folder.mkdir(parents=True)
        (folder / "push-1.ack").write_bytes(b"?")
    assert carried(closed, stick).taken == 0
    assert len(list(stick.rglob("push-1.ack"))) == 2


@contextmanager
def mounted(path: Path, options: str) -> Iterator[None]:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", path], check=False, capture_output=True
    )
    if done.returncode:
        pytest.skip("needs the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", path], check=True)


def test_a_full_stick_is_told_and_holds_nothing_half(closed: Shop, stick: Path) -> None:
    with mounted(stick, "size=24k"):
        (stick / "holiday.jpg").write_bytes(bytes(24 << 10))
        with pytest.raises(StickFailed, match="full"):
            carried(closed, stick)
        assert bundles_in(place(stick) / "out", NODE) == []
        (stick / "holiday.jpg").unlink()
        assert carried(closed, stick).on_stick == 1


def test_a_locked_stick_still_gives_what_is_on_it(closed: Shop, stick: Path, whole: Found) -> None:
    with mounted(stick, "size=1m"):
        (place(stick) / "in").mkdir(parents=True)
        (place(stick) / "in" / "feed-1.feed").write_bytes(feed_of(closed, whole, 1, 10))
        subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
        with pytest.raises(StickFailed, match="lock"):
            carried(closed, stick)
    closed.desk.step()
    assert their_events(closed) == 10


def test_a_stick_that_is_not_there_is_told(closed: Shop, stick: Path) -> None:
    with pytest.raises(StickFailed, match="no stick"):
        carried(closed, stick / "gone")


def test_the_command_shows_what_it_did(closed: Shop, way: Road, stick: Path) -> None:
    assert closed.outbox
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from app.cli import main; main()"),
            *("carry", str(stick), "--settings", str(way.settings.file)),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines() == [
        "0 of 1 files",
        "1 of 1 files",
        "0 files from head office wait for the counter.",
        "1 bundles were put on the stick, which holds 1 now.",
    ]
