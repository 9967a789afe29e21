"""Reports written by themselves, whatever comes between: none is lost, and none comes twice."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.ledger import automatic_files
from app.ledger.database import SALE_ROOM
from app.reports import automatic
from app.reports.catalogue import REPORTS
from app.reports.errors import BadReport
from app.reports.formats import written
from app.telling.results import in_words
from tests.operations.customer import Customer
from tests.reports.automatic_desk import SHIFT, TODAY, Desk, desk, prepared

__all__ = ["desk", "prepared"]


class Killed(BaseException):
    """The process is gone at this moment."""


def _kill(*_arguments: object, **_named: object) -> None:
    raise Killed


def test_killed_after_the_file_is_there_it_is_not_made_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.choose("shifts", SHIFT)
    desk.choose("tenders", SHIFT)
    desk.close_shift()
    with monkeypatch.context() as broken, pytest.raises(Killed):
        broken.setattr(automatic_files, "written", _kill)
        desk.reports.step()
    (name,) = desk.there()
    before = (desk.folder / name).stat()
    desk.crash()
    desk.reports.step()
    after = (desk.folder / name).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(desk.there()) == 2
    assert {one.file for one in desk.files() if one.written} == set(desk.there())


@pytest.mark.parametrize("seam", ["sync_file", "move_durably"])
def test_killed_before_the_file_is_there_it_is_made_at_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seam: str
) -> None:
    desk.choose("shifts", SHIFT)
    desk.close_shift()
    with monkeypatch.context() as broken, pytest.raises(Killed):
        broken.setattr(written, seam, _kill)
        desk.reports.step()
    assert desk.there() == []
    desk.crash()
    desk.reports.step()
    (file,) = desk.files()
    assert file.written
    assert desk.there() == [file.file]


def test_a_stick_gets_the_same_files_once_it_is_in(desk: Desk) -> None:
    desk.started(with_stick=True)
    desk.choose("sales", SHIFT)
    shift = desk.close_shift().shift
    desk.reports.step()
    name = f"sales-day-{TODAY}-{TODAY}-{shift}.csv"
    in_folder = (desk.folder / name).read_bytes()
    assert desk.reports.words == "reports for a stick: 1"
    assert [(one.place, one.why) for one in desk.files()] == [
        ("folder", ""),
        ("stick", "No stick is in."),
    ]
    desk.counter.do("open-shift", float="1000")
    Customer(desk.counter, "000000067890").allocate(volume="5")  # the day goes on
    desk.crash()
    desk.stick.mkdir()
    desk.reports.step()
    assert (desk.stick / name).read_bytes() == in_folder
    assert desk.reports.words == ""
    assert {one.folder for one in desk.files()} == {str(desk.folder), str(desk.stick)}


def test_a_stick_gets_its_file_also_where_the_folder_is_gone(desk: Desk) -> None:
    desk.started(with_stick=True)
    desk.stick.mkdir()
    desk.folder = desk.folder / "not" / "there"
    desk.started()
    desk.choose("sales", SHIFT)
    desk.close_shift()
    desk.reports.step()
    (name,) = (one.name for one in desk.stick.iterdir())
    assert (desk.stick / name).read_bytes() == desk.written_by_hand("sales", "csv", "day")
    assert [bool(one.written) for one in desk.files()] == [False, True]
    assert "cannot be written: No such file or directory" in desk.files()[0].why


def test_reports_leave_sales_their_room_and_are_written_once_there_is_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.choose("shifts", SHIFT)
    desk.close_shift()
    with monkeypatch.context() as full:
        full.setattr(automatic, "free_bytes", lambda _folder: 2 * SALE_ROOM - 1)
        desk.reports.step()
    (waits,) = desk.files()
    assert "There is no room in" in waits.why
    assert (desk.there(), desk.reports.words) == ([], "reports waiting: 1")
    desk.reports.step()
    assert desk.files()[0].written
    assert desk.reports.words == ""


def test_a_medium_that_fills_up_while_writing_leaves_no_half_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    desk.choose("shifts", SHIFT)
    desk.close_shift()
    with monkeypatch.context() as broken:
        broken.setattr(written, "sync_file", full)
        desk.reports.step()
    assert "No space left on device" in desk.files()[0].why
    assert desk.there() == []
    desk.reports.step()
    assert desk.there() == [desk.files()[0].file]


@pytest.mark.parametrize(
    ("error", "said"),
    [(BadReport("Too many rows.", "No report was made."), "Too many rows."), (KeyError(7), "7")],
)
def test_a_report_that_fails_is_told_and_holds_up_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    tried = []

    def fails(*_asked: object) -> Iterator[tuple[int, ...]]:
        tried.append(1)
        raise error

    desk.choose("shifts", SHIFT)
    desk.choose("tenders", SHIFT)
    desk.close_shift()
    with monkeypatch.context() as broken:
        broken.setitem(REPORTS, "shifts", replace(REPORTS["shifts"], rows=fails))
        desk.reports.step()
        desk.reports.step()
    assert tried == [1]
    assert desk.reports.words == "reports failed: 1"
    failed, other = desk.files()
    assert (failed.failed, other.failed) == (True, False)
    assert said in failed.why
    assert other.written
    assert any(
        "failed" in line and said in line for line in in_words(desk.counter.kiosk, desk.told())
    )
    desk.crash()
    desk.reports.step()
    assert len(desk.there()) == 2
    assert desk.reports.words == ""


def test_what_is_taken_off_waits_no_more_and_what_was_written_stays(desk: Desk) -> None:
    desk.started(with_stick=True)
    desk.choose("shifts", SHIFT)
    desk.close_shift()
    desk.reports.step()
    desk.choose("shifts", SHIFT, "none")
    desk.next_shift()
    desk.reports.step()
    (kept,) = desk.files()
    assert (kept.place, desk.there()) == ("folder", [kept.file])
    assert (desk.told().chosen, desk.reports.words) == ((), "")


def test_a_report_that_lasts_holds_up_no_shift_and_is_given_up_when_the_counter_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()
    rows = REPORTS["shifts"].rows

    def lasting(db: Any, which: Any, watch: Any) -> Iterator[Any]:
        begun.set()
        assert go_on.wait(60)
        watch.step(0, 1)
        yield from rows(db, which, watch)

    monkeypatch.setitem(REPORTS, "shifts", replace(REPORTS["shifts"], rows=lasting))
    monkeypatch.setattr(automatic, "_SECONDS", 0)
    desk.choose("shifts", SHIFT)
    desk.reports.start()
    try:
        desk.close_shift()
        assert begun.wait(60)
        desk.next_shift()
        assert desk.reports.words == "reports are being written"
    finally:
        desk.reports._stop.set()
        go_on.set()
        desk.reports.stop()
    assert desk.there() == []
    desk.crash()
    desk.reports.step()
    assert len(desk.there()) == 2
