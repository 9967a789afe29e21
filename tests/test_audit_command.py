"""`tapcard audit` at a counter, `tapcard verify FOLDER` where there is nothing but the folder."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.ledger.exported_journal import two_lives


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="tapcard")


@pytest.fixture
def counter(tmp_path: Path) -> tuple[object, ...]:
    """Words that name a counter's settings and ledger."""
    two_lives(tmp_path).close()
    config = tmp_path / "kiosk.toml"
    config.write_text("[kiosk]\nid = 7\n")
    return ("--config", config, "--ledger", tmp_path / "ledger.db")


def test_an_auditor_verifies_with_the_folder_and_a_fingerprint(
    counter: tuple[object, ...],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "export"
    written = run("audit", "export", "--to", folder, "--json", *counter)
    assert written.exit_code == 0, written.output
    key = msgspec.json.decode(run("audit", "key", "--json", *counter).stdout)["fingerprint"]
    assert key == msgspec.json.decode(written.stdout)["fingerprint"]
    for file in tmp_path.glob("ledger.db*"):
        file.unlink()
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    found = run("verify", folder, "--fingerprint", key, "--json")
    assert found.exit_code == 0, found.output
    told = msgspec.json.decode(found.stdout)
    assert (told["findings"], told["events"], told["key_checked"]) == (0, 10, True)
    assert "compare it with `tapcard audit key`" in run("verify", folder).stdout

    journal = folder / "journal" / "K07-01.txt"
    journal.write_bytes(journal.read_bytes().replace(b'"name":"Region 4"', b'"name":"Region 5"'))
    changed = run("verify", folder, "--fingerprint", key)
    assert changed.exit_code == 6
    assert "journal journal/K07-01.txt:6 K07-01-4: " in changed.stderr
    assert "Rely on nothing in it" in changed.stderr


def test_a_fingerprint_without_a_folder_is_a_mistake(counter: tuple[object, ...]) -> None:
    assert run("verify", "--fingerprint", "1234", *counter).exit_code == 2


def test_what_is_no_export_is_refused() -> None:
    refused = run("verify", "/nowhere")
    assert refused.exit_code == 3
    assert "tapcard audit export" in refused.stderr
