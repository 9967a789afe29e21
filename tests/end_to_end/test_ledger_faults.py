"""A ledger that cannot be trusted sells nothing; what it has recorded is never lost or doubled."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from app import assembly
from app.kiosk import Clock, Randomness
from app.ledger import database
from app.ledger.database import SALE_ROOM, connection_of
from app.ledger.ledger import Ledger
from app.settings import Settings
from app.simulator.tears import Tear, TearPhase, TearPoint
from tests.end_to_end.conftest import Customer, MakeDesk
from tests.end_to_end.desk import INIT, Desk


def gone(desk: Desk) -> None:
    desk.ledger.unlink()


def not_a_ledger(desk: Desk) -> None:
    desk.ledger.write_bytes(b"name,amount\n" * 1000)


def cut_off(desk: Desk) -> None:
    with desk.ledger.open("r+b") as file:
        file.truncate(desk.ledger.stat().st_size // 2 // 4096 * 4096)


def changed(desk: Desk) -> None:
    """Somebody who knows SQLite makes the last sale cheaper."""
    connection = apsw.Connection(str(desk.ledger))
    connection.execute("DROP TRIGGER IF EXISTS journal_event_stays")
    for name in [
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal_event'"
        )
    ]:
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute(
        "UPDATE journal_event SET body ="
        " CAST(replace(CAST(body AS TEXT), '18000', '11000') AS BLOB)"
        " WHERE seq > (SELECT MAX(seq) - 6 FROM journal_event)"
    )
    connection.close()


def newer(desk: Desk) -> None:
    connection = apsw.Connection(str(desk.ledger))
    table = connection.execute(
        "SELECT name FROM sqlite_master WHERE name LIKE '%migration%' AND type = 'table'"
    ).get
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    stored = connection.execute(f'SELECT * FROM "{table}"').fetchall()
    row = dict(zip(columns, stored[0], strict=True))
    row |= {"name": "0999_from_the_future"}
    row.pop("id", None)
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values()))
    connection.close()


def without_key(desk: Desk) -> None:
    desk.ledger.with_name("ledger.db.key").unlink()


def of_another_kiosk(desk: Desk) -> None:
    desk.config.write_text(desk.config.read_text().replace("id = 7", "id = 8"))


def locked_away(desk: Desk) -> None:
    lock = desk.ledger.with_name("ledger.db.lock")
    lock.unlink()
    lock.mkdir()


FAULTS: dict[str, tuple[Callable[[Desk], None], str]] = {
    "gone": (gone, "ledger_missing"),
    "no ledger at all": (not_a_ledger, "ledger_damaged"),
    "cut off": (cut_off, "ledger_damaged"),
    "changed by hand": (changed, "ledger_damaged"),
    "written by a newer program": (newer, "ledger_newer"),
    "without its signing key": (without_key, "ledger_damaged"),
    "another kiosk's": (of_another_kiosk, "ledger_damaged"),
    "not to be locked": (locked_away, "ledger_unsafe"),
}


@pytest.mark.parametrize(("fault", "error"), FAULTS.values(), ids=FAULTS)
def test_a_ledger_that_cannot_be_used(
    customer: Customer, desk: Desk, fault: Callable[[Desk], None], error: str
) -> None:
    desk.do("prepay", volume="3").fine()
    customer.visit_meter()
    kept = customer.card.snapshot()
    fault(desk)
    refused = desk.do("prepay", volume="1")
    told = refused.json
    assert (refused.code, told["error"], told["money"]) == (6, error, "untouched"), told
    assert told["remedy"]
    assert customer.card.snapshot() == kept
    assert desk.here("verify").code == 6
    assert desk.here("doctor").code == 5


def test_a_damaged_ledger_comes_back_from_its_backup(
    customer: Customer, desk: Desk, make_desk: MakeDesk
) -> None:
    desk.do("prepay", volume="3").fine()
    customer.visit_meter()
    desk.do("close-shift", counted="0").fine()
    not_a_ledger(desk)
    in_the_way = desk.here("restore", "--reason", "damaged", desk.folder / "backup", "--json")
    assert (in_the_way.code, in_the_way.json["error"]) == (3, "ledger_exists")
    for file in desk.ledger.parent.glob("ledger.db*"):
        file.unlink()
    restored = desk.here("restore", "--reason", "damaged", desk.folder / "backup", "--json")
    assert restored.fine().json["epoch"] == 2
    assert desk.proves_itself()
    other = make_desk()
    other.config.write_text(other.config.read_text().replace("id = 7", "id = 8"))
    for file in other.ledger.parent.glob("ledger.db*"):
        file.unlink()
    wrong = other.here("restore", "--reason", "x", desk.folder / "backup" / "K07", "--json")
    assert (wrong.code, wrong.json["error"]) == (6, "no_good_backup")
    assert "K07" in wrong.json["message"]


def test_a_ledger_is_never_made_over_another(desk: Desk) -> None:
    before = desk.ledger.read_bytes()
    refused = desk.here("init", *INIT, "--json")
    assert (refused.code, refused.json["error"]) == (3, "ledger_exists")
    assert desk.ledger.read_bytes() == before


class TestAFullDisk:
    @pytest.fixture
    def full(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        """Fills it up to what open sales still need."""

        def fill() -> None:
            monkeypatch.setattr(database, "free_bytes", lambda _directory: SALE_ROOM - 1)

        return fill

    def test_sells_nothing(self, customer: Customer, desk: Desk, full: Callable[[], None]) -> None:
        kept = customer.card.snapshot()
        full()
        refused = desk.do("prepay", volume="3")
        told = refused.json
        assert (refused.code, told["error"], told["money"]) == (6, "disk_full", "untouched")
        assert customer.card.snapshot() == kept
        assert desk.proves_itself()

    def test_still_settles_what_is_open(
        self, customer: Customer, desk: Desk, full: Callable[[], None]
    ) -> None:
        customer.card.arm(Tear(TearPoint(8, TearPhase.BEFORE)))
        assert desk.do("prepay", volume="3").code == 4
        customer.put(customer.card)
        full()
        assert desk.do("settle").fine().json["receipt"] == 2
        assert desk.proves_itself()

    def test_makes_no_backup_and_says_so(
        self, customer: Customer, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_room(*_paths: Path) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("app.ledger.backup.copy_ledger", no_room)
        closed = desk.do("close-shift", counted="0")
        assert closed.code == 5
        assert "No space left on device" in closed.json["backup_failure"]
        assert "All sales are recorded" in closed.err
        assert desk.do("prepay", volume="1").json["error"] == "no_open_shift"
        assert desk.here("backup").code == 5
        assert customer.account


@pytest.mark.parametrize("commit", [1, 2, 3, 4, 5])
def test_a_commit_that_failed_on_the_way(
    customer: Customer, desk: Desk, monkeypatch: pytest.MonkeyPatch, commit: int
) -> None:
    """Which commit of a sale it is does not matter: look at the card, settle, go on."""
    real = assembly.open_ledger

    def failing(settings: Settings, clock: Clock, random: Randomness) -> Ledger:
        ledger = real(settings, clock, random)
        left = [commit]

        def hook() -> bool:
            left[0] -= 1
            if left[0] == 0:
                raise OSError("the card is gone")
            return False

        ledger.exclusively(lambda db: connection_of(db).set_commit_hook(hook))
        return ledger

    monkeypatch.setattr(assembly, "open_ledger", failing)
    failed = desk.do("prepay", volume="3", request="app-1")
    assert failed.code in (4, 5), failed.said
    assert (failed.code == 5) == (commit == 5), failed.said
    monkeypatch.setattr(assembly, "open_ledger", real)

    again = desk.do("prepay", volume="3", request="app-1")
    if again.code == 4:
        desk.do("settle").fine()
        again = desk.do("prepay", volume="3", request="app-1")
    assert again.fine().json["loads"][0]["number"] == 2
    customer.visit_meter()
    assert customer.meter.state.total_credited == 8000
    assert desk.proves_itself()


def test_everything_that_a_kiosk_needs_lies_in_its_state_directory(
    desk: Desk, tmp_path: Path
) -> None:
    """A moved kiosk goes on."""
    moved = tmp_path / "moved"
    shutil.copytree(desk.folder, moved)
    assert Desk(moved).proves_itself()
