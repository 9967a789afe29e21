"""`make install-office` into a staging root: every file, and a second run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import runtime_requirements

pytestmark = pytest.mark.xdist_group("installer")
ROOT = Path(__file__).resolve().parent.parent
INSTALLER = ROOT / "scripts" / "install-office"
UNIT = "etc/systemd/system/tapcard-office.service"
WANTED = "etc/systemd/system/multi-user.target.wants/tapcard-office.service"
COMMAND = "usr/local/bin/tapcard"
SOURCE = "opt/tapcard/source"


def install(root: Path) -> list[str]:
    """What it said; the test of the kiosk's installer shows that the program is compiled."""
    environment = {**os.environ, "DESTDIR": str(root), "PYTHON": "true"}
    done = subprocess.run(
        [INSTALLER], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.splitlines()


def test_unit_command_and_program_are_in_their_place_and_nothing_else(tmp_path: Path) -> None:
    said = install(tmp_path)
    assert (tmp_path / UNIT).read_bytes() == (ROOT / "tapcard-office.service").read_bytes()
    assert str((tmp_path / WANTED).readlink()) == "../tapcard-office.service"
    assert str((tmp_path / COMMAND).readlink()) == "/opt/tapcard/venv/bin/tapcard"
    assert (tmp_path / SOURCE / "docs/office.md").exists()
    found = {
        str(path.relative_to(tmp_path))
        for path in tmp_path.rglob("*")
        if (path.is_file() or path.is_symlink()) and tmp_path / "opt" not in path.parents
    }
    assert found == {UNIT, WANTED, COMMAND}
    assert [line.split()[1] for line in said[1:4]] == [f"/{UNIT}", f"/{WANTED}", f"/{COMMAND}"]
    assert install(tmp_path)[1:-1] == ["install-office: /opt/tapcard/source, compiled"]


def test_the_installer_is_a_shell_script_without_traps() -> None:
    subprocess.run(["sh", "-n", INSTALLER], check=True)


def test_head_office_gets_what_it_runs_on_with_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    runtime_requirements.main(["--office"])
    kept = runtime_requirements.packages(capsys.readouterr().out)
    runtime_requirements.main([])
    of_kiosk = runtime_requirements.packages(capsys.readouterr().out)
    assert {"granian", "starlette", "psycopg", "psycopg-binary"} <= kept.keys() - of_kiosk.keys()
    assert of_kiosk.keys() < kept.keys()
    assert "pytest" not in kept
    assert all("--hash=sha256:" in block for block in kept.values())
