"""The exchange as a part of the counter's process, by its settings; and what its bar says."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.assembly import assembled
from app.cards.key_sources.demo import DemoKeys
from app.counter import desk_of, running
from app.ledger import exchange
from app.ledger.exchange import Trouble
from app.settings import load_settings
from app.sync.answers import Wanted
from app.sync.folder import SyncFolder
from app.sync.states import AgentState, DeskState, read_state, write_state
from app.sync.words import sync_words
from app.training import training_settings
from tests.sync.office_server import NODE, OFFICE
from tests.sync.shop import Shop

MINUTE = 60_000
NOW = 1_795_435_200_000


def settings_file(counter: Shop, more: str = "") -> Path:
    """kiosk.toml beside the counter's ledger, which is closed."""
    counter.counter.close()
    file = counter.counter.path.with_name("kiosk.toml")
    file.write_text(f"[kiosk]\nid = {NODE}\n[state]\npath = '.'\n{more}")
    return file


def test_a_counter_with_a_folder_seals_and_tells_beside_its_screens(counter: Shop) -> None:
    file = settings_file(counter, "[sync]\nfolder = 'shared'\n")
    shared = SyncFolder(file.parent / "shared")
    with assembled(load_settings(file), keys=DemoKeys()) as assembly, running(assembly):
        end = time.monotonic() + 10
        while read_state(shared.desk, DeskState) is None:
            assert time.monotonic() < end
            time.sleep(0.02)
        told = read_state(shared.desk, DeskState)
        assert told is not None
        assert (told.node, told.office_key) == (NODE, OFFICE.public_key)
        assert told.health["printer"] == "no printer"
        words = desk_of(assembly).sync_state()
        assert words == f"never online, {assembly.ledger.last} waiting"


def test_a_counter_without_a_folder_stands_alone(counter: Shop) -> None:
    settings = load_settings(settings_file(counter))
    with assembled(settings, keys=DemoKeys()) as assembly, running(assembly):
        assert assembly.sync is None
        assert desk_of(assembly).sync_state() == ""


def test_the_training_counter_never_talks_to_head_office(counter: Shop) -> None:
    settings = load_settings(settings_file(counter, "[sync]\nfolder = 'shared'\n"))
    assert training_settings(settings).sync.folder is None


def test_a_folder_that_cannot_be_used_is_said_and_holds_up_nothing(counter: Shop) -> None:
    file = settings_file(counter, "[sync]\nfolder = 'kiosk.toml/shared'\n")
    with assembled(load_settings(file), keys=DemoKeys()) as assembly, running(assembly):
        assert assembly.sync is not None
        end = time.monotonic() + 10
        while not assembly.sync.words.startswith("NO SYNC: "):
            assert time.monotonic() < end
            time.sleep(0.02)
        assembly.ledger.commit(lambda tx: tx.sign_checkpoint())


def test_head_office_is_pinned_by_hand(counter: Shop) -> None:
    file = settings_file(counter)
    key, seal = "0a" * 32, "0b" * 32
    command = [sys.executable, "-c", "from app.cli import main; main()", "sync", "trust"]
    done = subprocess.run([*command, key, seal, "--config", file], check=True, capture_output=True)
    assert b"0a0a0a0a0a0a0a0a" in done.stdout
    assert subprocess.run([*command, key, "0b", "--config", file], check=False).returncode == 2
    counter.counter.open()
    with counter.ledger.read() as reader:
        assert exchange.office_keys(reader.db) == (bytes([10]) * 32, bytes([11]) * 32)


def agent(**values: object) -> AgentState:
    return AgentState(written=NOW, contact=NOW - 3 * MINUTE, **values)  # type: ignore[arg-type]


REACHED = AgentState(written=NOW, contact=NOW - MINUTE)


@pytest.mark.parametrize(
    ("state", "trouble", "words"),
    [
        (None, None, "never online, 4 waiting"),
        (AgentState(written=NOW), None, "never online, 4 waiting"),
        (REACHED, None, "online, 4 waiting"),
        (agent(), None, "online, 4 waiting"),
        (agent(failure="cut", failing_since=NOW - MINUTE), None, "offline 3 min, 4 waiting"),
        (
            agent(failure="fork", failing_since=NOW - 9 * MINUTE),
            None,
            "HEAD OFFICE TAKES NOTHING, 4 waiting",
        ),
        (
            AgentState(written=NOW, contact=NOW - 50 * 60 * MINUTE),
            None,
            "offline 2 days, 4 waiting",
        ),
        (REACHED, Trouble("fork", 9), "TWO COPIES OF THIS COUNTER: call head office"),
        (
            REACHED,
            Trouble("fenced", 3),
            "ANOTHER COPY SELLS IN LIFE 3: call head office",
        ),
        (REACHED, Trouble("revoked", 0), "TAKEN OUT OF SERVICE by head office"),
    ],
)
def test_the_bar_says_when_and_what_waits(
    state: AgentState | None, trouble: Trouble | None, words: str
) -> None:
    assert sync_words(state, trouble, waiting=4, now=NOW) == words


def test_a_state_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    file = tmp_path / "agent.json"
    assert read_state(file, AgentState) is None
    file.write_bytes(b'{"written":"')
    assert read_state(file, AgentState) is None
    state = AgentState(written=NOW, wanted=Wanted(1, 5))
    write_state(file, state)
    assert read_state(file, AgentState) == state
