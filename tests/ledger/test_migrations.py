"""Changes of the tables: in order, once, each one whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from playhouse.apsw_ext import APSWDatabase

from app.ledger.database import connection_of, open_writer
from app.ledger.errors import LedgerNewer
from app.ledger.ledger import Ledger
from app.ledger.migrations.runner import SCRIPTS, migrate
from tests.ledger.conftest import Opener
from tests.ledger.events import region
from tests.ledger.stand_ins import SeededRandomness, StandingClock, genesis

ADD_COLUMN = """
def up(migrator, db):
    db.execute_sql("ALTER TABLE pin ADD COLUMN changed INTEGER NOT NULL DEFAULT 0")
    db.execute_sql("CREATE TABLE later (one INTEGER) STRICT")
    {then}
"""
DIE = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

MIGRATE = """
import sys
from pathlib import Path
from app.ledger.database import open_writer
from app.ledger.migrations.runner import migrate
migrate(open_writer(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The released scripts, in a directory where a test adds its own."""
    directory = tmp_path / "scripts"
    directory.mkdir()
    for script in SCRIPTS.glob("0*.py"):
        shutil.copyfile(script, directory / script.name)
    return directory


@pytest.fixture
def database(ledger: Ledger) -> Iterator[APSWDatabase]:
    """The file of a ledger, as the migrations see it."""
    ledger.close()
    opened = open_writer(ledger.path)
    yield opened
    opened.close()


def history(path: Path) -> list[str]:
    connection = apsw.Connection(str(path))
    names = [str(row[0]) for row in connection.execute("SELECT name FROM schema_migration")]
    connection.close()
    return names


def columns(path: Path) -> set[str]:
    connection = apsw.Connection(str(path))
    names = {str(row[1]) for row in connection.execute("PRAGMA table_info(pin)")}
    names |= {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_schema")}
    connection.close()
    return names


def test_a_new_ledger_has_all_of_them(ledger: Ledger) -> None:
    assert history(ledger.path) == sorted(script.stem for script in SCRIPTS.glob("0*.py"))


def test_every_table_is_strict(ledger: Ledger) -> None:
    with ledger.read() as reader:
        rows = reader.db.execute_sql(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND NOT strict AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        ).fetchall()
    assert rows == [("schema_migration",)]  # the runner's own


def test_a_later_one_is_applied_once(ledger: Ledger, database: APSWDatabase, scripts: Path) -> None:
    (scripts / "0099_more.py").write_text(ADD_COLUMN.format(then=""))
    assert migrate(database, scripts) == ["0099_more"]
    assert migrate(database, scripts) == []
    assert {"changed", "later"} <= columns(ledger.path)
    assert connection_of(database).pragma("foreign_keys") == 1


def test_one_that_fails_changes_nothing(
    ledger: Ledger, database: APSWDatabase, scripts: Path
) -> None:
    (scripts / "0099_more.py").write_text(ADD_COLUMN.format(then="raise RuntimeError('no')"))
    with pytest.raises(RuntimeError):
        migrate(database, scripts)
    assert not {"changed", "later"} & columns(ledger.path)
    assert "0099_more" not in history(ledger.path)


def test_one_that_is_killed_changes_nothing_and_runs_the_next_time(
    ledger: Ledger, scripts: Path
) -> None:
    ledger.close()
    script = scripts / "0099_more.py"
    script.write_text(ADD_COLUMN.format(then=DIE))
    command = [sys.executable, "-c", MIGRATE, str(ledger.path), str(scripts)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert not {"changed", "later"} & columns(ledger.path)
    script.write_text(ADD_COLUMN.format(then=""))
    assert subprocess.run(command, check=False).returncode == os.EX_OK
    assert {"changed", "later"} <= columns(ledger.path)
    assert history(ledger.path)[-1] == "0099_more"


def test_a_ledger_of_a_newer_program_is_refused_and_unharmed(
    ledger: Ledger, scripts: Path, reopen: Opener
) -> None:
    ledger.commit(lambda tx: tx.append(region(1)))
    ledger.close()
    (scripts / "0099_more.py").write_text(ADD_COLUMN.format(then=""))
    newer = open_writer(ledger.path)
    migrate(newer, scripts)
    newer.close()
    with pytest.raises(LedgerNewer, match="0099_more"):
        reopen()
    assert "later" in columns(ledger.path)


def test_tables_of_another_release_are_computed_anew(
    path: Path, clock: StandingClock, chance: SeededRandomness
) -> None:
    with Ledger.create(path, node=7, genesis=genesis, clock=clock, random=chance) as ledger:
        ledger.commit(lambda tx: tx.append(region(5, "Mto Wa Mbu")))
    connection = apsw.Connection(str(path))
    connection.execute("UPDATE projection_form SET form = 'another'")
    connection.execute("DELETE FROM region")
    connection.close()
    with Ledger.open(path, node=7, clock=clock, random=chance) as ledger, ledger.read() as reader:
        names = reader.db.execute_sql("SELECT name FROM region ORDER BY region").fetchall()
    assert names == [("Mto Wa Mbu",)]
