"""Full disks, failing storage, killed processes: nothing half, nothing acknowledged and lost."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import apsw
import pytest

from app.domain.identity import EventId
from app.ledger import database, journal
from app.ledger.database import COMMIT_ROOM, SALE_ROOM, connection_of
from app.ledger.errors import CommitInDoubt, DiskFull, LedgerDamaged, LedgerUnsafe
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from tests.ledger.conftest import Opener
from tests.ledger.events import loaded, paid, region
from tests.ledger.tampering import flip_bit

REPOSITORY = Path(__file__).resolve().parents[2]


def count(ledger: Ledger) -> int:
    with ledger.read() as reader:
        return sum(len(batch) for batch in journal.scan(reader.db))


def append_region(tx: Transaction, number: int) -> EventId:
    return tx.append(region(number, "x" * 3000))


def open_plan(tx: Transaction) -> None:
    tx.append(paid(tx.next_id(), bytes(32)))


class TestFullDisk:
    def test_a_transaction_without_room_is_undone_and_the_ledger_goes_on(
        self, ledger: Ledger
    ) -> None:
        def limit(pages: int) -> int:
            def work(tx: Transaction) -> int:
                connection = connection_of(tx.db)
                return int(
                    connection.pragma("max_page_count", connection.pragma("page_count") + pages)
                )

            return ledger.commit(work)

        limit(2)
        with pytest.raises(DiskFull):
            ledger.commit(lambda tx: tx.append(region(1, "x" * 50_000)))
        limit(1000)
        assert count(ledger) == 1
        ledger.commit(lambda tx: tx.append(region(1, "x" * 50_000)))
        ledger.verify()

    def test_little_room_stops_new_plans_but_lets_open_ones_be_closed(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "free_bytes", lambda _directory: SALE_ROOM - 1)
        with pytest.raises(DiskFull):
            ledger.commit(open_plan)
        ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))

    def test_no_room_stops_everything_but_reading(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "free_bytes", lambda _directory: COMMIT_ROOM - 1)
        with pytest.raises(DiskFull):
            ledger.commit(lambda tx: tx.append(region(1)))
        assert count(ledger) == 1


class TestCommitInDoubt:
    def test_nothing_more_is_done_until_the_ledger_is_opened_again(
        self, ledger: Ledger, reopen: Opener
    ) -> None:
        def fail() -> bool:
            raise OSError("the card is gone")

        ledger.exclusively(lambda db: connection_of(db).set_commit_hook(fail))
        with pytest.raises(CommitInDoubt):
            ledger.commit(lambda tx: tx.append(region(1)))
        with pytest.raises(CommitInDoubt):
            ledger.commit(lambda tx: tx.append(region(2)))
        with pytest.raises(CommitInDoubt), ledger.read():
            pass
        ledger.close()
        again = reopen()
        assert count(again) == 1
        again.verify()
        again.close()

    def test_storage_that_refuses_to_grow(self, closed: Path, reopen: Opener) -> None:
        """The last commit's write fails inside the kernel."""
        lines = run(closed, 4, "starve")
        assert lines[3:] == ["commit_in_doubt", "commit_in_doubt"]
        ledger = reopen()
        ledger.verify()
        assert count(ledger) in (1 + 3 * 2, 1 + 4 * 2)
        assert ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))
        ledger.close()

    @pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
    def test_a_failed_sync_may_have_been_a_commit(self, closed: Path, reopen: Opener) -> None:
        syncs = len(traced(closed, "trace=fdatasync", commits=3)[1])
        before_the_last = syncs - 2  # close checkpoints: one sync of the log, one of the file
        lines, _syncs = traced(
            closed, f"inject=fdatasync:error=EIO:when={before_the_last}", commits=3
        )
        assert lines[-2:] == ["commit_in_doubt", "commit_in_doubt"]
        ledger = reopen()
        ledger.verify()
        acknowledged = int(lines[-3]) if lines[-3].isdigit() else 7
        assert count(ledger) in (acknowledged, acknowledged + 2)
        ledger.close()


class TestFailingStorage:
    def test_a_transaction_that_the_database_undid_is_not_taken_for_done(
        self, ledger: Ledger
    ) -> None:
        def work(tx: Transaction) -> None:
            tx.append(region(1))
            connection_of(tx.db).execute("ROLLBACK")

        with pytest.raises(LedgerUnsafe):
            ledger.commit(work)
        with pytest.raises(LedgerUnsafe):
            ledger.commit(lambda tx: tx.append(region(2)))

    @pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"name,amount\n" * 500])
    def test_a_foreign_file_is_no_ledger_and_stays_as_it_is(
        self, path: Path, reopen: Opener, content: bytes
    ) -> None:
        path.write_bytes(content)
        with pytest.raises(LedgerDamaged):
            reopen()
        assert path.read_bytes() == content

    def test_another_programs_database_is_no_ledger(self, path: Path, reopen: Opener) -> None:
        connection = apsw.Connection(str(path))
        connection.execute("CREATE TABLE notes (text)")
        connection.close()
        before = path.read_bytes()
        with pytest.raises(LedgerDamaged, match="not a Tapcard ledger"):
            reopen()
        assert path.read_bytes() == before

    @pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
    def test_a_cut_off_file(self, closed: Path, reopen: Opener, part: float) -> None:
        size = closed.stat().st_size
        with closed.open("r+b") as file:
            file.truncate(int(size * part) // 4096 * 4096)
        with pytest.raises(LedgerDamaged):
            reopen()

    def test_flipped_bits_are_found_or_harmless(
        self, ledger: Ledger, reopen: Opener, tmp_path: Path
    ) -> None:
        for number in range(40):
            ledger.commit(partial(append_region, number=number))
        with ledger.read() as reader:
            right = [body for batch in journal.scan(reader.db) for _id, _entry, body in batch]
        ledger.close()
        whole = tmp_path / "whole"
        shutil.copyfile(ledger.path, whole)
        chosen = random.Random(5)
        found = 0
        for _ in range(40):
            shutil.copyfile(whole, ledger.path)
            flip_bit(ledger.path, chosen.randrange(whole.stat().st_size), chosen.randrange(8))
            found += self.damage_is_found(reopen, right)
        assert found > 10

    def damage_is_found(self, reopen: Opener, right: list[bytes]) -> bool:
        try:
            damaged = reopen()
        except (LedgerDamaged, LedgerUnsafe):
            return True
        with damaged:
            try:
                damaged.verify()
                with damaged.read() as reader:
                    bodies = [body for rows in journal.scan(reader.db) for _, _, body in rows]
            except LedgerDamaged:
                return True
            assert bodies == right
            return False


class TestKilled:
    def test_every_acknowledged_event_is_there_and_the_chain_holds(
        self, closed: Path, reopen: Opener
    ) -> None:
        chosen = random.Random(11)
        acknowledged = 1
        for _ in range(4):
            process = started(closed, 0, "sell")
            with process:
                assert process.stdout is not None
                for _line in range(chosen.randrange(1, 40)):
                    acknowledged = int(process.stdout.readline())
                process.send_signal(signal.SIGKILL)
                rest = process.stdout.read().splitlines()
            acknowledged = int(rest[-1]) if rest else acknowledged
            with reopen() as ledger:
                ledger.verify()
                assert count(ledger) in (acknowledged, acknowledged + 2)
                receipts = (count(ledger) - 1) // 2
                assert ledger.commit(lambda tx: tx.next_receipt()) == receipts + 1

    @pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
    def test_killed_at_every_sync(self, closed: Path, tmp_path: Path, reopen: Opener) -> None:
        whole = tmp_path / "whole"
        shutil.copyfile(closed, whole)
        for when in range(1, 4):
            shutil.copyfile(whole, closed)
            lines, _ = traced(closed, f"inject=fdatasync:signal=SIGKILL:when={when}", commits=3)
            acknowledged = int(lines[-1]) if lines else 1
            with reopen() as ledger:
                ledger.verify()
                assert count(ledger) in (acknowledged, acknowledged + 2)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_commit_costs_one_sync(closed: Path) -> None:
    few = len(traced(closed, "trace=fdatasync,fsync,sync_file_range,msync", commits=5)[1])
    many = len(traced(closed, "trace=fdatasync,fsync,sync_file_range,msync", commits=45)[1])
    assert many - few == 40


@pytest.fixture
def closed(ledger: Ledger) -> Iterator[Path]:
    """A ledger with its genesis, closed."""
    ledger.close()
    yield ledger.path


def command(path: Path, commits: int, mode: str) -> list[str]:
    return [sys.executable, "-m", "tests.ledger.counter_process", str(path), str(commits), mode]


def started(path: Path, commits: int, mode: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(path, commits, mode), stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
    )


def run(path: Path, commits: int, mode: str) -> list[str]:
    """Lines that the process said."""
    done = subprocess.run(
        command(path, commits, mode), capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    return done.stdout.splitlines()


def traced(path: Path, expression: str, *, commits: int) -> tuple[list[str], list[str]]:
    """Runs under strace: the lines that the process said, and the calls that strace saw."""
    log = path.with_name("strace.log")
    done = subprocess.run(
        [
            "strace",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-e",
            expression,
            "-o",
            str(log),
            *command(path, commits, "sell"),
        ],
        capture_output=True,
        text=True,
        cwd=REPOSITORY,
        check=False,
    )
    calls = [line for line in log.read_text().splitlines() if re.search(r"sync\w*\(", line)]
    return done.stdout.splitlines(), calls
