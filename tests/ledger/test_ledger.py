"""Commits, reads, numbers, images and foreign events through the one facade."""

from __future__ import annotations

import stat
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import apsw
import peewee
import pytest
from playhouse.apsw_ext import APSWDatabase

from app.domain.identity import EventId, milliseconds_of
from app.domain.plans import CardImage, PlanImages, Step, StepKind, encode_images
from app.ledger import journal, local_tables
from app.ledger.checkpoint import key_path
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged, LedgerExists, LedgerMissing
from app.ledger.events.codec import Entry
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from tests.ledger.conftest import Opener
from tests.ledger.events import in_doubt, loaded, opened, region
from tests.ledger.stand_ins import NOON, UNPROJECTED, SeededRandomness, StandingClock, genesis
from tests.ledger.tampering import tamper

IMAGES = PlanImages(
    before=CardImage({"main": bytes(256)}),
    steps=(Step(StepKind.WRITE, "main", 32, b"credit"),),
)


def append_region(tx: Transaction, number: int) -> EventId:
    return tx.append(region(number), operator=4)


def stored(ledger: Ledger) -> list[tuple[EventId, Entry]]:
    with ledger.read() as reader:
        return [(id, entry) for batch in journal.scan(reader.db) for id, entry, _ in batch]


def pragma(db: APSWDatabase, name: str) -> int | str:
    value: int | str = connection_of(db).pragma(name)
    return value


class TestBirth:
    def test_the_first_event_is_the_genesis(self, ledger: Ledger) -> None:
        ((id, entry),) = stored(ledger)
        assert id == EventId(7, 1, 1)
        assert isinstance(entry.event, LedgerBegun)
        assert entry.event.public_key == ledger.signer.public_key
        assert milliseconds_of(entry.at) == NOON

    def test_its_files_are_for_this_user_only(self, ledger: Ledger) -> None:
        log = ledger.path.with_name(ledger.path.name + "-wal")
        for file in (ledger.path, log, key_path(ledger.path)):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_an_existing_ledger_is_never_overwritten(
        self, ledger: Ledger, clock: StandingClock, chance: SeededRandomness
    ) -> None:
        before = key_path(ledger.path).read_bytes()
        ledger.close()
        with pytest.raises(LedgerExists):
            Ledger.create(ledger.path, node=7, genesis=genesis, clock=clock, random=chance)
        assert key_path(ledger.path).read_bytes() == before

    def test_a_genesis_that_fails_leaves_nothing(
        self, path: Path, clock: StandingClock, chance: SeededRandomness
    ) -> None:
        def refuse(_db: APSWDatabase, _batch: Sequence[tuple[EventId, Entry]]) -> None:
            raise RuntimeError("no tables")

        broken = replace(UNPROJECTED, project=refuse)
        with pytest.raises(RuntimeError):
            Ledger.create(
                path, node=7, genesis=genesis, clock=clock, random=chance, projection=broken
            )
        assert not path.exists()
        Ledger.create(
            path, node=7, genesis=genesis, clock=clock, random=chance, projection=UNPROJECTED
        ).close()

    def test_nothing_at_the_path(self, reopen: Opener) -> None:
        with pytest.raises(LedgerMissing):
            reopen()

    def test_another_nodes_ledger_is_refused(
        self, ledger: Ledger, clock: StandingClock, chance: SeededRandomness
    ) -> None:
        ledger.close()
        with pytest.raises(LedgerDamaged, match=r"K07.*K08"):
            Ledger.open(ledger.path, node=8, clock=clock, random=chance, projection=UNPROJECTED)

    def test_the_same_seed_gives_the_same_bytes(self, tmp_path: Path) -> None:
        def journal_of(path: Path) -> list[tuple[EventId, bytes]]:
            clock, chance = StandingClock(), SeededRandomness()
            made = Ledger.create(
                path, node=7, genesis=genesis, clock=clock, random=chance, projection=UNPROJECTED
            )
            for number in range(3):
                clock.wall += 1500
                made.commit(lambda tx: tx.append(opened("1201", tx.seal("1201", {"n": "Amina"}))))
                made.commit(partial(append_region, number=number))
            made.commit(lambda tx: tx.sign_checkpoint())
            with made.read() as reader:
                found = [(id, b) for rows in journal.scan(reader.db) for id, _entry, b in rows]
            made.close()
            return found

        assert journal_of(tmp_path / "a") == journal_of(tmp_path / "b")


class TestDurabilitySettings:
    def test_the_writer_syncs_everything(self, ledger: Ledger) -> None:
        names = ("synchronous", "journal_mode", "foreign_keys", "trusted_schema", "mmap_size")
        found = ledger.commit(lambda tx: {name: pragma(tx.db, name) for name in names})
        assert found == {
            "synchronous": 3,
            "journal_mode": "wal",
            "foreign_keys": 1,
            "trusted_schema": 0,
            "mmap_size": 0,
        }

    def test_a_reader_cannot_write(self, ledger: Ledger) -> None:
        with ledger.read() as reader, pytest.raises(peewee.OperationalError, match="readonly"):
            reader.db.execute_sql("DELETE FROM pin")

    def test_the_writers_database_is_useless_on_another_thread(self, ledger: Ledger) -> None:
        leaked = ledger.commit(lambda tx: tx.db)
        with pytest.raises(peewee.InterfaceError):
            leaked.execute_sql("SELECT 1")


class TestCommit:
    def test_it_returns_what_the_work_returns(self, ledger: Ledger) -> None:
        assert ledger.commit(lambda tx: tx.append(region(1))) == EventId(7, 1, 2)

    def test_the_mark_is_known_before_the_event(self, ledger: Ledger) -> None:
        def work(tx: Transaction) -> tuple[EventId, EventId]:
            return tx.next_id(), tx.append(region(1))

        mark, appended = ledger.commit(work)
        assert mark == appended

    def test_an_exception_undoes_everything_and_comes_out_as_it_is(self, ledger: Ledger) -> None:
        class Unhappy(Exception):
            pass

        def work(tx: Transaction) -> None:
            tx.append(loaded(tx.next_receipt()))
            tx.queue_print("receipt", "1", b"paper")
            tx.keep_images(IMAGES)
            raise Unhappy

        with pytest.raises(Unhappy):
            ledger.commit(work)
        assert len(stored(ledger)) == 1
        assert ledger.print_jobs.pending() == []
        assert ledger.commit(lambda tx: (tx.next_id().seq, tx.next_receipt())) == (2, 1)
        ledger.verify()

    def test_events_and_their_projection_are_one(
        self, path: Path, clock: StandingClock, chance: SeededRandomness
    ) -> None:
        def project(db: APSWDatabase, batch: Sequence[tuple[EventId, Entry]]) -> None:
            with db.atomic():  # nests in the commit
                for id, _entry in batch:
                    db.execute_sql("INSERT INTO seen (seq) VALUES (?)", (id.seq,))

        def create(db: APSWDatabase) -> None:
            db.execute_sql("CREATE TABLE seen (seq INTEGER CHECK (seq < 3)) STRICT")

        ledger = Ledger.create(
            path,
            node=7,
            genesis=genesis,
            clock=clock,
            random=chance,
            projection=replace(UNPROJECTED, project=project, create_tables=create),
        )
        ledger.commit(lambda tx: tx.append(region(1)))
        with pytest.raises(peewee.IntegrityError):
            ledger.commit(lambda tx: tx.append(region(2)))
        with ledger.read() as reader:
            assert reader.db.execute_sql("SELECT seq FROM seen").fetchall() == [(1,), (2,)]
        assert len(stored(ledger)) == 2
        ledger.close()

    def test_a_commit_inside_a_commit_is_refused_instead_of_waiting_for_ever(
        self, ledger: Ledger
    ) -> None:
        with pytest.raises(RuntimeError):
            ledger.commit(lambda _tx: ledger.commit(lambda tx: tx.next_id()))

    def test_threads_take_turns(self, ledger: Ledger) -> None:
        def sell() -> None:
            for _ in range(25):
                ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))

        threads = [threading.Thread(target=sell) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        receipts = [getattr(entry.event, "receipt", None) for _, entry in stored(ledger)[1:]]
        assert receipts == list(range(1, 101))
        ledger.verify()

    def test_a_closed_ledger_refuses(self, path: Path, ledger: Ledger, reopen: Opener) -> None:
        ledger.close()
        with pytest.raises(RuntimeError):
            ledger.commit(lambda tx: tx.next_id())
        reopen().close()
        assert path.exists()


class TestRead:
    def test_a_snapshot_does_not_move(self, ledger: Ledger) -> None:
        count = "SELECT count(*) FROM journal_event"
        with ledger.read() as reader:
            before = reader.db.execute_sql(count).fetchone()
            ledger.commit(lambda tx: tx.append(region(1)))
            assert reader.db.execute_sql(count).fetchone() == before
            with ledger.read() as fresh:
                assert fresh.db.execute_sql(count).fetchone() == (before[0] + 1,)

    def test_work_sees_what_it_has_done(self, ledger: Ledger) -> None:
        def work(tx: Transaction) -> Entry | None:
            return journal.entry(tx.db, tx.append(region(5)))

        entry = ledger.commit(work)
        assert entry is not None
        assert entry.event == region(5)


class TestNumbers:
    def test_series_count_from_one_without_gap(self, ledger: Ledger, reopen: Opener) -> None:
        for number in (1, 2):
            assert ledger.commit(lambda tx: (tx.next_receipt(), tx.next_slip())) == (number, number)
            ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))
            ledger.commit(lambda tx: tx.append(in_doubt(tx.next_slip())))
        ledger.commit(lambda tx: tx.append(loaded(None)))
        ledger.close()
        again = reopen()
        assert again.commit(lambda tx: (tx.next_receipt(), tx.next_slip())) == (3, 3)
        again.close()

    @pytest.mark.parametrize("wrong", [0, 2])
    def test_a_gap_or_a_double_is_refused(self, ledger: Ledger, wrong: int) -> None:
        with pytest.raises(ValueError, match="not the next one"):
            ledger.commit(lambda tx: tx.append(loaded(wrong)))

    def test_a_cut_off_end_shows_in_the_numbers_given_out(
        self, ledger: Ledger, reopen: Opener
    ) -> None:
        ledger.commit(lambda tx: tx.append(in_doubt(tx.next_slip())))
        for _ in range(3):
            ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))
        ledger.verify()
        ledger.close()
        tamper(ledger.path, "DELETE FROM journal_event WHERE seq = 5")
        again = reopen()
        with pytest.raises(LedgerDamaged):
            again.verify()
        again.close()

    def test_account_serials_follow_opened_accounts(self, ledger: Ledger) -> None:
        def open_account(tx: Transaction) -> int:
            serial = tx.next_account_serial()
            tx.append(opened(f"12{serial}", tx.seal(f"12{serial}", {})))
            return serial

        assert [ledger.commit(open_account) for _ in range(3)] == [1, 2, 3]


class TestImages:
    def test_they_come_back_under_their_digest(self, ledger: Ledger) -> None:
        digest = ledger.commit(lambda tx: tx.keep_images(IMAGES))
        assert ledger.commit(lambda tx: tx.keep_images(IMAGES)) == digest
        assert ledger.images(digest) == IMAGES

    def test_missing_ones_are_damage(self, ledger: Ledger) -> None:
        with pytest.raises(LedgerDamaged):
            ledger.images(bytes(32))

    def test_altered_ones_are_damage(self, ledger: Ledger, reopen: Opener) -> None:
        digest = ledger.commit(lambda tx: tx.keep_images(IMAGES))
        others = encode_images(PlanImages(before=IMAGES.before, steps=()))
        ledger.close()
        tamper(
            ledger.path,
            f"UPDATE plan_images SET body = x'{others.hex()}'",
            unguard="plan_images",
        )
        again = reopen()
        with pytest.raises(LedgerDamaged):
            again.images(digest)
        again.close()


class TestPrintJobs:
    def test_a_job_goes_from_queued_to_done(self, ledger: Ledger) -> None:
        ledger.commit(lambda tx: tx.queue_print("receipt", "K07-1-1", b"paper"))
        jobs = ledger.print_jobs
        (job,) = jobs.pending()
        assert (job.kind, job.number, job.copy, job.document) == ("receipt", "K07-1-1", 0, b"paper")
        assert (job.state, job.attempts) == ("queued", 0)
        jobs.sent(job.id)
        jobs.failed(job.id, "silent")
        (job,) = jobs.pending()
        assert (job.state, job.attempts, job.error) == ("sent", 1, "silent")
        jobs.queued_again(job.id)
        assert jobs.pending()[0].state == "queued"
        jobs.sent(job.id)
        jobs.done(job.id)
        assert jobs.pending() == []

    def test_a_kept_job_is_pending_once_somebody_asks_for_it(self, ledger: Ledger) -> None:
        jobs = ledger.print_jobs
        before = jobs.newest_id()
        ledger.commit(lambda tx: tx.queue_print("slip", "1", b"paper", kept=True))
        assert jobs.pending() == []
        (kept,) = jobs.kept_since(before)
        for _asked_twice in range(2):
            jobs.print_kept(kept.id, copies=3)
        assert [(job.copy, job.document) for job in jobs.pending()] == [
            (0, b"paper"),
            (1, b"paper"),
            (2, b"paper"),
        ]
        assert jobs.kept_since(before) == []

    def test_copies_are_told_apart_and_none_is_queued_twice(self, ledger: Ledger) -> None:
        ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"original"))
        ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"copy", copy=1))
        latest = ledger.print_jobs.latest("receipt", "1")
        assert latest is not None
        assert (latest.copy, latest.document) == (1, b"copy")
        assert ledger.print_jobs.latest("receipt", "2") is None
        with pytest.raises(apsw.ConstraintError):
            ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"again"))

    def test_are_listed_newest_first_and_the_waiting_ones_counted(self, ledger: Ledger) -> None:
        ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"paper"))
        ledger.commit(lambda tx: tx.queue_print("receipt", "2", b"paper"))
        ledger.commit(lambda tx: tx.queue_print("receipt", "3", b"paper"))
        jobs = ledger.print_jobs
        first, second, _third = jobs.pending()
        jobs.done(first.id)
        jobs.failed(second.id, "no paper")
        assert [(line.number, line.state, line.error) for line in jobs.newest(2, 1)] == [
            ("2", "queued", "no paper"),
            ("1", "done", ""),
        ]
        assert jobs.waiting() == 2


class TestPins:
    def test_failures_and_locks_survive_a_restart(self, ledger: Ledger, reopen: Opener) -> None:
        ledger.commit(lambda tx: local_tables.set_verifier(tx.db, 4, "$argon2id$...", 1))
        ledger.commit(lambda tx: local_tables.note_failure(tx.db, 4, 0))
        ledger.commit(lambda tx: local_tables.note_failure(tx.db, 4, NOON + 30_000))
        ledger.close()
        again = reopen()
        with again.read() as reader:
            pin = local_tables.verifier(reader.db, 4)
            assert local_tables.verifier(reader.db, 5) is None
        assert pin == local_tables.Pin("$argon2id$...", 2, NOON + 30_000)
        again.commit(lambda tx: local_tables.clear_failures(tx.db, 4))
        cleared = again.commit(lambda tx: local_tables.verifier(tx.db, 4))
        assert cleared == local_tables.Pin("$argon2id$...", 0, 0)
        again.close()

    def test_a_new_pin_clears_the_lock(self, ledger: Ledger) -> None:
        def work(tx: Transaction) -> local_tables.Pin | None:
            local_tables.set_verifier(tx.db, 4, "old", 1)
            local_tables.note_failure(tx.db, 4, NOON)
            local_tables.set_verifier(tx.db, 4, "new", 1)
            return local_tables.verifier(tx.db, 4)

        assert ledger.commit(work) == local_tables.Pin("new", 0, 0)
