"""Palette files, as setvtrgb reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.console.errors import ConsoleFault
from app.console.palette_file import read_palette

REDS = ",".join(["0", "170"] * 8)
GREENS = ",".join(["1"] * 16)
BLUES = ",".join(["255"] * 16)


def test_three_lines_become_sixteen_colours(tmp_path: Path) -> None:
    file = tmp_path / "two.vtrgb"
    file.write_text(f"{REDS}\n{GREENS}\n{BLUES}\n")
    assert read_palette(file) == " ".join(["0001ff", "aa01ff"] * 8)


@pytest.mark.parametrize(
    "content",
    [
        "",
        f"{REDS}\n{GREENS}\n",
        f"{REDS}\n{GREENS}\n{BLUES}\n{BLUES}\n",
        f"{REDS}\n{GREENS}\n1,2,3\n",
        "1,2\n1,2\n1,2\n",
        f"{REDS}\n{GREENS}\n{BLUES.replace('255', '256')}\n",
        f"{REDS}\n{GREENS}\n{BLUES.replace('255', 'ff')}\n",
        f"{REDS}\n{GREENS}\n{BLUES.replace('255', '-1')}\n",
        "ä",
    ],
)
def test_anything_else_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "odd.vtrgb"
    file.write_text(content)
    with pytest.raises(ConsoleFault, match=r"odd\.vtrgb is not a palette") as refusal:
        read_palette(file)
    assert "three lines" in refusal.value.remedy


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConsoleFault):
        read_palette(tmp_path / "none.vtrgb")
