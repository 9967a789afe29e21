"""``[keys.psam]``: numbers of a PSAM's maker, and what doctor says of the slot."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import doctor
from app.assembly import psam_layout
from app.cards.key_sources.security_module import PsamLayout
from app.cards.secrets import KeyUsage
from app.doctor import Health, examine
from app.settings import Settings, SettingsError, load_settings

SLOT = "Identiv uTrust SAM 00 00"


def loaded(file: Path, keys: str = "", reader: str = "") -> Settings:
    start = "[kiosk]\nid = 7\n[state]\npath = 'state'\n"
    file.write_text(f"{start}[reader]\n{reader}\n[keys]\n{keys}\n")
    return load_settings(file)


def test_without_a_table_the_layout_is_the_usual_one(file: Path) -> None:
    assert psam_layout(loaded(file).keys.psam) == PsamLayout()


def test_a_makers_numbers_reach_the_psam(file: Path) -> None:
    table = "[keys.psam]\ndirectory = 0xDF01\nlevels_shift = 6\nexternal = 0x29"
    layout = psam_layout(loaded(file, table).keys.psam)
    assert (layout.directory, layout.public_file) == (0xDF01, 0x17)
    assert layout.usage_byte(KeyUsage.EXTERNAL, 1) == 0x69
    assert layout.usage_byte(KeyUsage.MAINTENANCE, 2) == 0x88


@pytest.mark.parametrize(
    "table",
    ["public_file = 31", "levels_shift = 4", "external = 0x29", "internal = '7'", "key = 1"],
)
def test_numbers_that_no_psam_has_are_refused(file: Path, table: str) -> None:
    with pytest.raises(SettingsError) as refused:
        loaded(file, f"[keys.psam]\n{table}")
    assert refused.value.key == "keys.psam"
    assert "levels_shift (5 or 6)" in refused.value.remedy


@pytest.mark.parametrize(
    ("reader", "keys", "listed", "health", "said"),
    [
        ("", "", [SLOT], Health.GOOD, "none is configured"),
        ("psam = 'Identiv'", "utility = '5301'", [SLOT], Health.GOOD, SLOT),
        ("psam = 'Identiv'", "", [SLOT], Health.NOTE, "any PSAM is taken"),
        ("psam = 'Identiv'", "utility = '5301'", ["ACS"], Health.BAD, "no reader Identiv"),
    ],
)
def test_doctor_says_how_the_slot_is(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: str,
    keys: str,
    listed: list[str],
    health: Health,
    said: str,
) -> None:
    monkeypatch.setattr(doctor, "list_readers", lambda: listed)
    (found,) = (one for one in examine(loaded(file, keys, reader)) if one.name == "PSAM")
    assert found.health is health
    assert said in found.state
