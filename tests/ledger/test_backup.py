"""Copies on a second path: verified, signed, in generations, without personal keys and names."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import apsw
import msgspec
import pytest

from app.ledger import backup as backup_module
from app.ledger import generations, local_tables
from app.ledger.backup import KEPT, backup, newest_backup
from app.ledger.errors import BackupFailed, LedgerDamaged
from app.ledger.generations import Manifest, check_copy, read_manifest
from app.ledger.ledger import Ledger
from tests.ledger.events import region
from tests.ledger.stand_ins import StandingClock
from tests.ledger.tampering import flip_bit
from tests.ledger.test_ledger import append_region
from tests.ledger.test_personal import AMINA, open_account


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


def table(copy: Path, name: str) -> Sequence[object]:
    connection = apsw.Connection(str(copy), flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute(f"SELECT * FROM {name}").fetchall()
    connection.close()
    return rows


class TestCopy:
    def test_it_holds_the_journal_up_to_now_and_says_so(
        self, ledger: Ledger, stick: Path, clock: StandingClock
    ) -> None:
        ledger.commit(lambda tx: tx.append(region(1)))
        report = backup(ledger, stick)
        assert (report.epoch, report.seq, report.events) == (1, 2, 2)
        assert report.size == report.copy.stat().st_size
        manifest = newest_backup(ledger.node, stick)
        assert manifest is not None
        assert (manifest.head, manifest.made) == (report.head, clock.wall)
        assert check_copy(report.copy, manifest) == 2

    def test_kiosks_can_share_a_stick(self, ledger: Ledger, stick: Path) -> None:
        assert backup(ledger, stick).copy.parent == stick / "K07"

    def test_nothing_unfinished_is_left_beside_it(self, ledger: Ledger, stick: Path) -> None:
        report = backup(ledger, stick)
        names = {file.name for file in report.copy.parent.iterdir()}
        assert names == {
            report.copy.name,
            report.copy.with_suffix(".json").name,
            generations.PERSONAL_KEYS,
        }

    def test_names_keys_and_papers_stay_out_of_it(self, ledger: Ledger, stick: Path) -> None:
        open_account(ledger, "1201", AMINA)
        ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"for Amina Wanjiku"))
        ledger.commit(lambda tx: local_tables.set_verifier(tx.db, 4, "$argon2id$", 1))
        copy = backup(ledger, stick).copy
        for name in ("personal_key", "clear_word", "print_job"):
            assert table(copy, name) == []
        data = copy.read_bytes()
        assert b"Amina" not in data
        assert b"wanjiku" not in data
        assert len(table(copy, "pin")) == 1

    def test_personal_keys_are_one_file_replaced_each_time(
        self, ledger: Ledger, stick: Path
    ) -> None:
        open_account(ledger, "1201", AMINA)
        open_account(ledger, "1202", AMINA)
        directory = backup(ledger, stick).copy.parent
        assert set(generations.read_personal_keys(directory)) == {"1201", "1202"}
        ledger.commit(lambda tx: tx.forget("1201"))
        backup(ledger, stick)
        assert set(generations.read_personal_keys(directory)) == {"1202"}
        mode = (directory / generations.PERSONAL_KEYS).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600

    def test_sales_go_on_meanwhile(self, ledger: Ledger, stick: Path) -> None:
        with ledger.read():
            backup(ledger, stick)
            ledger.commit(lambda tx: tx.append(region(1)))
        ledger.verify()


class TestGenerations:
    def test_seven_stay(self, ledger: Ledger, stick: Path) -> None:
        made = []
        for number in range(KEPT + 3):
            ledger.commit(partial(append_region, number=number))
            made.append(backup(ledger, stick).copy)
        left = [found.copy for found in generations.generations(stick / "K07")]
        assert left == made[: -KEPT - 1 : -1]

    def test_the_same_state_again_replaces_its_copy(
        self, ledger: Ledger, stick: Path, clock: StandingClock
    ) -> None:
        first = backup(ledger, stick)
        clock.wall += 1000
        ledger.commit(lambda tx: local_tables.set_verifier(tx.db, 4, "$argon2id$", 1))
        second = backup(ledger, stick)
        assert second.removed == (first.copy,)
        assert [found.copy for found in generations.generations(stick / "K07")] == [second.copy]


class TestFailures:
    def test_a_path_that_cannot_be_written(self, ledger: Ledger, stick: Path) -> None:
        stick.write_text("a file, not a directory")
        with pytest.raises(BackupFailed, match="stick"):
            backup(ledger, stick)

    def test_a_copy_that_reads_back_wrong_never_counts(
        self, ledger: Ledger, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A stick that accepts everything and returns something else."""
        good = backup(ledger, stick)
        ledger.commit(lambda tx: tx.append(region(1)))
        digest = generations.file_digest

        def lying(path: Path) -> bytes:
            found = digest(path)
            flip_bit(path, 5000)
            return found

        monkeypatch.setattr(backup_module, "file_digest", lying)
        with pytest.raises(BackupFailed):
            backup(ledger, stick)
        assert [found.copy for found in generations.generations(stick / "K07")] == [good.copy]
        assert not (stick / "K07" / "copy.part").exists()
        ledger.verify()

    def test_a_full_stick(
        self, ledger: Ledger, stick: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_ledger: Path, _target: Path) -> None:
            raise apsw.FullError("database or disk is full")

        monkeypatch.setattr(backup_module, "copy_ledger", full)
        with pytest.raises(BackupFailed, match="full"):
            backup(ledger, stick)
        monkeypatch.undo()
        backup(ledger, stick)


class TestManifest:
    @pytest.fixture
    def made(self, ledger: Ledger, stick: Path) -> Path:
        return backup(ledger, stick).copy

    def test_it_cannot_be_altered(self, made: Path) -> None:
        path = made.with_suffix(".json")
        path.write_bytes(path.read_bytes().replace(b'"seq":1', b'"seq":2'))
        with pytest.raises(LedgerDamaged, match="signature"):
            read_manifest(path)

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"manifest":{},"signature":""}'])
    def test_rubbish_is_no_manifest(self, made: Path, content: bytes) -> None:
        path = made.with_suffix(".json")
        path.write_bytes(content)
        with pytest.raises(LedgerDamaged):
            read_manifest(path)
        assert generations.generations(made.parent) == []

    def test_every_altered_copy_is_noticed(self, made: Path) -> None:
        manifest = read_manifest(made.with_suffix(".json"))
        for offset in range(0, made.stat().st_size, made.stat().st_size // 20):
            flip_bit(made, offset)
            with pytest.raises(LedgerDamaged):
                check_copy(made, manifest)
            flip_bit(made, offset)
        assert check_copy(made, manifest) == 1

    def test_a_copy_of_another_head_is_noticed(self, made: Path) -> None:
        manifest = read_manifest(made.with_suffix(".json"))
        wrong: Manifest = msgspec.structs.replace(manifest, head=bytes(32))
        with pytest.raises(LedgerDamaged, match="last event"):
            check_copy(made, wrong)

    def test_reading_a_copy_leaves_it_as_it_is(self, made: Path) -> None:
        before = (made.read_bytes(), sorted(made.parent.iterdir()))
        check_copy(made, read_manifest(made.with_suffix(".json")))
        assert (made.read_bytes(), sorted(made.parent.iterdir())) == before
