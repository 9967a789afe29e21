"""Snapshots: what a screen showed when somebody last looked at it and found it right."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

FOLDER = Path(__file__).parent / "snapshots"
ACCEPTING = os.environ.get("TAPCARD_SNAPSHOTS") == "accept"
"""Set by ``make snapshots`` only: what is shown now becomes what is right."""
_HOW = "look at the difference; `make snapshots` accepts what the screens show now"


def as_recorded(name: str, shown: str) -> None:
    """Compares with a snapshot; one that is missing or different fails and says how."""
    file = FOLDER / f"{name}.txt"
    recorded = file.read_text("utf-8") if file.exists() else ""
    if shown == recorded:
        return
    if ACCEPTING:
        FOLDER.mkdir(exist_ok=True)
        file.write_text(shown, "utf-8")
        return
    lines = difflib.unified_diff(
        recorded.splitlines(),
        shown.splitlines(),
        f"{file.name} as recorded",
        "as shown",
        lineterm="",
    )
    raise AssertionError("\n".join((f"{name}: {_HOW}", *lines)))


def left_over(names: set[str]) -> list[str]:
    """Snapshots that no page stands behind; accepting removes them."""
    files = [file for file in sorted(FOLDER.glob("*.txt")) if file.stem not in names]
    if ACCEPTING:
        for file in files:
            file.unlink()
        return []
    return [file.name for file in files]
