"""Reader, printer and backup chosen at the kiosk: kept across restarts, wholly or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import (
    CHANGEABLE,
    KEYS,
    Settings,
    SettingsError,
    change_device,
    load_settings,
)


def load(file: Path, more: str = "") -> Settings:
    file.write_text("[kiosk]\nid = 7\n[state]\npath = 'state'\n" + more)
    return load_settings(file)


def test_a_choice_is_in_force_at_once_and_after_a_restart(file: Path) -> None:
    settings = load(file, "[printer]\nwidth = 32\n")
    change = change_device(settings, "printer.url", "tcp://192.0.2.7:9100")
    assert (change.key, change.old, change.new) == (
        "printer.url",
        "none",
        "tcp://192.0.2.7:9100",
    )
    assert change.settings.printer.address.host == "192.0.2.7"
    assert load_settings(file) == change.settings


def test_choices_add_up_and_the_installers_file_stays(file: Path) -> None:
    settings = load(file)
    before = file.read_bytes()
    for key, value in [
        ("reader.name", "ACS 'ACR39U' \"00\""),
        ("reader.dialect", "acs"),
        ("reader.psam", "Identiv"),
        ("printer.url", "none"),
        ("printer.width", "32"),
        ("backup.path", "/media/stick"),
        ("printer.width", "48"),
    ]:
        settings = change_device(settings, key, value).settings
    assert settings == load_settings(file)
    assert settings.reader.name == "ACS 'ACR39U' \"00\""
    assert settings.printer.width == 48
    assert settings.backup.path == Path("/media/stick")
    assert file.read_bytes() == before


def test_old_and_new_are_as_written(file: Path) -> None:
    settings = load(file)
    change = change_device(settings, "printer.width", "32")
    assert (change.old, change.new) == ("48", "32")
    change = change_device(change.settings, "backup.path", "copies")
    assert (change.old, change.new) == ("", str(file.parent / "copies"))


def test_an_empty_choice_goes_before_an_installed_value(file: Path) -> None:
    settings = load(file, "[reader]\npsam = 'Identiv'\n")
    assert change_device(settings, "reader.psam", "").settings.reader.psam == ""
    assert load_settings(file).reader.psam == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("printer.width", "40"),
        ("printer.width", "wide"),
        ("printer.url", "usb"),
        ("reader.dialect", "x"),
    ],
)
def test_a_bad_choice_leaves_the_good_ones(file: Path, key: str, value: str) -> None:
    settings = change_device(load(file), "printer.width", "32").settings
    with pytest.raises(SettingsError) as caught:
        change_device(settings, key, value)
    assert caught.value.key == key
    assert caught.value.file == settings.devices_file
    assert load_settings(file) == settings


@pytest.mark.parametrize("key", [*sorted(set(KEYS) - set(CHANGEABLE)), "printer.colour", ""])
def test_other_keys_are_the_installers(file: Path, key: str) -> None:
    settings = load(file)
    with pytest.raises(SettingsError) as caught:
        change_device(settings, key, "5")
    assert caught.value.key == key
    assert not settings.devices_file.exists()


def test_the_devices_file_cannot_carry_an_installers_key(file: Path) -> None:
    settings = load(file)
    settings.state.path.mkdir()
    settings.devices_file.write_text("[keys]\nsource = 'demo'\n")
    with pytest.raises(SettingsError) as caught:
        load_settings(file)
    assert (caught.value.file, caught.value.key) == (settings.devices_file, "keys.source")


def test_a_write_that_fails_changes_nothing(file: Path) -> None:
    settings = load(file)
    settings.state.path.write_text("a file where the directory should be")
    with pytest.raises(SettingsError) as caught:
        change_device(settings, "printer.width", "32")
    assert caught.value.file == settings.devices_file
    assert load_settings(file) == settings


def test_what_a_power_cut_left_of_a_write_is_ignored(file: Path) -> None:
    settings = change_device(load(file), "printer.width", "32").settings
    settings.devices_file.with_suffix(".new").write_text("[printer]\nwid")
    assert load_settings(file) == settings
    assert change_device(settings, "printer.width", "48").settings.printer.width == 48


@given(key=st.sampled_from(CHANGEABLE), value=st.text())
def test_any_text_is_kept_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: str
) -> None:
    directory = tmp_path_factory.mktemp("kiosk")
    settings = load(directory / "kiosk.toml")
    try:
        change = change_device(settings, key, value)
    except SettingsError:
        assert load_settings(settings.file) == settings
    else:
        assert load_settings(settings.file) == change.settings
