"""A ledger out of its backup: a new epoch that cannot be taken for the old one."""

from __future__ import annotations

import stat
from pathlib import Path

import apsw
import pytest

from app.domain.identity import EventId
from app.ledger import generations, journal, local_tables
from app.ledger.backup import backup
from app.ledger.errors import ClockRefused, LedgerDamaged, LedgerExists
from app.ledger.events.ledger_life import EpochBegun
from app.ledger.ledger import Ledger
from app.ledger.personal import PersonalKeyMissing
from app.ledger.restore import NoGoodBackup, restore
from tests.ledger.events import loaded, region
from tests.ledger.searching import found
from tests.ledger.stand_ins import UNPROJECTED, SeededRandomness, StandingClock
from tests.ledger.tampering import flip_bit, tamper
from tests.ledger.test_journal import exported
from tests.ledger.test_ledger import IMAGES
from tests.ledger.test_personal import AMINA, open_account


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def saved(ledger: Ledger, stick: Path) -> Ledger:
    """A ledger with an account, a purchase, images, a PIN and a job, backed up; then it goes on."""
    open_account(ledger, "1201", AMINA)
    ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))
    ledger.commit(lambda tx: tx.keep_images(IMAGES))
    ledger.commit(lambda tx: local_tables.set_verifier(tx.db, 4, "$argon2id$", 1))
    ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"paper"))
    backup(ledger, stick)
    ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))
    return ledger


def restored(
    stick: Path, path: Path, clock: StandingClock, *, seed: int = 2, accept_lost_names: bool = False
) -> Ledger:
    return restore(
        stick,
        path,
        clock=clock,
        random=SeededRandomness(seed),
        reason="card died",
        accept_lost_names=accept_lost_names,
        projection=UNPROJECTED,
    )


class TestNewEpoch:
    def test_it_goes_on_from_the_last_event_in_the_copy(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        with restored(stick, tmp_path / "new.db", clock) as new:
            assert (new.node, new.epoch) == (7, 2)
            last = exported(new)[0][-1]
            with new.read() as reader:
                entry = journal.entry(reader.db, EventId(7, 2, 1))
            assert last[0] == EventId(7, 2, 1)
            assert entry is not None
            assert isinstance(entry.event, EpochBegun)
            assert (entry.event.previous_epoch, entry.event.previous_seq) == (1, 3)
            report = new.verify()
            assert report.heads[7, 1] == (3, entry.event.previous_hash)
        assert saved.node == 7

    def test_it_has_a_new_key_and_its_numbers_begin_at_one(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        with restored(stick, tmp_path / "new.db", clock) as new:
            assert new.signer.public_key != saved.signer.public_key
            numbers = new.commit(
                lambda tx: (tx.next_receipt(), tx.next_slip(), tx.next_account_serial())
            )
            assert numbers == (1, 1, 1)
            new.commit(lambda tx: tx.append(loaded(1)))
            new.commit(lambda tx: tx.sign_checkpoint())
            assert new.verify().checkpoints == 1

    def test_names_images_and_pins_are_back_and_papers_are_not(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        digest = saved.commit(lambda tx: tx.keep_images(IMAGES))
        with restored(stick, tmp_path / "new.db", clock) as new:
            assert found(new, "wanjiku") == ["1201"]
            assert new.images(digest) == IMAGES
            assert new.print_jobs.pending() == []
            assert new.commit(lambda tx: local_tables.verifier(tx.db, 4)) == local_tables.Pin(
                "$argon2id$", 0, 0
            )

    def test_the_same_copy_never_gives_the_same_epoch_twice(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        for attempt, epoch in ((1, 2), (2, 3)):
            with restored(stick, tmp_path / f"{attempt}.db", clock, seed=attempt) as new:
                assert new.epoch == epoch
                new.verify()

    def test_a_restored_ledger_is_backed_up_and_restored_in_turn(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        with restored(stick, tmp_path / "second.db", clock) as second:
            second.commit(lambda tx: tx.append(region(1)))
            assert backup(second, stick).epoch == 2
        with restored(stick, tmp_path / "third.db", clock, seed=3) as third:
            assert third.epoch == 3
            assert third.verify().heads.keys() == {(7, 1), (7, 2), (7, 3)}

    def test_what_the_copy_lacked_can_come_back_from_others(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        everything = exported(saved)
        with restored(stick, tmp_path / "new.db", clock) as new:
            assert new.accept(*everything) == 1
            report = new.verify()
            assert report.heads[7, 1][0] == 4
            assert report.unproven == 0

    def test_an_older_epoch_that_was_cut_short_is_noticed(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        path = tmp_path / "new.db"
        restored(stick, path, clock).close()
        tamper(path, "DELETE FROM journal_event WHERE (epoch, seq) = (1, 3)")
        new = Ledger.open(
            path, node=7, clock=clock, random=SeededRandomness(), projection=UNPROJECTED
        )
        with new, pytest.raises(LedgerDamaged, match="K07-01-3"):
            new.verify()

    def test_a_clock_set_back_is_still_refused(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        clock.boot_id = "boot-2"
        clock.is_trusted = False
        clock.wall -= 86_400_000
        with restored(stick, tmp_path / "new.db", clock) as new, pytest.raises(ClockRefused):
            new.check_clock()


class TestChoice:
    def test_an_existing_ledger_is_never_overwritten(
        self, saved: Ledger, stick: Path, clock: StandingClock
    ) -> None:
        before = saved.path.read_bytes()
        with pytest.raises(LedgerExists):
            restored(stick, saved.path, clock)
        assert saved.path.read_bytes() == before

    @pytest.mark.parametrize("damage", ["copy", "manifest"])
    def test_a_bad_newest_copy_gives_way_to_the_one_before(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock, damage: str
    ) -> None:
        newest = backup(saved, stick).copy
        flip_bit(newest if damage == "copy" else newest.with_suffix(".json"), 60)
        with restored(stick, tmp_path / "new.db", clock) as new:
            assert new.verify().heads[7, 1][0] == 3

    def test_no_good_copy(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        for copied in generations.generations(stick / "K07"):
            flip_bit(copied.copy, 9000)
        with pytest.raises(NoGoodBackup):
            restored(stick, tmp_path / "new.db", clock)
        with pytest.raises(NoGoodBackup):
            restored(tmp_path / "elsewhere", tmp_path / "new.db", clock)
        assert not (tmp_path / "new.db").exists()

    def test_one_kiosk_is_chosen_by_its_directory(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        (stick / "K08").mkdir()
        for file in (stick / "K07").iterdir():
            (stick / "K08" / file.name).write_bytes(file.read_bytes())
        with pytest.raises(NoGoodBackup, match="several kiosks"):
            restored(stick, tmp_path / "new.db", clock)
        restored(stick / "K07", tmp_path / "new.db", clock).close()

    def test_a_read_only_medium_is_refused_because_the_epoch_must_be_written_down(
        self,
        saved: Ledger,
        stick: Path,
        tmp_path: Path,
        clock: StandingClock,
    ) -> None:
        assert saved.epoch == 1
        (stick / "K07" / "epochs.json.part").mkdir()  # stands in for a medium that refuses
        with pytest.raises(NoGoodBackup, match="epoch"):
            restored(stick, tmp_path / "new.db", clock)
        assert not (tmp_path / "new.db").exists()

    def test_a_restore_that_was_cut_short_can_be_repeated(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        assert saved.epoch == 1
        (tmp_path / "new.db.part").write_bytes(b"half a copy")
        (tmp_path / "new.db.part-wal").write_bytes(b"half a log")
        restored(stick, tmp_path / "new.db", clock).close()
        assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600
        left = {file.name for file in tmp_path.glob("new.db*")}
        assert left == {"new.db", "new.db.key", "new.db.lock"}


class TestLostNames:
    @pytest.fixture
    def without_keys(self, saved: Ledger, stick: Path) -> Path:
        assert saved.epoch == 1
        (stick / "K07" / generations.PERSONAL_KEYS).write_bytes(b"{}")
        return stick

    def test_lost_keys_are_not_passed_over_in_silence(
        self, without_keys: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        with pytest.raises(LedgerDamaged, match="personal"):
            restored(without_keys, tmp_path / "new.db", clock)
        assert not (tmp_path / "new.db").exists()

    def test_water_can_be_sold_without_names(
        self, without_keys: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        with restored(without_keys, tmp_path / "new.db", clock, accept_lost_names=True) as new:
            assert found(new, "amina") == []
            with pytest.raises(PersonalKeyMissing):
                new.unseal("1201", b"anything")
            new.commit(lambda tx: tx.append(loaded(tx.next_receipt())))

    def test_an_account_erased_since_stays_unreadable(
        self, saved: Ledger, stick: Path, tmp_path: Path, clock: StandingClock
    ) -> None:
        saved.commit(lambda tx: tx.forget("1201"))
        generations.write_personal_keys(stick / "K07", {})
        with restored(stick, tmp_path / "new.db", clock) as new:
            assert found(new, "amina") == []


def test_the_copy_is_a_plain_database_file(saved: Ledger, stick: Path) -> None:
    assert saved.epoch == 1
    (found,) = generations.generations(stick / "K07")
    connection = apsw.Connection(str(found.copy), flags=apsw.SQLITE_OPEN_READONLY)
    assert connection.pragma("journal_mode") == "delete"
    connection.close()
