"""Languages are those that there is a catalogue of."""

from __future__ import annotations

import gettext
import os
import struct
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from app.commands import counter
from app.commands.call import Call
from app.settings import SettingsError, change_device, load_settings
from app.settings.languages import environment_for, languages


def catalogue(folder: Path, code: str, **texts: str) -> None:
    """A compiled catalogue, as msgfmt makes it."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **texts}.items())
    keys = [key.encode() for key, _text in pairs]
    values = [text.encode() for _key, text in pairs]
    at, tables, body = 28 + 16 * len(pairs), b"", b""
    for strings in (keys, values):
        for one in strings:
            tables += struct.pack("<II", len(one), at + len(body))
            body += one + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    file = folder / code / "LC_MESSAGES" / "tapcard.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(head + tables + body)


def test_catalogues_name_themselves(tmp_path: Path) -> None:
    assert languages(tmp_path) == {"en": "English"}
    catalogue(tmp_path, "sw", English="Kiswahili", Help="Msaada")
    catalogue(tmp_path, "xx", Help="?")
    broken = tmp_path / "yy" / "LC_MESSAGES" / "tapcard.mo"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"not a catalogue")
    assert languages(tmp_path) == {"en": "English", "sw": "Kiswahili", "xx": "xx"}
    spoken = gettext.translation("tapcard", tmp_path, languages=["sw"])
    assert spoken.gettext("Help") == "Msaada"


def test_a_program_is_begun_again_in_its_language_once() -> None:
    assert environment_for("auto", {"LANGUAGE": "fr"}) is None
    spoken = environment_for("sw", {"LANG": "C", "LANGUAGE": "fr"})
    assert spoken == {"LANG": "C", "LANGUAGE": "sw"}
    assert environment_for("sw", spoken) is None


def test_the_counter_begins_again_before_it_asks_for_anything(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("[kiosk]\nid = 7\n[state]\npath = 'state'\n[screen]\nlanguage = 'sw'\n")
    begun: list[tuple[list[str], dict[str, str]]] = []

    def execve(_path: str, arguments: list[str], environment: dict[str, str]) -> NoReturn:
        begun.append((arguments, environment))
        raise SystemExit

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.setattr(sys, "orig_argv", ["python", "/bin/tapcard", "counter"])
    with pytest.raises(SystemExit):
        counter._opened(Call(file, None, as_json=False))
    ((arguments, environment),) = begun
    assert arguments == [sys.executable, "/bin/tapcard", "counter"]
    assert environment["LANGUAGE"] == "sw"


def test_what_was_chosen_at_the_kiosk_goes_before_kiosk_toml(file: Path) -> None:
    file.write_text(
        "[kiosk]\nid = 7\n[state]\npath = 'state'\n[screen]\ntheme = 'light'\nlanguage = 'fr'\n"
    )
    settings = load_settings(file)
    assert settings.screen.language == "fr"
    for key, value in (("screen.language", "sw"), ("screen.theme", "monochrome")):
        settings = change_device(settings, key, value).settings
    screen = load_settings(file).screen
    assert (screen.language, screen.theme) == ("sw", "monochrome")
    with pytest.raises(SettingsError) as caught:
        change_device(settings, "screen.language", "../../etc")
    assert caught.value.remedy
