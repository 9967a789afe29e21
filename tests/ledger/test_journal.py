"""The chain: what it proves, what it refuses, and other nodes' events in any order."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.identity import EventId
from app.ledger import journal
from app.ledger.checkpoint import Signer, key_path
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged, LedgerNewer
from app.ledger.events.codec import Entry, decode_entry
from app.ledger.events.ledger_life import Checkpoint
from app.ledger.journal import ForkDetected
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction
from tests.ledger.conftest import Opener
from tests.ledger.events import region
from tests.ledger.stand_ins import NOON, UNPROJECTED, SeededRandomness, StandingClock, genesis
from tests.ledger.tampering import tamper

Events = list[tuple[EventId, bytes]]


def fill(ledger: Ledger, count: int) -> None:
    def work(tx: Transaction) -> None:
        for number in range(count):
            tx.append(region(number), operator=4)

    ledger.commit(work)


def exported(ledger: Ledger) -> tuple[Events, list[bytes]]:
    """All events and run headers, as another node would get them."""
    with ledger.read() as reader:
        events = [(id, body) for rows in journal.scan(reader.db) for id, _entry, body in rows]
        return events, list(journal.runs(connection_of(reader.db)).values())


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed ledger of two runs: events 1 to 6, a checkpoint as 7, events 8 to 10."""
    path = tmp_path_factory.mktemp("two_runs") / "ledger.db"
    clock, chance = StandingClock(), SeededRandomness()
    with Ledger.create(
        path, node=7, genesis=genesis, clock=clock, random=chance, projection=UNPROJECTED
    ) as ledger:
        fill(ledger, 5)
        ledger.commit(lambda tx: tx.sign_checkpoint(operator=4))
    with Ledger.open(path, node=7, clock=clock, random=chance, projection=UNPROJECTED) as ledger:
        fill(ledger, 3)
    return path


@pytest.fixture
def filled(two_runs: Path, path: Path) -> Path:
    """A copy of it, to be altered."""
    shutil.copyfile(two_runs, path)
    shutil.copyfile(key_path(two_runs), key_path(path))
    return path


class TestChain:
    def test_a_run_begins_with_the_first_event_after_opening(
        self, ledger: Ledger, reopen: Opener, clock: StandingClock
    ) -> None:
        fill(ledger, 2)
        ledger.close()
        reopen().close()  # nothing appended: no run
        clock.boot_id = "boot-2"
        again = reopen()
        fill(again, 1)
        headers = [journal.decode_header(data) for data in exported(again)[1]]
        again.verify()
        again.close()
        assert [(h.first_seq, h.boot) for h in headers] == [
            (1, "boot-1"),  # the genesis is a run of its own
            (2, "boot-1"),
            (4, "boot-2"),
        ]
        assert headers[0].previous == journal.GENESIS

    @pytest.mark.usefixtures("filled")
    def test_the_whole_of_it_verifies(self, reopen: Opener) -> None:
        ledger = reopen()
        report = ledger.verify()
        ledger.close()
        assert (report.events, report.checkpoints, report.unproven) == (10, 1, 0)
        assert report.heads[7, 1][0] == 10

    def test_events_do_not_repeat_node_epoch_and_boot(self, ledger: Ledger) -> None:
        fill(ledger, 1)
        body = exported(ledger)[0][-1][1]
        assert b"boot" not in body
        assert b'"node"' not in body

    @pytest.mark.parametrize("table", ["journal_event", "journal_run", "plan_images"])
    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM {0}",
            "UPDATE {0} SET {1} = {1}",
            "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
        ],
    )
    def test_it_only_grows(self, ledger: Ledger, table: str, statement: str) -> None:
        column = {"journal_event": "body", "journal_run": "boot", "plan_images": "body"}[table]

        def work(tx: Transaction) -> None:
            connection = connection_of(tx.db)
            connection.execute("INSERT INTO plan_images (digest, body) VALUES (zeroblob(32), x'')")
            connection.execute(statement.format(table, column))

        with pytest.raises(apsw.ConstraintError, match="only grows"):
            ledger.commit(work)

    @pytest.mark.parametrize("seq", range(1, 11))
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE journal_event SET body = CAST('{{' || body AS BLOB) WHERE seq = {0}",
            "UPDATE journal_event SET hash = zeroblob(32) WHERE seq = {0}",
            "UPDATE journal_event SET hash = NULL WHERE seq = {0}",
            "DELETE FROM journal_event WHERE seq = {0} AND seq < 10",
            "UPDATE journal_event SET seq = seq + 100 WHERE seq = {0}",
        ],
    )
    def test_no_event_can_be_altered_taken_out_or_renumbered(
        self, filled: Path, reopen: Opener, statement: str, seq: int
    ) -> None:
        tamper(filled, statement.format(seq))
        if seq == 10 and "DELETE" in statement:
            return  # a cut-off tail shows only outside: backup, receipts, head office
        with pytest.raises((LedgerDamaged, LedgerNewer)):
            reopen()  # a short journal: the tail that is checked at opening is all of it

    def test_deep_inside_a_long_journal_the_full_check_finds_it(
        self, ledger: Ledger, reopen: Opener
    ) -> None:
        fill(ledger, 1500)
        ledger.close()
        tamper(ledger.path, "UPDATE journal_event SET body = x'7b7d' WHERE seq = 100")
        again = reopen()
        with pytest.raises(LedgerDamaged, match="K07-01-100"):
            again.verify()
        again.close()

    def test_a_runs_header_cannot_be_altered(self, filled: Path, reopen: Opener) -> None:
        tamper(
            filled,
            "UPDATE journal_run SET header = CAST(replace(header, 'boot-1', 'boot-9') AS BLOB)",
            unguard="journal_run",
        )
        with pytest.raises(LedgerDamaged):
            reopen()

    def test_whoever_forges_the_chain_without_the_key_fails_at_the_checkpoint(
        self, filled: Path, reopen: Opener
    ) -> None:
        rechain(filled)
        ledger = reopen()
        with pytest.raises(LedgerDamaged, match="K07-01-7"):
            ledger.verify()
        ledger.close()

    def test_scan_reads_while_the_same_connection_writes(self, ledger: Ledger) -> None:
        fill(ledger, 10)

        def work(tx: Transaction) -> int:
            seen = 0
            for batch in journal.scan(tx.db, batch=4):
                seen += len(batch)
                if seen < 12:
                    tx.append(region(99))
            return seen

        assert ledger.commit(work) == 13


def rechain(path: Path) -> None:
    """Alters event 3 and recomputes every hash and header after it."""
    connection = apsw.Connection(str(path))
    for table in ("journal_event", "journal_run"):
        connection.execute(f"DROP TRIGGER {table}_no_update")
    connection.execute(
        "UPDATE journal_event SET body = CAST(replace(body, 'Region 1', 'Region 7') AS BLOB) "
        "WHERE seq = 3"
    )
    starts = dict(connection.execute("SELECT first_seq, header FROM journal_run"))
    hash = journal.GENESIS
    events: list[Any] = connection.execute(
        "SELECT seq, body FROM journal_event ORDER BY seq"
    ).fetchall()
    for seq, body in events:
        if seq in starts:
            old = journal.decode_header(starts[seq])
            header = journal.encode_header(
                journal.RunHeader(
                    node=7, epoch=1, boot=old.boot, first_seq=old.first_seq, previous=hash
                )
            )
            connection.execute(
                "UPDATE journal_run SET header = ?, previous_hash = ? WHERE first_seq = ?",
                (header, hash, seq),
            )
            hash = journal.link(hash, header)
        hash = journal.link(hash, body)
        connection.execute("UPDATE journal_event SET hash = ? WHERE seq = ?", (hash, seq))
    connection.close()


class TestKey:
    def test_a_missing_key_stops_sales(self, filled: Path, reopen: Opener) -> None:
        key_path(filled).unlink()
        with pytest.raises(LedgerDamaged, match=r"\.key"):
            reopen()

    def test_another_key_stops_sales(self, filled: Path, reopen: Opener) -> None:
        Signer.create(SeededRandomness(99)).save(filled)
        with pytest.raises(LedgerDamaged, match="not this ledger's key"):
            reopen()

    def test_a_checkpoint_covers_the_event_before_it(self, ledger: Ledger) -> None:
        fill(ledger, 3)
        ledger.commit(lambda tx: tx.sign_checkpoint())
        event = decode_entry(exported(ledger)[0][-1][1]).event
        assert isinstance(event, Checkpoint)
        assert event.upto == 4


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Events, list[bytes]]]:
    """What three other kiosks recorded: 3 x 9 events in two runs each, with checkpoints."""
    events: Events = []
    headers: list[bytes] = []
    for node in (8, 9, 10):
        path = tmp_path_factory.mktemp("nodes") / "ledger.db"
        clock, chance = StandingClock(), SeededRandomness(node)
        made = Ledger.create(
            path, node=node, genesis=genesis, clock=clock, random=chance, projection=UNPROJECTED
        )
        with made:
            fill(made, 7)
            made.commit(lambda tx: tx.sign_checkpoint())
            own_events, own_headers = exported(made)
        events += own_events
        headers += own_headers
    yield events, headers


class TestOtherNodes:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(seed=st.integers(0, 1 << 32), cuts=st.integers(1, 5))
    def test_their_events_come_in_any_order_and_doubled(
        self,
        neighbours: tuple[Events, list[bytes]],
        tmp_path_factory: pytest.TempPathFactory,
        seed: int,
        cuts: int,
    ) -> None:
        events, headers = neighbours
        chosen = random.Random(seed)
        feed = events + chosen.sample(events, 10)
        chosen.shuffle(feed)
        with ExitStack() as stack:
            ledger = stack.enter_context(
                Ledger.create(
                    tmp_path_factory.mktemp("any") / "ledger.db",
                    node=7,
                    genesis=genesis,
                    clock=StandingClock(),
                    random=SeededRandomness(),
                    projection=UNPROJECTED,
                )
            )
            new = 0
            for cut in range(cuts):
                new += ledger.accept(feed[cut::cuts], runs=chosen.sample(headers, 3))
            assert new == len(events)
            assert ledger.accept(feed, runs=headers) == 0
            report = ledger.verify()
            assert (report.unproven, report.checkpoints) == (0, 3)
            assert dict(exported(ledger)[0]).items() >= dict(events).items()

    def test_what_comes_after_a_gap_is_kept_but_not_yet_proven(
        self, ledger: Ledger, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        events, headers = neighbours
        gap = EventId(8, 1, 4)
        ledger.accept([found for found in events if found[0] != gap], runs=headers)
        report = ledger.verify()
        assert report.unproven == 5
        assert report.heads[8, 1][0] == 3
        ledger.accept(events)
        assert ledger.verify().unproven == 0

    def test_without_run_headers_nothing_of_theirs_is_proven(
        self, ledger: Ledger, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        ledger.accept(neighbours[0])
        assert ledger.verify().unproven == len(neighbours[0])

    def test_an_altered_event_of_theirs_is_found(
        self, ledger: Ledger, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        events, headers = neighbours
        altered = [(id, body.replace(b"Region 2", b"Region 3")) for id, body in events]
        ledger.accept(altered, runs=headers)
        with pytest.raises(LedgerDamaged, match="K08-01-9"):
            ledger.verify()

    def test_one_identity_with_two_contents_is_a_fork_and_nothing_of_it_is_kept(
        self, ledger: Ledger, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        events, headers = neighbours
        ledger.accept(events[:5], runs=headers)
        id, body = events[4]
        with pytest.raises(ForkDetected, match="K08"):
            ledger.accept([events[6], (id, body + b" ")])
        with pytest.raises(ForkDetected):
            ledger.accept([], runs=[headers[0].replace(b"boot-1", b"boot-2")])
        assert len(exported(ledger)[0]) == 6

    def test_nobody_else_writes_this_nodes_epoch(
        self, ledger: Ledger, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        body = neighbours[0][0][1]
        with pytest.raises(ForkDetected):
            ledger.accept([(EventId(7, 1, 9), body)])
        own = exported(ledger)
        assert ledger.accept(*own) == 0  # our own, come back from head office

    def test_an_event_of_a_newer_program_is_refused(
        self, ledger: Ledger, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        id, body = neighbours[0][1]
        with pytest.raises(LedgerNewer):
            ledger.accept([(id, re.sub(rb'"schema":\d+', b'"schema":99', body))])
        assert len(exported(ledger)[0]) == 1

    def test_what_is_appended_after_seeing_them_sorts_after_them(
        self, ledger: Ledger, reopen: Opener, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        def stamped(entry: Entry | None) -> int:
            assert entry is not None
            return entry.at

        newest = max(decode_entry(body).at for _id, body in neighbours[0])
        ledger.accept(neighbours[0])
        ledger.close()
        again = reopen()
        id = again.commit(lambda tx: tx.append(region(1)))
        with again.read() as reader:
            assert stamped(journal.entry(reader.db, id)) > newest
        again.close()

    def test_a_node_whose_clock_is_far_ahead_does_not_drag_us_along(
        self, path: Path, neighbours: tuple[Events, list[bytes]]
    ) -> None:
        clock = StandingClock(NOON - 86_400_000)  # to us, the neighbours live a day ahead
        with Ledger.create(
            path,
            node=7,
            genesis=genesis,
            clock=clock,
            random=SeededRandomness(),
            projection=UNPROJECTED,
        ) as ledger:
            ledger.accept(neighbours[0])
            id = ledger.commit(lambda tx: tx.append(region(1)))
            with ledger.read() as reader:
                entry = journal.entry(reader.db, id)
            assert entry is not None
            assert entry.at >> 16 == clock.wall
            ledger.check_clock()
