"""kiosk.service holds what was measured on a real console, finding by finding, and is hardened.

Each finding cost a black screen, a lost key or a way out of the counter when it was tried on Debian
12 (kernel 6.1, systemd 252).
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import find_config, parse_address
from app.settings.agent import load_agent_settings
from app.settings.model import FORWARDED
from tests.unit_file import UnitFile

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "kiosk.service"
AGENT = ROOT / "kiosk-sync.service"
OFFICE = ROOT / "tapcard-office.service"
DEPLOY = ROOT / "deploy"
UNIT = UnitFile(FILE)
PREPARE = "/opt/tapcard/venv/bin/tapcard console prepare"
MOST_EXPOSED = 2.0
needs_analyze = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"
)


def service(key: str) -> str | None:
    return UNIT.one("Service", key)


def environment() -> dict[str, str]:
    pairs = (word.partition("=") for word in UNIT.words("Service", "Environment"))
    return {name: value for name, _equals, value in pairs}


def deployed(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def test_1_textual_paints_on_standard_error_so_it_is_the_terminal() -> None:
    assert service("TTYPath") == "/dev/tty1"
    assert service("StandardInput") == "tty-force"
    assert service("StandardOutput") == "tty"
    assert service("StandardError") == "tty"
    assert all(service(key) == "yes" for key in ("TTYReset", "TTYVHangup", "TTYVTDisallocate"))


def test_2_private_devices_would_take_the_terminal_away() -> None:
    assert service("PrivateDevices") is None
    assert service("DevicePolicy") == "closed"
    assert "/dev/tty1 rw" in UNIT.all("Service", "DeviceAllow")


def test_3_the_console_starts_without_number_lock_so_root_prepares_it_first() -> None:
    """Number lock is among the steps of `prepare`: tests/console/test_prepare.py."""
    first = UNIT.all("Service", "ExecStartPre")[0]
    assert first.startswith(f"-+{PREPARE}")


def test_4_escape_sequences_of_keys_end_soon_and_in_known_forms() -> None:
    """Pause and its like are in tests/console/test_keymap.py."""
    assert environment()["TERM"] == "linux"
    assert environment()["ESCDELAY"] == "50"
    assert environment()["TEXTUAL_DISABLE_KITTY_KEY"] == "1"
    assert "TEXTUAL_ALLOW_SIGNALS" not in environment()  # Ctrl+C would end the counter


def test_5_no_other_terminal_has_a_login() -> None:
    assert UNIT.one("Unit", "Conflicts") == "getty@tty1.service"
    assert "getty@tty1.service" in UNIT.words("Unit", "Before")
    assert {"NAutoVTs=0", "ReserveVT=0"} <= set(deployed("logind.conf").splitlines())


def test_6_ctrl_alt_del_and_magic_keys_do_nothing() -> None:
    """Its target is masked by the installer: tests/test_install_kiosk.py."""
    assert "CtrlAltDelBurstAction=none" in deployed("system.conf").splitlines()
    assert "kernel.sysrq = 0" in deployed("sysctl.conf").splitlines()


def test_7_font_and_keymap_are_set_after_debian_has_set_its_own() -> None:
    late = {"console-setup.service", "keyboard-setup.service", "systemd-vconsole-setup.service"}
    assert late <= UNIT.words("Unit", "After")


def test_8_the_palette_is_the_one_of_the_consoles_theme() -> None:
    command = UNIT.all("Service", "ExecStartPre")[0]
    palette = re.search(r"--palette /opt/tapcard/source/(\S+)", command)
    assert palette is not None
    assert (ROOT / palette.group(1)).exists()
    assert 'theme = "console"' in deployed("kiosk.toml")


def test_9_bytecode_is_there_already_and_none_is_written() -> None:
    """It is compiled by the installer: tests/test_install_kiosk.py."""
    assert environment()["PYTHONDONTWRITEBYTECODE"] == "1"
    assert service("ProtectSystem") == "strict"


def test_10_a_stuck_screen_is_ended_and_a_slow_one_is_not() -> None:
    assert service("Type") == "notify"
    assert service("NotifyAccess") == "main"
    assert service("WatchdogSec") == "30"
    assert environment()["TEXTUAL_ANIMATIONS"] == "none"


def test_the_counter_is_never_given_up() -> None:
    assert service("Restart") == "always"
    assert UNIT.one("Unit", "StartLimitIntervalSec") == "0"
    assert UNIT.one("Install", "WantedBy") == "multi-user.target"


def test_the_counter_is_a_user_of_its_own() -> None:
    assert service("User") == "kiosk"
    assert service("NoNewPrivileges") == "yes"
    assert service("CapabilityBoundingSet") == ""
    assert 'subject.user == "kiosk"' in deployed("polkit.rules")


def test_card_keys_do_not_land_in_a_core() -> None:
    assert service("LimitCORE") == "0"


def test_the_kernels_boot_id_can_be_read() -> None:
    """app/clock.py reads it below /proc/sys, which ProcSubset=pid hides."""
    assert service("ProcSubset") == "all"


def test_there_is_no_network_and_the_settings_know_it() -> None:
    assert service("RestrictAddressFamilies") == "AF_UNIX"
    assert service("PrivateNetwork") == "yes"
    assert environment()["TAPCARD_NETWORK"] == "none"


@pytest.mark.parametrize(
    ("code", "status", "checks"),
    [
        ("exited", "2", True),  # settings
        ("exited", "6", True),  # ledger
        ("exited", "0", False),  # asked to stop
        ("killed", "9", False),  # a crash or the watchdog: start again at once
    ],
)
def test_what_keeps_the_counter_from_starting_stays_on_the_screen(
    tmp_path: Path, code: str, status: str, checks: bool
) -> None:
    """The unit's own line, with a check that refuses and a sleep that only tells."""
    command = service("ExecStopPost")
    assert command is not None
    script = shlex.split(command)[2].replace("/opt/tapcard/venv/bin/", "")
    for name, body in (("tapcard", 'echo "$@" >&2; exit 2'), ("sleep", 'echo "held $1 s" >&2')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "EXIT_CODE": code, "EXIT_STATUS": status},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr.splitlines() == (["console check", "held 20 s"] if checks else [])


def test_the_settings_are_the_systems() -> None:
    assert find_config(environment=environment()) == Path("/etc/tapcard/kiosk.toml")


def test_the_remedy_for_a_network_printer_is_the_unit_that_forwards_it() -> None:
    socket = UnitFile(DEPLOY / "tapcard-printer.socket")
    path = socket.one("Socket", "ListenStream")
    assert f"'unix://{path}'" in FORWARDED
    assert parse_address(f"unix://{path}").path == path
    assert socket.one("Socket", "SocketUser") == "kiosk"
    condition = socket.one("Unit", "ConditionPathExists")
    forwarder = UnitFile(DEPLOY / "tapcard-printer.service")
    assert condition == forwarder.one("Service", "EnvironmentFile")
    assert str(condition) in FORWARDED


def test_the_forwarder_is_not_waited_for() -> None:
    """It forwards, but never says that it is ready: it would be stopped every 90 s."""
    forwarder = UnitFile(DEPLOY / "tapcard-printer.service")
    assert forwarder.one("Service", "Type") == "exec"


def test_the_backup_stick_can_be_written() -> None:
    mount = UnitFile(DEPLOY / "media-backup.mount")
    assert f"-{mount.one('Mount', 'Where')}" in UNIT.all("Service", "ReadWritePaths")
    assert 'path = "/media/backup"' in deployed("kiosk.toml")


def test_the_agent_has_a_user_of_its_own_and_cannot_see_ledger_or_keys() -> None:
    agent = UnitFile(AGENT)
    assert agent.one("Service", "User") == "kiosk-sync"
    hidden = agent.words("Service", "InaccessiblePaths")
    assert {"-/var/lib/tapcard", "-/etc/tapcard", "-/etc/credstore.encrypted"} <= hidden


def test_counter_and_agent_share_the_folder_of_the_settings(tmp_path: Path) -> None:
    agent = UnitFile(AGENT)
    (shared,) = agent.all("Service", "ReadWritePaths")
    assert f"-{shared}" in UNIT.all("Service", "ReadWritePaths")
    file = tmp_path / "sync.toml"
    text = deployed("sync.toml").replace("# url", "url")
    file.write_text(text.replace('# key = "64 hexadecimal digits"', f'key = "{"0f" * 32}"'))
    settings = load_agent_settings(file)
    assert settings.folder == Path(shared)
    state = agent.one("Service", "StateDirectory")
    assert settings.identity.parent == Path("/var/lib") / str(state)


def test_the_names_of_devices_in_the_manual_are_the_rules() -> None:
    names = re.compile(r"/dev/(tapcard-[a-z]+)")
    manual = (ROOT / "docs" / "kiosk.md").read_text(encoding="utf-8")
    made = set(re.findall(r'SYMLINK\+="([^"]+)"', deployed("udev.rules")))
    assert set(names.findall(manual)) == made
    assert set(names.findall(deployed("kiosk.toml"))) <= made


@needs_analyze
@pytest.mark.parametrize(
    "file", [FILE, AGENT, OFFICE, DEPLOY / "tapcard-printer.service"], ids=lambda f: f.name
)
def test_the_exposure_is_at_most_two(file: Path) -> None:
    told = analyze("security", "--offline=true", str(file))
    figure = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told.stdout)
    assert figure is not None, told.stderr
    assert float(figure.group(1)) <= MOST_EXPOSED


@needs_analyze
def test_systemd_understands_every_line() -> None:
    units = ["tapcard-printer.socket", "tapcard-printer.service", "media-backup.mount"]
    told = analyze(
        "verify", str(FILE), str(AGENT), str(OFFICE), *(str(DEPLOY / unit) for unit in units)
    )
    complaints = [line for line in told.stderr.splitlines() if "/opt/tapcard/" not in line]
    assert complaints == []


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_lifted_restriction_is_explained() -> None:
    text = FILE.read_text(encoding="utf-8")
    lifted = text.partition("# Restrictions that are lifted, and why:")[2].partition("[Install]")[0]
    comments = " ".join(line for line in lifted.splitlines() if line.startswith("#"))
    for restriction in ("PrivateDevices=", "ProcSubset=", "RootDirectory=", "SupplementaryGroups="):
        assert restriction in comments
