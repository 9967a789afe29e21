from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where kiosk.toml is to be."""
    return tmp_path / "kiosk.toml"
