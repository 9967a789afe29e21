"""Readers in kiosk.toml: one or several for customers' cards, each told from all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import SettingsError, UserReader, change_device, load_settings


def written(file: Path, lines: str) -> Path:
    file.write_text(f"[kiosk]\nid = 7\n[state]\npath = 'state'\n[reader]\n{lines}\n")
    return file


def refused(file: Path, lines: str) -> str:
    """The key that is refused."""
    with pytest.raises(SettingsError) as caught:
        load_settings(written(file, lines))
    assert caught.value.remedy
    return caught.value.key


@pytest.mark.parametrize(
    ("lines", "readers"),
    [
        ("", [UserReader("", "auto")]),
        ("name = 'ACS'\ndialect = 'acs'", [UserReader("ACS", "acs")]),
        (
            "name = 'ACS'\nalso = [{ name = 'OMNIKEY', dialect = 'acs' }]",
            [UserReader("ACS", "auto"), UserReader("OMNIKEY", "acs")],
        ),
        (
            "name = 'ACS'\n[[reader.also]]\nname = 'ACS 01'\n[[reader.also]]\nname = 'Gemalto'",
            [UserReader("ACS"), UserReader("ACS 01"), UserReader("Gemalto")],
        ),
    ],
)
def test_readers_for_customers_cards(file: Path, lines: str, readers: list[UserReader]) -> None:
    assert list(load_settings(written(file, lines)).reader.for_customers) == readers


@pytest.mark.parametrize(
    "literal",
    [
        "'ACS'",
        "['ACS']",
        "[{ dialect = 'acs' }]",
        "[{ name = '' }]",
        '[{ name = "two\\nlines" }]',
        "[{ name = 'ACS', dialect = 'ACS' }]",
        "[{ name = 'ACS', psam = 'ACS' }]",
    ],
)
def test_further_readers_that_do_not_fit(file: Path, literal: str) -> None:
    assert refused(file, f"name = 'X'\nalso = {literal}") == "reader.also"


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("name = 'A'\npsam = 'A'", "reader.psam"),
        ("name = 'A 00 00'\npsam = 'A'", "reader.psam"),
        ("name = 'A'\npsam = 'B'\nalso = [{ name = 'B 00 00' }]", "reader.psam"),
        ("name = 'A'\nalso = [{ name = 'A' }]", "reader.also"),
        ("name = 'A 00 00'\nalso = [{ name = 'A' }]", "reader.also"),
        ("name = 'A'\nalso = [{ name = 'B' }, { name = 'B' }]", "reader.also"),
        ("also = [{ name = 'A' }]", "reader.also"),
    ],
)
def test_one_reader_cannot_be_two(file: Path, lines: str, key: str) -> None:
    assert refused(file, lines) == key


def test_a_choice_at_the_kiosk_cannot_make_two_readers_one(file: Path) -> None:
    settings = load_settings(written(file, "name = 'A'\nalso = [{ name = 'B' }]"))
    for name in ("", "B", "B 00 00"):
        with pytest.raises(SettingsError):
            change_device(settings, "reader.name", name)
    assert load_settings(file) == settings
