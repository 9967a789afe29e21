"""Printers in kiosk.toml: the first one, and further ones by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import SettingsError, load_settings
from app.settings.model import NETWORK, FurtherPrinter


def written(file: Path, lines: str) -> Path:
    file.write_text(f"[kiosk]\nid = 7\n[state]\npath = 'state'\n[printer]\n{lines}\n")
    return file


def test_further_printers_have_names(file: Path) -> None:
    text = (
        "url = 'file:///dev/usb/lp0'\n[[printer.also]]\nname = 'office'\n"
        "url = 'tcp://10.0.0.9:9100'\nwidth = 32\n"
    )
    printer = load_settings(written(file, text)).printer
    assert printer.also == (FurtherPrinter("office", "tcp://10.0.0.9:9100", 32),)


@pytest.mark.parametrize(
    "literal",
    [
        "'office'",
        "[{ name = 'office' }]",
        "[{ name = '', url = 'none' }]",
        "[{ name = 'office', url = 'lpt1' }]",
        "[{ name = 'office', url = 'none', width = 40 }]",
        "[{ name = 'office', url = 'none' }, { name = 'office', url = 'none' }]",
        "[{ name = 'office', url = 'tcp://10.0.0.9:9100' }]",
    ],
)
def test_further_printers_that_do_not_fit(
    file: Path, literal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NETWORK, "none")
    with pytest.raises(SettingsError) as caught:
        load_settings(written(file, f"also = {literal}"))
    assert caught.value.key == "printer.also"
    assert caught.value.remedy
