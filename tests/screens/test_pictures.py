"""The pictures of README and docs are what the program shows today, and fetch nothing."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from tests.screens.pictures import FOLDER, INTERRUPTIONS, RECEIPT, SCREENS, Z_REPORT, drawn

LARGEST = 60_000
"""Bytes of one file."""


@pytest.mark.parametrize("name", [*SCREENS, *INTERRUPTIONS])
async def test_a_picture_is_what_the_screen_shows(name: str) -> None:
    recorded = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert await drawn(name) == recorded, f"{name} has changed: `make pictures`, then look at it"


def test_no_picture_is_large_left_over_or_fetches_anything() -> None:
    files = list(FOLDER.iterdir())
    assert {file.name for file in files} == {
        RECEIPT,
        Z_REPORT,
        *(f"{name}.svg" for name in (*SCREENS, *INTERRUPTIONS)),
    }
    assert [file.name for file in files if file.stat().st_size > LARGEST] == []
    for file in FOLDER.glob("*.svg"):
        addresses = re.findall(r"[a-z]+://[^\s\"')]+", file.read_text("utf-8"))
        assert set(addresses) == {"http://www.w3.org/2000/svg"}, "the name of the format, no more"


@pytest.mark.parametrize("name", [RECEIPT, Z_REPORT])
def test_a_paper_is_of_48_columns(name: str) -> None:
    with Image.open(FOLDER / name) as paper:
        assert paper.format == "PNG"
        assert paper.width > 48 * 12
        assert paper.height > paper.width


def test_the_page_of_interruptions_shows_each_of_them() -> None:
    page = (FOLDER.parent / "interruptions.md").read_text("utf-8")
    shown = set(re.findall(r"\(pictures/(.+?)\.svg\)", page))
    assert shown == {*INTERRUPTIONS, "settle"}
