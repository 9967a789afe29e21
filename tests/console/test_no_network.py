"""Under kiosk.service there is no network, and tcp:// printers are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main
from app.settings import SettingsError, change_device, load_settings

SETTINGS = '[kiosk]\nid = 7\n[state]\npath = "."\n[printer]\nurl = "{url}"\n'
NETWORK_PRINTER = "tcp://192.168.1.50:9100"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPCARD_NETWORK", "none")


def settings_file(directory: Path, url: str) -> Path:
    file = directory / "kiosk.toml"
    file.write_text(SETTINGS.format(url=url))
    return file


def test_a_network_printer_is_refused_with_key_and_remedy(tmp_path: Path) -> None:
    file = settings_file(tmp_path, NETWORK_PRINTER)
    with pytest.raises(SettingsError) as refusal:
        load_settings(file)
    assert refusal.value.key == "printer.url"
    assert refusal.value.file == file
    assert "unix:///run/tapcard-printer.sock" in refusal.value.remedy
    assert "/etc/tapcard/network-printer" in refusal.value.remedy


@pytest.mark.parametrize(
    "url",
    ["none", "unix:///run/tapcard-printer.sock", "file:///dev/usb/lp0", "serial:///dev/ttyUSB0"],
)
def test_other_printers_are_not(tmp_path: Path, url: str) -> None:
    assert load_settings(settings_file(tmp_path, url)).printer.url == url


def test_it_cannot_be_chosen_at_the_kiosk_either(tmp_path: Path) -> None:
    """A choice that is refused at the next start would lock everybody out of the counter."""
    settings = load_settings(settings_file(tmp_path, "none"))
    with pytest.raises(SettingsError, match=r"printer\.url"):
        change_device(settings, "printer.url", NETWORK_PRINTER)
    assert load_settings(settings.file).printer.url == "none"


def test_where_there_is_a_network_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAPCARD_NETWORK")
    assert load_settings(settings_file(tmp_path, NETWORK_PRINTER)).printer.url == NETWORK_PRINTER


def test_the_units_check_says_so(tmp_path: Path) -> None:
    config = str(settings_file(tmp_path, NETWORK_PRINTER))
    told = CliRunner().invoke(main, ["console", "check", "--config", config])
    assert told.exit_code == 2
    assert "printer.url" in told.stderr
    assert "tapcard-printer.socket" in told.stderr
    assert told.stdout == ""  # kiosk.service throws it away


def test_the_units_check_passes_a_kiosk_before_its_first_ledger(tmp_path: Path) -> None:
    config = str(settings_file(tmp_path, "none"))
    assert CliRunner().invoke(main, ["console", "check", "--config", config]).exit_code == 0


def test_the_units_check_opens_the_ledger(tmp_path: Path) -> None:
    config = str(settings_file(tmp_path, "none"))
    (tmp_path / "ledger.db").write_bytes(b"not a ledger")
    told = CliRunner().invoke(main, ["console", "check", "--config", config])
    assert told.exit_code == 6
    assert "ledger" in told.stderr
