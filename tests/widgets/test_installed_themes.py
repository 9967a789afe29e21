"""Themes and style sheets come along when Tapcard is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from app.widgets.themes import shipped_themes

ROOT = Path(__file__).resolve().parents[2]
ASKS = """
import sys
sys.path.insert(0, sys.argv[1])
import app.widgets.themes as themes
found = themes.load_themes([themes.shipped_themes()])
print(themes.shipped_themes(), *(theme.name for theme in found.themes), sep="\\n")
"""


def test_a_checkout_has_its_themes_at_the_top() -> None:
    assert shipped_themes() == ROOT / "themes"


def test_an_installation_has_its_themes_below_its_prefix(tmp_path: Path) -> None:
    source, wheels, prefix = tmp_path / "source", tmp_path / "wheels", tmp_path / "prefix"
    _copy(source)
    _pip("wheel", "--no-build-isolation", "--wheel-dir", wheels, source)
    # in an environment of its own: the one that runs the tests has Tapcard installed already
    _python("-m", "venv", "--without-pip", prefix)
    _pip("--python", prefix / "bin/python", "install", *wheels.glob("*.whl"))
    (sheet,) = prefix.glob("lib/*/site-packages/app/widgets/stock.tcss")
    folder, *names = _python("-I", "-c", ASKS, sheet.parents[2]).splitlines()
    assert Path(folder) == prefix / "share/tapcard/themes"
    assert names == ["console", "dark", "high-contrast", "light", "monochrome"]
    assert (prefix / "share/tapcard/themes/console.vtrgb").is_file()


def _copy(source: Path) -> None:
    for name in ("app", "themes"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)


def _pip(*arguments: str | Path) -> None:
    """Without network: nothing but Tapcard itself is built or installed."""
    alone = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check")
    _python("-m", "pip", *arguments, *alone)


def _python(*arguments: str | Path) -> str:
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, check=True, text=True, capture_output=True).stdout
