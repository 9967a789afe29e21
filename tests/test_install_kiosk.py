"""`make install` into a staging root: every file, its bytecode, and a second run."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import load_settings
from scripts import runtime_requirements

pytestmark = pytest.mark.xdist_group("installer")  # what is made for all is made once
ROOT = Path(__file__).resolve().parent.parent
INSTALLER = ROOT / "scripts" / "install-kiosk"
CMDLINE = "console=serial0,115200 console=tty1 root=PARTUUID=738a4d67-02 rootwait"
PLACES = {
    "etc/systemd/system/kiosk.service": "kiosk.service",
    "etc/systemd/system/kiosk-sync.service": "kiosk-sync.service",
    "etc/systemd/system/tapcard-printer.socket": "deploy/tapcard-printer.socket",
    "etc/systemd/system/tapcard-printer.service": "deploy/tapcard-printer.service",
    "etc/systemd/system/media-backup.mount": "deploy/media-backup.mount",
    "etc/polkit-1/rules.d/50-tapcard.rules": "deploy/polkit.rules",
    "etc/udev/rules.d/70-tapcard.rules": "deploy/udev.rules",
    "etc/sysctl.d/90-tapcard.conf": "deploy/sysctl.conf",
    "etc/systemd/logind.conf.d/tapcard.conf": "deploy/logind.conf",
    "etc/systemd/system.conf.d/tapcard.conf": "deploy/system.conf",
    "etc/modules-load.d/tapcard.conf": "deploy/modules.conf",
    "etc/tapcard/kiosk.toml": "deploy/kiosk.toml",
}
LINKS = {
    "etc/systemd/system/multi-user.target.wants/kiosk.service": "../kiosk.service",
    "etc/systemd/system/multi-user.target.wants/kiosk-sync.service": "../kiosk-sync.service",
    "etc/systemd/system/sockets.target.wants/tapcard-printer.socket": "../tapcard-printer.socket",
    "etc/systemd/system/ctrl-alt-del.target": "/dev/null",
    "etc/systemd/system/getty@tty1.service": "/dev/null",
    "etc/systemd/system/autovt@.service": "/dev/null",
    "etc/systemd/system/kmsconvt@.service": "/dev/null",
    "usr/local/bin/tapcard": "/opt/tapcard/venv/bin/tapcard",
}
UNCHECKED = 0b01
"""PEP 552: the flags of bytecode that is used without a look at its source."""


def install(root: Path) -> str:
    environment = {**os.environ, "DESTDIR": str(root), "PYTHON": sys.executable}
    done = subprocess.run(
        [INSTALLER], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A root with a Pi's boot partition, and what the installer said about it."""
    root = tmp_path_factory.mktemp("root")
    (root / "boot" / "firmware").mkdir(parents=True)
    (root / "boot" / "firmware" / "cmdline.txt").write_text(f"{CMDLINE}\n")
    return root, install(root)


@pytest.mark.parametrize("place", PLACES)
def test_a_file_is_in_its_place_and_said(staged: tuple[Path, str], place: str) -> None:
    root, said = staged
    assert (root / place).read_bytes() == (ROOT / PLACES[place]).read_bytes()
    assert f"/{place}" in said


@pytest.mark.parametrize("place", LINKS)
def test_a_link_is_in_its_place_and_said(staged: tuple[Path, str], place: str) -> None:
    root, said = staged
    assert str((root / place).readlink()) == LINKS[place]
    assert f"/{place} -> {LINKS[place]}" in said


def test_nothing_else_is_changed(staged: tuple[Path, str]) -> None:
    root, _said = staged
    found = {
        str(path.relative_to(root))
        for path in root.rglob("*")
        if (path.is_file() or path.is_symlink()) and root / "opt" not in path.parents
    }
    boot = {"boot/firmware/cmdline.txt", "boot/firmware/cmdline.txt.before-tapcard"}
    assert found == PLACES.keys() | LINKS.keys() | boot


def test_settings_are_the_kiosks_only(staged: tuple[Path, str]) -> None:
    root, _said = staged
    assert (root / "etc/tapcard").stat().st_mode & 0o777 == 0o750
    assert (root / "etc/tapcard/kiosk.toml").stat().st_mode & 0o777 == 0o640


def test_settings_need_nothing_but_a_number(staged: tuple[Path, str], tmp_path: Path) -> None:
    root, _said = staged
    text = (root / "etc/tapcard/kiosk.toml").read_text(encoding="utf-8")
    file = tmp_path / "kiosk.toml"
    file.write_text(text.replace("# id = 7", "id = 7"))
    settings = load_settings(file)
    assert settings.state.path == Path("/var/lib/tapcard")
    assert settings.backup.path == Path("/media/backup")


def test_the_program_is_there_without_what_only_makes_it(staged: tuple[Path, str]) -> None:
    root, _said = staged
    source = root / "opt/tapcard/source"
    assert (source / "app/cli.py").exists()
    assert (source / "docs/kiosk.md").exists()
    assert (source / "themes/console.vtrgb").exists()
    assert not (source / "tests").exists()
    assert not (root / "opt/tapcard/source.new").exists()


def test_every_module_has_bytecode_that_is_used_unseen(staged: tuple[Path, str]) -> None:
    """A copy's times differ, and the counter cannot write: python would compile at each start."""
    root, _said = staged
    modules = list((root / "opt/tapcard/source/app").rglob("*.py"))
    assert modules
    for module in modules:
        head = Path(importlib.util.cache_from_source(str(module))).read_bytes()[:8]
        assert head[:4] == importlib.util.MAGIC_NUMBER
        assert int.from_bytes(head[4:], "little") == UNCHECKED, module


def test_the_kernel_writes_elsewhere_and_its_line_stays_one(staged: tuple[Path, str]) -> None:
    root, _said = staged
    boot = root / "boot/firmware"
    (line,) = (boot / "cmdline.txt").read_text().splitlines()
    words = line.split(" ")
    assert "console=tty1" not in words
    assert words[:4] == [
        "console=serial0,115200",
        "console=tty3",
        "root=PARTUUID=738a4d67-02",
        "rootwait",
    ]
    assert set(words[4:]) == {
        "loglevel=3",
        "logo.nologo",
        "consoleblank=0",
        "vt.global_cursor_default=0",
        "systemd.show_status=0",
    }
    assert (boot / "cmdline.txt.before-tapcard").read_text() == f"{CMDLINE}\n"


def test_a_second_run_keeps_settings_and_renews_the_program(staged: tuple[Path, str]) -> None:
    root, _said = staged
    settings = root / "etc/tapcard/kiosk.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text("[kiosk]\nid = 9\n")
    (root / "opt/tapcard/source/app/gone.py").write_text("stale = True\n")
    (root / "etc/sysctl.d/90-tapcard.conf").write_text("kernel.sysrq = 1\n")
    said = install(root)
    assert settings.read_text(encoding="utf-8") == "[kiosk]\nid = 9\n"
    assert not (root / "opt/tapcard/source/app/gone.py").exists()
    changed = [line for line in said.splitlines() if line.startswith("install-kiosk: /")]
    assert changed == [
        "install-kiosk: /etc/sysctl.d/90-tapcard.conf",
        "install-kiosk: /opt/tapcard/source, compiled",
    ]
    settings.write_text(before)


def test_the_installer_is_a_shell_script_without_traps() -> None:
    subprocess.run(["sh", "-n", INSTALLER], check=True)
    if shutil.which("shellcheck") is not None:
        subprocess.run(["shellcheck", "-x", INSTALLER], check=True, cwd=ROOT)


def lock_of(*arguments: str, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    runtime_requirements.main(list(arguments))
    return runtime_requirements.packages(capsys.readouterr().out)


def test_a_kiosk_gets_what_it_runs_on_with_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    kept = lock_of(capsys=capsys)
    assert {"textual", "apsw", "cffi", "pyserial", "pyscard"} <= kept.keys()
    assert not {"pytest", "mypy", "ruff", "hypothesis", "iniconfig"} & kept.keys()
    assert all("--hash=sha256:" in block for block in kept.values())


def test_what_builds_it_comes_first_and_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert lock_of("--build", capsys=capsys).keys() == {"setuptools", "swig"}
