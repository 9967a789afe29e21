"""Who asks for a snapshot wrongly, at the wrong time, or goes away: the owner sells on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from app.ledger import snapshot, snapshot_server
from app.ledger.database import SALE_ROOM
from app.ledger.errors import DiskFull, LedgerError, LedgerUnsafe
from app.ledger.ledger import Ledger
from app.ledger.snapshot_client import standing_of_owner
from app.ledger.snapshot_protocol import SnapshotRefused
from app.ledger.snapshot_server import SnapshotServer
from app.ledger.transaction import Transaction
from tests.ledger.asking import SECONDS, asking, borrowed, copying_as, lent_files
from tests.ledger.events import region


@pytest.fixture
def server(ledger: Ledger) -> Iterator[SnapshotServer]:
    with SnapshotServer(ledger) as running:
        yield running


@pytest.mark.usefixtures("server")
class TestStrangeAskers:
    @pytest.mark.parametrize(
        "packet",
        [
            b"{",
            b"\xff\xfe",
            b"[]",
            b'{"want":"standing"}',
            b'{"version":1,"want":"standing"}' + b" " * 9000,
        ],
    )
    def test_rubbish_is_not_answered(self, path: Path, packet: bytes) -> None:
        with asking(path, packet) as asker:
            assert asker.recv(9000) == b""
        assert standing_of_owner(path).node == 7

    @pytest.mark.parametrize(
        "packet",
        [b'{"version":2,"want":"snapshot"}', b'{"version":1,"want":"the drawer"}'],
    )
    def test_another_release_is_told_so(self, path: Path, packet: bytes) -> None:
        with asking(path, packet) as asker:
            answer = asker.recv(9000)
        assert b'"refused"' in answer
        assert b"another release" in answer

    def test_a_mute_one_keeps_others_waiting_for_a_moment_only(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(snapshot_server, "_REQUEST_SECONDS", 0.05)
        with asking(path) as mute:
            assert standing_of_owner(path).node == 7
            assert mute.recv(9000) == b""

    def test_one_that_opens_nothing_leaves_nothing(
        self, path: Path, server: SnapshotServer
    ) -> None:
        with asking(path, b'{"version":1,"want":"snapshot"}') as asker:
            assert b'"working"' in asker.recv(9000)
            assert b'"lent"' in asker.recv(9000)
            assert len(lent_files(path)) == 1
        server.stop()
        assert lent_files(path) == []

    def test_one_that_never_hangs_up_leaves_nothing(
        self, path: Path, server: SnapshotServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(snapshot_server, "_OPENING_SECONDS", 0.05)
        with asking(path, b'{"version":1,"want":"snapshot"}') as asker:
            while asker.recv(9000):
                pass
            server.stop()
            assert lent_files(path) == []


class TestRefusals:
    @pytest.fixture
    def copying(self, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
        """Copies that go on until they are given up; set once one has begun."""
        begun = threading.Event()

        def endless(_ledger: Path, target: Path, given_up: Callable[[], bool]) -> None:
            target.touch()
            begun.set()
            while not given_up():
                pass
            raise apsw.InterruptError

        copying_as(monkeypatch, endless)
        return begun

    @pytest.mark.usefixtures("server")
    def test_no_room(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        size = path.stat().st_size + path.with_name(path.name + "-wal").stat().st_size
        monkeypatch.setattr(snapshot_server, "free_bytes", lambda _path: SALE_ROOM + size - 1)
        with pytest.raises(DiskFull, match="MiB"), borrowed(path):
            pytest.fail("no room is left to sell")
        monkeypatch.setattr(snapshot_server, "free_bytes", lambda _path: SALE_ROOM + size)
        with borrowed(path) as seen:
            seen.verify()

    @pytest.mark.usefixtures("server")
    def test_a_second_copy_at_the_same_time(
        self, path: Path, copying: threading.Event, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(snapshot_server, "_PATIENCE_SECONDS", 0.05)
        with asking(path, b'{"version":1,"want":"snapshot"}'):
            assert copying.wait(SECONDS)
            with pytest.raises(SnapshotRefused, match="Somebody else"), borrowed(path):
                pytest.fail("two at a time")
            assert standing_of_owner(path).node == 7

    @pytest.mark.usefixtures("copying")
    def test_a_counter_that_closes_does_not_wait_for_a_copy(
        self, path: Path, server: SnapshotServer, copying: threading.Event
    ) -> None:
        with asking(path, b'{"version":1,"want":"snapshot"}') as asker:
            assert copying.wait(SECONDS)
            server.stop()
            assert b'"working"' in asker.recv(9000)
            assert b'"refused"' in asker.recv(9000)
        assert lent_files(path) == []

    def test_a_copy_nobody_waits_for_is_given_up(
        self, path: Path, server: SnapshotServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ended = threading.Event()

        def endless(_ledger: Path, target: Path, given_up: Callable[[], bool]) -> None:
            target.touch()
            while not given_up():
                pass
            ended.set()

        copying_as(monkeypatch, endless)
        with asking(path, b'{"version":1,"want":"snapshot"}') as asker:
            assert b'"working"' in asker.recv(9000)
        assert ended.wait(SECONDS)
        server.stop()
        assert lent_files(path) == []

    def test_a_real_copy_can_be_given_up(
        self, ledger: Ledger, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.commit(lambda tx: [tx.append(region(number)) for number in range(1, 200)])
        monkeypatch.setattr(snapshot, "_STEPS", 100)
        with pytest.raises(apsw.InterruptError):
            snapshot.write_copy(path, path.with_name("copy"), lambda: True)

    @pytest.mark.usefixtures("server")
    @pytest.mark.parametrize("error", [OSError("gone"), RuntimeError(), apsw.BusyError("busy")])
    def test_a_failure_is_told_and_the_owner_goes_on(
        self,
        path: Path,
        ledger: Ledger,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        error: Exception,
    ) -> None:
        def fail(*_arguments: object) -> None:
            raise error

        with monkeypatch.context() as patch:
            copying_as(patch, fail)
            with pytest.raises(SnapshotRefused, match=type(error).__name__), borrowed(path):
                pytest.fail("nothing was copied")
        ledger.commit(lambda tx: tx.append(region(1)))
        with borrowed(path) as seen:
            seen.verify()
        assert capfd.readouterr() == ("", "")

    @pytest.mark.usefixtures("server")
    def test_a_ledger_whose_storage_failed_is_not_lent(self, ledger: Ledger, path: Path) -> None:
        def fail(_tx: Transaction) -> None:
            raise apsw.IOError("the card is gone")

        with pytest.raises(LedgerError):
            ledger.commit(fail)
        with pytest.raises(LedgerUnsafe, match="card is gone"), borrowed(path):
            pytest.fail("a snapshot of what cannot be believed")
