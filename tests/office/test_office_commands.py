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
        asked = ("--operator", 1, "--name", "Kati", "--region", 1, "--site", 11, "--node", 7)
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
        by = ("--operator", 1, *at_office)
        code = json.loads(run("office", "invite", *by, "--json", 1, 7))["code"]
        assert len(code) == 8
        granted = ("--money", 500, "--count", 9, "--until", "2099-12-31", "--id", "monday")
        digits = [run("office", "allow", *by, 7, *granted) for _time in range(2)]
        assert digits[0] == digits[1]
        run("office", "block", *by, 7, "--numbers", 10)
        rule = ("office", "rule", *by, 7, "--money", 500, "--count", 9)
        assert "Say --money, --count and --days" in run(*rule, code=2)
        assert "K07: 500.00 in cash, 9 sales, 5 days" in run(*rule, "--days", 5)
        assert "K07: 500.00 in cash" in run("office", "rule", *at_office)
        assert "K07: by hand" in run("office", "rule", *by, 7, "--off")
        assert "Say --name, --region and --site, or --again" in run("office", "enrol", *by, code=2)
        assert "sync enrol https" in run("office", "enrol", *by, "--again", 7)
        settle = ("office", "settle", *by, "gap", "7/2", "--reason", "seen")
        assert "There is no exception gap 7/2" in run(*settle, code=5)
        assert "nothing to book" in run("office", "recount", *by, "--all")
        assert json.loads(run("office", "recount", *by, "110000013", "--json"))[0]["event"] is None
        key = json.loads(run("office", "audit", "key", *at_office, "--json"))["fingerprint"]
        assert key in run("office", "audit", "key", *at_office)
        assert key in run("office", "audit", "export", "--to", tmp_path / "export", *at_office)
        assert "already" in run(
            *("office", "audit", "export", "--to", tmp_path / "export", *at_office), code=3
        )
        verified = run("verify", tmp_path / "export", "--fingerprint", key, "--json")
        assert json.loads(verified)["findings"] == 0
        revoke = tapcard("office", "revoke", *at_office, 7)
        subprocess.run(revoke, input=b"1\n481516\n", check=True, capture_output=True)
        assert "K07 Kati: revoked" in run("office", "kiosks", *at_office)
        assert "Nothing waits" in run("office", "exceptions", *at_office)
        assert "enrolled already" in run(*enrol, code=5)
        assert "No event stands apart" in run("office", "quarantine", *at_office)
        assert "does not ask" in run(
            "office", "grant-epoch", "--operator", 1, *at_office, 7, code=5
        )
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
