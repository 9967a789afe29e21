"""`tapcard office` and `tapcard sync enrol` as people type them; `serve` is a process."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.settings import load_settings
from app.sync.enrolling import EnrolmentWaits, require_none_waits
from tests.office.town import free_port, tapcard

FACTS = (
    "utility=7",
    "utility_name=Mto",
    "currency=KES",
    "time_zone=Africa/Nairobi",
    "region=1",
    "region_name=Kilifi",
    "site=99",
    "operator=1",
    "operator_name=Asha",
)


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(map(str, arguments)), env={"TAPCARD_PIN": "481516"})
    assert done.exit_code == code, done.output
    return done.output


def test_from_nothing_to_an_enrolled_counter_by_commands(tmp_path: Path) -> None:
    office = tmp_path / "office" / "office.toml"
    port = free_port()
    said = run(
        *("office", "init", "--settings", office, "--host", "127.0.0.1"),
        *("--listen", f"127.0.0.1:{port}", *FACTS),
    )
    assert f"https://127.0.0.1:{port}" in said
    at_office = ("--settings", office)
    assert "Start it" in run("office", "kiosks", *at_office, code=5)
    serving = subprocess.Popen(tapcard("office", "serve", *at_office), stderr=subprocess.PIPE)
    try:
        assert serving.stderr is not None
        assert b"listening" in serving.stderr.readline()
        asked = ("--name", "Kati", "--region", 1, "--site", 11, "--node", 7)
        invited = json.loads(run("office", "enrol", *at_office, "--json", *asked))
        config = tmp_path / "kiosk.toml"
        config.write_text("[kiosk]\nid = 8\n[state]\npath = 'state'\n[sync]\nfolder = 'shared'\n")
        enrol = (
            *("sync", "enrol", invited["url"], invited["code"], "--config", config),
            *("--settings", tmp_path / "sync.toml", "--identity", tmp_path / "agent" / "identity"),
        )
        assert "write id = 7" in run(*enrol, code=2)
        config.write_text(config.read_text().replace("id = 8", "id = 7"))
        assert "K07 Kati" in run(*enrol)
        with pytest.raises(EnrolmentWaits):
            require_none_waits(load_settings(config).state.enrolment)
        first = ("operator=1", "operator_name=Neema")
        assert "has decided site" in run("init", "--config", config, *first, "site=5", code=2)
        run("init", "--config", config, *first)
        assert not (tmp_path / "state" / "enrolment").exists()
        assert "K07 Kati: enrolled, heard never" in run("office", "kiosks", *at_office)
        run("office", "revoke", *at_office, 7)
        assert "K07 Kati: revoked" in run("office", "kiosks", *at_office)
        assert "Nothing waits" in run("office", "exceptions", *at_office)
        assert "enrolled already" in run(*enrol, code=5)
        assert "No event stands apart" in run("office", "quarantine", *at_office)
        assert "does not ask" in run("office", "grant-epoch", *at_office, 7, code=5)
        serving.terminate()
        assert serving.wait(20) == 0
    finally:
        serving.kill()
        serving.communicate()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("node = 0\nfolder = '.'\nlisten = 'a:1'\nurl = 'https://a'", "office.node"),
        ("node = 1\nfolder = '.'\nlisten = 'a'\nurl = 'https://a'", "office.listen"),
        ("node = 1\nfolder = '.'\nlisten = 'a:99999'\nurl = 'https://a'", "office.listen"),
        ("node = 1\nfolder = '.'\nlisten = 'a:1'\nurl = 'http://a'", "office.url"),
        ("node = 1\nlisten = 'a:1'\nurl = 'https://a'", "office.folder"),
    ],
)
def test_settings_that_cannot_be_used_are_named(tmp_path: Path, text: str, key: str) -> None:
    from app.settings import SettingsError
    from app.settings.office import load_office_settings

    file = tmp_path / "office.toml"
    file.write_text(f"[office]\n{text}\n")
    with pytest.raises(SettingsError, match=key):
        load_office_settings(file)
