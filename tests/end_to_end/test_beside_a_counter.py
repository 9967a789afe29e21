"""Beside a counter that sells, everybody can look and nobody else can write."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.ledger.checkpoint import key_path
from app.ledger.snapshot_protocol import socket_path
from app.ledger.snapshot_server import SnapshotServer
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import CASHIER, Desk

REPOSITORY = Path(__file__).parents[2]
SLOWEST_SALE = 2000
"""Milliseconds that no sale may take; alone it takes a few tens, and test machines are busy."""


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


@pytest.fixture
def counter(desk: Desk) -> Iterator[subprocess.Popen[str]]:
    """A counter that is selling, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.end_to_end.selling_counter", str(desk.config)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "selling\n"
        yield process
        process.kill()


def sold(counter: subprocess.Popen[str]) -> tuple[int, int]:
    """Closes the counter: how many sales it made, and what its slowest took in milliseconds."""
    out, _err = counter.communicate("enough\n", timeout=60)
    assert counter.returncode == 0
    sales, slowest = map(int, out.split())
    return sales, slowest


def checkup(desk: Desk, name: str) -> dict[str, Any]:
    checks: list[dict[str, Any]] = desk.shell("doctor", "--json").json["checks"]
    return {one["name"]: one for one in checks}[name]


@contextmanager
def again(desk: Desk) -> Iterator[None]:
    """The same ledger, owned and lent by this process."""
    with desk.open() as ledger, SnapshotServer(ledger):
        yield


def test_figures_are_proved_while_it_sells(desk: Desk, counter: subprocess.Popen[str]) -> None:
    before = time.time_ns() // 1_000_000
    found = desk.shell("verify", "--json").fine().json
    later = desk.shell("verify", "--json").fine().json
    assert before <= found["as_of"] < later["as_of"] <= time.time_ns() // 1_000_000
    assert later["events"] > found["events"]
    assert (found["findings"], later["findings"]) == (0, 0)
    sales, slowest = sold(counter)
    assert sales > 2
    assert slowest < SLOWEST_SALE
    alone = desk.shell("verify", "--json").fine().json
    assert "as_of" not in alone
    assert alone["checkpoints"] == later["checkpoints"]
    assert alone["events"] >= later["events"]


@pytest.mark.usefixtures("counter")
def test_people_are_told_of_when_the_figures_are(desk: Desk) -> None:
    for command in (("verify",), ("rebuild", "--check")):
        first, *others = desk.shell(*command).fine().out.splitlines()
        pattern = r"The figures are as of \d\d:\d\d:\d\d, from the running counter\."
        assert re.fullmatch(pattern, first)
        assert others


def test_a_table_that_the_journal_does_not_bear_out_is_found(
    desk: Desk, counter: subprocess.Popen[str]
) -> None:
    sold(counter)
    with desk.open() as ledger:
        ledger.exclusively(lambda db: db.execute_sql("UPDATE fee SET amount = amount + 1"))
    wrong = desk.shell("rebuild", "--check", "--json")
    assert wrong.code == 6
    with again(desk):
        beside = desk.shell("rebuild", "--check", "--json")
    assert beside.code == 6
    assert beside.json["differences"] == wrong.json["differences"]


def test_the_doctor_sees_the_ledger_of_a_running_counter(
    desk: Desk, counter: subprocess.Popen[str]
) -> None:
    ledger = checkup(desk, "ledger")
    assert ledger["health"] in ("good", "note")
    assert "from the running counter" in ledger["state"]
    assert checkup(desk, "backup")["state"].startswith("none yet")
    sold(counter)
    desk.shell("backup").fine()
    with again(desk):
        assert checkup(desk, "backup") | {"state": ""} == {
            "name": "backup",
            "health": "good",
            "state": "",
        }


@pytest.mark.usefixtures("counter")
def test_what_writes_is_refused_as_ever(desk: Desk) -> None:
    for command, error in (
        (("do", "--operator", CASHIER, "read-card"), "ledger_owned"),
        (("rebuild",), "ledger_owned"),
        (("backup",), "ledger_owned"),
        (("restore", "backup", "--reason", "to see"), "ledger_exists"),
    ):
        refused = desk.shell(*command, "--json")
        assert (refused.code != 0, refused.json["error"]) == (True, error)


@pytest.mark.usefixtures("counter")
def test_a_key_that_is_gone_is_found_beside_it(desk: Desk) -> None:
    key_path(desk.ledger).unlink()
    found = desk.shell("verify", "--json")
    assert (found.code, found.json["error"]) == (6, "ledger_damaged")
    assert "signing key" in found.json["message"]


def test_nothing_is_left_behind(desk: Desk, counter: subprocess.Popen[str]) -> None:
    for _time in range(2):
        desk.shell("verify").fine()
    sold(counter)
    assert {file.name for file in desk.ledger.parent.iterdir()} == {
        "ledger.db",
        "ledger.db.key",
        "ledger.db.lock",
    }


def test_a_counter_that_was_killed_hinders_nobody(
    desk: Desk, counter: subprocess.Popen[str]
) -> None:
    counter.send_signal(signal.SIGKILL)
    counter.wait(60)
    assert socket_path(desk.ledger).exists()
    assert "as_of" not in desk.shell("verify", "--json").fine().json
    with again(desk):
        assert "as_of" in desk.shell("verify", "--json").fine().json
