"""The owner of a ledger lends snapshots of it to others of its user, and goes on selling."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest

from app.ledger import snapshot, snapshot_client
from app.ledger.audit.audit import audit
from app.ledger.checkpoint import key_path
from app.ledger.database import connection_of
from app.ledger.errors import LedgerDamaged, LedgerError, LedgerOwned
from app.ledger.ledger import Ledger
from app.ledger.snapshot_client import Snapshot, borrowed_snapshot, standing_of_owner
from app.ledger.snapshot_protocol import SnapshotRefused, short_address, socket_path
from app.ledger.snapshot_server import SnapshotServer
from app.ledger.transaction import Transaction
from tests.ledger.asking import borrowed, copying_as
from tests.ledger.conftest import Opener
from tests.ledger.events import loaded, region
from tests.ledger.stand_ins import UNPROJECTED, SeededRandomness, StandingClock, genesis
from tests.ledger.test_personal import AMINA, open_account


@pytest.fixture
def server(ledger: Ledger) -> Iterator[SnapshotServer]:
    with SnapshotServer(ledger) as running:
        yield running


def rows(seen: Snapshot, table: str) -> list[Any]:
    with seen.read() as reader:
        return list(connection_of(reader.db).execute(f"SELECT * FROM {table}"))


class TestSnapshot:
    @pytest.fixture(autouse=True)
    def _serving(self, server: SnapshotServer) -> None:
        pass

    def test_it_proves_what_the_ledger_proves(
        self, ledger: Ledger, path: Path, clock: StandingClock
    ) -> None:
        ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt())))
        ledger.commit(lambda tx: tx.sign_checkpoint())
        with borrowed(path, check=True) as seen:
            assert (seen.node, seen.epoch, seen.made) == (7, 1, clock.wall)
            assert audit(seen) == audit(ledger)
            assert audit(seen).checkpoints == 1

    def test_it_stands_still_while_sales_go_on(self, ledger: Ledger, path: Path) -> None:
        with borrowed(path) as seen:
            before = rows(seen, "journal_event")
            ledger.commit(lambda tx: tx.append(region(1)))
            assert rows(seen, "journal_event") == before
        with borrowed(path) as later:
            assert len(rows(later, "journal_event")) == len(before) + 1

    def test_a_sale_in_the_middle_of_copying_is_not_held_up(
        self, ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.commit(lambda tx: [tx.append(region(number)) for number in range(1, 200)])
        sold = []

        def sell() -> bool:
            sold.append(ledger.commit(lambda tx: tx.append(loaded(tx.next_receipt()))).seq)
            return False

        monkeypatch.setattr(snapshot, "_STEPS", 100)
        monkeypatch.setattr(SnapshotServer, "_given_up", lambda _self, _connection: sell)
        with borrowed(path) as seen:
            held = len(rows(seen, "journal_event"))
            assert 200 <= held < sold[-1]
            seen.verify()  # receipts that were given out against those in the journal

    def test_nothing_has_a_name_while_it_is_in_use_or_later(
        self, path: Path, server: SnapshotServer
    ) -> None:
        before = set(path.parent.iterdir())
        with borrowed(path):
            assert set(path.parent.iterdir()) == before
        server.stop()
        assert set(path.parent.iterdir()) == before - {socket_path(path)}

    def test_keys_names_and_papers_are_not_in_it(self, ledger: Ledger, path: Path) -> None:
        open_account(ledger, "1201", AMINA)
        ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"for Amina Wanjiku"))
        with borrowed(path) as seen:
            for table in ("personal_key", "clear_word", "print_job"):
                assert rows(seen, table) == []
            assert audit(seen).findings == ()

    def test_it_cannot_be_written(self, path: Path) -> None:
        with (
            borrowed(path) as seen,
            pytest.raises(LedgerError),
            seen.read() as reader,
        ):
            connection_of(reader.db).execute("DELETE FROM series")

    def test_of_a_counter_of_another_release_nothing_is_compared(self, path: Path) -> None:
        with pytest.raises(SnapshotRefused, match="release"), borrowed_snapshot(path):
            pytest.fail("tables that this program does not project")


class TestWhatIsFound:
    """A copy holds good rows only; what the owner's own file looks like, the owner says."""

    @pytest.fixture(autouse=True)
    def _serving(self, server: SnapshotServer) -> None:
        pass

    def test_an_altered_event(self, ledger: Ledger, path: Path) -> None:
        def alter(tx: Transaction) -> None:
            connection = connection_of(tx.db)
            connection.execute("DROP TRIGGER journal_event_no_update")
            connection.execute(
                "UPDATE journal_event SET body = CAST(body || ' ' AS BLOB) WHERE seq = 1"
            )

        ledger.commit(lambda tx: tx.append(region(1)))
        ledger.commit(alter)
        with pytest.raises(LedgerDamaged, match="K07-01-1"), borrowed(path) as seen:
            audit(seen)

    def test_a_signing_key_that_is_gone(self, path: Path) -> None:
        key_path(path).unlink()
        with pytest.raises(LedgerDamaged, match="signing key"), borrowed(path, check=True):
            pytest.fail("a snapshot of a ledger without its key")

    def test_a_signing_key_of_another_ledger(self, path: Path) -> None:
        key_path(path).write_bytes(bytes(32))
        with pytest.raises(LedgerDamaged, match="not this ledger's"), borrowed(path, check=True):
            pytest.fail("a snapshot of a ledger with another key")


def test_damage_where_no_copy_can_show_it(ledger: Ledger, path: Path, reopen: Opener) -> None:
    ledger.close()
    spoil_an_index(path)
    with reopen() as damaged, SnapshotServer(damaged):
        with borrowed(path) as seen:
            assert audit(seen).findings == ()
        with pytest.raises(LedgerDamaged, match="missing from index"), borrowed(path, check=True):
            pytest.fail("a snapshot of a damaged ledger")


def spoil_an_index(path: Path) -> None:
    """In a table that is never copied, makes an index name a row that is not there any more."""
    whole = "CREATE INDEX clear_word_account ON clear_word (account)"
    none = whole + " WHERE account IS NULL"
    for statements, definition in (
        (["INSERT INTO clear_word VALUES ('amina', '1201')"], none),
        (
            [
                "DELETE FROM clear_word WHERE word = 'amina'",
                "INSERT INTO clear_word VALUES ('juma', '1202')",
            ],
            whole,
        ),
    ):
        connection = apsw.Connection(str(path))
        for statement in (*statements, "PRAGMA writable_schema = ON"):
            connection.execute(statement)
        connection.execute(
            "UPDATE sqlite_schema SET sql = ? WHERE name = 'clear_word_account'", (definition,)
        )
        connection.close()


class TestStanding:
    @pytest.fixture(autouse=True)
    def _serving(self, server: SnapshotServer) -> None:
        pass

    def test_it_is_said_without_a_copy(
        self, ledger: Ledger, path: Path, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_arguments: object) -> None:
            raise AssertionError

        copying_as(monkeypatch, never)
        ledger.commit(lambda tx: tx.queue_print("receipt", "1", b"paper"))
        said = standing_of_owner(path)
        assert (said.node, said.epoch, said.waiting, said.at) == (7, 1, 1, clock.wall)
        assert said.reference == ledger.clock_reference()


class TestSocket:
    def test_only_this_user_can_use_it_whatever_the_umask(self, ledger: Ledger, path: Path) -> None:
        before = os.umask(0)
        try:
            with SnapshotServer(ledger):
                mode = socket_path(path).stat().st_mode
        finally:
            os.umask(before)
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600

    def test_a_long_path_is_no_hindrance(self, tmp_path: Path) -> None:
        deep = tmp_path / ("d" * 100) / ("e" * 100)
        deep.mkdir(parents=True)
        far = Ledger.create(
            deep / "ledger.db",
            node=7,
            genesis=genesis,
            clock=StandingClock(),
            random=SeededRandomness(),
            projection=UNPROJECTED,
        )
        with far, SnapshotServer(far), borrowed(far.path) as seen:
            seen.verify()

    def test_what_a_dead_owner_left_is_replaced(self, ledger: Ledger, path: Path) -> None:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dead,
            short_address(socket_path(path)) as address,
        ):
            dead.bind(address)
        leftover = path.with_name(path.name + ".snapshot-0011223344556677")
        leftover.write_bytes(b"half a copy")
        with SnapshotServer(ledger):
            assert not leftover.exists()
            assert standing_of_owner(path).node == 7

    def test_it_can_start_again(self, server: SnapshotServer, path: Path) -> None:
        server.stop()
        server.stop()
        assert not socket_path(path).exists()
        with server:
            assert standing_of_owner(path).node == 7

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
    @pytest.mark.usefixtures("server")
    def test_another_user_gets_nothing_even_where_the_file_would_let_him(self, path: Path) -> None:
        path.parent.chmod(0o755)
        socket_path(path).chmod(0o666)
        asked = subprocess.run(
            ["/usr/bin/python3", "-I", "-c", STRANGER, socket_path(path).name],
            user=65534,
            group=65534,
            cwd=path.parent,
            capture_output=True,
            check=False,
        )
        assert (asked.stdout, asked.returncode) == (b"connected\n", 0), asked.stderr
        assert standing_of_owner(path).node == 7


STRANGER = """
import socket, sys
asker = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
asker.settimeout(20)
asker.connect(sys.argv[1])
print("connected")
try:
    asker.send(b'{"version":1,"want":"standing"}')
    answer = asker.recv(9000)
except (BrokenPipeError, ConnectionResetError):
    answer = b""
sys.exit(len(answer))
"""


class TestNoAnswer:
    def test_an_owner_without_a_socket(self, ledger: Ledger, path: Path) -> None:
        del ledger
        with pytest.raises(LedgerOwned) as caught, borrowed(path):
            pytest.fail("nobody lends")
        owner = f"{os.getpid()} {' '.join(sys.argv)}"
        assert caught.value.message == f"Another process owns the ledger: {owner}."
        assert caught.value.remedy == "Nothing was done. Use that counter, or close it first."

    def test_an_owner_that_hangs(
        self, ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del ledger
        monkeypatch.setattr(snapshot_client, "ANSWER_SECONDS", 0.05)
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as hanging,
            short_address(socket_path(path)) as address,
        ):
            hanging.bind(address)
            hanging.listen()
            with pytest.raises(LedgerOwned, match=str(os.getpid())), borrowed(path):
                pytest.fail("nobody lends")
            with pytest.raises(LedgerOwned, match=str(os.getpid())):
                standing_of_owner(path)
